"""The pages of administrators: found, changed, refused with the words kept, in any size."""

import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from lxml import html

from accounts.actions import add_alias, add_person, end_unit, reset_password
from accounts.models import RoleGrant, Unit, UnitAlias, User
from core.models import AuditEvent
from tests.factories import BY, House, at, make_unit

NOW = at("2026-09-21 10:00")


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def admin(house: House) -> Client:
    return client_of(house.gao)


@pytest.fixture
def security(house: House) -> Client:
    return client_of(house.han)


def rows(answer: Any) -> list[str]:
    page = html.fromstring(answer.content.decode())
    return [" ".join(row.text_content().split()) for row in page.xpath("//main//tbody/tr")]


def names(answer: Any) -> list[str]:
    page = html.fromstring(answer.content.decode())
    return [link.text_content() for link in page.xpath("//main//tbody//th/a")]


def fresh(thing: Any) -> Any:
    return type(thing).objects.get(pk=thing.pk)


def test_units_are_searched_by_sound_filtered_and_moved(house: House, admin: Client) -> None:
    assert names(admin.get("/units/")) == ["示例乙局", "示例甲局", "示例督查室"]
    assert names(admin.get("/units/?words=sljj")) == ["示例甲局"]
    assert names(admin.get("/units/?sort=-position"))[0] == "示例督查室"
    assert names(admin.get("/units/?category=office")) == []
    end_unit(unit=house.b, last_day=NOW.date() - timedelta(1), successors=[], version=1, by=BY)
    assert names(admin.get("/units/?state=ended")) == ["示例乙局"]
    assert "示例乙局" not in names(admin.get("/units/?state=current"))
    assert admin.get("/units/?state=nonsense").status_code == 422
    answer = admin.post("/units/move/", {"move": f"up:{house.a.public_id}:1", "page": "1"})
    assert answer.url == f"/units/?page=1#u-{house.a.public_id}"
    assert names(admin.get("/units/"))[0] == "示例甲局"
    assert admin.post("/units/move/", {"move": f"up:{house.a.public_id}:1"}).status_code == 409
    assert admin.post("/units/move/", {"move": f"up:{house.a.public_id}:2"}).status_code == 302
    assert fresh(house.a).position == 1, "the first stays the first"
    for wrong in ("", "left:x:1", f"up:{house.a.public_id}:x"):
        assert admin.post("/units/move/", {"move": wrong}).status_code == 422
    assert "move" not in admin.get("/units/?words=sl").content.decode().split("<tbody")[1]


def test_one_unit_is_kept_on_its_page(house: House, admin: Client) -> None:
    path = f"/units/{house.a.public_id}/"
    steps = [
        ("", {"category": "direct", "valid_from": "2020-01-01", "pinyin_override": ""}),
        ("names/", {"name": "示例甲委", "short_name": "", "on": "2026-09-01"}),
        ("place/", {"place": "3"}),
        ("aliases/", {"alias": "甲局"}),
        ("end/", {"last_day": "2026-09-20", "successors": [house.b.public_id]}),
    ]
    for version, (step, data) in enumerate(steps, start=1):
        answer = admin.post(path + step, {**data, "version": version})
        assert (answer.status_code, answer.url) == (302, path), step
    unit = fresh(house.a)
    assert (unit.name, unit.category, unit.position) == ("示例甲委", "direct", 3)
    text = admin.get(path).content.decode()
    assert "示例甲局" in text and "2026年8月31日" in text, "the old name and its last day"
    assert f"/units/{house.b.public_id}/" in text, "the successor is linked"
    alias = UnitAlias.objects.get(name="甲局")
    gone = f"{path}aliases/{alias.pk}/"
    wrong = f"/units/{house.b.public_id}/aliases/{alias.pk}/"
    assert admin.post(wrong, {"version": 6}).status_code == 404
    assert admin.post(gone, {"version": 6}).status_code == 302
    assert admin.post(path + "reopen/", {"version": 7}).status_code == 302
    assert fresh(unit).valid_until is None


def test_the_second_of_two_sees_a_sentence_and_keeps_the_words(house: House, admin: Client) -> None:
    path = f"/units/{house.a.public_id}/"
    add_alias(unit=house.a, name="甲局", version=1, by=BY)
    answer = admin.post(path + "names/", {"name": "示例丙委", "on": "2026-09-01", "version": 1})
    assert answer.status_code == 409
    text = answer.content.decode()
    assert 'value="示例丙委"' in text and 'role="alert"' in text
    assert 'name="version" value="2"' in text, "saving again is a choice made in sight of the rest"
    taken = admin.post(path + "aliases/", {"alias": "示例乙局", "version": 2})
    assert taken.status_code == 409 and "示例乙局" in taken.content.decode()
    assert admin.post(path, {"category": "direct"}).status_code == 422


