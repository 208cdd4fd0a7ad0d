"""Logs: a constant event and its fields, one JSON line each on stderr; readable lines on a terminal."""

from __future__ import annotations

import json
import logging
import sys

import structlog

from workers.errors import one_line


def are_for_people() -> bool:
    """Whether somebody sits before the log, rather than a program that reads JSON lines."""
    return sys.stderr.isatty()


def set_up(level: int) -> None:
    """Sends structlog, warnings and the standard library's records from `level` on the same way."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    renderers: list[structlog.types.Processor] = (
        [_printable_fields, structlog.dev.ConsoleRenderer()] if are_for_people() else [_printable_json]
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
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderers],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.captureWarnings(True)
    for chatty in ("celery", "kombu", "urllib3", "alembic", "amqp"):
        logging.getLogger(chatty).setLevel(max(level, logging.WARNING))


_as_json = structlog.processors.JSONRenderer(ensure_ascii=False)


def _printable_json(logger: object, method: str, event: structlog.types.EventDict) -> str:
    """One line of JSON; what strangers wrote of C1 and bidi controls, which JSON lets pass, stands there as escapes."""
    line = str(_as_json(logger, method, event))
    return line if line.isprintable() else "".join(c if one_line(c) == c else json.dumps(c)[1:-1] for c in line)


def _printable_fields(_logger: object, _method: str, event: structlog.types.EventDict) -> structlog.types.EventDict:
    """The fields as a terminal may see them; only a traceback has lines, and they are its own."""
    for name, value in event.items():
        if name in ("exception", "stack"):
            event[name] = "\n".join(one_line(part) for part in str(value).split("\n"))
        elif value is not None and not isinstance(value, bool | int | float):
            event[name] = one_line(str(value))
    return event


def leave_to_commands() -> None:
    """For `khabar COMMAND`, which says in sentences of its own what went wrong: nothing of us between its lines."""
    structlog.configure(processors=[_drop])


def _drop(_logger: object, _method: str, _event: structlog.types.EventDict) -> structlog.types.EventDict:
    raise structlog.DropEvent
