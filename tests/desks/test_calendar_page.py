"""The work calendar's pages as people use them: look, count, set a day, bring in a year."""

import io
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html

from core.calendar import work_calendar
from core.models import AuditEvent, CalendarDay
from progress.models import Round
from tests.core.test_daylists import NOTICES
from tests.desks.picking import picked
from tests.factories import House, at

NOW = at("2026-09-20 10:00")
ClientOf = Callable[..., Client]
Unchanged = Callable[[], Any]


@pytest.fixture(autouse=True)
def the_moment() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def tree(answer: Any) -> Any:
    return html.fromstring(answer.content.decode())


def text(node: Any) -> str:
    return " ".join(node.text_content().split())


def get(client: Client, path: str, status: int = 200) -> Any:
    answer = client.get(path)
    assert answer.status_code == status
    return tree(answer)


def hidden(page: Any) -> dict[str, str]:
    """What the preview's form carries along."""
    form = page.xpath("//form[.//button[@value='apply']]")[0]
    fields = form.xpath(".//input[@type='hidden'][@name!='csrfmiddlewaretoken'] | .//textarea")
    return {one.name: one.value for one in fields} | {"step": "apply"}


@pytest.mark.parametrize(
    ("language", "off", "work"), [("zh-hans", "休", "班"), ("en", "off", "work")]
)
def test_a_year_shows_every_marked_day_in_word_and_shape(
    house: House, client_of: ClientOf, language: str, off: str, work: str
) -> None:
    page = get(client_of("gao", language), "/calendar/?year=2026")
    assert len(picked(page, "table.cx-month")) == 12
    cells = {one.get("href")[-11:-1]: one for one in picked(page, "table.cx-month td a")}
    assert len(cells) == 365
    assert text(picked(cells["2026-10-01"], ".cx-mk--off")[0]) == off
    assert text(picked(cells["2026-10-10"], ".cx-mk--worked")[0]) == work
    assert not picked(cells["2026-11-23"], ".cx-mk")
    marked = len(picked(page, "table.cx-month .cx-mk"))
    assert marked == len(picked(page, ".cx-table tbody tr"))
    assert not picked(page, ".cx-hint")


def test_the_office_reads_and_does_not_change(house: House, client_of: ClientOf) -> None:
    page = get(client_of("chen"), "/calendar/")
    assert not picked(page, "table.cx-month a")
    assert not page.xpath("//a[contains(@href, '/calendar/import/')]")


@pytest.mark.parametrize("asked", ["?year=1999", "?year=abcd", "?year=２０２６", "?year=99999", ""])
def test_an_address_without_a_year_shows_this_one(
    house: House, client_of: ClientOf, asked: str
) -> None:
    page = get(client_of("chen"), f"/calendar/{asked}")
    assert "2026" in text(picked(page, "h1")[0])


def test_an_unpublished_year_says_so_once(house: House, client_of: ClientOf) -> None:
    page = get(client_of("chen", "zh-hans"), "/calendar/?year=2027")
    notes = [text(one) for one in picked(page, ".cx-hint")]
    assert notes == ["2027年放假安排未发布，暂按周一至周五计"]
    assert "261" in text(picked(page, ".cx-head-sub")[0])


def test_it_counts_the_days_after_a_day(house: House, client_of: ClientOf) -> None:
    client = client_of("chen", "zh-hans")
    page = get(client, "/calendar/?start=2026-09-28&n=5")
    assert text(picked(page, ".cx-answer")[0]) == "2026年10月10日 周六"
    page = get(client, "/calendar/?start=2026-12-30&n=3")
    assert [text(one) for one in picked(page, ".cx-calc .cx-hint")] == [
        "2027年放假安排未发布，暂按周一至周五计"
    ]


def test_it_counts_the_days_between_two(house: House, client_of: ClientOf) -> None:
    page = get(client_of("chen", "zh-hans"), "/calendar/?first=2026-09-28&last=2026-10-10")
    assert text(picked(page, ".cx-answer")[0]) == "5个工作日"


@pytest.mark.parametrize(
    "asked",
    ["?start=x&n=5", "?start=2026-09-28&n=", "?first=&last=", "?start=0001-01-01&n=-9",
     "?start=9999-12-30&n=2000", "?start=2026-09-28&n=99999999999"],
)  # fmt: skip
def test_what_cannot_be_counted_is_said_beside_the_field(
    house: House, client_of: ClientOf, asked: str
) -> None:
    page = get(client_of("chen"), f"/calendar/{asked}")
    assert picked(page, ".cx-calc .invalid-feedback")
    assert not picked(page, ".cx-answer")


