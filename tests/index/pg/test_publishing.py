"""What is shown of a shelf, to several processes, while it is written to; what is derived of it, and cleared away."""

import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace

import numpy as np
import psycopg
import pytest

from index.committing import Committing
from index.errors import ModelError, TakenOver
from index.holder import Found
from index.limits import ReadLimits
from index.reindex import Reindex, Tools
from index.sharing import Views
from index.store.pg.connecting import open_server
from index.store.pg.purging import KEPT_S, purge
from index.store.postgres import PostgresStore
from tests.index.conftest import Desk
from tests.index.pg.files import file, put
from tests.index.small_embedder import SmallEmbedder

WAR = "The war of the two kings began over trade, and it ended when both had nothing left to trade with. It was long."
PEACE = (
    "The peace was signed in a tent. The treaty had five articles, and the plague decided the fifth of them for all."
)


def eventually(is_so: Callable[[], bool], seconds: float = 5.0) -> bool:
    until = time.monotonic() + seconds
    while not is_so() and time.monotonic() < until:
        time.sleep(0.02)
    return is_so()


def shown(views: Views, shelf: int) -> list[str]:
    with views.reading([shelf]) as (snapshot,):
        return [holding.document.path for holding in snapshot.holdings()]


def test_what_one_process_publishes_another_one_shows(postgres_desk: Desk) -> None:
    desk = postgres_desk
    with closing(desk.another_store()) as other, closing(Views(other)) as views:
        assert shown(views, desk.shelf.id) == []
        desk.write("war.txt", WAR)
        desk.reindex()
        assert shown(views, desk.shelf.id) == []  # it is not published
        desk.store.snapshot(desk.shelf.id).close()
        assert eventually(lambda: shown(views, desk.shelf.id) == ["sources/war.txt"], 1.0)


def test_a_shelf_is_empty_no_more_as_soon_as_another_process_has_committed_to_it(postgres_desk: Desk) -> None:
    desk = postgres_desk
    with closing(desk.another_store()) as other:
        assert isinstance(other, PostgresStore)
        assert eventually(lambda: other._states._listener.is_listening)
        for number in range(5):
            shelf = desk.store.shelf(str(number), "")
            assert other.is_empty(shelf)
            put(desk.store, shelf, "war.txt", WAR)
            assert not other.is_empty(shelf)


def test_what_was_committed_and_not_published_is_known_to_be_left_behind(postgres_desk: Desk) -> None:
    desk = postgres_desk
    desk.store.snapshot(desk.shelf.id).close()
    desk.write("war.txt", WAR)
    desk.reindex()
    ready = desk.store.ready_snapshot(desk.shelf.id)
    assert ready is not None
    assert (ready.is_latest, ready.count()) == (False, (0, 0))
    assert desk.store.snapshot(desk.shelf.id).is_latest


def test_two_who_publish_at_once_show_the_same_once(postgres_desk: Desk) -> None:
    desk = postgres_desk
    for number in range(20):
        desk.write(f"{number}.txt", f"{WAR} Number {number}.")
    desk.reindex()
    stores = [desk.another_store() for _ in range(3)]
    with ThreadPoolExecutor(3) as threads:
        found = list(threads.map(lambda store: store.snapshot(desk.shelf.id), stores))
    assert {snapshot.size for snapshot in found} == {desk.store.snapshot(desk.shelf.id).size}
    ((size,),) = desk.execute("SELECT sum(size) FROM parts WHERE replaced_at IS NULL")
    assert size == found[0].size
    for store in stores:
        store.close()


def test_writers_of_two_shelves_with_the_same_texts_never_hold_each_other_up_for_good(postgres_desk: Desk) -> None:
    desk = postgres_desk
    shelves = [desk.store.shelf(name, "") for name in ("one", "two", "three")]
    texts = [f"{WAR} {number}" for number in range(30)]
    begin = threading.Barrier(len(shelves))

    def write(shelf: int) -> None:
        random = np.random.default_rng(shelf)
        with closing(desk.another_store()) as store:
            begin.wait()
            for step in range(10):
                put(store, shelf, f"{step % 3}.txt", *random.permutation(texts).tolist())
                store.missing([text.encode() for text in random.permutation(texts).tolist()])
                store.snapshot(shelf).close()
            store.tidy(0.0)

    with ThreadPoolExecutor(len(shelves)) as threads:
        list(threads.map(write, shelves))
    for shelf in shelves:
        assert desk.store.snapshot(shelf).size == 3 * len(texts)


