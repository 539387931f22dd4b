"""The example that a fresh installation shows: invented units, people, dates and filings, all of
them flagged, on the first document's real measures. `remove_examples` takes it away whole."""

from desks.examples.build import build_example
from desks.examples.remove import remove_examples

__all__ = ["build_example", "remove_examples"]
