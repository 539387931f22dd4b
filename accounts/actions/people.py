"""How people come, move, are locked out and let in again. Each sign-in is one person's."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.choices import ROLES, Role
from accounts.grants import close_grants, require_not_last
from accounts.models import Unit, User
from accounts.queries import owner_of, require_current
from accounts.rules import mailable, one_time_password, shared_account, shared_name
from accounts.sounds import sounds
from core.audit import Actor, record
from core.refusals import Conflict, NotAllowed, require
from core.search.entries import index
from core.versions import save_version


def _require_a_person(name: str) -> None:
    """Refuse a name that is a unit's or a group's: nobody could be asked who it was."""
    require(
        not shared_name(name) and owner_of(name) is None,
        _("“%(name)s” is not one person's name. Each person has a sign-in of their own.")
        % {"name": name},
    )


@transaction.atomic
def add_person(
    *,
    username: str,
    name: str,
    password: str | None,
    unit: Unit | None = None,
    phone: str = "",
    must_change_password: bool = False,
    on: date | None = None,
    is_example: bool = False,
    by: Actor,
) -> User:
    """A person with a sign-in of their own; `on` is the day on which the unit has to exist."""
    username, name = username.strip(), name.strip()
    require(username and name, _("Write the account name and the person's name."))
    require(
        not shared_account(username),
        _("This account name looks like one that several people share. Use the person's own."),
    )
    require(
        # Signing in does not tell capitals from small letters.
        not User.objects.filter(username__iexact=username).exists(),
        _("This account name is taken. Choose another one."),
        kind=Conflict,
    )
    _require_a_person(name)
    if unit is not None and on is not None:
        require_current([unit], on=on)
    pinyin, initials = sounds(name, person=True)
    user = User.objects.create_user(
        username, password, name=name, unit=unit, phone=phone.strip(), pinyin=pinyin[:400],
        initials=initials[:60], must_change_password=must_change_password, is_example=is_example,
    )  # fmt: skip
    index("person", [user.pk])
    record(by=by, verb="person.added", subject=user, after={"username": username, "name": name})
    return user


@transaction.atomic
def edit_person(
    *, user: User, name: str, phone: str, email: str, pinyin_override: str, version: int, by: Actor
) -> User:
    """Change what is known of a person beside the unit, the roles and the password."""
    name = name.strip()
    require(name, _("Write the person's name."))
    if name != user.name:
        _require_a_person(name)
    require(
        not email.strip() or mailable(email.strip()),
        _("This is no e-mail address to which mail can go. Mend it."),
        fields={"email": _("Mend the address.")},
    )
    wanted = {
        "name": name,
        "phone": phone.strip(),
        "email": email.strip(),
        "pinyin_override": pinyin_override.strip(),
    }
    before = {field: getattr(user, field) for field in wanted}
    pinyin, initials = sounds(name, override=wanted["pinyin_override"], person=True)
    save_version(user, version=version, **wanted, pinyin=pinyin[:400], initials=initials[:60])
    index("person", [user.pk])
    changed = [field for field in wanted if before[field] != wanted[field]]
    record(
        by=by,
        verb="person.changed",
        subject=user,
        before={field: before[field] for field in changed},
        after={field: wanted[field] for field in changed},
    )
    return user


@transaction.atomic
def move_person(
    *, user: User, unit: Unit | None, version: int, now: datetime, by: Actor
) -> list[str]:
    """Move a person to another unit, or to none; the roles held in the old one end.

    Roles in other units and an office's roles stay. The names of the roles that ended.
    """
    require(
        (unit.pk if unit else None) != user.unit_id,
        _("The person is in this unit already. Choose another one."),
        kind=Conflict,
    )
    if unit is not None:
        require_current([unit], on=timezone.localtime(now).date())
    before = user.unit
    ended: list[str] = []
    if before is not None:
        grants = user.grants.filter(unit=before, open_key__isnull=False).order_by("pk")
        ended = [str(ROLES[Role(grant.role)].label) for grant in grants]
        close_grants(grants, now=now, by=by)
    save_version(user, version=version, unit=unit)
    user.__dict__.pop("_open_grants", None)
    record(
        by=by,
        verb="person.moved",
        subject=user,
        before={"unit": before.name if before else "", "roles": ended},
        after={"unit": unit.name if unit else ""},
    )
    return ended


@transaction.atomic
def close_account(*, user: User, version: int, by: Actor) -> User:
    """Lock a person out at once. Their roles rest and come back with the account."""
    require(
        by.id != user.pk,
        _("Nobody closes their own account. Ask another system administrator."),
        kind=NotAllowed,
    )
    require(user.is_active, _("The account is closed already."), kind=Conflict)
    for grant in user.open_grants():
        require_not_last(grant)
    save_version(user, version=version, is_active=False)
    record(by=by, verb="person.closed", subject=user)
    return user


@transaction.atomic
def reopen_account(*, user: User, version: int, by: Actor) -> User:
    """Let a person in again, with the roles that rested."""
    require(not user.is_active, _("The account is open already."), kind=Conflict)
    save_version(user, version=version, is_active=True)
    record(by=by, verb="person.reopened", subject=user)
    return user


@transaction.atomic
def reset_password(*, user: User, version: int, by: Actor) -> str:
    """A new password to be told once and changed at the next sign-in; every open session ends."""
    require(
        by.id != user.pk,
        _("Change your own password on the page for it."),
        kind=NotAllowed,
    )
    word = one_time_password()
    user.set_password(word)
    save_version(user, version=version, password=user.password, must_change_password=True)
    record(by=by, verb="person.password_reset", subject=user)
    return word


@transaction.atomic
def change_password(*, user: User, password: str, by: Actor) -> User:
    """A person's own new password; the one-time password has done its work."""
    user.set_password(password)
    user.must_change_password = False
    # No version: only the person has this in hand, and knows the old password.
    user.save(update_fields=["password", "must_change_password"])
    record(by=by, verb="person.password_changed", subject=user)
    return user
