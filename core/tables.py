"""Tables that look and behave the same everywhere: django-tables2 for columns, order and pages,
a Jinja2 template for the rows."""

from typing import Any

import django_tables2 as tables
from django.template import engines
from django.utils.safestring import SafeString, mark_safe


class RowTable(tables.Table):
    """A table whose rows one Jinja2 template renders. Ties are broken by the primary key."""

    row_template: str = ""

    class Meta:
        attrs = {"class": "cx-table"}
        order_by_field = "sort"
        page_field = "page"

    def row_context(self) -> dict[str, Any]:
        """What the row template needs beside `rows`."""
        return {}

    def rows_html(self) -> SafeString:
        """The rows of the current page, as safe HTML."""
        records = [row.record for row in self.paginated_rows]
        template = engines["jinja2"].get_template(self.row_template)
        # Jinja2 escapes every value; what is safe in it was made so by our own components.
        return mark_safe(template.render({"rows": records, **self.row_context()}))
