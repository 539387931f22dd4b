"""The example's units and people, and the administrators that stay when it goes."""

from dataclasses import dataclass
from datetime import datetime

from accounts.actions import add_person, add_unit, grant_role
from accounts.choices import Role
from accounts.models import Unit, User
from accounts.rules import one_time_password
from core.audit import Actor
from desks.examples.beijing import OFFICE, UNITS

# Account name, name, role, key of the unit ("" for none), example. One sign-in for each role.
SIGN_INS = [
    ("reporter", "示例填报人", Role.REPORTER, "district", True),
    ("unit-lead", "示例单位负责人", Role.UNIT_LEAD, "district", True),
    ("coordinator", "示例督查专员", Role.COORDINATOR, "office", True),
    ("chief", "示例督查室主任", Role.CHIEF, "office", True),
    ("leader", "示例分管领导", Role.LEADER, "", True),
    ("secretary", "示例秘书", Role.SECRETARY, "", True),
    ("system-admin", "系统管理员", Role.SYSTEM_ADMIN, "", False),
    ("security-admin", "安全管理员", Role.SECURITY_ADMIN, "", False),
    ("auditor", "审计管理员", Role.AUDITOR, "", False),
]


@dataclass(frozen=True)
class SignIn:
    """What is printed once and kept in the data folder with mode 0600."""

    role: Role
    username: str
    password: str


@dataclass(frozen=True)
class Cast:
    """The example's units, and who files, signs and reviews."""

    units: dict[str, Unit]
    reporters: dict[str, User]
    leads: dict[str, User]
    reviewer: User
    chief: User
    sign_ins: list[SignIn]


def acting(user: User) -> Actor:
    """The person as who does something."""
    return Actor(
        id=user.pk, name=user.name, unit=user.unit.name if user.unit else "", role="示例",
        address="", request_id="",
    )  # fmt: skip


def add_administrators(*, now: datetime, by: Actor) -> list[SignIn]:
    """The three administrators alone, for an office that starts without the example."""
    sign_ins: list[SignIn] = []
    for username, name, role, _key, example in SIGN_INS:
        if example:
            continue
        word = one_time_password()
        user = add_person(username=username, name=name, password=word, by=by)
        grant_role(user=user, role=role, now=now, by=by)
        sign_ins.append(SignIn(role, username, word))
    return sign_ins


def _add_units(by: Actor) -> dict[str, Unit]:
    return {
        key: add_unit(name=name, short_name=short, position=position, is_example=True, by=by)
        for position, (key, name, short) in enumerate([OFFICE, *UNITS], start=1)
    }


def add_people(*, now: datetime, by: Actor) -> Cast:
    """A sign-in for each role; a reporter and a lead without sign-in for every other unit."""
    units = _add_units(by)
    people: dict[Role, User] = {}
    sign_ins: list[SignIn] = []
    # Administrators stay when an example goes, with the passwords that they have.
    there = set(User.objects.filter(is_example=False).values_list("username", flat=True))
    for username, name, role, key, example in SIGN_INS:
        if username in there:
            continue
        word = one_time_password()
        user = add_person(
            username=username, name=name, password=word, unit=units.get(key),
            phone=_phone(len(sign_ins)) if example else "", is_example=example, by=by,
        )  # fmt: skip
        of_unit = role in {Role.REPORTER, Role.UNIT_LEAD}
        grant_role(user=user, role=role, unit=units[key] if of_unit else None, now=now, by=by)
        people[role] = user
        sign_ins.append(SignIn(role, username, word))
    reporters, leads = {"district": people[Role.REPORTER]}, {"district": people[Role.UNIT_LEAD]}
    for key, _name, short in UNITS:
        if key not in reporters:
            reporters[key] = _add_silent(key, f"{short}填报人", Role.REPORTER, units[key], now, by)
            leads[key] = _add_silent(key, f"{short}负责人", Role.UNIT_LEAD, units[key], now, by)
    return Cast(units, reporters, leads, people[Role.COORDINATOR], people[Role.CHIEF], sign_ins)


def _phone(number: int) -> str:
    """A number that nobody has."""
    return f"010-0000-{number:04d}"


def _add_silent(key: str, name: str, role: Role, unit: Unit, now: datetime, by: Actor) -> User:
    """A person of the example who cannot sign in: no password is set."""
    user = add_person(
        username=f"example-{key}-{role.value.replace('_', '-')}", name=name, password=None,
        unit=unit, phone=_phone(100 + unit.position), is_example=True, by=by,
    )  # fmt: skip
    grant_role(user=user, role=role, unit=unit, now=now, by=by)
    return user
