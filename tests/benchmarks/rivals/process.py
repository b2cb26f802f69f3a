"""The other side of a worker: starts it, orders, and waits for replies."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from index.embedding import bundled_model
from tests.benchmarks.figures import Skipped
from tests.benchmarks.machine import ROOT

_PACKAGE = "tests.benchmarks.rivals"
CLIO, BARE = "clio:Clio", "clio:Bare"
RIVALS = {
    "Chroma": "chroma:Chroma",
    "LangChain with FAISS": "langchain:LangChain",
    "txtai": "txtai:TxtAi",
    "txtai, hybrid": "txtai:TxtAiHybrid",
}


class Worker:
    """A pipeline that runs in another process."""

    def __init__(self, process: "subprocess.Popen[str]", log: Path) -> None:
        self._process, self._log = process, log

    def load(self) -> float:
        """Load the model; the seconds that it took."""
        return float(self._order({"do": "load"})["seconds"])

    def index(self) -> float:
        """Index the documents; the seconds that it took."""
        return float(self._order({"do": "index"})["seconds"])

    def ask(self, questions: Sequence[str]) -> list[dict[str, Any]]:
        """The answers, each with the "seconds" that it took."""
        return list(self._order({"do": "ask", "questions": list(questions)}))

    def memory(self) -> dict[str, float]:
        """See memory_of."""
        return dict(self._order({"do": "memory"}))

    def _order(self, order: dict[str, object]) -> Any:  # noqa: ANN401 JSON
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return self.reply()

    def reply(self) -> Any:  # noqa: ANN401 JSON
        """The next reply. Raises RuntimeError where the process has ended."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"A worker has ended; it said last: {self._log.read_text('utf-8')[-1000:]}")
        return json.loads(line)


@contextmanager
def worker(name: str, documents: Path, data: Path) -> Iterator[Worker]:
    """Start one of CLIO, BARE and RIVALS' values. Raises Skipped where what it needs is not installed."""
    log = data.parent / f"{data.name}.log"
    command = [sys.executable, "-W", "ignore", "-m", f"{_PACKAGE}.worker", f"{_PACKAGE}.{name}"]
    data.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as errors:
        process = subprocess.Popen(
            [*command, str(documents), str(data), str(bundled_model())],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, encoding="utf-8",
        )  # fmt: skip
    with process:
        found = Worker(process, log)
        if missing := found.reply().get("missing"):
            raise Skipped(f"{missing} is not installed; pip install '.[bench]' brings it")
        yield found
        assert process.stdin is not None
        process.stdin.close()
