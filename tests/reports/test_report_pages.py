"""The pages of schedules, drafts and signed reports, as the people of the house get them."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from accounts.models import User
from core.periods import Period
from reports.models import Delivery, Passage, Report
from reports.writing import words_mark
from tests.factories import OCTOBER, House, at, file_update
from tests.report_factories import KNOWN, SIGNED, make_correction, make_draft, make_schedule, sign

PLAN = "/plans/digital/"
NOW = at("2026-10-16 09:00")
MONTH = f"{PLAN}reports/month/2026-09/"
Browser = Callable[[str], Client]


@pytest.fixture(autouse=True)
def moment(house: House) -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def as_(house: House) -> Browser:
    def signed_in(username: str) -> Client:
        client = Client()
        client.force_login(User.objects.get(username=username))
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        return client

    return signed_in


def tree(answer: Any) -> Any:
    return html.fromstring(answer.content.decode())


def text(element: Any) -> str:
    return " ".join(element.text_content().split())


def cells(page: Any) -> list[str]:
    """The rows of a page's tables, cell by cell."""
    return [" ".join(map(text, row)) for row in page.xpath("//tbody/tr")]


# --- who sees what ------------------------------------------------------------------------------


def test_drafts_are_for_who_drafts_and_who_signs(house: House, as_: Browser) -> None:
    draft = make_draft(make_schedule(house.plan))
    seen = {who: as_(who).get(MONTH).status_code for who in house.people}
    assert {who for who, code in seen.items() if code == 200} == {"chen", "dong"}
    file = f"/report-drafts/{draft.public_id}/docx/"
    seen = {who: as_(who).get(file).status_code for who in house.people}
    assert {who for who, code in seen.items() if code == 200} == {"chen", "dong"}
    for who in ("lei", "alice"):
        assert "2026-09" not in as_(who).get(f"{PLAN}reports/").content.decode()
        assert not Report.objects.visible_to(house.people[who]).exists()


@pytest.mark.parametrize(
    ("audience", "readers"),
    [("upward", {"chen", "dong", "lei", "su"}),
     ("units", {"chen", "dong", "lei", "su", "alice", "bo", "eve", "fan"})],
)  # fmt: skip
def test_a_signed_report_is_for_whom_it_is_made(
    house: House, as_: Browser, audience: str, readers: set[str]
) -> None:
    """Upward it holds every matter and direction; a circular is for the units."""
    report = sign(make_draft(make_schedule(house.plan, audience=audience)), house.dong)
    for path in (report.get_absolute_url(), report.edition_url):
        seen = {who: as_(who).get(path).status_code for who in house.people}
        assert {who for who, code in seen.items() if code == 200} == readers
    file = report.files.first()
    seen = {who: as_(who).get(f"/report-files/{file.public_id}/") for who in house.people}
    assert {who for who, one in seen.items() if one.status_code == 200} == readers
    assert "attachment" in seen["lei"].headers["Content-Disposition"]


def test_whom_it_was_sent_to_reads_it(house: House, as_: Browser) -> None:
    report = sign(make_draft(make_schedule(house.plan)), house.dong)
    assert as_("alice").get(MONTH).status_code == 404
    Delivery.objects.create(report=report, to=house.alice, posted_at=SIGNED)
    assert as_("alice").get(MONTH).status_code == 200


def test_the_overview_leads_to_the_last_issue_only_who_may_read_it(
    house: House, as_: Browser
) -> None:
    report = sign(make_draft(make_schedule(house.plan)), house.dong)
    for who, leads in (("lei", True), ("alice", False)):
        page = as_(who).get(PLAN).content.decode()
        assert (report.edition_url in page) is leads
        assert "the report of September 2026" in page


# --- addresses ----------------------------------------------------------------------------------


