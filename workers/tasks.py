"""Names, queues and limits of the tasks; each body is one call into pipeline, imported when it first runs.

Beat and Flower import this module for the names alone: without the parsers and the database they are half as large.

A message is only a wake-up: it carries nothing, may be lost, may come twice, and expires before the next is due.
Renaming a task is a breaking change.
"""

from __future__ import annotations

from typing import Any

from celery import current_app, shared_task

from workers.errors import TryAgain

# What may heal by itself fails the task without a traceback: the next tick tries again.
EXPECTED = (TryAgain,)
QUEUES = ("clock", "fetch", "deliver")
ROUTES = {
    "khabar.tick": {"queue": "clock"},
    "khabar.relay": {"queue": "clock"},
    "khabar.upkeep": {"queue": "clock"},
    "khabar.poll": {"queue": "fetch"},
    "khabar.harvest": {"queue": "fetch"},
    "khabar.deliver": {"queue": "deliver"},
}


@shared_task(name="khabar.tick", soft_time_limit=20, time_limit=30, throws=EXPECTED)  # type: ignore[untyped-decorator]
def tick() -> None:
    """Asks the database what is due and sends that many wake-ups, which expire within a few ticks."""
    from workers.pipeline.tick import tick as pipeline_tick
    from workers.pipeline.traces import Trace
    from workers.services import services

    due = pipeline_tick(services())
    wake_ups = {
        "khabar.poll": due.poll,
        "khabar.harvest": due.harvest,
        "khabar.relay": due.relay,
        "khabar.deliver": due.deliver,
    }
    for name, wanted in wake_ups.items():
        for _ in range(wanted):  # each turn is a trace of its own, which its events carry
            current_app.send_task(name, expires=5, headers={"traceparent": Trace().span()}, **ROUTES[name])


@shared_task(name="khabar.poll", time_limit=90, bind=True, throws=EXPECTED)  # type: ignore[untyped-decorator]
def poll(self: Any) -> dict[str, Any]:
    """One turn of polling sources."""
    from workers.pipeline import turns
    from workers.services import services

    return turns.poll(services(), self.request.get("traceparent")).as_dict()


@shared_task(name="khabar.harvest", time_limit=90, bind=True, throws=EXPECTED)  # type: ignore[untyped-decorator]
def harvest(self: Any) -> dict[str, Any]:
    """One turn of harvesting pages."""
    from workers.pipeline import turns
    from workers.services import services

    return turns.harvest(services(), self.request.get("traceparent")).as_dict()


@shared_task(name="khabar.relay", soft_time_limit=40, time_limit=60, throws=EXPECTED)  # type: ignore[untyped-decorator]
def relay() -> int:
    """Sends what waits in the outbox to the event stream."""
    from workers.pipeline.telling.relay import relay as pipeline_relay
    from workers.services import services

    return pipeline_relay(services())


@shared_task(name="khabar.deliver", time_limit=90, throws=EXPECTED)  # type: ignore[untyped-decorator]
def deliver() -> dict[str, Any]:
    """One turn of bringing events to webhook and AMQP subscribers."""
    from workers.pipeline.telling.deliver import deliver as pipeline_deliver
    from workers.services import services

    done = pipeline_deliver(services())
    if done.goes_on:  # nobody waits for the next tick
        current_app.send_task("khabar.deliver", expires=5, **ROUTES["khabar.deliver"])
    return done.as_dict()


@shared_task(name="khabar.upkeep", soft_time_limit=60, time_limit=80, throws=EXPECTED)  # type: ignore[untyped-decorator]
def upkeep() -> None:
    """Keeps sources in step with their file and prunes old history."""
    from workers.pipeline.upkeep import upkeep as pipeline_upkeep
    from workers.services import services

    pipeline_upkeep(services())
