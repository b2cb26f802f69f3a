"""Standard input, output and error, as the command line uses them."""

import os
import sys
from collections.abc import Iterator
from io import TextIOWrapper
from itertools import chain

from bot.terminal import printable

READER_GONE = 141  # 128 + SIGPIPE, as a shell counts it


def use_utf8() -> None:
    """Speak UTF-8 whatever the locale is: titles and dates need it, and JSON is UTF-8."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def lines_in() -> Iterator[str]:
    """Read the lines of standard input, without a byte order mark."""
    if sys.stdin is None:
        return iter(())
    first = sys.stdin.readline()
    return chain([first.removeprefix("\ufeff")] if first else [], sys.stdin)


def print_line(line: str) -> None:
    """Print one line at once: whoever reads may wait for it."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def complain(reason: str) -> None:
    """Say in one line on standard error what is wrong."""
    sys.stderr.write(f"clio: {printable(reason)}\n")


def leave_pipe() -> int:
    """End quietly when the reader of standard output is gone."""
    # Python flushes standard output once more at its end, which would complain again.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return READER_GONE
