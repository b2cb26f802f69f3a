import hashlib
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from index.committing import Committing
from index.limits import ReadLimits
from index.postgres.leases import Lease
from index.reindex import Reindex, Scope, Tools, is_current
from tests.index.conftest import Desk

WAR = "The war of the two kings began over trade, and it ended when both had nothing left to trade with. It was long."
PEACE = (
    "The peace was signed in a tent. The treaty had five articles, and the plague decided the fifth of them for all."
)


def test_what_is_added_changed_and_removed_is_reported(desk: Desk) -> None:
    desk.write("war.txt", WAR)
    desk.write("deep/er/peace.md", PEACE)
    desk.write("picture.png", b"not looked at")
    desk.write(".hidden.txt", WAR)
    first = desk.reindex()
    assert (first.added, first.unchanged) == (("sources/war.txt", "sources/deep/er/peace.md"), 0)

    desk.write("war.txt", WAR + " And cruel.")
    (desk.sources / "deep/er/peace.md").unlink()
    second = desk.reindex()
    assert (second.added, second.changed, second.removed) == ((), ("sources/war.txt",), ("sources/deep/er/peace.md",))
    assert desk.reindex() == type(second)(unchanged=1)
    assert "And cruel." in " ".join(desk.passages().values())


def test_a_passage_keeps_its_id_as_long_as_its_text_stands(desk: Desk) -> None:
    paragraphs = [f"Paragraph {number} tells of the war. {WAR}" for number in range(5)]
    desk.write("war.md", "\n\n".join(paragraphs))
    desk.reindex()
    before = desk.passages()
    parts = len(before) // 5
    assert len(before) == 5 * parts

    changed = ["A new beginning, which tells of the king and of his peace.", PEACE, *paragraphs]
    changed[4] = changed[4].replace("Paragraph 2", "Another one")
    desk.write("war.md", "# A title\n\n" + "\n\n".join(changed))
    desk.reindex()
    after = desk.passages()
    kept = {name for name, text in before.items() if "Paragraph 2" not in text}
    assert len(kept) == 5 * parts - 1
    assert kept <= after.keys()


class Counting(Committing):
    """Counts how often somebody is the one who commits."""

    times = 0

    @contextmanager
    def __call__(self, collection: str) -> Iterator[Lease | None]:
        """See Committing."""
        self.times += 1
        with super().__call__(collection) as lease:
            yield lease


def test_many_files_are_committed_at_once_whatever_became_of_them(desk: Desk) -> None:
    for number in range(20):
        desk.write(f"{number}.txt", f"{WAR} Number {number}.")
    desk.reindex()
    for number in range(10):
        os.utime(desk.sources / f"{number}.txt", ns=(1, 1))
        desk.write(f"empty {number}.txt", "")
    (desk.sources / "19.txt").write_text(PEACE)
    committing = Counting()
    tools = Tools(desk.store, desk.embedder, ReadLimits(), committing)
    for _ in range(2):
        reindex = Reindex(desk.shelf, tools, desk.parser.read)
        list(reindex.steps())
        assert len(reindex.report.failed) == 10
    assert reindex.report.unchanged == 20
    assert committing.times == 2


def test_nothing_is_embedded_twice(desk: Desk) -> None:
    desk.write("war.txt", WAR)
    desk.reindex()
    desk.embedder.embedded.clear()
    os.utime(desk.sources / "war.txt", ns=(1, 1))
    assert desk.reindex().unchanged == 1
    desk.write("war.txt", f"{WAR}\n\n{PEACE}")
    desk.reindex()
    assert desk.embedder.embedded
    assert not any("began over trade" in text for text in desk.embedder.embedded)


def test_another_model_reads_everything_again(desk: Desk) -> None:
    desk.write("war.txt", WAR)
    desk.reindex()
    desk.embedder.embedded.clear()
    desk.embedder.name = "another"
    assert not is_current(desk.shelf, Tools(desk.store, desk.embedder, ReadLimits(file_bytes=1_000_000)))
    assert desk.reindex().changed == ("sources/war.txt",)
    assert desk.embedder.embedded


