"""The inbox: posted once, opened by its owner, counted without a query of its own."""

from datetime import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import actions
from accounts.models import Notice, User
from accounts.notices import NewNotice, known, register
from core.models import AuditEvent
from core.refusals import NotAllowed
from tests.factories import BY, House, at, verbs

NOW = at("2026-09-21")
register("test", "测试")
register("test.other", "另一类")


def note(to: User, key: str = "one", **more: Any) -> NewNotice:
    return NewNotice(**{"to": to, "kind": "test", "key": key, "subject": f"第{key}件", **more})


def post(*notices: NewNotice, now: datetime = NOW) -> int:
    return actions.post_notices(notices=notices, now=now, by=BY)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_the_same_notice_twice_is_once(house: House) -> None:
    assert post(note(house.alice), note(house.alice), note(house.bo)) == 2
    events = verbs()
    assert post(note(house.alice), note(house.bo)) == 0
    assert verbs() == events, "nothing new, nothing told"
    assert Notice.objects.count() == 2


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    batches=st.lists(
        st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("123")), max_size=6), max_size=5
    )
)
def test_any_order_and_number_of_posts_gives_the_same_inbox(
    house: House, batches: list[list[tuple[str, str]]]
) -> None:
    people = {"a": house.alice, "b": house.bo}
    with transaction.atomic():
        new = sum(post(*(note(people[who], key) for who, key in batch)) for batch in batches)
        wanted = {(people[who].pk, key) for batch in batches for who, key in batch}
        assert set(Notice.objects.values_list("to_id", "key")) == wanted
        assert new == len(wanted)
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "unknown"},
        {"subject": " \n "},
        {"key": ""},
        {"link": "//evil.example/"},
        {"link": "https://evil.example/"},
        {"link": "/\\evil.example"},
    ],
)
def test_what_is_no_notice_is_not_posted(house: House, unchanged: Any, wrong: Any) -> None:
    with unchanged(), pytest.raises(ValueError, match="no notice"):
        post(note(house.alice, **wrong))