def test_a_list_comes_in_after_its_preview_and_goes_out(house: House, admin: Client) -> None:
    answer = admin.post("/units/import/", {"text": "全称\t类别\n示例丁局\t直属机构\n"})
    assert answer.status_code == 200 and not Unit.objects.filter(name="示例丁局").exists()
    page = html.fromstring(answer.content.decode())
    sent = {one.get("name"): one.get("value") for one in page.xpath("//main//form//input")}
    make_unit("示例戊局", 9)
    late = admin.post("/units/import/", {"rows": sent["rows"], "seen": sent["seen"]})
    assert late.status_code == 409 and not Unit.objects.filter(name="示例丁局").exists()
    page = html.fromstring(late.content.decode())
    sent = {one.get("name"): one.get("value") for one in page.xpath("//main//form//input")}
    assert admin.post("/units/import/", sent).status_code == 302
    assert Unit.objects.get(name="示例丁局").category == "direct"
    out = admin.get("/units/export/")
    sheet = openpyxl.load_workbook(io.BytesIO(out.content)).worksheets[0]
    assert sheet.max_row == 1 + Unit.objects.count()
    file = io.BytesIO(out.content)
    file.name = "units.xlsx"
    again = admin.post("/units/import/", {"file": file})
    assert again.status_code == 200 and 'name="rows"' not in again.content.decode()


@pytest.mark.parametrize(
    "data",
    [{}, {"text": "  "}, {"text": "全称\t简称\n\t甲\n"}, {"rows": "{"}, {"rows": "[]"},
     {"rows": "[" * 100_000}],
)  # fmt: skip
def test_a_list_that_is_none_is_refused(admin: Client, data: dict[str, str]) -> None:
    before = Unit.objects.count()
    assert admin.post("/units/import/", data).status_code == 422
    assert Unit.objects.count() == before


def test_people_are_shown_by_how_their_sign_in_is_used(house: House, admin: Client) -> None:
    User.objects.filter(pk=house.alice.pk).update(last_login=NOW - timedelta(days=91))
    User.objects.filter(pk=house.bo.pk).update(last_login=NOW - timedelta(days=89))
    User.objects.filter(pk=house.eve.pk).update(is_active=False)
    assert names(admin.get("/people/?state=stale")) == ["alice"]
    assert names(admin.get("/people/?state=closed")) == ["eve"]
    never = names(admin.get("/people/?state=never"))
    assert "fan" in never and not {"alice", "bo", "eve"} & set(never)
    assert "90" in next(row for row in rows(admin.get("/people/")) if row.startswith("alice"))
    add_person(username="zengx", name="曾小示", password=None, by=BY)
    assert names(admin.get("/people/?words=zxs")) == ["zengx"]


def test_two_addresses_in_a_day_are_shown(house: House, admin: Client) -> None:
    user = add_person(username="wu", name="吴", password="long enough words 1", by=BY)
    for address in ("10.0.0.1", "10.0.0.2", "10.0.0.2"):
        Client().post("/sign-in/", {"login": "wu", "password": "long enough words 1"},
                      REMOTE_ADDR=address)  # fmt: skip
    assert any("2个地址" in row for row in rows(admin.get("/people/?words=wu")))
    text = admin.get(f"/people/{user.public_id}/").content.decode()
    assert "10.0.0.1、10.0.0.2" in text or "10.0.0.1，10.0.0.2" in text
    with time_machine.travel(NOW + timedelta(days=2), tick=False):
        later = client_of(house.gao).get("/people/?words=wu")
    assert not any("个地址" in row for row in rows(later)), "another day's desk is another day's"


def test_a_new_person_chooses_an_own_password_before_anything(house: House, admin: Client) -> None:
    answer = admin.post("/people/", {"username": "wu", "name": "吴", "unit": house.a.pk})
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
    word = html.fromstring(answer.content.decode()).xpath("//code")[0].text_content()
    user = User.objects.get(username="wu")
    RoleGrant.objects.filter(user=house.alice).update(user=user, open_key=f"{user.pk}:reporter:1")
    assert word not in repr(list(AuditEvent.objects.values_list()))
    client = Client()
    client.post("/sign-in/", {"login": "wu", "password": word})
    for method, path in (("get", "/my-work/"), ("get", "/"), ("post", "/units/")):
        answer = getattr(client, method)(path)
        assert (answer.status_code, answer.url) == (302, "/password/")
    assert client.get("/password/").status_code == 200
    own = "quite my own words"
    old = {"oldpassword": word, "password1": word, "password2": word}
    assert client.post("/password/", old).status_code == 200, "not the one that was told"
    answer = client.post("/password/", {"oldpassword": word, "password1": own, "password2": own})
    assert (answer.status_code, answer.url) == (302, "/")
    assert client.get("/my-work/").status_code == 200
    assert AuditEvent.objects.filter(verb="person.password_changed").count() == 1