def test_a_bad_file_is_named_and_the_others_are_indexed(desk: Desk) -> None:
    desk.write("war.txt", WAR)
    desk.write("empty.txt", "")
    desk.write("binary.txt", b"\x7fELF\x02\x01\x00\x00")
    desk.write("large.txt", WAR * 20)
    desk.write("broken.md", "---\ntitle: [\n---\nText.")
    (desk.sources / "dangling.txt").symlink_to(desk.sources / "nowhere.txt")
    report = desk.reindex(max_file_bytes=1_000)
    assert report.added == ("sources/war.txt",)
    reasons = {failure.path.removeprefix("sources/"): failure.reason for failure in report.failed}
    assert sorted(reasons) == ["binary.txt", "broken.md", "dangling.txt", "empty.txt", "large.txt"]
    assert reasons["empty.txt"] == "is empty"
    assert "over the limit of 0.001 MB" in reasons["large.txt"]
    tools = Tools(desk.store, desk.embedder, ReadLimits(file_bytes=1_000))
    assert is_current(desk.shelf, tools)  # known failures do not make every question wait


def test_a_path_that_no_database_indexes_is_named_and_the_others_are_indexed(desk: Desk) -> None:
    desk.write("war.txt", WAR)
    folders = [hashlib.sha512(str(number).encode()).hexdigest() for number in range(20)]  # not to be compressed
    desk.write(f"{'/'.join(folders)}/peace.txt", PEACE)
    report = desk.reindex()
    assert report.added == ("sources/war.txt",)
    ((path, reason),) = [(failure.path, failure.reason) for failure in report.failed]
    assert path.startswith(f"sources/{folders[0][:50]}")
    assert path.endswith("/peace.txt")
    assert len(path) < 250
    assert "more than 2,000 bytes; move it up" in reason


def test_a_file_with_a_longer_path_than_most_is_indexed(desk: Desk) -> None:
    folders = [hashlib.sha512(str(number).encode()).hexdigest() for number in range(15)]
    file = desk.write(f"{'/'.join(folders)}/peace.txt", PEACE)
    os.utime(file, ns=(0, 2**63))  # in the year 2262; databases count nanoseconds up to the one before
    assert desk.reindex().added == (f"sources/{file.relative_to(desk.sources)}",)
    assert desk.reindex().unchanged == 1


def test_a_higher_limit_reads_what_was_too_large(desk: Desk) -> None:
    desk.write("large.txt", WAR * 20)
    assert desk.reindex(max_file_bytes=1_000).failed
    assert not is_current(desk.shelf, Tools(desk.store, desk.embedder, ReadLimits(file_bytes=100_000)))
    assert desk.reindex(max_file_bytes=100_000).changed == ("sources/large.txt",)


