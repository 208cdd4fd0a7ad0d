"""One turn of each kind of pump: what the tasks of the same names call."""

from __future__ import annotations

from workers.pipeline.harvest import Harvest
from workers.pipeline.poll import Poll
from workers.pipeline.pump import Pump, Turn
from workers.services import Services


def poll(services: Services) -> Turn:
    """One turn of polling."""
    return Pump(services, Poll(services)).run(services.settings.pump_limit)


def harvest(services: Services) -> Turn:
    """One turn of harvesting."""
    return Pump(services, Harvest(services)).run(services.settings.pump_limit)
