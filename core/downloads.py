"""What a file is called on its way out."""

from urllib.parse import quote

# What file systems or headers take for something else.
_UNSAFE = str.maketrans(dict.fromkeys('/\\:*?"<>|\r\n\t;', "_"))


def safe_name(stem: str, ending: str) -> str:
    """A file's name without what file systems or headers take for something else."""
    return f"{stem.translate(_UNSAFE)}.{ending}"


def attachment(name: str, *, plain: str) -> str:
    """The header's value after RFC 6266: a plain name for old programs, the real one in UTF-8."""
    ending = name.rpartition(".")[2]
    return f"attachment; filename=\"{plain}.{ending}\"; filename*=UTF-8''{quote(name, safe='')}"
