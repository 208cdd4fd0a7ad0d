"""One turn of each kind of pump: what the tasks of the same names call."""

from __future__ import annotations

from workers.pipeline.harvesting.harvest import Harvest
from workers.pipeline.polling.poll import Poll
from workers.pipeline.pump import Pump, Turn
from workers.pipeline.traces import Trace
from workers.services import Services


def poll(services: Services, traceparent: str | None = None) -> Turn:
    """One turn of polling, in the trace of the tick that asked for it."""
    return Pump(services, Poll(services, Trace(traceparent))).run(services.settings.pump_limit)


def harvest(services: Services, traceparent: str | None = None) -> Turn:
    """One turn of harvesting, in the trace of the tick that asked for it."""
    return Pump(services, Harvest(services, Trace(traceparent))).run(services.settings.pump_limit)
