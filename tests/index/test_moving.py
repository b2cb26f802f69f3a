"""What is carried between a data folder and PostgreSQL, some rows at a time, and broken off between any two."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from index.archive import Archive, Details, Incoming
from index.model import Progress
from index.moving.archive_tables import ARCHIVE
from index.moving.check import Compared
from index.moving.folder import FolderSide
from index.moving.migration import Migration
from index.moving.server import ServerSide
from index.postgres.server import Server
from index.store.base import Store
from index.store.local import LocalStore
from index.store.pg.connecting import open_server
from index.store.postgres import PostgresStore
from tests.index.pg.files import file, put
from tests.index.small_embedder import small_space

DOCUMENTS, PASSAGES = 30, 40  # with 1,200 passages: more than are carried at once


class Broken(Exception):
    """The work is broken off."""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which rows have come and gone."""
    data = tmp_path_factory.mktemp("moving") / "data"
    with closing(LocalStore(data, "small")) as store:
        store.keep_space(small_space().to_bytes())
        store.shelf("shared", "/gone")
        shelf, other = store.shelf("shared", "/here"), store.shelf("1", "")
        for number in range(DOCUMENTS):
            name = f"d{number:02}"
            some = [
                file(f"{name}/{part}", *(f"{name} {part} {text} war" for text in range(PASSAGES // 2))) for part in "ab"
            ]
            store.commit(shelf, [one for one, _ in some], [embedding for _, found in some for embedding in found])
        put(store, other, "letters", "War and peace.", "A text with \0 in it, of war.")
        put(store, shelf, "d05/a", "Nothing stands here but a treaty.")
        store.remove(shelf, ["d07/b"])
        for number in (shelf, other):
            store.complete(number)
    with closing(Archive(data)) as archive:
        for number in range(10):
            archive.add("1", [Incoming(f"{number}.md", bytes(range(256)) * number)], "ada")
        archive.edit("1", "3.md", Details(title="With \0, whatever it is"), "bob")
    return data


@pytest.fixture
def server(database_url: str) -> Iterator[Server]:
    with Server(database_url) as server:
        yield server


def carried(source: Path | Server, target: Path | Server, most: int | None = None) -> tuple[Compared, ...]:
    """Carry everything, or break off after so many steps; nothing differs at the end."""
    steps = iter(range(most) if most is not None else range(10**6))

    def on_progress(_: Progress) -> None:
        if next(steps, None) is None:
            raise Broken

    sides = [
        FolderSide(place, [ARCHIVE]) if isinstance(place, Path) else ServerSide(place, [ARCHIVE])
        for place in (source, target)
    ]
    migration = Migration(*sides)
    migration.require()
    compared = migration.run(on_progress)
    assert [one.name for one in compared if not one.are_same] == []
    return compared


def broken_off(source: Path | Server, target: Path | Server) -> tuple[Compared, ...]:
    """Carry everything, broken off after ever more steps until it comes to the end."""
    for most in range(1, 200, 4):
        try:
            return carried(source, target, most)
        except Broken:
            continue
    raise AssertionError("it never comes to the end")


def test_it_goes_on_wherever_it_was_broken_off(data: Path, server: Server, tmp_path: Path) -> None:
    there = broken_off(data, server)
    counts = {one.name: one.source.rows for one in there}
    assert counts["passages"] == DOCUMENTS * PASSAGES - 2 * (PASSAGES // 2) + 1 + 2
    assert counts["shelves"] == 3
    assert counts["retired"] == PASSAGES // 2 - 1  # one has the id of what stands in its place
    assert [(one.name, one.source) for one in broken_off(server, tmp_path / "back")] == [
        (one.name, one.source) for one in there
    ]


def test_both_stores_show_the_same_at_once(data: Path, server: Server, tmp_path: Path) -> None:
    carried(data, server)
    carried(server, tmp_path / "back")
    with (
        open_server(server.url) as opened,
        closing(LocalStore(data, "small")) as before,
        closing(PostgresStore(opened, "small")) as there,
        closing(LocalStore(tmp_path / "back", "small")) as back,
    ):
        for name in (("shared", "/here"), ("1", "")):
            shown = [shown_of(store, *name) for store in (before, there, back)]
            assert shown[0].replace("\\x00", "\ufffd") == shown[1] == shown[2]


def shown_of(store: Store, collection: str, root: str) -> str:
    """What a shelf shows, with nothing to be derived any more where the shelf was carried."""
    shelf = store.find(collection, root)
    assert shelf is not None
    assert store.completed_by(shelf) == "small"
    snapshot = store.ready_snapshot(shelf) or store.snapshot(shelf)
    with closing(snapshot):
        rows = snapshot.matching(["war"], 10_000)
        told = sorted((one.row, one.passage, one.embedding.key.hex()) for one in snapshot.candidates(rows))
        return repr([store.files(shelf), snapshot.holdings(), snapshot.retired("d05/a3"), snapshot.count(), told])
