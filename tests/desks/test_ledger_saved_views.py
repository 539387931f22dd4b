"""Saved views: one's own, shared ones, the one that the ledger opens with."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from core.models import AuditEvent
from core.refusals import BadInput, Conflict, NotAllowed
from recommendations.actions import change_view, delete_view, open_ledger_with, save_view
from recommendations.actions.views import LONGEST_QUERY, MOST_VIEWS
from recommendations.models import LedgerChoice, Plan, SavedView
from tests.desks.ledger_rows import LEDGER, NUMBERS, codes, tree
from tests.factories import BY

Clients = Callable[..., Client]
VIEWS = f"{LEDGER}views/"


def who(username: str) -> User:
    return User.objects.get(username=username)


def kept(plan: Plan, username: str, name: str = "红灯", **more: Any) -> SavedView:
    facts = {"query": "light=red&columns=lead,state", "shared": False, **more}
    return save_view(plan=plan, person=who(username), name=name, by=BY, **facts)


def tabs(page: Any) -> list[str]:
    """The row of views, as it reads."""
    (nav,) = page.find_class("cx-views")
    return [" ".join(one.text_content().split()) for one in nav.xpath("./a")]


def test_what_is_shown_is_kept_under_a_name(example: Plan, client_of: Clients) -> None:
    client = client_of("leader")
    address = f"{VIEWS}?light=red&sort=-due_on&page=3&junk=1"
    answer = client.post(address, {"act": "save", "name": " 红灯 "})
    assert answer.status_code == 302
    view = SavedView.objects.get()
    assert (view.name, view.owner, view.shared) == ("红灯", who("leader"), False)
    assert view.query.startswith("light=red&sort=-due_on&columns=light%2C")
    assert "page" not in view.query and "junk" not in view.query
    page = tree(client.get(LEDGER))
    assert tabs(page) == ["全部25", "红灯"]
    opened = tree(
        client.get(LEDGER + page.find_class("cx-views")[0].xpath("./a/@href")[1].split("/")[-1])
    )
    assert codes(opened) == codes(tree(client.get(LEDGER, {"light": "red", "sort": "-due_on"})))
    assert opened.xpath("//nav[@class='cx-views']/a[@aria-current]/text()")[0].strip() == "红灯"
    assert AuditEvent.objects.order_by("-seq")[0].verb == "view.saved"


def test_a_view_keeps_its_columns(example: Plan, client_of: Clients) -> None:
    view = kept(example, "leader")
    answer = client_of("leader").get(f"{VIEWS}{view.public_id}/", follow=True)
    heads = tree(answer).xpath("//thead//th")
    assert [head.text_content().strip() for head in heads][1:] == ["牵头单位", "状态"]


def test_ones_own_is_nobody_elses(example: Plan, client_of: Clients) -> None:
    view = kept(example, "leader")
    other = client_of("chief")
    assert tabs(tree(other.get(LEDGER))) == ["全部25"]
    assert other.get(f"{VIEWS}{view.public_id}/").status_code == 404
    for act in ("open", "delete", "change"):
        answer = other.post(VIEWS, {"act": act, "view": view.public_id, "name": "x"})
        assert answer.status_code == 404, act
    assert SavedView.objects.get() == view


def test_a_shared_one_opens_for_whoever_sees_the_plan(example: Plan, client_of: Clients) -> None:
    view = kept(example, "coordinator", shared=True)
    for username in ("leader", "reporter", "chief"):
        client = client_of(username)
        assert tabs(tree(client.get(LEDGER)))[1:] == ["红灯 共享"]
        assert client.get(f"{VIEWS}{view.public_id}/").status_code == 302
    assert client_of("nobody" if User.objects.filter(username="nobody") else "auditor").get(
        f"{VIEWS}{view.public_id}/"
    ).status_code == 404  # fmt: skip


def test_a_view_of_another_plan_is_not_there(example: Plan, client_of: Clients) -> None:
    view = kept(example, "coordinator", shared=True)
    other = Plan.objects.get(pk=example.pk)
    other.pk, other.slug, other.public_id = None, "other", "another-plan-id"
    other.save()
    client = client_of("coordinator")
    assert client.get(f"/plans/other/ledger/views/{view.public_id}/").status_code == 404
    with pytest.raises(BadInput):
        open_ledger_with(plan=other, person=who("coordinator"), view=view, by=BY)


@pytest.mark.parametrize("username", ["leader", "reporter"])
def test_only_those_who_manage_plans_share(
    example: Plan, client_of: Clients, username: str
) -> None:
    answer = client_of(username).post(VIEWS, {"act": "save", "name": "红灯", "shared": "on"})
    assert answer.status_code == 403
    with pytest.raises(NotAllowed):
        kept(example, username, shared=True)
    assert not SavedView.objects.exists()
    own = kept(example, username)
    with pytest.raises(NotAllowed):
        change_view(
            view=own, person=who(username), name="红灯", shared=True, position=1, version=1, by=BY
        )


def test_a_shared_one_is_changed_by_those_who_share(example: Plan, client_of: Clients) -> None:
    view = kept(example, "coordinator", shared=True)
    sent = {"act": "change", "view": view.public_id, "name": "急事", "position": "4",
            "version": "1", "shared": "on"}  # fmt: skip
    assert client_of("leader").post(VIEWS, sent).status_code == 403
    assert client_of("leader").post(VIEWS, {**sent, "act": "delete"}).status_code == 403
    assert client_of("chief").post(VIEWS, sent).status_code == 302
    view.refresh_from_db()
    assert (view.name, view.position, view.shared, view.version) == ("急事", 4, True, 2)
    assert client_of("chief").post(VIEWS, sent).status_code == 409, "an old version"
    assert client_of("chief").post(VIEWS, {**sent, "act": "delete"}).status_code == 302
    assert not SavedView.objects.exists()


def test_views_stand_in_the_order_that_is_given(example: Plan, client_of: Clients) -> None:
    first, second = kept(example, "leader", "甲"), kept(example, "leader", "乙")
    assert (first.position, second.position) == (1, 2)
    client = client_of("leader")
    client.post(VIEWS, {"act": "change", "view": second.public_id, "name": "乙", "position": "0",
                        "version": "1"})  # fmt: skip
    assert tabs(tree(client.get(LEDGER)))[1:] == ["乙", "甲"]


def test_a_name_stands_once_for_a_person(example: Plan, client_of: Clients) -> None:
    kept(example, "leader")
    with pytest.raises(Conflict):
        kept(example, "leader", " 红灯")
    other = kept(example, "leader", "黄灯")
    with pytest.raises(Conflict):
        change_view(
            view=other,
            person=who("leader"),
            name="红灯",
            shared=False,
            position=1,
            version=1,
            by=BY,
        )
    kept(example, "chief")
    assert SavedView.objects.count() == 3


@pytest.mark.parametrize("name", ["", "   ", "长" * 31])
def test_a_name_is_asked_for(example: Plan, client_of: Clients, name: str) -> None:
    assert client_of("leader").post(VIEWS, {"act": "save", "name": name}).status_code == 422
    with pytest.raises(BadInput):
        kept(example, "leader", name)


def test_views_have_bounds(example: Plan) -> None:
    with pytest.raises(BadInput):
        kept(example, "leader", query="x" * (LONGEST_QUERY + 1))
    for number in range(MOST_VIEWS):
        kept(example, "leader", str(number))
    with pytest.raises(BadInput):
        kept(example, "leader", "one more")


def test_the_ledger_opens_with_the_view_that_one_chose(example: Plan, client_of: Clients) -> None:
    view = kept(example, "coordinator", shared=True)
    client = client_of("leader")
    assert client.post(VIEWS, {"act": "open", "view": view.public_id}).status_code == 302
    opened = client.get(LEDGER, follow=True)
    assert opened.redirect_chain[-1][0].endswith(f"&view={view.public_id}")
    assert codes(tree(opened)) == codes(tree(client.get(LEDGER, {"light": "red"})))
    assert codes(tree(client.get(LEDGER, {"view": "all"}))) == NUMBERS
    assert codes(tree(client_of("chief").get(LEDGER))) == NUMBERS
    delete_view(view=view, person=who("chief"), by=BY)
    assert LedgerChoice.objects.get().opens_with is None
    assert codes(tree(client.get(LEDGER))) == NUMBERS


def test_the_ledger_opens_with_everything_again(example: Plan, client_of: Clients) -> None:
    client = client_of("leader")
    open_ledger_with(plan=example, person=who("leader"), view=kept(example, "leader"), by=BY)
    assert client.get(LEDGER).status_code == 302
    assert client.post(VIEWS, {"act": "open"}).status_code == 302
    assert client.get(LEDGER).status_code == 200


def test_somebody_elses_view_cannot_open_ones_ledger(example: Plan) -> None:
    with pytest.raises(BadInput):
        open_ledger_with(plan=example, person=who("chief"), view=kept(example, "leader"), by=BY)
