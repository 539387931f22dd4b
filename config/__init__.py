"""Wiring. Importing it makes the tasks' home known, so that every process sends to one queue."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
