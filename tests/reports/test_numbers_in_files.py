"""Every number of made-up plans' files is a figure of the frozen JSON, in its place; none lacks.

See `check_files`. Each plan as one kind of report, so that a dozen plans are every kind of report.
"""

import json

import pytest

from core.periods import Period
from recommendations.models import Plan
from reports.choices import FileFormat
from reports.outputs.files import make_file
from reports.outputs.narrative import document
from reports.seals import canonical
from tests.reports.check_files import FORMATS, check_files
from tests.reports.made_up_town import AS_OF, tell, town
from tests.reports.told_numbers import Issue

__all__ = ["town"]
pytestmark = pytest.mark.django_db
OFFICE = "示例督查室"
KINDS = [(key, whom) for key in ("2026-11", "2026-Q4", "2026-H2", "2026")
         for whom in ("upward", "units")]  # fmt: skip


@pytest.mark.parametrize(("key", "audience"), KINDS)
def test_made_up_plans_in_four_files(town: list[Plan], key: str, audience: str) -> None:
    for plan in town[KINDS.index((key, audience)) :: len(KINDS)]:
        frozen = canonical(tell(plan, audience=audience))
        report = document(
            json.loads(frozen), period=Period.parse(key), issuer=OFFICE, drafted_on=AS_OF
        )
        files = {
            form: make_file(form, json.loads(frozen), report, on=AS_OF).data
            for form in (*FORMATS, FileFormat.XLSX)
        }
        issue = Issue(key, OFFICE, AS_OF.isoformat(), named=audience == "upward")
        check_files(json.loads(frozen), issue, files, title=report.title, line="送审稿")
