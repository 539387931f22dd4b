"""The site with Django's own admin beside it, for measuring only: the admin is what a list page
costs when nobody thinks about it."""

from config.settings import *  # noqa: F403
from config.settings import INSTALLED_APPS as ORDINARY

INSTALLED_APPS = [*ORDINARY, "django.contrib.admin"]
ROOT_URLCONF = "tools.bench_urls"
