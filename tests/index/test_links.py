import logging
import tempfile
from pathlib import Path

import pytest

from index.store.links import link_folder

ANOTHER = Path("/dev/shm")  # a file system that on Linux is not the one of the tests' folders


def test_files_that_cannot_be_linked_are_copied_and_that_is_told_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    if not ANOTHER.is_dir() or ANOTHER.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is no other file system to link to")
    with tempfile.TemporaryDirectory(dir=ANOTHER) as folder, caplog.at_level(logging.WARNING):
        for name in ("one", "two"):
            (Path(folder) / name).write_text(name)
        for target in ("first", "second"):
            link_folder(Path(folder), tmp_path / target)
            assert {file.name: file.read_text() for file in (tmp_path / target).iterdir()} == {
                "one": "one",
                "two": "two",
            }
    assert caplog.text.count("cannot be linked") == 1


def test_files_that_are_linked_are_the_same(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "from").mkdir()
    (tmp_path / "from" / "one").write_text("1")
    link_folder(tmp_path / "from", tmp_path / "to")
    assert (tmp_path / "to" / "one").samefile(tmp_path / "from" / "one")
    assert not caplog.records
