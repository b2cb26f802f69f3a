"""A pipeline in a process of its own: `python -m tests.benchmarks.rivals.worker MODULE:CLASS DOCUMENTS DATA MODEL`.

Takes orders from stdin, a JSON object a line, and replies to each with one on stdout: {"do": "load"}, {"do": "index"},
{"do": "ask", "questions": [...]}, {"do": "memory"}. Times are in seconds and taken here.
"""

import json
import os
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.benchmarks.alternating import timed
from tests.benchmarks.memory import memory_of
from tests.benchmarks.rivals.base import Pipeline


def main(name: str, documents: str, data: str, model: str) -> None:
    """Do what is ordered until stdin ends."""
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # some libraries talk
    try:
        module, kind = name.split(":")
        pipeline: Pipeline = getattr(import_module(module), kind)(Path(documents), Path(data), Path(model))
        _reply(replies, {"ready": True})
    except ImportError as error:
        _reply(replies, {"missing": error.name or str(error)})
        return
    for line in sys.stdin:
        order = json.loads(line)
        _reply(replies, _done(pipeline, order))


def _done(pipeline: Pipeline, order: dict[str, Any]) -> object:
    if order["do"] == "memory":
        return memory_of()
    if order["do"] == "ask":
        return [_asked(pipeline, question) for question in order["questions"]]
    return {"seconds": timed(pipeline.load if order["do"] == "load" else pipeline.index)}


def _asked(pipeline: Pipeline, question: str) -> dict[str, object]:
    started = time.perf_counter()
    reply = pipeline.ask(question)
    return {"seconds": time.perf_counter() - started} | reply.as_object(question)


def _reply(out: Any, value: object) -> None:  # noqa: ANN401 a text file
    out.write(json.dumps(value) + "\n")
    out.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
