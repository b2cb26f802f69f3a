"""Each hostile file is refused with its own reason, in bounded time and memory, and a good one is read after it."""

import re
import time
from pathlib import Path

import pytest

from index.errors import ReadError
from index.parser import Parser
from tests.hostile import markup
from tests.hostile.cases import CASES, LIMITS, Case

MEMORY_BYTES = 150_000_000  # that most refusals take at most
GOOD = b"# Suez\n\nThe canal was *nationalised* on 26 July 1956."


class Peak:
    """The most memory that a parser's process had in use so far, in bytes; looked up while it is waited for."""

    def __init__(self, parser: Parser) -> None:
        self._parser, self.bytes = parser, 0

    def __call__(self) -> None:
        """Look it up."""
        status = Path(f"/proc/{self._parser.pid}/status")
        if status.exists() and (match := re.search(r"VmHWM:\s+(\d+) kB", status.read_text())):
            self.bytes = max(self.bytes, int(match[1]) * 1024)


def our_memory() -> int:
    """The memory that this process has in use, in bytes; 0 where that is not known."""
    status = Path("/proc/self/status")
    match = re.search(r"VmRSS:\s+(\d+) kB", status.read_text() if status.exists() else "")
    return int(match[1]) * 1024 if match else 0


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_it_is_refused_with_its_reason_and_the_next_file_is_read(case: Case) -> None:
    data = case.make()
    with Parser(case.limits) as parser:
        peak, ours, start = Peak(parser), our_memory(), time.monotonic()
        with pytest.raises(ReadError, match=case.words) as refusal:
            parser.read(case.name, data, peak)
        assert time.monotonic() - start < case.limits.seconds + 2
        peak()
        assert peak.bytes < (case.limits.memory_bytes if "of memory" in case.words else MEMORY_BYTES + 2 * len(data))
        assert our_memory() - ours < 50_000_000
        assert "fault of Clio" not in str(refusal.value)
        assert parser.read("good.md", GOOD)[0].sections[0].paragraphs == (
            "The canal was nationalised on 26 July 1956.",
        )


def test_no_file_of_the_machine_is_read_for_a_text(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("open sesame")
    with Parser(LIMITS) as parser, pytest.raises(ReadError, match="declares entities") as refusal:
        parser.read("external-entity.xml", markup.external_entity(secret.as_uri()))
    assert "sesame" not in str(refusal.value)
