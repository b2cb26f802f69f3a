"""The parser: files are read in another process, which has limits and none of our secrets.

What holds on Windows alone (no limit of memory) is not tested: there is none here.
"""

import os
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import readers
from index.errors import FileTooLarge, ParserError, ReadError, UnknownFormat
from index.limits import ReadLimits
from index.model import Document, Section, Text
from index.parser import Parser
from index.parsing.messages import Answer, pack, unpack
from tests.strategies import texts

ROOT = Path(__file__).resolve().parents[2]
LIMITS = ReadLimits()
GOOD = b"# Suez\n\nThe canal was *nationalised* on 26 July 1956.\n\n## After\n\nBritain and France answered."
SLOW = b"[" * 1_000_000  # brackets that nothing closes take half a minute and more
LARGE = (b"# Suez\n\n" + b"The *canal* was nationalised. " * 15 + b"\n\n") * 11_000  # takes 300 MB of memory

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


class GivenUp(Exception):
    """Raised by whoever does not want to wait any longer."""


@pytest.fixture
def parser() -> Iterator[Parser]:
    with Parser(LIMITS) as parser:
        yield parser


def process(parser: Parser) -> int:
    """The number of the parser's process."""
    parser.read("good.md", GOOD)
    assert parser.pid is not None
    return parser.pid


def after(seconds: float, act: Callable[[], object]) -> Callable[[], None]:
    """An on_wait that acts once, after so long."""
    start, acted = time.monotonic(), threading.Event()

    def on_wait() -> None:
        if time.monotonic() - start > seconds and not acted.is_set():
            acted.set()
            act()

    return on_wait


def give_up() -> None:
    raise GivenUp


def read_until_given_up(parser: Parser, seconds: float) -> None:
    with pytest.raises(GivenUp):
        parser.read("slow.md", SLOW, after(seconds, give_up))


def until_gone(pid: int, seconds: float) -> None:
    """Wait until a process has ended; one that has and is only not cleared away counts as gone."""
    deadline = time.monotonic() + seconds
    while (status := Path(f"/proc/{pid}/stat")).exists() and ") Z" not in status.read_text():
        assert time.monotonic() < deadline, f"process {pid} still runs after {seconds} s"
        time.sleep(0.02)


def test_a_file_is_read_as_it_would_be_here(parser: Parser) -> None:
    for file in sorted((ROOT / "documents").iterdir()):
        path, data = f"shared/{file.name}", file.read_bytes()
        assert parser.read(path, data) == readers.read(path, data, LIMITS)


def test_one_process_reads_many_files_with_little_loss_of_time(parser: Parser) -> None:
    start = time.perf_counter()
    pids = [process(parser) for _ in range(2_000)]
    assert time.perf_counter() - start < 20  # it takes half a second; a process each would take minutes
    assert 1 < len(set(pids)) < 10  # now and then a new one, for what libraries leave in memory


@given(
    st.builds(
        Text,
        st.builds(
            Document,
            *[texts] * 5,
            st.dictionaries(texts, st.recursive(texts | st.integers(), lambda values: st.lists(values, max_size=3))),
        ),
        st.lists(st.builds(Section, *[st.lists(texts, max_size=4).map(tuple)] * 3), max_size=4).map(tuple),
    )
)
def test_what_is_said_between_the_processes_arrives_character_for_character(text: Text) -> None:
    assert unpack(pack(Answer((text, text), message="\ud83d\ude00"))) == Answer((text, text), message="\ud83d\ude00")


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"[]",
        b"null",
        b"\xff",
        b'["", "", "", 1]',
        b'["", "", "", [[]]]',
        b'[1, "", "", []]',
        b'["", "", "", [[["a", "b", "", "", 3], {}, []]]]',
        b'["", "", "", [[["a", "b", "", "", ""], [], []]]]',
        b'["", "", "", [[["a", "b", "", "", ""], {}, [[[], [null], []]]]]]',
        b"[" * 100_000,
    ],
)
def test_an_answer_that_no_reader_gives_is_not_taken(answer: bytes) -> None:
    with pytest.raises(ValueError):
        unpack(answer)


def test_what_a_reader_refuses_is_refused_in_its_words(parser: Parser) -> None:
    with pytest.raises(UnknownFormat, match=r"^is of a kind that cannot be read \(\.exe\); use "):
        parser.read("a.exe", b"MZ")
    with pytest.raises(ReadError, match=r"^is empty$"):
        parser.read("a.txt", b"")


