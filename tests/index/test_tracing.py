"""Where the id of a passage leads after its document has changed.

ALIKE was chosen between two kinds of pairs: of 1,575 paragraphs on diplomatic history, the closest other one of the
same document shares at most 0.31 of all their words (0.26 or less for 99 in 100), while 99 in 100 of those of which
half the sentences were written anew share 0.28 or more with what they were.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from index.errors import PassageGone, PassageIdError, UnknownPassage
from index.model import Collections, Fate, Traced
from index.passage_desk import PassageDesk, passage_id_in
from index.store.base import Snapshot
from index.store.retiring import MOST, YEARS
from tests.index.conftest import Desk
from tests.index.small_embedder import SmallEmbedder

BEGUN = (
    "The board of the harbour decided on a lighthouse in the year 1869, after the barque Marie Luise had been lost "
    "with eleven hands on the shoal off the northern mole."
)
LIT = (
    "The lamp was lit for the first time on 2 May 1874. Three thousand people stood on the mole, and the keeper "
    "climbed the steps with a lantern in her hand."
)
CORRECTED = LIT.replace("2 May", "3 May").replace("Three thousand", "Two thousand")
OTHER = (
    "Nobody has written down what the tower cost, as every ledger of those days burned together with the old town "
    "hall "
    "and all that stood in its two cellars."
)


@pytest.fixture
def desk(tmp_path: Path, store_url: str) -> Iterator[Desk]:
    sources = tmp_path / "sources"
    sources.mkdir()
    with closing(Desk(tmp_path / "data", sources, SmallEmbedder(window=200), store_url)) as desk:
        yield desk


def write(desk: Desk, *paragraphs: str, name: str = "tower.md") -> None:
    """Put a document among the sources and index it."""
    desk.write(name, "\n\n".join(["# The tower", *paragraphs]) + "\n")
    desk.reindex()


def id_of(desk: Desk, text: str) -> str:
    """The id of the passage with this text."""
    return next(passage_id for passage_id, known in desk.passages().items() if known == text)


def trace(desk: Desk, passage_id: str) -> Traced:
    @contextmanager
    def reading(_: Collections) -> Iterator[list[Snapshot]]:
        with closing(desk.store.snapshot(desk.shelf.id)) as snapshot:
            yield [snapshot]

    return PassageDesk(reading).trace(passage_id, ("shared",))


def test_a_passage_that_stands_is_found_also_where_others_change_or_it_moves(desk: Desk) -> None:
    write(desk, BEGUN, LIT)
    passage_id = id_of(desk, LIT)
    write(desk, OTHER, BEGUN, LIT)
    found = trace(desk, passage_id)
    assert (found.passage.text, found.passage.locator.first, found.fate, found.since) == (LIT, 3, Fate.SAME, "")


def test_a_changed_passage_leads_to_what_it_has_become_wherever_that_stands(desk: Desk) -> None:
    write(desk, BEGUN, LIT)
    passage_id = id_of(desk, LIT)
    write(desk, CORRECTED, BEGUN, OTHER)
    found = trace(desk, passage_id)
    assert (found.passage.text, found.fate) == (CORRECTED, Fate.CHANGED)
    assert len(found.since) == len("2026-11-26")
    again = f"{CORRECTED} The keeper's name was Anna Reuter."
    write(desk, BEGUN, again)
    assert trace(desk, passage_id).passage.text == trace(desk, id_of(desk, again)).passage.text == again


def test_a_rewritten_passage_leads_to_what_stands_in_its_place(desk: Desk) -> None:
    write(desk, BEGUN, LIT)
    passage_id = id_of(desk, LIT)
    write(desk, BEGUN, OTHER)
    found = trace(desk, passage_id)
    assert (found.passage.text, found.fate) == (OTHER, Fate.REPLACED)


def test_a_passage_that_was_cut_out_is_gone_until_it_is_put_back(desk: Desk) -> None:
    write(desk, BEGUN, LIT)
    passage_id = id_of(desk, LIT)
    write(desk, BEGUN)
    with pytest.raises(PassageGone, match=r"stood in “The tower”, ¶ 2, until that document was changed on \d{4}-"):
        trace(desk, passage_id)
    write(desk, BEGUN, LIT)
    assert trace(desk, passage_id).fate is Fate.SAME
    assert desk.execute("SELECT * FROM retired") == []


def test_of_a_removed_source_nothing_is_kept(desk: Desk) -> None:
    write(desk, BEGUN, LIT)
    write(desk, BEGUN, LIT, name="other.md")
    passage_id = next(key for key, text in desk.passages().items() if text == LIT)
    write(desk, BEGUN, OTHER)
    write(desk, BEGUN, OTHER, name="other.md")
    for file in desk.sources.iterdir():
        file.unlink()
        desk.reindex()
        kept = {file for (file,) in desk.execute("SELECT file FROM retired")}
        assert kept == {f"sources/{left.name}" for left in desk.sources.iterdir()}
    with pytest.raises(UnknownPassage) as error:
        trace(desk, passage_id)
    assert "The tower" not in str(error.value)


def test_what_is_kept_of_a_changed_passage_is_not_its_text(desk: Desk) -> None:
    write(desk, BEGUN, LIT)
    write(desk, BEGUN, OTHER)
    ((*columns,),) = desk.execute("SELECT * FROM retired")
    assert not any(isinstance(value, str) and "lamp" in value for value in columns)
    assert not any(isinstance(value, bytes) and b"lamp" in value for value in columns)


def test_no_more_is_kept_than_so_many_and_for_so_long(desk: Desk) -> None:
    write(desk, BEGUN, LIT)
    place = "shelf, " if desk.url else "collection, root, "
    of_shelf = "id, " if desk.url else "collection, root, "
    columns = f"{place} file, passage_id, path, title, ordinal, heading, first, last, page, words, retired_at"
    empty = "'\\x'" if desk.url else "x''"
    desk.execute(
        f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {MOST}) INSERT INTO retired "
        f"({columns}) SELECT {of_shelf} 'a.md', i, 'a.md', 'A', 0, '[]', 1, 1, '', {empty}, 9e9 FROM n, shelves"
    )
    write(desk, BEGUN, OTHER)
    kept = "SELECT count(*), min(CAST(passage_id AS INTEGER)) FROM retired WHERE file = 'a.md'"
    assert desk.execute(kept) == [(MOST - 1, 2)]
    assert desk.execute("SELECT count(*) FROM retired WHERE file != 'a.md'") == [(1,)]
    desk.execute(f"UPDATE retired SET retired_at = retired_at - {YEARS} * 365 * 86400.0 - 60 WHERE file != 'a.md'")
    desk.store.tidy(0)
    assert desk.execute("SELECT count(*) FROM retired") == [(MOST - 1,)]


def test_it_outlives_the_tables_of_an_earlier_version(tmp_path: Path) -> None:
    sources = tmp_path / "sources"
    sources.mkdir()
    with closing(Desk(tmp_path / "data", sources, SmallEmbedder(window=200))) as desk:
        write(desk, BEGUN, LIT)
        passage_id = id_of(desk, LIT)
        write(desk, BEGUN, CORRECTED)
        desk.execute("PRAGMA user_version = 4")
    with closing(Desk(tmp_path / "data", sources, SmallEmbedder(window=200))) as desk:
        assert desk.execute("SELECT count(*) FROM passages") == [(0,)]
        desk.reindex()
        assert trace(desk, passage_id).passage.text == CORRECTED


@pytest.mark.parametrize(
    "given", ["abcdefghijk27", " ABCDEFGHIJK27\n", "Clio passage abcdefghijk27", "`abcdefghijk27`"]
)
def test_an_id_is_read_as_people_copy_it(given: str) -> None:
    assert passage_id_in(given) == "abcdefghijk27"


@pytest.mark.parametrize("given", ["", "abc", "abcdefghijk17", "abcdefghijk27 and more", "x" * 5000])
def test_what_is_no_id_is_said_to_be_none(given: str) -> None:
    with pytest.raises(PassageIdError, match="is not the id of a passage") as error:
        passage_id_in(given)
    assert len(str(error.value)) < 250
