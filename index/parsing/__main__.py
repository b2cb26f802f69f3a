"""The process that reads files, one after the other, and does nothing else.

It takes files from its standard input and answers on its standard output (see index/parsing/messages.py). It ends when
its input does: that is when the process that started it closes it, or has died.
"""

import json
import os
import sys
import threading
import traceback
from contextlib import suppress
from queue import SimpleQueue
from typing import IO

from index import readers
from index.errors import ReadError
from index.limits import ReadLimits
from index.parsing import confinement
from index.parsing.messages import NO_MEMORY, Answer, answer_bytes, pack, receive_file, send

_PROBLEM_CHARS = 300  # of what a library says, who may quote the whole file
_Files = SimpleQueue[tuple[str, bytes]]


def main(limits: ReadLimits) -> None:
    """Read files until there are no more."""
    source, sink = _pipes()
    files: _Files = SimpleQueue()
    confinement.confine(limits)
    threading.Thread(target=_receive, args=(source, limits, files), daemon=True).start()
    send(sink, pack(Answer()))  # all is ready
    while True:
        path, data = files.get()
        confinement.allow_time(limits)
        send(sink, _answer(path, data, limits))


def _pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Take the standard streams away from libraries, which might print into the answers."""
    source, sink = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return source, sink


def _receive(source: IO[bytes], limits: ReadLimits, files: _Files) -> None:
    """Wait for files on a thread, which so notices at once, also amid a file, that nobody waits for an answer."""
    status = 0
    try:
        while True:
            files.put(receive_file(source, limits))
    except MemoryError:
        status = NO_MEMORY
    finally:
        os._exit(status)


def _answer(path: str, data: bytes, limits: ReadLimits) -> bytes:
    with suppress(MemoryError):
        answer = pack(_read(path, data, limits))
        return answer if len(answer) <= answer_bytes(limits) else pack(_too_long(limits))
    # Only here, where the error and all that it held is gone, there is memory for an answer.
    return pack(Answer(error=MemoryError.__name__))


def _read(path: str, data: bytes, limits: ReadLimits) -> Answer:
    try:
        return Answer(readers.read(path, data, limits))
    except MemoryError:
        raise
    except ReadError as error:
        return Answer(error=type(error).__name__, message=str(error))
    except RecursionError:
        return Answer(error="ReadError", message="is nested too deeply to be read; save it anew in a simpler form")
    except Exception as error:
        # Whatever a file makes of a reader, the other files are read.
        problem = f"{type(error).__name__}: {error}"[:_PROBLEM_CHARS]
        reason = f"cannot be read, by a fault of Clio's own ({problem})"
        return Answer(error="ReadError", message=reason, detail=traceback.format_exc())


def _too_long(limits: ReadLimits) -> Answer:
    reason = (
        f"holds more than {limits.characters:,} characters; split it, or ask the operator to raise CLIO_MAX_CHARACTERS"
    )
    return Answer(error=ReadError.__name__, message=reason)


if __name__ == "__main__":
    try:
        main(ReadLimits(**json.loads(sys.argv[1])))
    except MemoryError:
        os._exit(NO_MEMORY)