@pytest.mark.parametrize("link", ["//evil.example", "evil"])
def test_the_database_refuses_a_link_that_leads_out(house: House, link: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(to=house.alice, kind="test", key="k", subject="s", link=link,
                              made_at=NOW)  # fmt: skip


@pytest.mark.parametrize("empty", ["subject", "key", "kind"])
def test_the_database_refuses_a_notice_that_says_nothing(house: House, empty: str) -> None:
    facts = {"subject": "s", "key": "k", "kind": "test", empty: ""}
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(to=house.alice, made_at=NOW, **facts)


def test_a_subject_is_one_line_that_fits(house: House) -> None:
    post(note(house.alice, subject="一\r\nBcc: x@y.example\t二" + "长" * 300))
    subject = Notice.objects.get().subject
    assert subject.startswith("一 Bcc: x@y.example 二长")
    assert len(subject) == 200


def test_posting_many_asks_no_more_questions(
    house: House, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(7) as few:
        post(note(house.alice, "a"))
    with django_assert_num_queries(len(few)):
        post(*(note(house.alice, str(number)) for number in range(90)))
    # A statement holds only so many values.
    with django_assert_max_num_queries(len(few) + 4):
        post(*(note(house.bo, str(number)) for number in range(400)))


def test_two_kinds_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="Two kinds"):
        register("test", "别的")
    assert known()["test"] == "测试"


def test_opening_is_the_receipt_and_leads_on(house: House) -> None:
    post(note(house.alice, link="/my-work/"))
    row, client = Notice.objects.get(), client_of(house.alice)
    where = f"/inbox/{row.public_id}/"
    assert client.head(where).status_code == 302
    assert client.get(where, headers={"sec-purpose": "prefetch"}).url == "/my-work/"
    row.refresh_from_db()
    assert row.read_at is None, "fetched ahead is not opened"
    assert client.get(where).url == "/my-work/"
    row.refresh_from_db()
    first = row.read_at
    assert first is not None
    assert verbs()[-1] == "notice.read"
    events = verbs()
    client.get(where)
    row.refresh_from_db()
    assert row.read_at == first
    assert verbs() == events


def test_a_notice_without_a_page_leads_back_to_the_inbox(house: House) -> None:
    post(note(house.alice))
    where = f"/inbox/{Notice.objects.get().public_id}/"
    assert client_of(house.alice).get(where).url == "/inbox/"


def test_another_persons_notice_is_not_there(house: House, unchanged: Any) -> None:
    post(note(house.alice))
    row = Notice.objects.get()
    client = client_of(house.bo)
    with unchanged():
        assert client.get(f"/inbox/{row.public_id}/").status_code == 404
        with pytest.raises(NotAllowed):
            actions.open_notice(notice=row, person=house.bo, now=NOW, by=BY)
    client.post("/inbox/read/", {"notice": row.public_id})
    row.refresh_from_db()
    assert row.read_at is None


def test_for_leaders_nothing_is_kept(house: House) -> None:
    post(note(house.lei, link="/my-work/"))
    row, client = Notice.objects.get(), client_of(house.lei)
    before = AuditEvent.objects.count()
    assert client.get(f"/inbox/{row.public_id}/").url == "/my-work/"
    assert client.post("/inbox/read/", {"all": "yes"}).status_code == 403
    for act in (
        lambda: actions.open_notice(notice=row, person=fresh(house.lei), now=NOW, by=BY),
        lambda: actions.read_notices(person=fresh(house.lei), public_ids=None, now=NOW, by=BY),
    ):
        with pytest.raises(NotAllowed):
            act()
    row.refresh_from_db()
    assert row.read_at is None
    assert AuditEvent.objects.count() == before
    page = client.get("/inbox/").content.decode()
    assert "未读" not in page
    assert "第one件" in page
    assert fresh(house.lei).unread() == 0


def test_who_did_what_was_asked_has_read_it(house: House, unchanged: Any) -> None:
    post(note(house.alice), note(house.bo), note(house.lei))
    with unchanged():
        assert actions.acknowledge(person=fresh(house.lei), key="one", now=NOW, by=BY) == 0
        assert actions.acknowledge(person=house.alice, key="two", now=NOW, by=BY) == 0
    assert actions.acknowledge(person=house.alice, key="one", now=NOW, by=BY) == 1
    assert actions.acknowledge(person=house.alice, key="one", now=NOW, by=BY) == 0
    read = Notice.objects.filter(read_at__isnull=False)
    assert [row.to for row in read] == [house.alice]


def test_the_unread_come_first_and_are_counted(house: House) -> None:
    for number in range(3):
        post(note(house.alice, str(number)), now=at(f"2026-09-2{number}"))
    client = client_of(house.alice)
    newest = Notice.objects.get(key="2")
    client.get(f"/inbox/{newest.public_id}/")
    answer = client.get("/inbox/")
    assert [row.key for row in answer.context["page"]] == ["1", "0", "2"]
    assert answer.context["unread"] == fresh(house.alice).unread() == 2
    assert client.post("/inbox/read/", {"notice": Notice.objects.get(key="0").public_id}).url
    assert fresh(house.alice).unread() == 1
    client.post("/inbox/read/", {"all": "yes"})
    assert fresh(house.alice).unread() == 0
    assert client.post("/inbox/read/", {"all": "yes"}).status_code == 302
    assert client.post("/inbox/read/").status_code == 422


def test_a_kind_is_shown_alone(house: House) -> None:
    post(note(house.alice, "a"), note(house.alice, "b", kind="test.other"))
    client = client_of(house.alice)
    answer = client.get("/inbox/?kind=test.other")
    assert [row.key for row in answer.context["page"]] == ["b"]
    assert client.get("/inbox/?kind=nothing").status_code == 422


def test_a_longer_inbox_asks_no_more_questions(
    house: House, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    post(note(house.alice))
    client = client_of(house.alice)
    client.get("/inbox/")
    with django_assert_max_num_queries(10) as few:
        client.get("/inbox/")
    post(*(note(house.alice, f"k{number}") for number in range(80)))
    with django_assert_num_queries(len(few)):
        assert len(client.get("/inbox/").context["page"]) == 30
    assert len(client.get("/inbox/?page=3").context["page"]) == 21
