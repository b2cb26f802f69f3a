import logging
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.mishaps import sentence
from index.archive import Archive, Incoming
from index.errors import ArchiveError, ClioError, ModelError, ParserError, ReadError, StoreError

SECRET = "/srv/clio/data/sources.db: database disk image is malformed"


@pytest.mark.parametrize("kind", [StoreError, ArchiveError, ModelError, ParserError])
def test_what_the_machine_says_is_for_the_operator_only(
    kind: type[ClioError], caplog: pytest.LogCaptureFixture
) -> None:
    told = sentence(kind(SECRET))
    assert "srv" not in told
    assert "malformed" not in told
    assert told.endswith("; my operator finds the reason in the log.")
    assert [(record.levelno, SECRET in record.getMessage()) for record in caplog.records] == [(logging.ERROR, True)]


def test_a_storage_that_fails_in_earnest_tells_no_path(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    archive = Archive(tmp_path)
    archive.close()
    with pytest.raises(ArchiveError) as failed:
        archive.sources("1")
    assert sentence(failed.value) == "My library's storage has a problem; my operator finds the reason in the log."
    assert str(tmp_path) in caplog.text


def test_what_people_can_mend_themselves_is_told_and_not_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert sentence(ReadError("is a scan without text")) == "is a scan without text"
    with closing(Archive(tmp_path)) as archive:
        archive.add("1", [Incoming("war.md", b"war")], "ada")
        with closing(sqlite3.connect(tmp_path / "sources.db")) as connection, connection:
            connection.execute("UPDATE originals SET data = X'726177'")
        with pytest.raises(ArchiveError) as failed:
            archive.data("1", "war.md", 1)
    assert "Remove the source and add its file again" in sentence(failed.value)
    assert not caplog.records
