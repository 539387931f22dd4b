"""What an account may be called, the password told once, what may leave by mail. Plain Python."""

import re
import secrets
from dataclasses import dataclass
from datetime import date, datetime, time

# No vowels and no look-alikes: a password is read out over the telephone.
_LETTERS = "23456789bcdfghjkmnpqrstvwxz"
_SHARED_ACCOUNTS = {
    "admin", "administrator", "bangongshi", "bgs", "common", "duty", "everyone", "gonggong",
    "gongyong", "guest", "office", "public", "root", "share", "shared", "superuser", "team",
    "temp", "test", "tmp", "user", "zhiban",
}  # fmt: skip
_SHARED_NAMES = re.compile(r"公用|共用|共享|公共账号|值班|全体|集体账号")


def one_time_password() -> str:
    """Four groups that can be read out: 16 characters of 27, 76 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def shared_account(username: str) -> bool:
    """Whether an account name reads as everybody's: office, zhiban, test2."""
    return re.sub(r"[\d._+@-]+", "", username.lower()) in _SHARED_ACCOUNTS


def shared_name(name: str) -> bool:
    """Whether what stands as a person's name names a place or a group: 值班员, 公用."""
    return _SHARED_NAMES.search(name) is not None


def masked(phone: str) -> str:
    """A telephone number as a list shows it: 138****5678; a short one stands as it is."""
    return phone if len(phone) < 9 else f"{phone[:3]}****{phone[-4:]}"


def one_line(text: str) -> str:
    """The text as one line: what is a title may not bring a line of its own into a mail."""
    printable = "".join(one if one.isprintable() else " " for one in text)
    return " ".join(printable.split())


def inside(link: str) -> bool:
    """Whether a link is a path of this site, or none at all."""
    plain = link.isprintable() and "\\" not in link
    return not link or (plain and link.startswith("/") and not link.startswith("//"))


def mailable(address: str) -> bool:
    """Whether an address can stand alone in a mail's head: one line, one @, no list of them."""
    name, at, host = address.partition("@")
    odd = set(address) & set(',;:<>()[]"\\')
    return bool(
        at and name and "." in host and "@" not in host and not odd and address.isprintable()
    ) and not any(one.isspace() for one in address)


def message_id(who: str, on: date, host: str) -> str:
    """The Message-ID of a person's mail of a day: sent twice, it is the same mail."""
    return f"<digest.{who}.{on:%Y%m%d}@{host}>"


@dataclass(frozen=True, slots=True)
class Hours:
    """When mail may leave on a working day, local time; the end no longer belongs to it."""

    begin: time
    end: time

    def hold(self, moment: datetime, *, worked: bool) -> bool:
        """Whether a moment of local time lies within, on a day that is `worked` or not."""
        return worked and self.begin <= moment.time() < self.end
