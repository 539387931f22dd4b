"""The report as one HTML file that stands by itself and prints: no script, no outside request."""

from django.template.loader import render_to_string

from reports.outputs.blocks import Document
from reports.outputs.made import Made


def render_html(document: Document) -> Made:
    """The file, in UTF-8; the same document gives the same bytes."""
    return Made(render_to_string("reports/standalone.html", {"document": document}).encode())