DAY = "/calendar/day/2026-10-09/"
OFF = {"worked": "no", "name": "停工", "reason": "市政府通知"}


def test_a_day_is_shown_first_and_then_set(
    house: House, client_of: ClientOf, unchanged: Unchanged
) -> None:
    client = client_of("dong", "zh-hans")
    assert "上班" in text(picked(get(client, DAY), ".cx-head-sub")[0])
    with unchanged():
        answer = client.post(DAY, OFF)
    assert answer.status_code == 200
    page = tree(answer)
    assert text(picked(page, ".cx-h2 span")[0]) == "1"
    moved = [text(row) for row in picked(page, ".cx-moves tbody tr")]
    assert any(
        row.startswith("数字服务") and "2026年10月10日" in row and "2026年10月12日" in row
        for row in moved
    )
    answer = client.post(DAY, hidden(page), follow=True)
    assert answer.redirect_chain == [("/calendar/?year=2026", 302)]
    assert not work_calendar().is_workday(date(2026, 10, 9))
    assert Round.objects.get(pk=house.round.pk).filing_due_on == date(2026, 10, 12)
    row = CalendarDay.objects.get(date=date(2026, 10, 9))
    assert (row.name, row.source, row.published) == ("停工", "市政府通知", False)
    event = AuditEvent.objects.order_by("-seq")[0]
    assert (event.verb, event.actor_name) == ("calendar.changed", "Dong")
    assert picked(tree(answer), ".cx-byhand")


def test_a_preview_that_no_longer_holds_is_refused(
    house: House, client_of: ClientOf, unchanged: Unchanged
) -> None:
    client = client_of("dong")
    carried = hidden(tree(client.post(DAY, OFF)))
    CalendarDay.objects.all().delete()
    other = "/calendar/day/2026-10-12/"
    client.post(other, hidden(tree(client.post(other, OFF))))
    with unchanged():
        answer = client.post(DAY, carried)
    assert answer.status_code == 409
    assert picked(tree(answer), ".invalid-feedback")


def test_a_day_that_is_so_already_is_refused(
    house: House, client_of: ClientOf, unchanged: Unchanged
) -> None:
    client = client_of("dong")
    same = {"worked": "yes", "name": "", "reason": "无"}
    page = tree(client.post(DAY, same))
    assert picked(page, ".cx-preview .cx-empty")
    with unchanged():
        assert client.post(DAY, hidden(page)).status_code == 409


def test_a_reason_is_wanted(house: House, client_of: ClientOf, unchanged: Unchanged) -> None:
    client = client_of("dong")
    with unchanged():
        answer = client.post(DAY, {"worked": "no", "step": "apply"})
    assert answer.status_code == 422


@pytest.mark.parametrize("path", ["2026-02-30", "x", "20261009x"])
def test_no_such_day_is_no_such_page(house: House, client_of: ClientOf, path: str) -> None:
    assert client_of("dong").get(f"/calendar/day/{path}/").status_code == 404


# As 2026's notice would read for 2027, made up for this test: no such notice exists yet.
MADE_UP = """一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（农历除夕、周五）至11日（周四）放假调休，共7天。2月13日（周六）、2月14日（周日）上班。
三、清明节：4月3日（周六）至5日（周一）放假，共3天。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。4月25日（周日）、5月8日（周六）上班。
五、端午节：6月9日（周三）放假1天，不调休。
六、中秋节：9月15日（周三）放假1天，不调休。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。"""
IMPORT = "/calendar/import/"
SENT = {"text": MADE_UP, "year": "2027", "source": "试用通知"}


def test_a_pasted_notice_publishes_its_year(
    house: House, client_of: ClientOf, unchanged: Unchanged
) -> None:
    client = client_of("gao", "zh-hans")
    with unchanged():
        answer = client.post(IMPORT, SENT)
    assert answer.status_code == 200
    answer = client.post(IMPORT, hidden(tree(answer)), follow=True)
    page = tree(answer)
    assert not picked(page, ".cx-hint") and "试用通知" in text(picked(page, ".cx-head-sub")[0])
    calendar = work_calendar()
    assert calendar.is_published(2027) and not calendar.is_workday(date(2027, 2, 11))
    assert calendar.add(date(2027, 9, 30), 1) == date(2027, 10, 8)
    again = client.post(IMPORT, SENT)
    assert picked(tree(again), ".cx-empty"), "the same again changes nothing"