def test_a_file_over_the_size_limit_is_refused_before_any_process_sees_it() -> None:
    with Parser(ReadLimits(file_bytes=10)) as parser:
        with pytest.raises(FileTooLarge, match="over the limit of"):
            parser.read("a.md", b"x" * 11)
        assert parser.pid is None
        assert parser.read("a.md", b"x" * 10)


def test_a_file_that_takes_too_long_is_given_up_and_the_next_is_read() -> None:
    with Parser(ReadLimits(seconds=0.5)) as parser:
        process(parser)
        start = time.monotonic()
        with pytest.raises(ReadError, match=r"^takes longer than 0\.5 seconds to read; split it, .*CLIO_MAX_SECONDS$"):
            parser.read("slow.md", SLOW)
        assert 0.5 <= time.monotonic() - start < 2
        assert parser.read("good.md", GOOD)


@on_linux
@pytest.mark.parametrize(
    ("path", "data"),
    [("large.md", LARGE), ("larger than all memory.txt", bytes(300_000_000))],
    ids=["to read", "to take in"],
)
def test_a_file_that_takes_too_much_memory_is_given_up_and_the_next_is_read(path: str, data: bytes) -> None:
    with Parser(ReadLimits(file_bytes=400_000_000, memory_bytes=200_000_000)) as parser:
        process(parser)
        with pytest.raises(ReadError, match=r"^takes more than 200 MB of memory to read; .*CLIO_MAX_MEMORY_MB$"):
            parser.read(path, data)
        assert parser.read("good.md", GOOD)


def test_a_file_whose_text_is_too_long_is_refused_and_the_next_is_read() -> None:
    with Parser(ReadLimits(characters=10_000)) as parser:
        with pytest.raises(ReadError, match=r"^holds 2,250,000 characters, over the limit of 10,000; split it"):
            parser.read("long.txt", b"All work and no play makes Jack a dull boy.\n\n" * 50_000)
        assert parser.read("good.md", GOOD)


@on_linux
@pytest.mark.parametrize(
    ("number", "words"),
    [
        (signal.SIGKILL, r"^could not be read: the reader was killed, .*; try it again$"),
        (signal.SIGSEGV, r"^makes the reader crash \(SIGSEGV\); "),
        (signal.SIGABRT, r"^makes the reader give up, most likely by unpacking to more than 1,000 MB of memory; "),
        (signal.SIGXCPU, r"^takes longer than 60 seconds to read; "),
    ],
)
def test_a_reader_that_is_ended_amid_a_file_is_replaced(parser: Parser, number: signal.Signals, words: str) -> None:
    with pytest.raises(ReadError, match=words):
        parser.read("slow.md", SLOW, after(0.5, lambda: os.kill(parser.pid or 0, number)))
    assert parser.pid is None
    assert parser.read("good.md", GOOD)


@on_linux
def test_a_file_is_read_again_by_a_new_reader_when_one_that_had_read_others_is_lost(parser: Parser) -> None:
    pid = process(parser)
    kill = after(0.2, lambda: os.kill(pid, signal.SIGKILL))
    assert parser.read("large.md", LARGE[:1_000_000], kill)
    assert parser.pid != pid


@on_linux
def test_a_reader_that_is_killed_between_two_files_is_not_missed(parser: Parser) -> None:
    pid = process(parser)
    os.kill(pid, signal.SIGKILL)
    until_gone(pid, 1)
    assert process(parser) != pid


@on_linux
def test_whoever_waits_can_give_up_and_the_process_goes(parser: Parser) -> None:
    pid, start = process(parser), time.monotonic()
    with pytest.raises(GivenUp):
        parser.read("slow.md", SLOW, after(0.5, give_up))
    assert time.monotonic() - start < 1.5
    until_gone(pid, 1)
    assert process(parser) != pid


def test_whoever_waits_is_called_some_ten_times_a_second() -> None:
    calls = []
    with Parser(ReadLimits(seconds=1.5)) as parser:
        process(parser)
        with pytest.raises(ReadError, match="takes longer"):
            parser.read("slow.md", SLOW, lambda: calls.append(time.monotonic()))
    assert 8 <= len(calls) <= 15


@on_linux
def test_a_closed_parser_leaves_no_process() -> None:
    with Parser(LIMITS) as parser:
        pid = process(parser)
    assert parser.pid is None
    until_gone(pid, 0.1)


