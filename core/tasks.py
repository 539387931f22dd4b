"""What runs by the clock. Every task is a hand: the database is the record."""

from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from core.work import planner, queue, worker
from core.work.heartbeats import beat

# Well below the broker's visibility timeout (config/celery.py): longer ones would be sent twice.
HARD_LIMIT = 900
BUDGET = timedelta(seconds=20)


@shared_task(ignore_result=True, time_limit=120)
def plan_work() -> None:
    """Write down what is due."""
    planner.plan_work(timezone.now())


@shared_task(ignore_result=True, time_limit=HARD_LIMIT)
def do_work() -> None:
    """Do it, for a short while, so that the planner and the heartbeat get their turn."""
    worker.do_work(timezone.now, budget=BUDGET)


@shared_task(ignore_result=True, time_limit=60)
def heartbeat() -> None:
    """Show that a message goes all the way from the clock through the queue to a worker."""
    beat("queue", timezone.now())


@shared_task(ignore_result=True, time_limit=300)
def purge_queue() -> None:
    """Remove yesterday's handled messages of the folder queue."""
    queue.purge_queue(settings.QUEUE_DIR)
