"""An initiative's story: what happened to it, newest first, as far as the reader may know."""

from desks.timeline.entries import Act, Entry, Reader
from desks.timeline.whole import timeline

__all__ = ["Act", "Entry", "Reader", "timeline"]
