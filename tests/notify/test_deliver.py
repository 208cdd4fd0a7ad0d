"""Many endpoints side by side: those that hang or fail delay nobody."""

from __future__ import annotations

import base64
import itertools
import json
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import urlsplit

import pytest
from standardwebhooks.webhooks import Webhook

from tests.notify.articles import NOW, stored
from workers.errors import TooSlow, TryAgain, Unreachable
from workers.notify.deliver import Dispatcher
from workers.notify.events import EventUrls, article_event, dumps
from workers.notify.feed import CHUNK, Told
from workers.notify.filters import Filter, read_filter
from workers.notify.lanes import Lanes
from workers.notify.ledger import Attempt, Saved, Tally
from workers.notify.webhooks import Endpoint, EndpointState, resume
from workers.records import Announcement, EventType

SECRET = "whsec_" + base64.b64encode(b"k" * 32).decode()


def row(position: int, **article: Any) -> Announcement:
    event = article_event(
        stored(**article),
        type=EventType.CREATED,
        event_id=f"e{position}",
        recorded_at=NOW,
        source_url="https://news.example/feed",
        urls=EventUrls(),
    )
    return Announcement(f"e{position}", EventType.CREATED, "article/7f3c", dumps(event), position)


class MemoryLedger:
    """A ledger in memory, for one process."""

    def __init__(self, names: Sequence[str], rows: Sequence[Announcement]) -> None:
        self.rows = list(rows)
        self.states = {name: EndpointState() for name in names}
        self.claimed: dict[str, datetime] = {}
        self.attempts: dict[str, list[Attempt]] = {name: [] for name in names}
        self.alive = True
        self.reads = self.writes = 0
        self._lock = threading.Lock()

    def claim(self, now: datetime, until: datetime) -> Mapping[str, EndpointState]:
        with self._lock:
            last = max((row.position or 0 for row in self.rows), default=0)
            due = {
                name: state
                for name, state in self.states.items()
                if state.is_due(now) and state.cursor < last and self.claimed.get(name, now) <= now
            }
            self.claimed |= dict.fromkeys(due, until)
            return due

    def events_after(self, cursor: int, limit: int) -> Sequence[Announcement]:
        self.reads += 1
        return [row for row in self.rows if (row.position or 0) > cursor][:limit]

    def save(self, saved: Sequence[Saved], until: datetime) -> set[str]:
        with self._lock:
            self.writes += 1
            ours = [one for one in saved if one.name in self.claimed]
            for one in ours:
                self.states[one.name] = one.state
                self.attempts[one.name].extend(one.attempts)
                self.claimed[one.name] = until
                if one.release:
                    del self.claimed[one.name]
            return {one.name for one in ours}

    def put(self, name: str, state: EndpointState) -> None:
        """As an operator does: whoever has it loses it."""
        with self._lock:
            self.states[name] = state
            del self.claimed[name]

    def renew(self, now: datetime, until: datetime) -> bool:
        return self.alive


