"""What an exported file is called."""

from datetime import date

from django.utils.translation import gettext as _

from core import downloads


def file_name(title: str, on: date, ending: str) -> str:
    """数字服务_台账_20261122.xlsx"""
    stem = _("%(plan)s_ledger_%(day)s") % {"plan": title, "day": f"{on:%Y%m%d}"}
    return downloads.safe_name(stem, ending)


def attachment(name: str) -> str:
    """The header's value; the plain name is for old programs."""
    return downloads.attachment(name, plain="ledger")
