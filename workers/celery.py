"""The Celery app: settings, timetable and queues, wired here and nowhere else (`celery -A workers worker`)."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from typing import Any

import structlog
from celery import Celery
from celery.signals import (
    after_task_publish,
    beat_init,
    celeryd_init,
    heartbeat_sent,
    setup_logging,
    task_postrun,
    task_prerun,
    worker_init,
    worker_process_init,
    worker_shutting_down,
)

from workers import logs, tasks
from workers.alive import give_sign
from workers.errors import BadConfig
from workers.settings import Settings, load_settings, read_subscribers
from workers.stopping import ask_to_stop

VISIBILITY_TIMEOUT = 300  # seconds; every time limit in tasks.py is below a third of it


# Each value was measured; the experiments are in docs/decisions/003.
TRANSPORT = {
    "visibility_timeout": VISIBILITY_TIMEOUT,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_timeout": 5,
    "socket_connect_timeout": 3,
    "socket_keepalive": True,
    "health_check_interval": 5,
}
MESSAGES = {  # are wake-ups: done when their task ends, sent again where its process died, and nobody waits for results
    "broker_connection_retry_on_startup": True,
    "broker_connection_max_retries": None,
    "task_acks_late": True,
    "task_acks_on_failure": True,
    "task_acks_on_timeout": True,
    "task_reject_on_worker_lost": True,
    "task_retry_on_worker_lost": True,
    "task_retry_on_worker_lost_max_retries": 3,
    "task_retry_on_worker_lost_delay": 1,
    "task_ignore_result": True,
    "task_store_errors_even_if_ignored": False,
    "result_expires": None,  # else beat sends celery.backend_cleanup for a backend that is not there
    "task_serializer": "json",
    "accept_content": ["json"],
}
QUEUES = {
    "task_queues": {name: {"exchange": name, "routing_key": name} for name in tasks.QUEUES},
    "task_default_queue": "clock",
    "task_create_missing_queues": False,
    "task_routes": tasks.ROUTES,
}
WORKER = {
    "task_send_sent_event": True,
    "worker_send_task_events": True,
    "worker_prefetch_multiplier": 1,
    # A pump outlives a hiccup of the broker: its claims lie in the database, the message was only a wake-up.
    "worker_cancel_long_running_tasks_on_connection_loss": False,
    "worker_max_tasks_per_child": 500,
    "worker_max_memory_per_child": 400_000,  # KiB
    "worker_hijack_root_logger": False,
    "worker_enable_remote_control": True,
}
BEAT = {
    "beat_scheduler": "celery.beat:Scheduler",  # keeps no file: what is due lies in the database, a tick only looks
    "beat_max_loop_interval": 1,
    "timezone": "UTC",
    "enable_utc": True,
}


def configure(app: Celery, settings: Settings) -> None:
    """What is fixed, and what settings say: where the broker is, how many processes there are, and what is due when."""
    broker = settings.places.celery_broker_url
    timetable = {
        entry.name: {
            "task": entry.task,
            "schedule": entry.every,
            "options": {"expires": max(1.0, entry.every), **tasks.ROUTES.get(entry.task, {})},
        }
        for entry in settings.timetable
    }
    app.conf.update(
        {**MESSAGES, **QUEUES, **WORKER, **BEAT},
        broker_url=broker,
        broker_transport_options=dict(TRANSPORT) if "redis" in broker else {},
        # The pumps, one process that is always free for the clock, and one for deliveries where there are any.
        worker_concurrency=settings.pump_limit + 1 + _delivers(settings),
        beat_schedule=timetable,
    )


def _delivers(settings: Settings) -> bool:
    """Whether there is anybody to deliver to; a broken file is upkeep's to report, not a reason not to start."""
    try:
        return read_subscribers(settings.places.subscribers_file, os.environ).pushes
    except BadConfig:
        return False


def _make_app(settings: Settings) -> Celery:
    app = Celery("khabar")
    configure(app, settings)
    return app


_settings = load_settings()
app = _make_app(_settings)


@setup_logging.connect  # type: ignore[untyped-decorator]
def _own_logging(**_: Any) -> None:
    logs.set_up(_settings.places.log_level)


@celeryd_init.connect  # type: ignore[untyped-decorator]
def _leave_the_log_to_logs(instance: Any, **_: Any) -> None:
    """Before Celery warns of root and shows its banner: whoever reads the log reads JSON, from the first line on."""
    logs.set_up(_settings.places.log_level)
    if not logs.are_for_people():
        instance.quiet = True
        sys.__stdout__ = None  # type: ignore[misc]  # where it tells people "worker: Warm shutdown", and nothing else


@worker_init.connect  # type: ignore[untyped-decorator]
def _load_before_the_fork(**_: Any) -> None:
    """What every child needs is loaded once and shared by all."""
    importlib.import_module("workers.pipeline.turns")


@worker_process_init.connect  # type: ignore[untyped-decorator]
def _look_for_garbage_less(**_: Any) -> None:
    """What was loaded before the fork is no garbage, and pages leave hardly a cycle: a tenth of a page's CPU."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@worker_shutting_down.connect  # type: ignore[untyped-decorator]
def _tell_pumps(**_: Any) -> None:
    ask_to_stop()


@task_prerun.connect  # type: ignore[untyped-decorator]
def _bind(task_id: str, task: Any, **_: Any) -> None:
    structlog.contextvars.bind_contextvars(task_id=task_id, task=task.name)


@task_postrun.connect  # type: ignore[untyped-decorator]
def _unbind(**_: Any) -> None:
    structlog.contextvars.clear_contextvars()


@heartbeat_sent.connect  # type: ignore[untyped-decorator]
def _worker_lives(**_: Any) -> None:
    give_sign(_settings.places.home, "worker")


@beat_init.connect  # type: ignore[untyped-decorator]
def _watch_beat(**_: Any) -> None:
    after_task_publish.connect(_beat_lives)  # only in beat's process: workers send messages too
    try:
        app.send_task("khabar.upkeep", expires=30, retry=False)  # a new installation has its sources at once
    except OSError as e:
        structlog.get_logger(__name__).warning("beat.no_first_upkeep", error=str(e))  # the timetable sends it soon


def _beat_lives(**_: Any) -> None:
    give_sign(_settings.places.home, "beat")