def test_several_parsers_read_at_once_each_in_its_own_process() -> None:
    with Parser(LIMITS) as slow, Parser(LIMITS) as quick:
        thread = threading.Thread(target=read_until_given_up, args=(slow, 1.0))
        thread.start()
        pids = [process(quick) for _ in range(50)]
        assert thread.is_alive()
        assert slow.pid not in pids
        thread.join()


@on_linux
def test_a_process_outlives_the_thread_that_started_it(parser: Parser) -> None:
    found: list[int] = []
    thread = threading.Thread(target=lambda: found.append(process(parser)))
    thread.start()
    thread.join()
    time.sleep(0.1)
    assert found == [process(parser)]


@on_linux
def test_no_secret_is_in_the_process(parser: Parser, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("DISCORD_TOKEN", "CLIO_DATABASE_URL", "CLIO_DATA", "DATABASE_URL", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "a-secret")
    with (tmp_path / "a-secret").open("w") as file:
        os.set_inheritable(file.fileno(), True)
        pid = process(parser)
        environment = Path(f"/proc/{pid}/environ").read_text()
        assert "a-secret" not in environment
        assert {line.partition("=")[0] for line in environment.strip("\0").split("\0")} <= {
            *("PYTHONPATH", "MALLOC_ARENA_MAX", "LD_LIBRARY_PATH"),
        }
        opened = [os.readlink(link) for link in Path(f"/proc/{pid}/fd").iterdir()]
        assert all(target == os.devnull or target.startswith("pipe:") for target in opened), opened


@on_linux
def test_the_process_has_given_up_what_it_does_not_need(parser: Parser) -> None:
    pid = process(parser)
    assert os.getpriority(os.PRIO_PROCESS, pid) >= 10
    assert resource.prlimit(pid, resource.RLIMIT_AS) == (LIMITS.memory_bytes, LIMITS.memory_bytes)
    assert resource.prlimit(pid, resource.RLIMIT_FSIZE) == (0, 0)
    assert resource.prlimit(pid, resource.RLIMIT_CORE) == (0, 0)
    assert resource.prlimit(pid, resource.RLIMIT_NOFILE)[1] <= 32
    assert LIMITS.seconds < resource.prlimit(pid, resource.RLIMIT_CPU)[0] < LIMITS.seconds + 15
    assert os.getsid(pid) != os.getsid(0)  # Ctrl+C in our terminal does not reach it


@on_linux
@pytest.mark.parametrize("file", ["good.md", "slow.md"])
def test_the_process_goes_when_ours_is_killed(tmp_path: Path, file: str) -> None:
    (tmp_path / "good.md").write_bytes(GOOD)
    (tmp_path / "slow.md").write_bytes(SLOW)
    script = (
        "import sys; from pathlib import Path; from index.limits import ReadLimits; from index.parser import Parser\n"
        "parser = Parser(ReadLimits()); parser.read('a.md', b'a'); print(parser.pid, flush=True)\n"
        "parser.read(sys.argv[1], Path(sys.argv[1]).read_bytes()); sys.stdin.read()"
    )
    command = [sys.executable, "-P", "-c", script, file]
    with subprocess.Popen(
        command,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as ours:
        assert ours.stdout
        pid = int(ours.stdout.readline())
        time.sleep(0.5)
        assert ours.poll() is None
        os.kill(pid, 0)
        ours.kill()
        until_gone(pid, 1)


def test_it_reads_from_any_folder_and_modules_that_lie_there_do_not_mislead_it(tmp_path: Path) -> None:
    installed = tmp_path / "site"
    shutil.copytree(ROOT / "index", installed / "index", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("json.py", "yaml.py", "index.py"):
        (tmp_path / name).write_text("raise SystemExit(f'misled by {__file__}')")
    script = (
        "import index.parser as parser; from index.limits import ReadLimits\n"
        "with parser.Parser(ReadLimits()) as it: print(parser.__file__, it.read('a.md', b'Found')[0].sections)"
    )
    result = subprocess.run(
        [sys.executable, "-P", "-c", script],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
    )
    assert str(installed) in result.stdout, result.stderr
    assert "Found" in result.stdout


def test_a_process_that_cannot_be_started_is_no_fault_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(ROOT / "no" / "python"))
    with pytest.raises(ParserError, match=r"cannot be started: .*No such file"), Parser(LIMITS) as parser:
        parser.read("good.md", GOOD)


@on_linux
def test_a_process_that_ends_while_it_starts_is_no_fault_of_the_file() -> None:
    with pytest.raises(ParserError, match="ended while it started"), Parser(ReadLimits(memory_bytes=1)) as parser:
        parser.read("good.md", GOOD)