def test_an_address_shows_the_latest_signed_edition(house: House, as_: Browser) -> None:
    first = sign(make_draft(make_schedule(house.plan)), house.dong)
    correction = make_correction(first)
    assert "No. 1" in text(tree(as_("dong").get(MONTH)).find_class("cx-rep-r")[0])
    assert "draft for signature" in as_("dong").get(correction.edition_url).content.decode()
    sign(correction, house.dong)
    page = tree(as_("lei").get(MONTH))
    assert "更正第1期" in text(page.find_class("cx-gw")[0])
    (back,) = page.xpath("//aside//a[contains(., 'Corrects No. 1')]")
    assert back.get("href") == first.edition_url == f"{MONTH}0/"
    old = tree(as_("lei").get(first.edition_url))
    (forth,) = old.xpath("//aside//a[contains(., 'Corrected by correction of No. 1')]")
    assert forth.get("href") == correction.edition_url


def test_circulars_and_special_reports_have_addresses_of_their_own(
    house: House, as_: Browser
) -> None:
    from reports.periods import Special

    days = Special(at("2026-09-01").date(), at("2026-10-10").date())
    units = make_draft(make_schedule(house.plan, audience="units"))
    one, two = (
        make_draft(make_schedule(house.plan, kind="special", first_period=days, name=name), days)
        for name in ("防汛", "清欠")
    )
    assert units.get_absolute_url() == f"{PLAN}reports/month-units/2026-09/"
    assert one.get_absolute_url() != two.get_absolute_url()
    for report, said in ((units, "通报"), (one, "防汛"), (two, "清欠")):
        page = tree(as_("chen").get(report.get_absolute_url()))
        assert said in text(page.find_class("cx-gw")[0])
    assert as_("chen").get(f"{PLAN}reports/month/2026-09/").status_code == 404


