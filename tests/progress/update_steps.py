"""One step of an update at a time, by whoever is named or by the right person."""

from typing import Any

from accounts.models import User
from progress.actions import (
    approve_update,
    hand_over,
    return_update,
    save_draft,
    sign_update,
    start_update,
)
from progress.models import Update, UpdateReturn
from tests.factories import BY, House, at, words

NOW = at("2026-09-20 10:00")


def start(house: House, code: int = 1, author: User | None = None, **more: Any) -> Update:
    initiative = house.initiative(code)
    facts = {"round_": house.round, "now": NOW, "by": BY, **more}
    return start_update(initiative=initiative, author=author or house.reporter(initiative), **facts)


def save(house: House, update: Update, *, author: User | None = None, **said: Any) -> Update:
    return save_draft(
        update=update, words=words(**said), author=author or house.alice,
        version=update.version, now=NOW, by=BY,
    )  # fmt: skip


def hand(house: House, update: Update, author: User | None = None) -> Update:
    return hand_over(
        update=update, author=author or house.alice, version=update.version, now=NOW, by=BY
    )


def sign(house: House, update: Update, signer: User | None = None, now: Any = NOW) -> Update:
    return sign_update(
        update=update, signer=signer or house.bo, version=update.version, now=now, by=BY
    )


def approve(house: House, update: Update, reviewer: User | None = None, **more: Any) -> Update:
    return approve_update(
        update=update, reviewer=reviewer or house.chen, version=update.version, now=NOW, by=BY,
        **more,
    )  # fmt: skip


def send_back(
    house: House, update: Update, person: User | None = None, reason: str = "请补充名单。"
) -> UpdateReturn:
    return return_update(
        update=update, reviewer=person or house.chen, reason=reason, version=update.version,
        now=NOW, by=BY,
    )  # fmt: skip
