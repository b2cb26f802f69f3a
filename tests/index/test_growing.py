import resource
import shutil
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock
from hypothesis import given
from hypothesis import strategies as st

from index.dates import Interval
from index.errors import ModelError, StoreError
from index.names.distance import keys
from index.search.question import understand
from index.store.base import Snapshot
from index.store.growing import planned
from index.store.local import DATABASE
from index.store.merging import DECAY, GROWTH, MOST
from tests.index.conftest import Desk
from tests.index.small_embedder import SmallEmbedder

SENTENCES = (
    "The war of the two kings began in 1204 over trade.",
    "Peace was made by treaty on 3 May 1211, and it lasted.",
    "A plague came with the trade of the year 1348.",
    "The king took the name Gorbachev, which nobody knew, in 1411.",
    "No treaty held for long where the war had been.",
)


def rows(*numbers: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.asarray(numbers, np.int64)


def test_what_is_new_is_derived_by_itself_beside_a_large_part() -> None:
    plan = planned([np.arange(1_000)], np.arange(1_010))
    assert plan.kept == (0,)
    assert plan.derived.tolist() == list(range(1_000, 1_010))


def test_small_parts_are_derived_again_with_what_is_new() -> None:
    plan = planned([np.arange(1_000), np.arange(1_000, 1_000 + 10 * GROWTH)], np.arange(1_010 + 10 * GROWTH))
    assert plan.kept == (0,)
    assert plan.derived.tolist() == list(range(1_000, 1_010 + 10 * GROWTH))


def test_a_part_is_kept_while_most_of_it_stands_and_then_derived_again() -> None:
    part = np.arange(100)
    assert planned([part], part[int(100 * DECAY) :]).kept == (0,)
    plan = planned([part], part[int(100 * DECAY) + 1 :])
    assert (plan.kept, plan.derived.tolist()) == ((), list(range(int(100 * DECAY) + 1, 100)))


def test_full_parts_are_left_alone() -> None:
    parts = [np.arange(MOST), np.arange(MOST, 2 * MOST)]
    assert planned(parts, np.arange(3 * MOST)).kept == (0, 1)


def test_nothing_changed_is_nothing_to_derive() -> None:
    plan = planned([rows(1, 2), rows(3)], rows(1, 2, 3))
    assert (plan.kept, len(plan.derived)) == ((0, 1), 0)


@given(st.lists(st.sets(st.integers(0, 60)), max_size=40))
def test_every_passage_that_stands_is_in_one_part(states: list[set[int]]) -> None:
    parts: list[np.ndarray[tuple[int], np.dtype[np.int64]]] = []
    for state in states:
        alive = rows(*sorted(state))
        plan = planned(parts, alive)
        parts = [parts[number] for number in plan.kept] + ([plan.derived] if len(plan.derived) else [])
        together = np.concatenate([*parts, rows()])
        assert len(np.unique(together)) == len(together)
        assert np.isin(alive, together).all()
        assert sum(len(part) for part in parts) <= len(alive) / (1 - DECAY)


def seen(snapshot: Snapshot) -> dict[str, object]:
    """What a snapshot has to say of itself, passages told by their ids."""
    names = {candidate.row: candidate.passage.id for candidate in snapshot.candidates(list(range(1, 400)))}
    by_id = sorted(names, key=lambda row: names[row])
    question = SmallEmbedder().embed_questions(["the treaty after the war"])[0].vector
    narrowed = snapshot.narrowed(Interval(0, 10**6), None)
    found = {
        "size": (snapshot.size, snapshot.count()),
        "length": snapshot.length,
        "level": round(snapshot.level, 5),
        "cosines": np.round(snapshot.cosines(by_id, question), 3).tolist(),
        "terms": snapshot.terms_of(by_id).ids.tolist(),
        "sentences": snapshot.terms_of(by_id).starts.tolist(),
        "nearest": sorted(names[row] for row in snapshot.nearest(question, 400)),
        "matching": sorted(names[row] for row in snapshot.matching(snapshot.terms("war treaty plague"), 400)),
        "holding": snapshot.holding(snapshot.terms("king war")),
        "narrowed": sorted(names[row] for row in narrowed.matching(snapshot.terms("war treaty"), 400)),
        "day": sorted(passage.id for passage in snapshot.on_day(5, 3)),
        "typed": [found and found[0] for found in (snapshot.closest_word(word, 1) for word in ("plagve", "trde"))],
        "name": [known.name for known in snapshot.names_under(keys("Gorbatschow"))],
    }
    snapshot.close()
    return found


@pytest.fixture
def changed(desk: Desk) -> Iterator[Desk]:
    """A desk whose sources were added, changed and removed, and shown after each change."""
    random = np.random.default_rng(5)
    for step in range(24):
        name = f"{random.integers(0, 12)}.txt"
        if step % 5 == 4 and (desk.sources / name).exists():
            (desk.sources / name).unlink()
        else:
            desk.write(name, "\n\n".join(SENTENCES[i] + f" So it was {step}." for i in random.permutation(5)[:3]))
        desk.reindex()
        desk.store.snapshot(desk.shelf.id).close()
    yield desk


def test_what_has_grown_says_the_same_as_what_is_derived_at_once(changed: Desk) -> None:
    grown = seen(changed.store.snapshot(changed.shelf.id))
    if changed.url:
        changed.execute("DELETE FROM shown; DELETE FROM terms; DELETE FROM vectors")
    else:
        shutil.rmtree(changed.data / "derived")
    assert seen(changed.store.snapshot(changed.shelf.id)) == grown


def test_parts_that_did_not_change_are_shared(local_desk: Desk) -> None:
    desk = local_desk
    for number in range(40):
        desk.write(f"{number}.txt", f"{SENTENCES[number % 5]} It was told by {number}.")
    desk.reindex()
    desk.store.snapshot(desk.shelf.id).close()
    desk.write("40.txt", "Another king took the crown.")
    desk.reindex()
    desk.store.snapshot(desk.shelf.id).close()
    earlier, later = sorted((desk.sources.parent / "data" / "derived").glob("*/*/*"))
    assert (earlier / "part-0" / "terms.u32").samefile(later / "part-0" / "terms.u32")
    assert not (earlier / "facts.json").samefile(later / "facts.json")
    assert (later / "part-1").is_dir()


def test_what_was_damaged_is_not_grown_from(local_desk: Desk) -> None:
    desk = local_desk
    for number in range(20):
        desk.write(f"{number}.txt", f"{SENTENCES[number % 5]} It was told by {number}.")
    desk.reindex()
    desk.store.snapshot(desk.shelf.id).close()
    (folder,) = (desk.data / "derived").glob("*/*/*")
    (folder / "part-0" / "vocabulary.txt").write_bytes(b"trade 1")
    desk.write("b.txt", SENTENCES[3])
    desk.reindex()
    grown = seen(desk.store.snapshot(desk.shelf.id))
    shutil.rmtree(desk.data / "derived")
    assert seen(desk.store.snapshot(desk.shelf.id)) == grown


def test_whoever_derives_is_waited_for_and_nobody_derives_again(local_desk: Desk) -> None:
    desk = local_desk
    desk.write("a.txt", "\n\n".join(SENTENCES))
    desk.reindex()
    stores = [desk.store, desk.store, desk.another_store(), desk.another_store()]
    folders = set()
    with ThreadPoolExecutor(len(stores)) as pool:
        with FileLock(desk.data / f"derive-{desk.shelf.id}.lock"):
            waiting = [pool.submit(store.snapshot, desk.shelf.id) for store in stores]
            assert not wait(waiting, timeout=0.5).done
        while not all(one.done() for one in waiting):
            folders |= set((desk.data / "derived").glob("*/*/new-*"))
        for one in waiting:
            one.result().close()
    for store in stores[2:]:
        store.close()
    assert len(folders) == 1


def test_what_is_not_ours_among_the_folders_is_passed_over(local_desk: Desk) -> None:
    desk = local_desk
    desk.write("a.txt", SENTENCES[0])
    desk.reindex()
    desk.store.snapshot(desk.shelf.id).close()
    (folder,) = (desk.data / "derived").glob("*/*")
    others = (folder / "desktop.ini", folder / "3-copy", desk.data / "derived" / "lost+found")
    for other in others:
        other.mkdir()
    desk.write("b.txt", SENTENCES[1])
    desk.reindex()
    desk.store.snapshot(desk.shelf.id).close()
    assert all(other.is_dir() for other in others)


def test_a_full_disk_is_told_as_what_it_is(local_desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk = local_desk
    desk.write("a.txt", "\n\n".join(SENTENCES))
    desk.reindex()
    desk.store.snapshot(desk.shelf.id).close()
    desk.write("b.txt", "\n\n".join(SENTENCES) * 20)
    desk.reindex()
    for room in (100, 300, 1_000):
        with limited(resource.RLIMIT_FSIZE, room), pytest.raises(StoreError, match=r"too large|io::Error"):
            desk.store.snapshot(desk.shelf.id)
    with limited(resource.RLIMIT_FSIZE, 100), pytest.raises(StoreError, match=r"disk I/O error|full"):
        desk.store.shelf("another", "/elsewhere")
    assert not [record for record in caplog.records if "damaged" in record.message]
    snapshot = desk.store.snapshot(desk.shelf.id)
    assert snapshot.size == snapshot.count()[1]
    snapshot.close()
    assert not list((desk.data / "derived").glob("*/*/new-*"))


def test_what_the_system_refuses_to_open_is_not_taken_for_damage(local_desk: Desk) -> None:
    desk = local_desk
    desk.write("a.txt", "\n\n".join(SENTENCES))
    desk.reindex()
    desk.store.snapshot(desk.shelf.id).close()
    (names,) = (desk.data / "derived").glob("*/*/*/part-0/names.txt")
    before = names.rename(desk.data / "names.txt")
    names.symlink_to(names)  # which leads nowhere, for whoever asks
    with pytest.raises(StoreError, match=r"names\.txt"):
        desk.store.snapshot(desk.shelf.id)
    before.replace(names)
    ready = desk.store.ready_snapshot(desk.shelf.id)
    assert ready is not None
    ready.close()


def test_what_another_model_s_embeddings_gave_goes_when_all_is_embedded_anew(local_desk: Desk) -> None:
    desk = local_desk
    desk.write("a.txt", SENTENCES[0])
    desk.reindex()
    desk.store.complete(desk.shelf.id)
    desk.store.snapshot(desk.shelf.id).close()
    other = desk.another_store("other")
    other.snapshot(desk.shelf.id).close()
    assert len(list((desk.data / "derived").glob("*/*/*"))) == 2
    other.complete(desk.shelf.id)
    other.remove(desk.shelf.id, ["sources/a.txt"])
    other.snapshot(desk.shelf.id).close()
    other.close()
    assert len({folder.parent for folder in (desk.data / "derived").glob("*/*/*")}) == 1


@contextmanager
def limited(kind: int, limit: int) -> Iterator[None]:
    """Have the system refuse what is over a limit: how large a file is, how many are open."""
    before, highest = resource.getrlimit(kind)
    resource.setrlimit(kind, (limit, highest))
    try:
        yield
    finally:
        resource.setrlimit(kind, (before, highest))


def test_a_database_that_was_put_back_is_not_grown_from_what_came_after(local_desk: Desk, tmp_path: Path) -> None:
    desk = local_desk
    for number in range(10):
        desk.write(f"{number}.txt", SENTENCES[number % 5])
    desk.reindex()
    desk.store.snapshot(desk.shelf.id).close()
    data = desk.sources.parent / "data"
    with closing(sqlite3.connect(data / DATABASE)) as source, closing(sqlite3.connect(tmp_path / "copy")) as copy:
        source.backup(copy)
    desk.write("late.txt", "What nobody should hear of the plague.")
    desk.reindex()
    desk.store.snapshot(desk.shelf.id).close()
    desk.store.close()
    for file in data.glob(f"{DATABASE}*"):
        file.unlink()
    shutil.copy(tmp_path / "copy", data / DATABASE)
    (desk.sources / "late.txt").unlink()
    again = Desk(data, desk.sources)
    again.write("other.txt", "The crown was sold.")
    again.reindex()
    snapshot = again.store.snapshot(again.shelf.id)
    assert snapshot.holding(snapshot.terms("crown sold")) == 1
    assert snapshot.holding(snapshot.terms("nobody hear plague")) == 0
    assert snapshot.size == snapshot.count()[1]
    snapshot.close()
    again.close()


def shown_after_removing(desk: Desk, removed: int) -> Snapshot:
    """What 20 passages of the war become when some are removed, of which the first alone tells of zebras."""
    for number in range(20):
        desk.write(f"{number}.txt", f"The war was told of by {number}." + " There were zebras." * (not number))
    desk.reindex()
    desk.store.snapshot(desk.shelf.id).close()
    for number in range(removed):
        (desk.sources / f"{number}.txt").unlink()
    desk.reindex()
    return desk.store.snapshot(desk.shelf.id)


@pytest.mark.parametrize("removed", [5, 6, 15, 19])
def test_words_of_passages_that_are_gone_do_not_count_once_many_are(desk: Desk, removed: int) -> None:
    with closing(shown_after_removing(desk, removed)) as snapshot:
        assert snapshot.frequencies(["war"])["war"] <= snapshot.size / (1 - DECAY)
        assert snapshot.holding(["war"]) == len(snapshot.matching(["war"], 99)) == snapshot.size == 20 - removed


@pytest.mark.parametrize("removed", [1, 4, 15])
def test_a_word_that_stands_nowhere_any_more_is_unknown(desk: Desk, removed: int) -> None:
    with closing(shown_after_removing(desk, removed)) as snapshot:
        assert snapshot.frequencies(snapshot.terms("zebras of the war"))["zebra"] == 0


def test_a_word_is_never_less_telling_than_one_that_all_passages_have(desk: Desk) -> None:
    with closing(shown_after_removing(desk, 4)) as snapshot:
        question = desk.ask("war")
        assert understand(question.text, question.encoding, question.space, [snapshot]).total > 0


def test_a_model_that_changed_under_its_name_is_told_while_what_it_made_is_derived(desk: Desk) -> None:
    desk.write("war.txt", "The war was long.")
    desk.reindex()
    desk.execute("UPDATE embeddings SET passage = substr(passage, 1, 20)")
    desk.write("peace.txt", "The peace was short.")
    desk.reindex()
    with pytest.raises(ModelError, match=r"embeds in \d numbers and the index holds \d.*--data"):
        desk.store.snapshot(desk.shelf.id)