class Desk(BaseHTTPRequestHandler):
    """`/ok/NAME` takes what comes, `/500/NAME` fails, `/hang/NAME` says nothing until the test is over."""

    got: ClassVar[dict[str, list[tuple[str, bytes, dict[str, str]]]]]
    over: ClassVar[threading.Event]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        kind, name = self.path.strip("/").split("/")
        self.got.setdefault(name, []).append((kind, body, {k.lower(): v for k, v in self.headers.items()}))
        if kind == "hang":
            self.over.wait(20)
        self.send_response(204 if kind == "ok" else 500)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the tests look at what was got."""


class DeskServer(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256  # more at once would wait for a second SYN


@contextmanager
def desk() -> Iterator[tuple[str, type[Desk]]]:
    class DeskOfTest(Desk):
        got: ClassVar = {}
        over = threading.Event()

    server = DeskServer(("127.0.0.1", 0), DeskOfTest)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", DeskOfTest
    finally:
        DeskOfTest.over.set()
        server.shutdown()
        thread.join()
        server.server_close()


def post(
    method: str, url: str, headers: Mapping[str, str], body: bytes, *, limit: float = 2.0
) -> tuple[int, Mapping[str, str]]:
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=limit)
    try:
        connection.request(method, parts.path, body, dict(headers))
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}
    except TimeoutError as error:
        raise TooSlow(url, "no answer in time") from error
    except OSError as error:
        raise Unreachable(url, str(error)) from error
    finally:
        connection.close()


def dispatcher(endpoints: Sequence[Endpoint], ledger: MemoryLedger, **options: Any) -> Dispatcher:
    by_name = {endpoint.name: endpoint for endpoint in endpoints}
    whole = {"post": post, "now": lambda: datetime.now(UTC), "jitter": lambda: 0.0} | options
    return Dispatcher(by_name, ledger, **whole)


def all_served(ledger: MemoryLedger, names: Sequence[str], cursor: int) -> bool:
    return all(ledger.states[name].cursor == cursor for name in names)


def test_events_arrive_signed_in_order_and_once() -> None:
    with desk() as (url, handler):
        endpoint = Endpoint("a", f"{url}/ok/a", (SECRET,))
        ledger = MemoryLedger(["a"], [row(n) for n in range(1, 121)])
        tally = dispatcher([endpoint], ledger).run(20, stopping=lambda: all_served(ledger, ["a"], 120))
        assert tally.delivered == 120
        got = handler.got["a"]
        assert [headers["webhook-id"] for _, _, headers in got] == [f"e{n}" for n in range(1, 121)]
        _, body, headers = got[0]
        assert Webhook(SECRET).verify(body, headers)["sequence"] == "00000000000000000001"


def test_hanging_and_failing_endpoints_delay_nobody() -> None:
    kinds = {f"ok{n}": "ok" for n in range(60)} | {f"500{n}": "500" for n in range(10)}
    kinds |= {f"hang{n}": "hang" for n in range(10)}
    names = [name for _, name in sorted(enumerate(kinds), key=lambda pair: pair[0] * 37 % len(kinds))]
    with desk() as (url, handler):
        endpoints = [Endpoint(name, f"{url}/{kinds[name]}/{name}", (SECRET,)) for name in names]
        ledger = MemoryLedger(names, [row(n) for n in range(1, 6)])
        healthy = [name for name in names if kinds[name] == "ok"]

        def stopping() -> bool:
            if all_served(ledger, healthy, 5):
                handler.over.set()  # only now do the hanging ones answer
                return True
            return False

        few: Lanes[Any] = Lanes(quick=6, slow=2)  # fewer quick ones than hang: they wait for none of them
        waiting = dispatcher(endpoints, ledger, lanes=few, post=lambda *call: post(*call, limit=15))
        tally = waiting.run(30, stopping=stopping)
    assert tally.delivered == 300
    assert all(ledger.states[name].cursor == 0 for name in names if kinds[name] != "ok")
    assert all(ledger.states[f"500{n}"].attempt >= 1 for n in range(10))


def test_whoever_had_no_event_in_a_turn_is_served_while_its_last_answer_is_waited_for() -> None:
    class Growing(MemoryLedger):
        def claim(self, now: datetime, until: datetime) -> Mapping[str, EndpointState]:
            if time.monotonic() > over_at and len(self.rows) == 1:
                self.rows.append(row(2))
            return super().claim(now, until)

    ledger, served = Growing(["hangs", "well"], [row(1)]), threading.Event()
    in_time: list[bool] = []
    ledger.states["well"] = EndpointState(cursor=1)

    def post(_: str, url: str, *__: Any) -> tuple[int, Mapping[str, str]]:
        if "well" in url:
            served.set()
        elif not in_time:
            in_time.append(served.wait(10))
        return 204, {}

    endpoints = [Endpoint(name, f"https://{name}.example/", (SECRET,)) for name in ledger.states]
    over_at = time.monotonic() + 0.2
    dispatcher(endpoints, ledger, post=post).run(0.2)
    assert in_time == [True]


def test_a_backlog_of_others_keeps_nobody_waiting_at_the_end_of_a_turn() -> None:
    busy = [f"n{n}" for n in range(12)]
    ledger = MemoryLedger([*busy, "late"], [row(n) for n in range(1, 801)])
    ledger.states["late"] = EndpointState(cursor=799)
    behind: list[int] = []

    def post(_: str, url: str, *__: Any) -> tuple[int, Mapping[str, str]]:
        if "late" in url:
            behind.extend(ledger.states[name].cursor for name in busy)
            return 500, {}
        time.sleep(0.004 + 0.003 * busy.index(urlsplit(url).netloc.partition(".")[0]))  # never all done at once
        return 204, {}

    endpoints = [Endpoint(name, f"https://{name}.example/", (SECRET,)) for name in ledger.states]
    ledger.claimed["late"] = datetime.now(UTC) + timedelta(seconds=1)  # it is nobody's when the first turn is over
    turns = 0
    while not behind and turns < 100:
        turns += 1
        dispatcher(endpoints, ledger, post=post).run(0.5, stopping=lambda: bool(behind))
    assert turns > 1
    assert max(behind) < 800


def test_a_filter_moves_the_cursor_past_what_is_not_wanted() -> None:
    with desk() as (url, handler):
        wanted = read_filter("language=fr", about="subscribers.a.filter")
        endpoint = Endpoint("a", f"{url}/ok/a", (SECRET,), filter=wanted)
        ledger = MemoryLedger(["a"], [row(1), row(2, language="fr"), row(3)])
        dispatcher([endpoint], ledger).run(20, stopping=lambda: all_served(ledger, ["a"], 3))
        assert [headers["webhook-id"] for _, _, headers in handler.got["a"]] == ["e2"]


def test_an_event_that_a_filter_breaks_down_on_is_given_up_alone_and_the_others_go_on() -> None:
    class Breaking(Filter):
        def matches(self, event: Mapping[str, Any]) -> bool:
            return event["id"] != "e2" or bool(event["nothing"])

    with desk() as (url, handler):
        good, bad = (Endpoint(name, f"{url}/ok/{name}", (SECRET,)) for name in ("good", "bad"))
        ledger = MemoryLedger(["good", "bad"], [row(1), row(2), row(3)])
        done = dispatcher([good, replace(bad, filter=Breaking())], ledger).run(20, linger=0.0)
        assert [headers["webhook-id"] for _, _, headers in handler.got["bad"]] == ["e1", "e3"]
    assert all_served(ledger, ["good", "bad"], 3)
    assert (done.delivered, done.failed, done.dead_letters) == (5, 1, 1)
    (gave_up,) = (attempt for attempt in ledger.attempts["bad"] if attempt.dead_letter)
    assert (gave_up.event_id, gave_up.answer.why) == ("e2", "the filters of bad broke down: KeyError")


def test_thin_deliveries_have_no_body() -> None:
    event = json.loads(Told(row(7)).body("thin"))
    assert event["data"]["item"]["representationType"] == "partial"
    assert "bodies" not in event["data"]["item"]
    assert event["sequence"] == "00000000000000000007"
    assert "bodies" in json.loads(Told(row(7)).body("full"))["data"]["item"]


def test_an_endpoint_that_comes_back_gets_everything_from_where_it_stood() -> None:
    ledger = MemoryLedger(["a"], [row(1), row(2), row(3)])
    answers: Iterator[tuple[int, dict[str, str]]] = iter([(500, {}), (503, {"retry-after": "3600"}), *[(204, {})] * 3])
    told: list[tuple[datetime, str]] = []

    def now() -> datetime:
        """A clock that is always where the endpoint is due next."""
        return ledger.states["a"].next_at or NOW

    def recorded(_: str, __: str, headers: Mapping[str, str], *___: Any) -> tuple[int, Mapping[str, str]]:
        told.append((now(), headers["webhook-id"]))
        return next(answers)

    endpoint = Endpoint("a", "https://a.example/", (SECRET,))
    deliveries = dispatcher([endpoint], ledger, post=recorded, now=now)
    tally = deliveries.run(86_400, stopping=lambda: all_served(ledger, ["a"], 3))
    assert (tally.delivered, tally.failed) == (3, 2)
    assert [event_id for _, event_id in told] == ["e1", "e1", "e1", "e2", "e3"]
    assert [at - NOW for at, _ in told[:3]] == [timedelta(), timedelta(seconds=5), timedelta(hours=1, seconds=5)]


def test_a_fault_of_ours_in_a_delivery_is_a_failed_attempt_with_its_name(caplog: pytest.LogCaptureFixture) -> None:
    ledger = MemoryLedger(["a"], [row(1)])

    def broken(*_: Any) -> tuple[int, Mapping[str, str]]:
        raise LookupError("nobody thought of this")

    def stopping() -> bool:
        return bool(ledger.attempts["a"]) or time.monotonic() > give_up

    give_up = time.monotonic() + 10
    dispatcher([Endpoint("a", "https://a.example/", (SECRET,))], ledger, post=broken).run(20, stopping=stopping)
    (attempt,) = ledger.attempts["a"]
    assert attempt.answer.why == "a fault of ours: LookupError"
    assert ledger.states["a"].attempt == 1
    assert "Traceback" in caplog.text


def test_a_gone_endpoint_is_disabled_and_resumed_without_loss() -> None:
    answers: Iterator[tuple[int, dict[str, str]]] = iter([(410, {}), (200, {}), (200, {})])
    ledger = MemoryLedger(["a"], [row(1), row(2)])

    def turn() -> Dispatcher:
        return dispatcher([Endpoint("a", "https://a.example/", (SECRET,))], ledger, post=lambda *_: next(answers))

    tally = turn().run(20, stopping=lambda: ledger.states["a"].disabled is not None)
    assert tally.disabled == ("a",)
    assert ledger.claim(datetime.now(UTC) + timedelta(days=9), NOW) == {}
    ledger.states["a"] = resume(ledger.states["a"])
    turn().run(20, stopping=lambda: all_served(ledger, ["a"], 2))
    assert [attempt.event_id for attempt in ledger.attempts["a"]] == ["e1", "e1", "e2"]


def test_what_another_dispatcher_has_is_left_to_it() -> None:
    ledger = MemoryLedger(["a"], [row(1)])
    ledger.claimed["a"] = datetime.now(UTC) + timedelta(minutes=1)

    def never(*_: Any) -> tuple[int, Mapping[str, str]]:
        pytest.fail("it was claimed by another")

    endpoint = Endpoint("a", "https://a.example/", (SECRET,))
    assert dispatcher([endpoint], ledger, post=never).run(20, linger=0) == Tally()


def test_a_dispatcher_that_was_taken_for_dead_sends_nothing_more() -> None:
    ledger = MemoryLedger(["a"], [row(1)])
    ledger.alive = False

    def never(*_: Any) -> tuple[int, Mapping[str, str]]:
        pytest.fail("somebody else has it by now")

    endpoint = Endpoint("a", "https://a.example/", (SECRET,))
    assert dispatcher([endpoint], ledger, post=never).run(20) == Tally()


def test_a_replay_begins_where_it_was_asked_to_though_a_delivery_is_under_way() -> None:
    class Told(MemoryLedger):
        def claim(self, now: datetime, until: datetime) -> Mapping[str, EndpointState]:
            claimed = super().claim(now, until)
            if claimed and got:
                claimed_again.set()
            return claimed

    ledger, got, claimed_again = Told(["a"], [row(n) for n in range(1, 11)]), [], threading.Event()
    ledger.states["a"] = EndpointState(cursor=7)

    def post(_: str, __: str, headers: Mapping[str, str], ___: bytes) -> tuple[int, Mapping[str, str]]:
        got.append(headers["webhook-id"])
        if len(got) == 1:
            ledger.put("a", resume(ledger.states["a"], cursor=2))
            assert claimed_again.wait(10)
        return 204, {}

    endpoint = Endpoint("a", "https://a.example/", (SECRET,))
    dispatcher([endpoint], ledger, post=post).run(20, stopping=lambda: all_served(ledger, ["a"], 10))
    assert got == ["e8", *(f"e{n}" for n in range(3, 11))]


def test_an_answer_to_what_an_operator_disowned_is_not_written_down() -> None:
    """The cursor is moved to the end while a delivery is under way: nothing is due any more."""
    ledger, got = MemoryLedger(["a"], [row(1), row(2), row(3)]), []

    def post(_: str, __: str, headers: Mapping[str, str], ___: bytes) -> tuple[int, Mapping[str, str]]:
        got.append(headers["webhook-id"])
        ledger.put("a", resume(ledger.states["a"], cursor=3))
        return 500, {}

    endpoint = Endpoint("a", "https://a.example/", (SECRET,))
    dispatcher([endpoint], ledger, post=post).run(20, linger=0)
    assert (got, ledger.states["a"], ledger.attempts["a"]) == (["e1"], EndpointState(cursor=3), [])


def test_events_are_read_once_and_written_down_together_for_many_endpoints() -> None:
    names = [f"n{n}" for n in range(100)]
    ledger = MemoryLedger(names, [row(n) for n in range(1, 21)])
    endpoints = [Endpoint(name, f"https://{name}.example/", (SECRET,)) for name in names]
    tally = dispatcher(endpoints, ledger, post=lambda *_: (204, {})).run(
        60, stopping=lambda: all_served(ledger, names, 20)
    )
    assert tally.delivered == 2000
    assert ledger.reads < 200
    assert ledger.writes < 200


class Away(MemoryLedger):
    """A database that refuses so many times to be written, and as often to be read by who is behind."""

    refuses = 0

    refuses_behind = 0

    def events_after(self, cursor: int, limit: int) -> Sequence[Announcement]:
        if limit <= CHUNK and self.refuses_behind:
            self.refuses_behind -= 1
            raise TryAgain("database", "is away")
        return super().events_after(cursor, limit)

    def save(self, saved: Sequence[Saved], until: datetime) -> set[str]:
        if self.refuses:
            self.refuses -= 1
            raise TryAgain("database", "is away")
        return super().save(saved, until)


def test_a_database_that_is_away_for_a_moment_costs_nothing() -> None:
    ledger = Away(["a"], [row(1), row(2)])
    ledger.refuses = 3
    endpoint = Endpoint("a", "https://a.example/", (SECRET,))
    served = dispatcher([endpoint], ledger, post=lambda *_: (204, {}))
    assert served.run(20, stopping=lambda: all_served(ledger, ["a"], 2)).delivered == 2
    assert [attempt.event_id for attempt in ledger.attempts["a"]] == ["e1", "e2"]


def test_a_database_that_is_away_while_an_endpoint_rests_does_not_end_the_dispatcher() -> None:
    ledger, got = Away(["a"], [row(n) for n in range(1, 71)]), []

    def post(_: str, __: str, headers: Mapping[str, str], ___: bytes) -> tuple[int, Mapping[str, str]]:
        got.append(headers["webhook-id"])
        if len(got) == 64:
            ledger.refuses = 7
            ledger.refuses_behind = 2
        return 204, {}

    served = dispatcher([Endpoint("a", "https://a.example/", (SECRET,))], ledger, post=post)
    served.feed.after(70)  # somebody else is up to date
    served.run(20, stopping=lambda: all_served(ledger, ["a"], 70))
    assert got == [f"e{n}" for n in range(1, 71)]


def test_nothing_more_is_sent_while_what_was_delivered_cannot_be_written_down() -> None:
    """Else a death would repeat all of it."""
    ledger = Away(["a"], [row(n) for n in range(1, 101)])
    unkept: list[str] = []

    def post(_: str, __: str, headers: Mapping[str, str], ___: bytes) -> tuple[int, Mapping[str, str]]:
        if headers["webhook-id"] == "e3":
            ledger.refuses = 4
        elif 0 < ledger.refuses < 4:
            unkept.append(headers["webhook-id"])
        time.sleep(0.005)  # many fit between two keepings, not all
        return 204, {}

    served = dispatcher([Endpoint("a", "https://a.example/", (SECRET,))], ledger, post=post)
    served.run(20, stopping=lambda: ledger.states["a"].cursor > 3)
    assert len(unkept) <= 1  # what was under way when it could not be written


def test_an_endpoint_that_could_not_be_given_back_is_served_when_the_database_is_there() -> None:
    ledger = Away(["a"], [row(1), row(2)])
    ledger.refuses, ledger.refuses_behind = 7, 1
    served = dispatcher([Endpoint("a", "https://a.example/", (SECRET,))], ledger, post=lambda *_: (204, {}))
    served.feed.after(2)  # somebody else is up to date
    give_up = time.monotonic() + 10
    served.run(20, stopping=lambda: all_served(ledger, ["a"], 2) or time.monotonic() > give_up)
    assert ledger.states["a"].cursor == 2


def test_what_was_delivered_is_written_down_whatever_ends_a_turn() -> None:
    ledger = Away(["a"], [row(1)])

    class Ends(Exception):
        pass

    def stopping() -> bool:
        if served.tally.delivered:
            ledger.refuses = 2
            raise Ends
        return False

    served = dispatcher([Endpoint("a", "https://a.example/", (SECRET,))], ledger, post=lambda *_: (204, {}))
    with pytest.raises(Ends):
        served.run(20, stopping=stopping)
    assert ledger.states["a"].cursor == 1
    assert ledger.claimed == {}


def test_an_endpoint_gets_no_more_a_minute_than_it_agreed_to() -> None:
    at: list[float] = []

    def agreeing(method: str, *_: Any) -> tuple[int, Mapping[str, str]]:
        if method == "OPTIONS":
            return 200, {"webhook-allowed-origin": "*", "webhook-allowed-rate": "600"}
        at.append(time.monotonic())
        return 204, {}

    ledger = MemoryLedger(["a"], [row(n) for n in range(1, 6)])
    endpoint = Endpoint("a", "https://a.example/", (SECRET,), origin="khabar.example")
    tally = dispatcher([endpoint], ledger, post=agreeing).run(60, stopping=lambda: all_served(ledger, ["a"], 5))
    assert tally.delivered == 5
    assert all(later - sooner >= 0.09 for sooner, later in itertools.pairwise(at))


def test_an_endpoint_that_is_moved_in_its_pause_begins_anew_and_ends_nobody() -> None:
    """It may get 300 a minute; its claim is lost before the pause between two of them is over."""

    class Moved(MemoryLedger):
        def save(self, saved: Sequence[Saved], until: datetime) -> set[str]:
            ours = super().save(saved, until)
            if not moved and self.states["a"].cursor == 2:
                moved.append(True)
                self.put("a", resume(self.states["a"], cursor=4))
            return ours

        def claim(self, now: datetime, until: datetime) -> Mapping[str, EndpointState]:
            if moved:
                asked.append(now)
            return super().claim(now, until) if not 0 < len(asked) < 3 else {}

    def agreeing(method: str, _: str, headers: Mapping[str, str], *__: Any) -> tuple[int, Mapping[str, str]]:
        if method == "OPTIONS":
            return 200, {"webhook-allowed-origin": "*", "webhook-allowed-rate": "300"}
        got.append(headers["webhook-id"])
        return 204, {}

    got: list[str] = []
    moved: list[bool] = []
    asked: list[datetime] = []
    ledger = Moved(["a"], [row(n) for n in range(1, 7)])
    endpoint = Endpoint("a", "https://a.example/", (SECRET,), origin="khabar.example")
    served = dispatcher([endpoint], ledger, post=agreeing)
    served.run(20, stopping=lambda: ledger.states["a"].cursor == 6)
    assert got[:2] == ["e1", "e2"]
    assert got[-2:] == ["e5", "e6"]
