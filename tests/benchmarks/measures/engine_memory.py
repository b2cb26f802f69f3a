"""What one engine takes of the memory: `python -m tests.benchmarks.measures.engine_memory NAME FOLDER THREADS WORK`.

Prints the memory of the process before the index is opened and after 100 questions, as JSON.
"""

import json
import sys
from pathlib import Path

from tests.benchmarks.embedded import question_vectors
from tests.benchmarks.engines import ENGINES
from tests.benchmarks.memory import memory_of

_QUESTIONS = 100


def main(name: str, folder: str, threads: str, work: str) -> None:
    """Open an engine that was built, and ask it."""
    questions = question_vectors(Path(work))[:_QUESTIONS]
    engine = ENGINES[name](Path(folder), int(threads))
    before = memory_of()
    engine.open()
    for question in questions:
        engine.nearest(question, 10)
    sys.stdout.write(json.dumps([before, memory_of()]))


if __name__ == "__main__":
    main(*sys.argv[1:])
