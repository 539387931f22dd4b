"""The ledger as a table."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.tables import RowTable
from recommendations.models import Plan


class LedgerTable(RowTable):
    """One row an initiative. Sorted by document order its areas are group rows."""

    code = tables.Column(verbose_name=_("No. and title"), order_by=("code", "pk"))
    need = tables.Column(verbose_name=_("Light"), order_by=("need", "gap", "code"))
    percent = tables.Column(verbose_name=_("Approved"), order_by=("percent", "code"))
    planned = tables.Column(verbose_name=_("Planned"), order_by=("planned", "code"))
    lead = tables.Column(verbose_name=_("Lead unit"), order_by=("lead__position", "lead", "code"))
    others = tables.Column(verbose_name=_("Other units"), orderable=False, empty_values=())
    due_on = tables.Column(verbose_name=_("Due"), order_by=("due_on", "code"))
    filing = tables.Column(
        verbose_name=_("This round"), order_by=("filing_state", "code"), empty_values=()
    )

    row_template = "ledger.html"
    numeric = ("planned",)

    class Meta(RowTable.Meta):
        sequence = ("code", "need", "percent", "planned", "lead", "others", "due_on", "filing")

    def __init__(self, *args: Any, plan: Plan, grouped: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan, self.grouped = plan, grouped

    def row_context(self) -> dict[str, Any]:
        """Areas head their rows while the table stands in document order."""
        return {
            "grouped": self.grouped,
            "columns": len(self.columns),
            # One resolution for all rows: reversing per row costs more than the row.
            "stories": reverse("story", args=[self.plan.slug, 0])[:-2],
        }
