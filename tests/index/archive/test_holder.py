from contextlib import closing
from pathlib import Path

from index.archive import Archive
from index.archive.holder import ArchiveHolder
from index.database import StandingFile
from tests.index.archive.conftest import give, work


def test_what_waits_is_new_until_a_version_stands(archive: Archive) -> None:
    work(archive, give(archive, ("law.md", b"law"), ("war.md", b"war")))
    give(archive, ("war.md", b"peace"), ("new.md", b"new"))
    found = ArchiveHolder(archive, "1").scan().files
    assert [(one.path, one.is_new, one.is_pending) for one in found] == [
        ("law.md", False, False), ("new.md", True, True), ("war.md", False, True),
    ]  # fmt: skip
    assert [one.load() for one in found] == [b"law", b"new", b"peace"]


def test_a_scan_sees_one_state_however_much_is_added_meanwhile(tmp_path: Path) -> None:
    with closing(Archive(tmp_path)) as archive, closing(Archive(tmp_path)) as another:
        give(archive, ("war.md", b"war"))
        added: list[str] = []

        def add(statement: str) -> None:
            if statement == "COMMIT":  # as soon as something was read, another process adds a file
                added.append(f"{len(added)}.md")
                give(another, (added[-1], b"%d" % len(added)))

        assert isinstance(archive._database, StandingFile)
        archive._database._reader.set_trace_callback(add)
        assert [found.path for found in ArchiveHolder(archive, "1").scan().files] == ["war.md"]
        assert added
