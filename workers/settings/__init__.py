"""config/ + schedules/ + environment -> frozen values.

Policy comes from TOML only, addresses and secrets from the environment only. Every error is a `BadConfig` that names
file, table and key. Nothing here opens a connection.
"""

from __future__ import annotations

from workers.settings.environment import named_in_vain, unread
from workers.settings.load import Places, Settings, load_settings
from workers.settings.policy import ArticlePolicy, EventPolicy, FetchSettings, PumpPolicy, Rhythm, ScheduledTask
from workers.settings.sourcelists import SourceList, read_sources
from workers.settings.subscribers import (
    AmqpSubscriber,
    StreamSubscriber,
    Subscriber,
    SubscriberList,
    WebhookSubscriber,
    read_subscribers,
)

__all__ = [
    "AmqpSubscriber",
    "ArticlePolicy",
    "EventPolicy",
    "FetchSettings",
    "Places",
    "PumpPolicy",
    "Rhythm",
    "ScheduledTask",
    "Settings",
    "SourceList",
    "StreamSubscriber",
    "Subscriber",
    "SubscriberList",
    "WebhookSubscriber",
    "load_settings",
    "named_in_vain",
    "read_sources",
    "read_subscribers",
    "unread",
]
