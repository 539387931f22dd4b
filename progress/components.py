"""The light, the bar and the step as safe HTML: one function each, for rows and pages alike."""

from decimal import Decimal
from functools import cache

from django.utils import translation
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from core.exact import show
from core.sentences import Language
from core.zh import half_up
from progress.choices import LightChoice, UpdateState

# Seven lights, five shapes: what has not started, goes on for good or rests is grey.
SHAPES = {
    "red": "red",
    "yellow": "yellow",
    "green": "green",
    "done": "done",
    "not_started": "grey",
    "ongoing": "grey",
    "paused": "grey",
    "grey": "grey",
}


def whole(value: Decimal | str | None) -> str:
    """A percentage without decimals, half up; a dash where there is none."""
    return "—" if value is None else str(half_up(Decimal(value), 0))


def light_word(light: str) -> str:
    """The light's word. An unknown light is an error, never an empty cell."""
    return _light_word(light, translation.get_language())


# Kept by language: a list of fifty thousand says the same few words.
@cache
def _light_word(light: str, _language: str | None) -> str:
    if light == "grey":
        return _("No data")
    return str(LightChoice(light).label)


def light(light: str, *, plain: bool = False, large: bool = False) -> SafeString:
    """Word and shape beside colour, always."""
    extra = (" cx-light--plain" if plain else "") + (" cx-light--lg" if large else "")
    return _light(light, extra, translation.get_language())


# As many as there are lights, looks and languages: a list shows the same few again and again.
@cache
def _light(light: str, extra: str, _language: str | None) -> SafeString:
    shape = SHAPES[light]
    return format_html(
        '<span class="cx-light cx-light--{}{}"><svg viewBox="0 0 12 12" aria-hidden="true">'
        '<use href="#l-{}"/></svg>{}</span>',
        shape,
        extra,
        shape,
        light_word(light),
    )


def shape_icon(light: str) -> SafeString:
    """The bare shape, for a head that says the word itself."""
    return format_html(
        '<svg viewBox="0 0 12 12" aria-hidden="true"><use href="#l-{}"/></svg>', SHAPES[light]
    )


def bar(percent: Decimal | str | None, planned: Decimal | str | None, light: str) -> SafeString:
    """Approved percent as a bar, with a tick where it should be by now."""
    done = Decimal(percent) if percent is not None else Decimal(0)
    tick = ""
    # Before a beginning and after an end nothing is planned: a tick would ask a question.
    if planned is None or light in {"not_started", "done"}:
        label = _("%(percent)s%% approved") % {"percent": whole(percent)}
    else:
        place = show(Decimal(planned))
        tick = f'<line class="k" x1="{place}" x2="{place}" y1="0" y2="11"/>'
        label = _("%(percent)s%% approved, %(planned)s%% planned by now") % {
            "percent": whole(percent),
            "planned": whole(planned),
        }
    # Only figures and our own words: the label alone could hold a letter that HTML knows.
    return mark_safe(
        f'<svg class="cx-bar cx-bar--{SHAPES[light]}" viewBox="0 0 100 11" '
        f'preserveAspectRatio="none" role="img" aria-label="{escape(label)}">'
        '<rect class="t" y="3" width="100" height="5"/>'
        f'<rect class="f" y="3" width="{show(done)}" height="5"/>{tick}</svg>'
    )


def step(value: Decimal | str | None) -> SafeString:
    """The change in points since the last report: a small triangle in ink with its figure."""
    if value is None:
        return format_html('<span class="cx-faint">—</span>')
    points = half_up(Decimal(value), 0)
    if points == 0:
        return format_html('<span class="cx-delta">{}</span>', _("level"))
    up = points > 0
    label = (_("up %(n)s points") if up else _("down %(n)s points")) % {"n": abs(points)}
    return format_html(
        '<span class="cx-delta{}" aria-label="{}"><svg viewBox="0 0 7 7" aria-hidden="true">'
        '<use href="#d-{}"/></svg>{}</span>',
        "" if up else " cx-delta--down",
        label,
        "up" if up else "down",
        abs(points),
    )


def reader_language() -> Language:
    """zh or en: which of a reason's two sentences to show."""
    return "zh" if (translation.get_language() or "zh").startswith("zh") else "en"


# How an update's state looks: class and icon. Red is kept for what was returned.
_FILING = {
    "": ("none", "none"),
    UpdateState.DRAFT: ("none", "pen"),
    UpdateState.FOR_SIGNING: ("wait", "clock"),
    UpdateState.SUBMITTED: ("wait", "clock"),
    UpdateState.RETURNED: ("back", "back"),
    UpdateState.APPROVED: ("ok", "check"),
}


def filing(state: str | None) -> SafeString:
    """Where this round's update is, with its icon."""
    return _filing(state or "", translation.get_language())


@cache
def _filing(state: str, _language: str | None) -> SafeString:
    style, icon = _FILING[state]
    word = UpdateState(state).label if state else _("not filed")
    return format_html(
        '<span class="cx-st cx-st--{}"><svg class="cx-ico" aria-hidden="true">'
        '<use href="#i-{}"/></svg>{}</span>',
        style,
        icon,
        word,
    )