def test_a_reset_ends_the_sessions_that_are_open(house: House) -> None:
    client = client_of(house.alice)
    assert client.get("/my-work/").status_code == 200
    reset_password(user=fresh(house.alice), version=1, by=BY)
    assert client.get("/my-work/").url.startswith("/sign-in/")


def test_a_namesake_is_asked_about(house: House, admin: Client) -> None:
    add_person(username="li1", name="李示", password=None, unit=house.a, by=BY)
    new = {"username": "li2", "name": "李示", "unit": house.a.pk}
    answer = admin.post("/people/", new)
    assert answer.status_code == 422 and "li1" in answer.content.decode()
    assert admin.post("/people/", {**new, "unit": house.b.pk}).status_code == 200
    assert admin.post("/people/", {**new, "username": "li3", "namesake": "on"}).status_code == 200


def test_one_person_is_kept_on_the_page(house: House, admin: Client) -> None:
    User.objects.filter(pk=house.alice.pk).update(unit=house.a)
    path = f"/people/{house.alice.public_id}/"
    assert "填报人" in admin.get(path).content.decode().split("调动后收回")[1][:80]
    facts = {"name": "Alice A", "phone": "010-12345678", "email": "", "pinyin_override": ""}
    assert admin.post(path, {**facts, "version": 1}).status_code == 302
    assert admin.post(path, {**facts, "version": 1}).status_code == 409
    assert admin.post(path, {**facts, "phone": "call me", "version": 2}).status_code == 422
    assert admin.post(f"{path}move/", {"unit": house.b.pk, "version": 2}).status_code == 302
    assert not fresh(house.alice).open_grants()
    assert admin.post(f"{path}close/", {"version": 3}).status_code == 302
    assert admin.post(f"{path}reopen/", {"version": 4}).status_code == 302
    told = admin.post(f"{path}password/", {"version": 5})
    assert told.status_code == 200 and "no-store" in told["Cache-Control"]
    own = f"/people/{house.gao.public_id}/"
    assert admin.post(f"{own}close/", {"version": 1}).status_code == 403
    assert "close/" not in admin.get(own).content.decode()


def test_roles_are_read_by_role_by_person_and_as_a_table(house: House, security: Client) -> None:
    assert names(security.get("/roles/?role=reporter")) == ["Alice", "Eve"]
    assert names(security.get("/roles/?words=ali")) == ["Alice"]
    assert "审核填报" in security.get("/roles/?role=chief").content.decode()
    assert names(security.get("/roles/people/?words=zed")) == ["Zed"]
    page = html.fromstring(security.get("/roles/table/").content.decode())
    ticks = page.xpath("//tbody//svg")
    assert len(ticks) == sum(len(facts.permissions) for facts in _roles())


def _roles() -> Any:
    from accounts.choices import ROLES

    return ROLES.values()


def test_a_role_is_granted_and_ended_on_the_persons_page(house: House, security: Client) -> None:
    path = f"/roles/people/{house.zed.public_id}/"
    assert security.post(path, {"role": "reporter"}).status_code == 422, "a unit is wanted"
    assert security.post(path, {"role": "reporter", "unit": house.b.pk}).status_code == 302
    assert security.post(path, {"role": "auditor"}).status_code == 409
    grant = RoleGrant.objects.get(user=house.zed)
    assert "Han" in security.get(path).content.decode(), "who granted it"
    assert security.post(f"/roles/{grant.pk}/end/").url == path
    assert "按期填报" not in security.get(path).content.decode()
    assert names(security.get("/roles/?state=ended")) == ["Zed"]
    by_account = {"user": "ZED", "role": "leader"}
    assert security.post("/roles/", {**by_account, "user": "nobody"}).status_code == 422
    assert security.post("/roles/", by_account).url == path
    own = {"user": "han", "role": "leader"}
    assert security.post("/roles/", own).status_code == 403


@pytest.mark.parametrize("path", ["/units/", "/people/", "/roles/", "/roles/people/"])
def test_a_longer_list_asks_no_more_questions(
    house: House, path: str, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    client = client_of(house.gao if path in {"/units/", "/people/"} else house.han)
    client.get(path)
    with django_assert_max_num_queries(16) as few:
        client.get(path)
    for number in range(8):
        unit = make_unit(f"示例第{number}局", 4 + number)
        UnitAlias.objects.create(unit=unit, name=f"第{number}局")
        user = add_person(
            username=f"p{number}", name=f"人{number}", password=None, unit=unit, by=BY
        )
        RoleGrant.objects.create(
            user=user, role="reporter", unit=unit, granted_at=timezone.now(), open_key=f"k{number}"
        )
    with django_assert_num_queries(len(few)):
        assert len(names(client.get(path))) > 10