def test_a_writer_of_one_shelf_does_not_wait_for_one_of_another(postgres_desk: Desk) -> None:
    desk = postgres_desk
    one, two = (desk.store.shelf(name, "") for name in ("one", "two"))
    with psycopg.connect(desk.url) as other:
        other.execute("SELECT 1 FROM shelves WHERE id = %s FOR UPDATE", (one,))
        put(desk.store, two, "war.txt", WAR)
        assert desk.store.snapshot(two).size == 1


def test_whoever_lost_the_lease_of_a_shelf_commits_nothing_to_it(postgres_desk: Desk) -> None:
    desk = postgres_desk
    with pytest.raises(TakenOver), desk.store.writing(desk.shelf.id) as is_mine:
        assert is_mine
        put(desk.store, desk.shelf.id, "war.txt", WAR)
        desk.execute("DELETE FROM leases")
        put(desk.store, desk.shelf.id, "peace.txt", PEACE)
    assert list(desk.store.files(desk.shelf.id)) == ["war.txt"]


class TakenHolder:
    """A folder that another process takes over, as if this one were out of reach, before its files are committed."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self._holder = desk, desk.shelf.holder
        self.scan, self.aliases = self._holder.scan, self._holder.aliases

    def is_wanted(self, found: Found) -> bool:
        """See Holder."""
        self._desk.execute("UPDATE leases SET owner = 'another' WHERE name LIKE 'committing%'")
        return self._holder.is_wanted(found)


@pytest.mark.parametrize("text", [WAR, "", None])
def test_what_another_process_may_have_made_unwanted_is_not_committed(postgres_desk: Desk, text: str | None) -> None:
    desk = postgres_desk
    desk.write("war.txt", WAR if text is None else text)
    if text is None:
        desk.reindex()
        os.utime(desk.sources / "war.txt", ns=(1, 1))
    before = desk.store.files(desk.shelf.id)
    with open_server(desk.url) as server:
        tools = Tools(desk.store, desk.embedder, ReadLimits(), Committing.on(server))
        shelf = replace(desk.shelf, holder=TakenHolder(desk))
        with pytest.raises(TakenOver):
            list(Reindex(shelf, tools, desk.parser.read).steps())
    assert desk.store.files(desk.shelf.id) == before


def test_what_one_change_writes_is_what_changed(postgres_desk: Desk) -> None:
    desk = postgres_desk
    for number in range(100):
        put(desk.store, desk.shelf.id, f"{number}.txt", f"{WAR} Number {number}.", f"{PEACE} Number {number}.")
    desk.store.snapshot(desk.shelf.id).close()
    ((before,),) = desk.execute("SELECT max(id) FROM parts")
    put(desk.store, desk.shelf.id, "7.txt", f"{WAR} Number 7, once more.")
    desk.store.snapshot(desk.shelf.id).close()
    assert desk.execute(f"SELECT size FROM parts WHERE id > {before}") == [(1,)]
    assert desk.store.snapshot(desk.shelf.id).size == 199


def test_what_is_shown_no_more_is_deleted_when_nobody_can_read_it(postgres_desk: Desk) -> None:
    desk = postgres_desk
    put(desk.store, desk.shelf.id, "war.txt", WAR, PEACE)
    before = desk.store.snapshot(desk.shelf.id)
    put(desk.store, desk.shelf.id, "war.txt", PEACE)
    tables = ("passages", "documents", "vectors", "terms", "parts")

    def counts(kept_s: float) -> list[int]:
        with open_server(desk.url) as server:
            purge(server, desk.shelf.id, kept_s)
        return [int(str(desk.execute(f"SELECT count(*) FROM {table}")[0][0])) for table in tables]

    assert counts(0.0) == [3, 2, 2, 2, 1]  # it is what is shown
    assert before.passage("war.txt0") is not None
    after = desk.store.snapshot(desk.shelf.id)
    assert counts(60.0) == [3, 2, 3, 3, 2]  # it may still be asked
    desk.execute(f"UPDATE showings SET since = since - make_interval(secs => {KEPT_S})")
    desk.execute(f"UPDATE parts SET replaced_at = replaced_at - make_interval(secs => {KEPT_S})")
    desk.store.sweep()
    assert counts(1e9) == [1, 1, 1, 1, 1]
    assert after.size == 1
    assert [one.passage.text for one in after.candidates(after.nearest(_question("peace"), 5))] == [PEACE]


def test_an_old_snapshot_of_what_was_cleared_away_finds_nothing_and_breaks_nothing(postgres_desk: Desk) -> None:
    desk = postgres_desk
    put(desk.store, desk.shelf.id, "war.txt", WAR)
    with closing(desk.another_store()) as other:
        old = other.snapshot(desk.shelf.id)
        put(desk.store, desk.shelf.id, "war.txt", PEACE)
        desk.store.snapshot(desk.shelf.id).close()
        with open_server(desk.url) as server:
            purge(server, desk.shelf.id, 0.0)
        assert list(old.nearest(_question("war"), 5)) == []
        assert list(old.matching(old.terms("war trade"), 5)) == []
        assert old.on_day(1, 1) == ()
        assert old.date_of("War") == ""
        assert old.closest_word("trdae", 1) is None


def test_a_model_that_is_changed_is_indexed_beside_the_former_one(postgres_desk: Desk) -> None:
    desk = postgres_desk
    desk.write("war.txt", WAR)
    desk.reindex()
    with closing(desk.another_store("another")) as other:
        assert desk.store.snapshot(desk.shelf.id).size == 2
        assert other.snapshot(desk.shelf.id).size == 0
        assert [one.passage.text for one in desk.search("trade").hits]
        one, embeddings = file("sources/war.txt", f"{WAR} Anew.")
        other.commit(desk.shelf.id, [one], embeddings)
        assert other.snapshot(desk.shelf.id).size == 1
        ready = desk.store.ready_snapshot(desk.shelf.id)
        assert ready is not None
        assert ready.candidates(ready.nearest(_question("trade"), 5))  # while it is indexed for the other


def test_what_was_derived_for_a_former_model_goes_while_questions_are_answered(postgres_desk: Desk) -> None:
    desk = postgres_desk
    put(desk.store, desk.shelf.id, "war.txt", WAR, PEACE)
    desk.store.snapshot(desk.shelf.id).close()
    ((former,),) = desk.execute("SELECT id FROM shown")
    desk.execute(f"CREATE INDEX vectors_of_{former} ON vectors (row) WHERE shown = {former}")
    with closing(desk.another_store("another")) as other:
        put(other, desk.shelf.id, "war.txt", f"{PEACE} Anew.")
        snapshot = other.snapshot(desk.shelf.id)
        other.complete(desk.shelf.id)
        desk.execute(f"UPDATE showings SET since = since - make_interval(days => 2) WHERE shown = {former}")
        with psycopg.connect(desk.url) as reader, ThreadPoolExecutor(1) as threads:
            reader.execute("SELECT count(*) FROM vectors")  # a question that is being answered
            sweeping = threads.submit(other.sweep)
            waiting = "SELECT 1 FROM pg_stat_activity WHERE query LIKE 'DROP INDEX%' AND wait_event_type = 'Lock'"
            assert eventually(lambda: bool(desk.execute(waiting)))
            assert len(snapshot.nearest(_question("peace"), 5)) == 1
            reader.rollback()
            sweeping.result(30)
    assert desk.execute("SELECT count(*) FROM shown") == [(1,)]
    for table in ("vectors", "parts", "showings"):
        assert desk.execute(f"SELECT count(*) FROM {table} WHERE shown = {former}") == [(0,)]
    assert desk.execute("SELECT count(*) FROM terms") == [(1,)]
    assert desk.execute(f"SELECT to_regclass('vectors_of_{former}')") == [(None,)]


def test_a_question_of_another_size_is_refused_with_what_to_do(postgres_desk: Desk) -> None:
    put(postgres_desk.store, postgres_desk.shelf.id, "war.txt", WAR)
    snapshot = postgres_desk.store.snapshot(postgres_desk.shelf.id)
    with pytest.raises(ModelError, match="embeds in 9 numbers and the index holds 7"):
        snapshot.nearest(np.ones(9, np.float32), 5)


def test_a_character_that_postgresql_does_not_take_is_replaced(postgres_desk: Desk) -> None:
    desk = postgres_desk
    put(desk.store, desk.shelf.id, "war.txt", "The war\0of the kings.")
    with closing(desk.store.snapshot(desk.shelf.id)) as snapshot:
        (passage,) = snapshot.passages("war.txt", 0, 9)
    assert passage.text == "The war\ufffdof the kings."
    one, embeddings = file("war.txt", "The war\0of the kings.")
    assert desk.store.commit(desk.shelf.id, [one], embeddings) == (False,)


def _question(text: str) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return SmallEmbedder().embed_questions([text])[0].vector
