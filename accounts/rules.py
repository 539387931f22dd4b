"""What an account may be called, and the password that is told once. Plain Python."""

import re
import secrets

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
