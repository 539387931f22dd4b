"""The site's settings with one more room."""

import os
from importlib import import_module

_base = import_module(os.environ["CEXING_TEST_SETTINGS"])
globals().update({name: value for name, value in vars(_base).items() if name.isupper()})
INSTALLED_APPS = [*_base.INSTALLED_APPS, "lossy_kind.LossyConfig"]
