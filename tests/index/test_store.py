import os
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from index.errors import ReadError, StoreError
from index.folders import open_folders
from index.store.local import LocalStore
from tests.index.conftest import Desk
from tests.index.small_embedder import SmallEmbedder

WAR = "The war of the two kings began over trade, and it ended when both had nothing left to trade with. It was long."


def test_a_snapshot_stays_as_it_is_while_others_write(desk: Desk) -> None:
    desk.write("war.txt", WAR)
    desk.reindex()
    before = desk.store.snapshot(desk.shelf.id)
    question = SmallEmbedder().embed_questions(["war"])[0].vector
    (desk.sources / "war.txt").unlink()
    desk.reindex()
    rows = before.nearest(question, 5)
    assert [candidate.passage.text for candidate in before.candidates(rows)]
    after = desk.store.snapshot(desk.shelf.id)
    assert list(after.nearest(question, 5)) == []
    assert (before.count()[0], after.count()[0]) == (1, 0)
    before.close()
    after.close()


def test_signs_that_are_no_text_find_nothing(desk: Desk) -> None:
    desk.write("war.txt", WAR)
    desk.reindex()
    for odd in ("war\0", "\0"):
        assert desk.store.find(odd, odd) is None
        assert desk.store.documents_of(desk.shelf.id, odd) == 0
        with closing(desk.store.snapshot(desk.shelf.id)) as snapshot:
            assert snapshot.passage(odd) is None
            assert snapshot.retired(odd) is None
            assert not snapshot.passages(odd, 0, 9)
            assert not snapshot.holdings(odd)
            assert snapshot.date_of(odd) == ""
            assert snapshot.names_under([odd]) == []
            assert snapshot.frequencies([odd, "war"]) == {odd: 0, **snapshot.frequencies(["war"])}
            assert snapshot.holding([odd]) == 0
            assert snapshot.matching([odd], 5) == []


def test_what_is_derived_is_made_again_without_embedding(local_desk: Desk) -> None:
    desk = local_desk
    desk.write("war.txt", WAR)
    desk.reindex()
    before = desk.passages()
    shutil.rmtree(desk.sources.parent / "data" / "derived")
    desk.embedder.embedded.clear()
    assert desk.store.ready_snapshot(desk.shelf.id) is None
    assert desk.passages() == before
    assert not desk.embedder.embedded
    snapshot = desk.store.ready_snapshot(desk.shelf.id)
    assert snapshot is not None
    snapshot.close()


def test_the_space_of_a_model_s_tokens_stays_as_it_was_first_kept(desk: Desk) -> None:
    first, second = (desk.another_store("new") for _ in range(2))
    assert (first.space(), second.space()) == (b"", b"")
    assert first.keep_space(b"first") == b"first"
    assert second.keep_space(b"second") == second.space() == b"first"
    other = desk.another_store("another")
    assert (other.space(), other.keep_space(b"third"), first.space()) == (b"", b"third", b"first")
    for store in (first, second, other):
        store.close()


def _empty(file: Path) -> None:
    _put(file, b"")