def test_a_link_whose_file_goes_away_keeps_its_document(desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "war.txt"
    target.write_text(WAR)
    (desk.sources / "link.txt").symlink_to(target)
    desk.reindex()
    before = desk.passages()
    target.rename(tmp_path / "elsewhere.txt")
    report = desk.reindex()
    assert (report.removed, len(report.failed)) == ((), 1)
    assert desk.passages() == before


def test_a_text_that_changes_its_language_is_found_with_its_new_sentences(desk: Desk) -> None:
    text = "The war of Gen. King and Dr. Plague ended on Oct. 18, 1951, e.g. over trade. They made peace."
    for language in ("en", "fr", "am", "xx", "no language"):
        desk.write("war.md", f"---\ntitle: War\nlanguage: {language}\n---\n{text}")
        desk.reindex()
        (hit,) = desk.search("peace").hits
        assert hit.highlight == "They made peace."


def test_a_file_that_goes_bad_keeps_its_earlier_version(desk: Desk) -> None:
    desk.write("war.md", WAR)
    desk.reindex()
    before = desk.passages()
    desk.write("war.md", "---\ntitle: [\n---\nText.")
    (failure,) = desk.reindex().failed
    assert "its earlier version stays" in failure.reason
    assert desk.passages() == before
    desk.write("war.md", PEACE)
    assert desk.reindex().changed == ("sources/war.md",)


def test_a_reindex_that_is_stopped_goes_on_where_it_was(desk: Desk) -> None:
    for number in range(80):
        desk.write(f"{number:02}.txt", f"Number {number}. {WAR}")

    with closing(desk.reindexing().steps()) as steps:
        while next(steps).done < 75:
            pass
    done = [text for text in desk.passages().values() if text.startswith("Number")]
    assert 0 < len(done) < 80
    report = desk.reindex()
    assert len(report.added) + report.unchanged == 80
    assert report.unchanged > 0
    texts = list(desk.passages().values())
    assert sum(text.startswith("Number 7.") for text in texts) == 1
    assert {text.split(".")[0] for text in texts if text.startswith("Number")} == {f"Number {n}" for n in range(80)}


def test_embeddings_that_no_passage_uses_are_dropped(desk: Desk) -> None:
    desk.write("war.txt", WAR)
    desk.write("peace.txt", PEACE)
    desk.reindex()
    (desk.sources / "war.txt").unlink()
    desk.reindex()
    desk.store.tidy(0.0)
    unused = "SELECT key FROM embeddings WHERE NOT EXISTS (SELECT 1 FROM passages WHERE embedding = key)"
    assert desk.execute("SELECT 1 FROM embeddings")
    assert not desk.execute(unused)


def test_a_folder_that_cannot_be_named_a_link_in_circles_and_a_linked_folder(desk: Desk, tmp_path: Path) -> None:
    desk.write("war.txt", WAR)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "peace.txt").write_text(PEACE)
    (desk.sources / "linked").symlink_to(elsewhere)
    (desk.sources / "circle").symlink_to(desk.sources)
    (desk.sources / os.fsdecode(b"caf\xe9.txt")).write_text("The café\n\nThe café of the king was closed by the war.")
    report = desk.reindex()
    assert set(report.added) == {"sources/war.txt", "sources/linked/peace.txt", "sources/caf\\udce9.txt"}
    assert not report.failed


def test_only_one_reindexes_at_a_time(desk: Desk) -> None:
    other = desk.another_store()
    with desk.store.writing(desk.shelf.id) as first, other.writing(desk.shelf.id) as second:
        assert (first, second) == (True, False)
        with other.writing(desk.shelf.id + 1) as elsewhere:
            assert elsewhere
    with other.writing(desk.shelf.id) as now:
        assert now
    other.close()


def test_embeddings_that_a_reindex_relies_on_are_not_dropped_meanwhile(desk: Desk) -> None:
    desk.write("war.txt", WAR)
    desk.reindex()
    (desk.sources / "war.txt").unlink()
    desk.reindex()
    desk.execute("UPDATE embeddings SET made_at = 0")
    desk.write("war.txt", f"{WAR}\n\n{PEACE}")
    with closing(desk.reindexing().steps()) as steps:
        for _ in steps:
            desk.store.tidy(60.0)
    assert "trade" in desk.search("trade").hits[0].passage.text


def test_what_lost_its_embedding_is_found_again_after_a_reindex(desk: Desk) -> None:
    desk.write("war.txt", WAR)
    desk.reindex()
    desk.execute("DELETE FROM embeddings")
    desk.execute("UPDATE shelves SET revision = revision + 1")
    assert not desk.search("trade").hits
    desk.reindex(scope=Scope(anew=True))
    assert desk.search("trade").hits


def test_failures_are_seen_as_soon_as_they_are_noted(desk: Desk) -> None:
    desk.write("war.txt", WAR)
    desk.reindex()
    first = desk.store.snapshot(desk.shelf.id)
    assert first.failures() == ()
    desk.write("empty.txt", "")
    desk.reindex()
    second = desk.store.snapshot(desk.shelf.id)
    assert [failure.path for failure in second.failures()] == ["sources/empty.txt"]
    first.close()
    second.close()
