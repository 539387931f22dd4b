"""Loaded before everything else (`-p tests.environment`), because Django reads its settings early.

A test must never touch the developer's own data folder.
"""

import os
import tempfile
import warnings
from pathlib import Path

DATA = tempfile.TemporaryDirectory(prefix="cexing-test-")
os.environ["CEXING_DATA_DIR"] = DATA.name
# Where the processes of one run find what one of them has made: see `tests.once`.
RUN = Path(os.environ.setdefault("TEST_RUN_FOLDER", DATA.name))
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser's driver runs a loop
(Path(DATA.name) / "static").mkdir()
warnings.filterwarnings("ignore", message="No directory at")