def _cut(file: Path) -> None:
    _put(file, file.read_bytes()[: file.stat().st_size // 2])


def _put(file: Path, data: bytes) -> None:
    """Write another file in its place: one that is still mapped must not become shorter."""
    file.unlink()
    file.write_bytes(data)


def _files(folder: Path) -> list[Path]:
    """The files of a revision in an order that is the same when it is made again; tantivy's have other names then."""
    files = [file for file in folder.rglob("*") if file.is_file() and file.suffix != ".lock"]
    return sorted(files, key=lambda file: (file.parent, file.suffix, len(file.name), file.name))


@pytest.mark.parametrize("damage", [_empty, _cut, Path.unlink])
def test_what_is_derived_is_made_again_whichever_file_is_damaged(
    local_desk: Desk, damage: Callable[[Path], None]
) -> None:
    desk = local_desk
    desk.write("war.txt", f"{WAR} King Ottokar saw it.")
    desk.reindex()
    before = desk.passages()
    (folder,) = (desk.data / "derived").glob("*/*/*")
    for number in range(len(_files(folder))):
        damage(_files(folder)[number])
        assert desk.store.ready_snapshot(desk.shelf.id) is None, _files(folder)[number]
        assert desk.passages() == before
        snapshot = desk.store.snapshot(desk.shelf.id)
        assert snapshot.closest_word("trdae", 1) == ("trade", 1, 2)
        snapshot.close()
        del snapshot  # and what it holds open, so that the files are looked at again


def test_a_folder_of_words_that_is_gone_is_made_again(local_desk: Desk) -> None:
    desk = local_desk
    desk.write("war.txt", WAR)
    desk.reindex()
    before = desk.passages()
    (folder,) = (desk.data / "derived").glob("*/*/*")
    shutil.rmtree(folder / "words")
    assert desk.passages() == before
    assert (folder / "words" / "meta.json").is_file()


def test_what_was_derived_from_another_database_is_not_taken_for_this_one(local_desk: Desk, tmp_path: Path) -> None:
    desk = local_desk
    desk.write("war.txt", WAR)
    desk.reindex()
    desk.passages()
    desk.store.close()
    for file in (tmp_path / "data").glob("clio.db*"):
        file.unlink()
    desk.write(
        "war.txt", "The king and his trade and nothing of what was said before, in quite other words than those."
    )
    again = Desk(tmp_path / "data", desk.sources)
    again.reindex()
    snapshot = again.store.snapshot(again.shelf.id)
    assert list(snapshot.matching(snapshot.terms("nothing"), 5))
    snapshot.close()
    again.close()


def test_a_database_that_was_restored_from_a_copy_is_derived_anew(local_desk: Desk, tmp_path: Path) -> None:
    desk = local_desk
    desk.write("war.txt", WAR)
    desk.reindex()
    copy = tmp_path / "copy.db"
    with closing(sqlite3.connect(tmp_path / "data" / "clio.db")) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    desk.write("peace.txt", "The peace was signed in a tent, by two kings who could not read what they had signed.")
    desk.reindex()
    desk.passages()
    desk.store.close()
    for file in (tmp_path / "data").glob("clio.db*"):
        file.unlink()
    copy.rename(tmp_path / "data" / "clio.db")

    again = Desk(tmp_path / "data", desk.sources)
    (desk.sources / "peace.txt").unlink()
    again.write("plague.txt", "The plague came by ship, and nobody in the harbour wanted to have seen it land there.")
    again.reindex()
    snapshot = again.store.snapshot(again.shelf.id)
    assert list(snapshot.matching(snapshot.terms("plague"), 5))
    assert not list(snapshot.matching(snapshot.terms("tent"), 5))
    snapshot.close()
    again.close()


def test_an_index_of_an_earlier_version_is_made_again_and_of_a_later_one_refused(
    local_desk: Desk, tmp_path: Path
) -> None:
    desk = local_desk
    desk.write("war.txt", WAR)
    desk.reindex()
    before = desk.passages()
    desk.store.close()
    database = tmp_path / "data" / "clio.db"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA user_version = 1")
        connection.execute("ALTER TABLE passages RENAME COLUMN text TO old_text")
    again = Desk(tmp_path / "data", desk.sources)
    assert again.reindex().added == ("sources/war.txt",)
    assert again.passages() == before
    again.close()
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA user_version = 999")
    with pytest.raises(StoreError, match="newer version of Clio"):
        LocalStore(tmp_path / "data", "small")


def test_shelves_do_not_see_each_other(desk: Desk) -> None:
    desk.write("war.txt", WAR)
    desk.reindex()
    other = desk.store.shelf("shared", "/elsewhere")
    full, empty = desk.store.snapshot(desk.shelf.id), desk.store.snapshot(other)
    question = SmallEmbedder().embed_questions(["war"])[0].vector
    (passage_id,) = {candidate.passage.id for candidate in full.candidates(full.nearest(question, 1))}
    assert list(empty.nearest(question, 5)) == []
    assert list(empty.matching(empty.terms("war"), 5)) == []
    assert (empty.size, empty.length, empty.count(), empty.holdings()) == (0, 0, (0, 0), ())
    assert empty.passage(passage_id) is None
    assert empty.passages("sources/war.txt", 0, 9) == ()
    assert full.passage(passage_id) is not None
    full.close()
    empty.close()


def test_old_derived_folders_are_cleared_away(local_desk: Desk) -> None:
    desk = local_desk
    for number in range(5):
        desk.write("war.txt", f"{WAR} {number}")
        desk.reindex()
        desk.passages()
    assert len(list((desk.sources.parent / "data" / "derived").glob("*/*/*"))) == 2


def test_what_was_derived_last_stays_when_the_clock_goes_back(local_desk: Desk) -> None:
    desk = local_desk
    for number in range(4):
        desk.write("war.txt", f"{WAR} {number}")
        desk.reindex()
        desk.passages()
        for folder in (desk.data / "derived").glob("*/*/*"):
            os.utime(folder, (time.time() + 1_000_000,) * 2)
    revisions = [int(folder.name.split("-")[0]) for folder in (desk.data / "derived").glob("*/*/*")]
    assert sorted(revisions) == [3, 4]


def test_a_snapshot_knows_its_words_when_its_folder_was_cleared_away(local_desk: Desk) -> None:
    desk = local_desk
    desk.write("war.txt", WAR)
    desk.reindex()
    before = desk.store.snapshot(desk.shelf.id)
    for number in range(3):
        desk.write("war.txt", f"{WAR} {number}")
        desk.reindex()
        desk.passages()
    assert before.closest_word("trdae", 1) == ("trade", 1, 2)
    rows = before.nearest(SmallEmbedder().embed_questions(["war"])[0].vector, 9)
    assert before.terms_of(rows).lengths.sum() == before.length > 0
    before.close()


def test_a_data_folder_that_cannot_be_used_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match=r"cannot be made.*--data"):
        LocalStore(tmp_path / "file" / "data", "small")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "clio.db").write_text("this is no database" * 100)
    with pytest.raises(StoreError, match="cannot be used"):
        LocalStore(tmp_path / "data", "small")


def test_folders_of_one_name_are_told_apart_and_nested_ones_are_one(tmp_path: Path) -> None:
    for place in ("a/library", "b/library/deep"):
        (tmp_path / place).mkdir(parents=True)
    roots = [tmp_path / "b/library", tmp_path / "a/library", tmp_path / "b/library/deep", tmp_path / "a/library"]
    for order in (roots, roots[::-1]):
        assert [folder.label for folder in open_folders(order)] == ["library", "b/library"]
    with pytest.raises(ReadError, match=r"nowhere.*does not exist"):
        open_folders([tmp_path / "nowhere"])


def test_a_single_file_has_the_name_it_has_in_its_folder(tmp_path: Path) -> None:
    file = tmp_path / "library" / "war.txt"
    file.parent.mkdir()
    file.write_text(WAR)
    (one,), (all_of_them,) = open_folders([file]), open_folders([file.parent])
    assert [found.path for found in one.scan().files] == [found.path for found in all_of_them.scan().files]
