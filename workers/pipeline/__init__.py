"""The way of one article in plain functions: tick, poll, harvest, relay, upkeep.

Each takes the services of its process and may be called any number of times, by any number of processes, at once.
"""

from __future__ import annotations

from workers.pipeline.harvest import Harvest
from workers.pipeline.poll import Poll
from workers.pipeline.pump import Pump, Turn
from workers.pipeline.relay import relay
from workers.pipeline.tick import WakeUps, tick
from workers.pipeline.upkeep import upkeep
from workers.services import Services

__all__ = ["WakeUps", "harvest", "poll", "relay", "tick", "upkeep"]


def poll(services: Services) -> Turn:
    """One turn of polling."""
    return Pump(services, Poll(services)).run(services.settings.pump_limit)


def harvest(services: Services) -> Turn:
    """One turn of harvesting."""
    return Pump(services, Harvest(services)).run(services.settings.pump_limit)