@pytest.mark.parametrize(
    "path",
    ["reports/month/2026-09/1/", "reports/month-units/2026-09/", "reports/quarter/2026-09/",
     "reports/special/2026-09/", f"reports/month/2026-09/{'9' * 30}/", "reports/x/y/"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(house: House, as_: Browser, path: str) -> None:
    make_draft(make_schedule(house.plan))
    assert as_("chen").get(f"{PLAN}{path}").status_code == 404


# --- a report -----------------------------------------------------------------------------------


def test_the_chief_signs_on_the_page(house: House, as_: Browser) -> None:
    draft = make_draft(make_schedule(house.plan))
    page = tree(as_("dong").get(MONTH))
    (form,) = page.xpath("//form[contains(@action, '/sign/')]")
    assert not page.xpath("//form[contains(@action, '/sign/')]//textarea")
    answer = as_("dong").post(form.get("action"), dict(form.fields), follow=True)
    assert answer.redirect_chain[-1][0] == f"{MONTH}0/"
    signed = tree(answer)
    said = text(signed.find_class("cx-rep-r")[0])
    assert "Signed by Dong on 16 October 2026" in said
    draft.refresh_from_db()
    assert draft.sha256 in said and draft.seal_sha256 in said
    assert "送审稿" not in text(signed.find_class("cx-gw")[0])
    assert not tree(as_("chen").get(MONTH)).xpath("//form[contains(@action, '/sign/')]")


def test_who_wrote_in_it_is_told_why_they_may_not_sign(house: House, as_: Browser) -> None:
    draft = make_draft(make_schedule(house.plan))
    Passage.objects.create(
        report=draft, key="x", text="甲", written_by=house.dong, written_at=KNOWN
    )
    page = tree(as_("dong").get(MONTH))
    assert not page.xpath("//form[contains(@action, '/sign/')]")
    assert "nobody signs what they wrote" in text(page.find_class("cx-rep-r")[0])


def test_what_is_waited_for_is_said_before_and_asks_for_a_reason(
    house: House, as_: Browser
) -> None:
    from tests.reports.test_signing import ask_unit

    draft = make_draft(make_schedule(house.plan))
    ask_unit(draft, house, due_on=at("2026-10-19").date())
    page = tree(as_("dong").get(MONTH))
    assert "19 October 2026" in text(page.find_class("cx-alert")[0])
    sent = {"version": 1, "seen": words_mark(draft)}
    refused = as_("dong").post(f"/reports/{draft.public_id}/sign/", {**sent, "reason": ""})
    assert refused.status_code == 409
    assert tree(refused).find_class("invalid-feedback")
    signed = as_("dong").post(f"/reports/{draft.public_id}/sign/", {**sent, "reason": "急用"})
    assert signed.status_code == 302


def test_a_stale_page_is_shown_again_as_it_is_now(house: House, as_: Browser) -> None:
    draft = make_draft(make_schedule(house.plan))
    sent = {"version": 1, "seen": "0" * 64}
    refused = as_("dong").post(f"/reports/{draft.public_id}/sign/", sent)
    assert refused.status_code == 409
    (form,) = tree(refused).xpath("//form[contains(@action, '/sign/')]")
    assert form.fields["seen"] == words_mark(draft), "what is pressed next is what is shown now"
    assert "Read it again" in text(tree(refused).find_class("cx-alert")[0])


def test_drawing_anew_and_correcting_on_the_page(house: House, as_: Browser) -> None:
    draft = make_draft(make_schedule(house.plan))
    file_update(house, 1, now=at("2026-09-29"))
    path = f"/reports/{draft.public_id}/"
    assert as_("chen").post(f"{path}redraw/", {"version": 1, "reason": ""}).status_code == 422
    done = as_("chen").post(f"{path}redraw/", {"version": 1, "reason": "补报"})
    assert done.status_code == 302
    draft.refresh_from_db()
    sign(Report.objects.select_related("schedule__plan").get(), house.dong)
    assert as_("chen").post(f"{path}correct/", {"reason": ""}).status_code == 422
    done = as_("chen").post(f"{path}correct/", {"reason": "数字有误"}, follow=True)
    assert done.redirect_chain[-1][0] == f"{MONTH}1/"
    assert "本期更正" in done.content.decode()
    again = as_("chen").post(f"{path}correct/", {"reason": "数字有误"})
    assert again.status_code == 409


def test_a_drafts_file_is_made_now_and_not_kept(house: House, as_: Browser) -> None:
    draft = make_draft(make_schedule(house.plan))
    answer = as_("chen").get(f"/report-drafts/{draft.public_id}/docx/")
    assert answer.content.startswith(b"PK")
    assert "%E9%80%81%E5%AE%A1%E7%A8%BF" in answer.headers["Content-Disposition"]
    assert not draft.files.exists()
    for form in ("odt", "json", "x" * 500):
        assert as_("chen").get(f"/report-drafts/{draft.public_id}/{form}/").status_code == 404
    sign(draft, house.dong)
    assert as_("chen").get(f"/report-drafts/{draft.public_id}/docx/").status_code == 404


def test_one_turns_to_the_issue_before_and_after(house: House, as_: Browser) -> None:
    on = make_schedule(house.plan)
    rows = [make_draft(on, Period.parse(f"2026-{n:02}")) for n in (9, 10, 11)]
    page = tree(as_("chen").get(rows[1].get_absolute_url()))
    assert page.xpath("//a[@rel='prev']/@href") == [rows[0].get_absolute_url()]
    assert page.xpath("//a[@rel='next']/@href") == [rows[2].get_absolute_url()]


# --- the list -----------------------------------------------------------------------------------


def test_the_list_has_number_state_day_and_files(house: House, as_: Browser) -> None:
    on = make_schedule(house.plan)
    sign(make_draft(on), house.dong)
    make_draft(on, OCTOBER, known=at("2026-11-09"))
    rows = cells(tree(as_("dong").get(f"{PLAN}reports/")))
    assert rows == [
        "October 2026 — draft for signature — —",
        "September 2026 2026, No. 1 signed 15 October 2026 Word, web page",
    ]
    seen = cells(tree(as_("lei").get(f"{PLAN}reports/")))
    assert seen == rows[1:]


def test_the_lists_cost_the_same_for_any_number(house: House, as_: Browser) -> None:
    on = make_schedule(house.plan)
    sign(make_draft(on), house.dong)
    client = as_("dong")

    def cost(path: str) -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        return len(asked)

    paths = (f"{PLAN}reports/", f"{PLAN}schedules/", MONTH)
    before = [cost(path) for path in paths]
    for n in (10, 11, 12):
        sign(make_draft(on, Period.parse(f"2026-{n}")), house.dong)
    make_schedule(house.plan, audience="units")
    assert [cost(path) for path in paths] == before
