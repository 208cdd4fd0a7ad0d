"""The pump sleeps while it waits, outlives a database that is away, and writes nothing once it was taken for dead."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

import pytest
import sqlalchemy as sa

from tests.fetch.servers import answer
from tests.pipeline.desk import Desk
from tests.pipeline.site import Site, article, feed
from workers.errors import TryAgain
from workers.pipeline import turns
from workers.pipeline.fetchers import Answer
from workers.pipeline.pump import Pump
from workers.pipeline.tick import tick
from workers.store.pumps import release_dead, start_pump
from workers.store.schema import pages, pumps


class Waiting:
    """Work of one errand that is under way until `go` is set; `looks` counts how often the pump came round."""

    kind = "harvest"

    def __init__(self, errands: int = 1) -> None:
        self.go = threading.Event()
        self.started = threading.Event()
        self.looks = 0
        self.claims = 0
        self.fails = 0  # so many claims find the database away
        self.left = errands
        self.written: list[object] = []
        self._taken: list[object] = []

    def claim(self, pump_id: str, limit: int) -> tuple[Sequence[object], float | None]:
        self.claims += 1
        if self.fails:
            self.fails -= 1
            raise TryAgain("database", "does not answer")
        now = min(limit, self.left)
        self.left -= now
        return [object() for _ in range(now)], None

    def claim_alone(self, pump_id: str) -> Sequence[object]:
        return ()

    def fetch(self, errand: object) -> object:
        self.started.set()
        return self.go.wait(30)

    def taken(self) -> int:
        self.looks += 1
        return len(self._taken)

    def take(self, answer: Answer[object, object]) -> None:
        self._taken.append(answer.errand)

    def write(self, pump_id: str) -> None:
        self.written += self._taken
        self._taken = []


def _in_thread(pump: Pump) -> threading.Thread:
    thread = threading.Thread(target=pump.run, args=(4,))
    thread.start()
    return thread


def test_a_pump_whose_slots_are_all_busy_sleeps(open_desk: Callable[..., Desk], site: Site) -> None:
    desk = open_desk(site, more="[workers]\nin_flight = 1\n")
    work = Waiting(errands=2)
    pump = _in_thread(Pump(desk, work))
    assert work.started.wait(10)
    threading.Timer(1.0, work.go.set).start()
    pump.join(20)
    assert len(work.written) == 2
    assert work.looks < 300  # it came round a few times a second, and not as often as the machine can


def test_a_claim_that_finds_the_database_away_is_made_again_and_nothing_in_flight_is_lost(desk: Desk) -> None:
    work = Waiting(errands=3)
    work.fails = 2
    work.go.set()
    turn = Pump(desk, work).run(4)
    assert len(work.written) == 3
    assert turn.errands == 3
    assert desk.rows("pumps") == []


def test_a_pump_taken_for_dead_writes_nothing_and_the_page_is_read_by_another(
    open_desk: Callable[..., Desk], site: Site
) -> None:
    desk = open_desk(site, more='[workers]\nlease = "3s"\n')
    reached, go = threading.Event(), threading.Event()

    def hold(head: str) -> bytes:
        reached.set()
        go.wait(30)
        return answer(article("The first reader's title"), headers=["Content-Type: text/html"])

    site.then("/news/1", hold, answer(article("The second reader's title"), headers=["Content-Type: text/html"]))
    site.put("/feed", feed([site.url + "/news/1"]), kind="application/rss+xml")
    desk.sources_are(one=site.url + "/feed")
    desk.poll()
    tick(desk)
    first = threading.Thread(target=turns.harvest, args=(desk,))
    first.start()
    assert reached.wait(10)
    released = desk.database.transact(
        lambda c: release_dead(c, desk.database, now=desk.now().replace(year=desk.now().year + 1))
    )
    assert (released.pumps, released.pages, released.convicted) == (1, 1, 0)
    with desk.database.engine.begin() as connection:  # as the release will find it: due now, not next year
        connection.execute(sa.update(pages).values(due_at=desk.now()))
    turns.harvest(desk)
    go.set()
    first.join(30)
    assert [(line["title"], line["version"]) for line in desk.articles()] == [("The second reader's title", 1)]
    assert len(desk.events()) == 1
    assert desk.tallied()["stored"] == 1


def test_only_so_many_pumps_start_on_one_machine(desk: Desk) -> None:
    def start(number: int, host: str) -> bool:
        return desk.database.transact(
            lambda c: start_pump(
                c, pump_id=f"{host}{number}", kind="poll", host=host, pid=1, limit=2, now=desk.now(), lease=8
            )
        )

    assert [start(n, "here") for n in range(3)] == [True, True, False]
    assert start(1, "there")
    desk.wait(9)
    assert start(4, "here")


def test_answers_wait_while_the_database_is_away_for_a_moment(desk: Desk, site: Site) -> None:
    url = site.put("/news/1", article("The harbour is open"))
    site.put("/feed", feed([url]), kind="application/rss+xml")
    desk.sources_are(one=site.url + "/feed")
    desk.poll()
    away = desk.database.engine.connect()
    lock = threading.Event()

    def bring_back() -> None:
        away.rollback()
        lock.set()

    def take_away_and_answer(head: str) -> bytes:
        away.begin()  # BEGIN IMMEDIATE: nobody else can write
        threading.Timer(1.0, bring_back).start()
        return answer(article("The harbour is open"), headers=["Content-Type: text/html"])

    site._answers["/news/1"] = [take_away_and_answer]
    desk.harvest()
    assert lock.wait(10)
    away.close()
    assert desk.ends() == {"/news/1": "stored"}
    assert desk.page(url).crashes == 0


@pytest.mark.parametrize("crashes", [0, 2])
def test_a_page_convicted_of_killing_its_process_is_counted_as_quarantined(
    desk: Desk, site: Site, crashes: int
) -> None:
    url = site.put("/news/1", article("The harbour is open"))
    site.put("/feed", feed([url]), kind="application/rss+xml")
    desk.sources_are(one=site.url + "/feed")
    desk.poll()
    for crash in range(crashes, 4):
        with desk.database.engine.begin() as connection:
            old = {"kind": "harvest", "host": "x", "pid": 1, "started_at": desk.now(), "alive_until": desk.now()}
            connection.execute(sa.insert(pumps).values(id=f"dead{crash}", **old))
            connection.execute(sa.update(pages).values(state="leased", pump_id=f"dead{crash}", crashes=crash))
        desk.wait(1)
        tick(desk)
    row = desk.page(url)
    assert (row.outcome, row.reason) == ("quarantined", "killed its process 4 times, the last time alone")
    assert desk.tallied()["quarantined"] == 1


def test_a_feed_that_kills_its_process_is_asked_ever_more_rarely_and_stops_no_other(desk: Desk, site: Site) -> None:
    good = {f"good{n}": site.put(f"/{n}", feed([site.url + f"/news/{n}"])) for n in range(3)}
    desk.sources_are(poison=site.put("/poison", feed([])), **good)
    desk.poll()
    waits = []
    for crash in range(5):
        desk.wait(86400)
        with desk.database.engine.begin() as connection:
            old = {"kind": "poll", "host": "x", "pid": 1, "started_at": desk.now(), "alive_until": desk.now()}
            connection.execute(sa.insert(pumps).values(id=f"dead{crash}", **old))
            held = {"pump": f"dead{crash}"}
            guilty = "" if crash == 0 else " WHERE id = 'poison'"
            connection.execute(sa.text(f"UPDATE sources SET pump_id = :pump{guilty}"), held)
        tick(desk)
        waits.append(round((desk.source("poison").next_poll_at - desk.now()).total_seconds()))
        if crash == 0:
            due = {r.next_poll_at for r in desk.rows("sources")}
            assert len(due) == 4  # each alone, so that the guilty one takes nobody along the next time
            desk.wait(60)
            for _ in range(4):
                desk.poll()
                desk.wait(6)  # those that failed queue a moment behind their site
            assert {r.id for r in desk.rows("sources") if r.failures} <= {"poison"}
            with desk.database.engine.begin() as connection:
                connection.execute(sa.text("UPDATE sources SET failures = 1 WHERE id = 'poison'"))
    assert waits[1:] == sorted(waits[1:])
    assert waits[1] >= 30
    assert waits[4] >= 10 * waits[1]
    row = desk.source("poison")
    assert (row.state, row.pump_id) == ("active", None)
    assert row.last_error == "the process that polled it died"
