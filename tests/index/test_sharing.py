import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from index.sharing import Views
from index.store.local import LocalStore
from index.store.pg.connecting import open_server
from index.store.pg.snapshot import PostgresSnapshot
from index.store.postgres import PostgresStore
from index.store.reading import LocalSnapshot
from tests.index.conftest import Desk

WAR = "The war of the two kings began over trade, and it ended when both had nothing left to trade with. It was long."


class SlowStore(LocalStore):
    """A store that, once, hands a snapshot over only when it may."""

    def __init__(self, data: Path, model: str) -> None:
        super().__init__(data, model)
        self.taken, self.may_go_on = threading.Event(), threading.Event()

    def snapshot(self, shelf: int) -> LocalSnapshot:
        """See Store."""
        snapshot = super().snapshot(shelf)
        if not self.taken.is_set():
            self.taken.set()
            assert self.may_go_on.wait(20)
        return snapshot


class CountingStore(PostgresStore):
    """A store that counts how often a state of a shelf is opened."""

    opened = 0

    def ready_snapshot(self, shelf: int) -> PostgresSnapshot | None:
        """See Store."""
        self.opened += 1
        return super().ready_snapshot(shelf)


def shown(views: Views, shelf: int) -> list[str]:
    with views.reading([shelf]) as (snapshot,):
        return [holding.document.path for holding in snapshot.holdings()]


def test_an_earlier_state_never_takes_the_place_of_a_later_one(local_desk: Desk, tmp_path: Path) -> None:
    desk = local_desk
    file = desk.write("war.txt", WAR)
    desk.reindex()
    store = SlowStore(tmp_path / "data", desk.embedder.name)
    views = Views(store)
    slow = threading.Thread(target=views.publish, args=(desk.shelf.id,))
    slow.start()
    assert store.taken.wait(20)
    file.unlink()
    desk.reindex()
    views.publish(desk.shelf.id)
    store.may_go_on.set()
    slow.join()
    assert shown(views, desk.shelf.id) == []
    views.close()
    store.close()


def test_on_postgresql_nothing_is_opened_anew_but_what_was_published(postgres_desk: Desk) -> None:
    with open_server(postgres_desk.url) as server, closing(CountingStore(server, "small")) as store:
        shelves = [store.shelf(str(number), "") for number in range(5)]
        with closing(Views(store)) as views:
            for shelf in shelves:
                assert shown(views, shelf) == []
            opened = store.opened
            views.publish(shelves[0])
            assert store.opened == opened


def test_a_shelf_that_is_held_is_shown_as_it_was_until_it_is_published(desk: Desk) -> None:
    views = Views(desk.store)
    views.hold(desk.shelf.id)
    desk.write("war.txt", WAR)
    desk.reindex()
    assert shown(views, desk.shelf.id) == []
    views.publish(desk.shelf.id)
    assert shown(views, desk.shelf.id) == ["sources/war.txt"]
    views.close()


def test_what_was_dropped_is_read_anew(desk: Desk) -> None:
    views = Views(desk.store)
    views.hold(desk.shelf.id)
    desk.write("war.txt", WAR)
    desk.reindex()
    views.drop(desk.shelf.id)
    assert shown(views, desk.shelf.id) == ["sources/war.txt"]
    views.close()


def test_a_shelf_that_is_shown_no_more_is_waited_for_no_more(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    views = Views(desk.store)
    assert shown(views, desk.shelf.id) == []
    desk.write("war.txt", WAR)
    desk.reindex()
    assert shown(views, desk.shelf.id) == []  # nobody has made the newer state ready
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + 3_600)
    assert views.left_behind() == (desk.shelf.id,)
    views.close()
    assert views.left_behind() == ()
