"""What an exported file is called."""

from datetime import date
from urllib.parse import quote

from django.utils.translation import gettext as _

# What file systems or headers take for something else.
_UNSAFE = str.maketrans(dict.fromkeys('/\\:*?"<>|\r\n\t;', "_"))


def file_name(title: str, on: date, ending: str) -> str:
    """数字服务_台账_20261122.xlsx"""
    stem = _("%(plan)s_ledger_%(day)s") % {"plan": title, "day": f"{on:%Y%m%d}"}
    return f"{stem.translate(_UNSAFE)}.{ending}"


def attachment(name: str) -> str:
    """The header's value after RFC 6266: a plain name for old programs, the real one in UTF-8."""
    ending = name.rpartition(".")[2]
    return f"attachment; filename=\"ledger.{ending}\"; filename*=UTF-8''{quote(name, safe='')}"