def test_who_sees_no_progress_gets_counts(house: House, client_of: ClientOf) -> None:
    from recommendations.models import Initiative

    Initiative.objects.filter(code=1).update(due_on=date(2026, 10, 9))
    admin = tree(client_of("gao").post(DAY, OFF))
    office = tree(client_of("dong").post(DAY, OFF))
    title = house.initiative(1).title
    assert title in text(picked(office, ".cx-preview")[0])
    assert title not in text(picked(admin, ".cx-preview")[0])
    assert picked(admin, ".cx-moves .cx-hint")


def sheet(rows: list[list[Any]]) -> bytes:
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"default_date_format": "yyyy-mm-dd"})
    page = book.add_worksheet()
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            page.write(number, column, cell)
    book.close()
    return data.getvalue()


ROWS = [
    [day.isoformat(), "班" if worked else "休", "名"]
    for day, worked in sorted(
        {
            date(2027, 1, 1): False, **{date(2027, 2, n): False for n in (5, 8, 9, 10, 11)},
            date(2027, 2, 14): True, date(2027, 10, 1): False, date(2027, 10, 9): True,
        }.items()
    )
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("2027.csv", "\n".join(",".join(row) for row in ROWS).encode("gb18030")),
        ("2027.csv", "\ufeff日期,类型,名称\n".encode() + "\n".join(map(",".join, ROWS)).encode()),
        ("2027.xlsx", sheet([["日期", "类型", "名称"], *ROWS])),
        ("2027.xlsx", sheet([[date.fromisoformat(d), k, n] for d, k, n in ROWS])),
    ],
    ids=["csv-gb18030", "csv-bom", "xlsx-text", "xlsx-dates"],
)
def test_a_file_reads_like_the_text(
    house: House, client_of: ClientOf, name: str, data: bytes
) -> None:
    client = client_of("gao")
    answer = client.post(IMPORT, {"file": SimpleUploadedFile(name, data), "source": "通知"})
    assert answer.status_code == 200
    client.post(IMPORT, hidden(tree(answer)))
    stored = CalendarDay.objects.filter(date__year=2027).order_by("date")
    assert [row.date.isoformat() for row in stored] == [row[0] for row in ROWS]


def test_a_list_with_faults_is_refused_whole_with_its_lines(
    house: House, client_of: ClientOf, unchanged: Unchanged
) -> None:
    wrong = MADE_UP.replace("4月5日", "4月6日").replace("5月8日（周六）", "5月8日（周日）")
    client = client_of("gao", "zh-hans")
    with unchanged():
        answer = client.post(IMPORT, {**SENT, "text": wrong, "step": "apply"})
    assert answer.status_code == 422
    faults = [text(one) for one in picked(tree(answer), "[role=alert] li")]
    assert faults == ["第4行 2027年5月8日不是周日，而是周六：请核对日期和年份。"]
    assert "5月8日（周日）" in picked(tree(answer), "textarea")[0].value


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"source": "通知"}, 422),
        ({"text": MADE_UP, "year": "2027"}, 422),
        ({"text": MADE_UP, "year": "27", "source": "通知"}, 422),
        (
            {
                "file": SimpleUploadedFile("a.xls", b"\xd0\xcf\x11\xe0" + b"x" * 99),
                "source": "通知",
            },
            422,
        ),
        ({"file": SimpleUploadedFile("a.xlsx", b"PK\x03\x04" + b"x" * 99), "source": "通知"}, 422),
        ({"file": SimpleUploadedFile("a.csv", b"\x00\x01\x02" * 99), "source": "通知"}, 422),
        ({"file": SimpleUploadedFile("a.csv", b"x" * 1_000_001), "source": "通知"}, 422),
        ({"file": SimpleUploadedFile("a.csv", b""), "source": "通知"}, 422),
        ({"file": SimpleUploadedFile("a.xlsx", sheet([["x"]] * 2_001)), "source": "通知"}, 422),
        (
            {
                "text": MADE_UP,
                "file": SimpleUploadedFile("a.csv", b"x"),
                "year": "2027",
                "source": "通知",
            },
            422,
        ),
    ],
)
def test_what_is_no_list_is_refused_in_a_sentence(
    house: House, client_of: ClientOf, unchanged: Unchanged, sent: dict[str, Any], status: int
) -> None:
    if "file" in sent:
        sent["file"].seek(0)
    client = client_of("gao")
    with unchanged():
        answer = client.post(IMPORT, sent)
    assert answer.status_code == status
    assert picked(tree(answer), ".invalid-feedback")


def test_a_real_notice_pasted_again_changes_only_its_words(
    house: House, client_of: ClientOf
) -> None:
    client = client_of("gao")
    answer = client.post(IMPORT, {"text": NOTICES[2026], "year": "2026", "source": "通知"})
    assert not picked(tree(answer), ".cx-moves")
