"""Moments and order numbers in the reader's language."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from progress.models import SupervisionOrder

register = template.Library()


@register.filter
def working_days(moment: int) -> str:
    """5 working days before; on the day; 3 working days after."""
    if moment == 0:
        return _("on the day")
    if moment < 0:
        many = ngettext("%(n)s working day before", "%(n)s working days before", -moment)
    else:
        many = ngettext("%(n)s working day after", "%(n)s working days after", moment)
    return many % {"n": abs(moment)}


@register.filter
def order_number(order: SupervisionOrder) -> str:
    """〔2026〕3号; a draft has none."""
    if order.number is None:
        return _("no number yet")
    return _("Order [%(year)s] No. %(number)s") % {"year": order.year, "number": order.number}
