"""Where a measure's cell leads."""

from typing import Any

from django import template
from django.urls import reverse

from reports.contents import Cell

register = template.Library()


@register.simple_tag(takes_context=True)
def cell_address(context: dict[str, Any], cell: Cell) -> str:
    """The story of the one initiative that serves the measure; else its sentence, which names all.

    Both keep the day that the page speaks of.
    """
    slug, moment = context["plan"].slug, context.get("moment")
    stories = [(slug, code) for code in cell["codes"]]
    stories += [(other["plan"], other["code"]) for other in cell["others"]]
    if len(stories) != 1:
        also = moment.also if moment else ""
        return f"{reverse('reader', args=[slug])}?measure={cell['position']}{also}"
    return reverse("story", args=stories[0]) + (moment.query if moment else "")
