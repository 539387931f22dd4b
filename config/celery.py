"""The worker and the clock. Redis where there is one, else folders under the data directory."""

import os
from typing import Any

from celery import Celery
from django.conf import settings

from config.schedule import beat_schedule

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

# A message that nobody has acknowledged for so long is sent again; no task may last that long.
VISIBILITY_SECONDS = 3600


def _broker() -> dict[str, Any]:
    """Where messages go, and what the transport needs to know."""
    from core.work.queue import make_queue

    if settings.REDIS_URL:
        return {
            "broker_url": settings.REDIS_URL,
            "broker_transport_options": {"visibility_timeout": VISIBILITY_SECONDS},
        }
    folder = settings.QUEUE_DIR
    make_queue(folder)
    return {
        # A host that means nothing here; without one every start warns.
        "broker_url": "filesystem://localhost//",
        "broker_transport_options": {
            "data_folder_in": str(folder / "in"),
            "data_folder_out": str(folder / "in"),
            "control_folder": str(folder / "control"),
            # Otherwise every message passes through the machine's common /tmp.
            "store_processed": True,
            "processed_folder": str(folder / "processed"),
        },
    }


def configuration() -> dict[str, Any]:
    """Read when a worker, the clock or a sender first needs it, not at import."""
    return {
        **_broker(),
        "accept_content": ["json"],
        "task_serializer": "json",
        "result_serializer": "json",
        "task_ignore_result": True,
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "worker_prefetch_multiplier": 1,
        "worker_hijack_root_logger": False,
        "worker_cancel_long_running_tasks_on_connection_loss": True,
        "broker_connection_retry_on_startup": True,
        "enable_utc": True,
        "timezone": settings.TIME_ZONE,
        "beat_schedule": beat_schedule(),
        "beat_scheduler": "config.clock:Clock",
    }


app = Celery("cexing")
app.add_defaults(configuration)
app.autodiscover_tasks()
