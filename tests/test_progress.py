"""How far indexing is, as someone at a terminal sees it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pty = pytest.importorskip("pty", reason="this platform has no pseudo-terminals")


def test_a_terminal_shows_a_bar_and_the_report_goes_elsewhere(tmp_path: Path) -> None:
    folder = tmp_path / "town"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.txt").write_text(f"House {number}\n\nHouse {number} was built of brick in 190{number}.")
    terminal, inside = pty.openpty()
    command = [sys.executable, "-m", "bot", "index", "--data", str(tmp_path / "data"), "--documents", str(folder)]
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "80"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=inside, text=True, env=environment) as running:
        os.close(inside)
        seen = b"".join(iter(lambda: _read(terminal), b"")).decode()
        assert running.stdout is not None
        report = running.stdout.read()
    os.close(terminal)
    assert running.returncode == 0
    assert "indexing documents" in seen
    assert re.search("[━╸]{3}", seen)
    assert "3/3" in seen
    assert report.startswith("Documents: 3 added")
    assert "\x1b" not in report


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # Linux says so when the other side is closed
        return b""
