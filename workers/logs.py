"""Logs: a constant event and its fields, one JSON line each on stderr; readable lines on a terminal."""

from __future__ import annotations

import logging
import os
import sys

import structlog


def set_up() -> None:
    """Sends structlog and the standard library's records the same way. `KHABAR_LOG` sets the level (default INFO)."""
    level = logging.getLevelNamesMapping().get(os.environ.get("KHABAR_LOG", "INFO").upper(), logging.INFO)
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    renderer: structlog.types.Processor = (
        structlog.dev.ConsoleRenderer()
        if sys.stderr.isatty()
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for chatty in ("celery", "kombu", "urllib3", "alembic", "amqp"):
        logging.getLogger(chatty).setLevel(max(level, logging.WARNING))


def leave_to_commands() -> None:
    """For `khabar COMMAND`, which says in sentences of its own what went wrong: nothing of us between its lines."""
    structlog.configure(processors=[_drop])


def _drop(_logger: object, _method: str, _event: structlog.types.EventDict) -> structlog.types.EventDict:
    raise structlog.DropEvent
