"""Names, queues and limits of the tasks fit together, and what Celery is told is what was measured."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from celery import Celery

from workers import celery as wiring
from workers import tasks
from workers.__main__ import main
from workers.settings import load_settings
from workers.settings.policy import TASKS

PIPELINE = Path(__file__).parent.parent / "workers" / "tasks.py"


@pytest.fixture(scope="module")
def app() -> Celery:
    """The app under the settings that ship with khabar."""
    made = Celery("khabar", set_as_current=False)
    root = Path(__file__).parent.parent
    wiring.configure(
        made, load_settings({"KHABAR_CONFIG_DIR": f"{root}/config", "KHABAR_SCHEDULES_DIR": f"{root}/schedules"})
    )
    wiring.app.loader.import_default_modules()
    return made


def _own_tasks() -> dict[str, Any]:
    return {name: task for name, task in wiring.app.tasks.items() if name.startswith("khabar.")}


def test_every_routed_name_is_a_task_and_every_task_is_routed(app: Celery) -> None:
    assert set(_own_tasks()) == set(tasks.ROUTES) == set(TASKS)


def test_every_scheduled_name_is_a_task_with_a_queue_of_its_own(app: Celery) -> None:
    assert {"khabar.tick", "khabar.upkeep"} <= {entry["task"] for entry in app.conf.beat_schedule.values()}
    for entry in app.conf.beat_schedule.values():
        assert entry["task"] in _own_tasks()
        assert entry["options"]["queue"] == tasks.ROUTES[entry["task"]]["queue"]


def test_a_worker_consumes_every_queue_that_something_is_sent_to(app: Celery) -> None:
    consumed = set(app.amqp.queues.consume_from)
    assert consumed == set(tasks.QUEUES) == {route["queue"] for route in tasks.ROUTES.values()}
    assert app.conf.task_create_missing_queues is False
    assert app.conf.task_default_queue in consumed


def test_no_task_may_run_so_long_that_the_broker_hands_it_out_again() -> None:
    for name, task in _own_tasks().items():
        assert task.time_limit is not None, name
        assert task.time_limit <= wiring.VISIBILITY_TIMEOUT / 3, name
        assert task.soft_time_limit is None or task.soft_time_limit < task.time_limit


def test_a_pump_has_time_to_end_its_turn_before_its_limit() -> None:
    settings = load_settings({"KHABAR_CONFIG_DIR": "/", "KHABAR_SCHEDULES_DIR": "/"})
    longest = 2 * settings.pumps.turn + settings.fetch.deadline  # a turn of suspects, one of others, the last fetch
    assert longest < min(_own_tasks()[name].time_limit for name in ("khabar.poll", "khabar.harvest"))


def test_wake_ups_expire_before_they_could_pile_up(app: Celery) -> None:
    for entry in app.conf.beat_schedule.values():
        assert entry["options"]["expires"] <= max(1.0, entry["schedule"])


def test_messages_are_acknowledged_late_and_a_lost_worker_gives_them_back_at_most_three_times(app: Celery) -> None:
    conf = app.conf
    assert conf.task_acks_late
    assert conf.task_reject_on_worker_lost
    assert conf.task_retry_on_worker_lost
    assert conf.task_retry_on_worker_lost_max_retries == 3
    assert conf.task_acks_on_failure
    assert conf.task_acks_on_timeout
    assert conf.worker_prefetch_multiplier == 1
    assert conf.task_ignore_result
    assert conf.result_expires is None
    assert not conf.worker_cancel_long_running_tasks_on_connection_loss  # a pump outlives a hiccup of the broker
    transport = conf.broker_transport_options
    assert transport["visibility_timeout"] == wiring.VISIBILITY_TIMEOUT
    assert {"socket_timeout", "socket_connect_timeout", "health_check_interval"} <= set(transport)
    assert set(conf.accept_content) == {"json"}


def test_a_worker_has_a_process_for_every_pump_and_one_for_the_clock(app: Celery) -> None:
    settings = load_settings({"KHABAR_PROCESSES": "3", "KHABAR_CONFIG_DIR": "/", "KHABAR_SCHEDULES_DIR": "/"})
    made = Celery("other", set_as_current=False)
    wiring.configure(made, settings)
    assert made.conf.worker_concurrency > 3


def test_each_task_is_a_wake_up_that_carries_nothing() -> None:
    functions = [n for n in ast.parse(PIPELINE.read_text(encoding="utf-8")).body if isinstance(n, ast.FunctionDef)]
    assert len(functions) >= len(TASKS)
    for function in functions:
        if any("shared_task" in ast.unparse(d) for d in function.decorator_list):
            assert ast.unparse(function.args) in ("", "self: Any"), function.name


def test_a_worker_that_gets_a_sighup_begins_anew_as_a_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["/somewhere/workers/__main__.py", "nonsense"])
    assert main(["nonsense"]) == 2
    anew = subprocess.run([sys.executable, *sys.argv], capture_output=True, text=True, check=False)  # as Celery does
    assert (anew.returncode, anew.stderr) == (2, "usage: python -m workers worker|beat\n")
