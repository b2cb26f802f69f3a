"""`clio ask` as a process of its own, beside one that only encodes."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from index.embedding import bundled_model
from index.library import LibraryOptions
from tests.benchmarks.alternating import alternate
from tests.benchmarks.figures import Figure, Goal, Result
from tests.benchmarks.libraries import options
from tests.benchmarks.machine import ROOT
from tests.benchmarks.material import STARTER
from tests.benchmarks.setting import Setting

TITLE = "clio ask, cold, against a process that loads the model and encodes"
_QUESTION = "When did the Suez crisis begin?"
_SCRIPT = "import sys; from sentence_transformers import SentenceTransformer; "
_SCRIPT += "SentenceTransformer(sys.argv[1], device='cpu').encode(sys.argv[2])"
_GOAL = Goal(most=1.15)


def run(setting: Setting, passages: int) -> Iterator[Result]:
    """Start both in turn; 0 passages stand for the starter library."""
    opened = options(setting, passages) if passages else LibraryOptions(setting.work / "starter", (STARTER,))
    ask = _ask(opened.documents, opened.data)
    _run(ask)  # the first call indexes
    encode = [sys.executable, "-c", _SCRIPT, str(bundled_model()), _QUESTION]
    times = alternate([lambda _: _run(ask), lambda _: _run(encode)], range(setting.rounds))
    figures = (
        Figure.ratio("clio ask by the bare process", times[0].tolist(), times[1].tolist(), _GOAL),
        Figure("clio ask", tuple(times[0]), "s"),
        Figure("import, load, encode", tuple(times[1]), "s"),
    )
    yield Result("cold-ask", TITLE, figures, passages, ("Files are in the system's cache; processes are new.",))


def _ask(folders: Sequence[Path], data: Path) -> list[str]:
    named = [part for folder in folders for part in ("--documents", str(folder))]
    return [sys.executable, "-m", "bot", "ask", "--data", str(data), *named, _QUESTION]


def _run(command: Sequence[str]) -> None:
    done = subprocess.run(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, env=os.environ | {"CLIO_LOG": ""}
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command[:4])} failed: {done.stderr[-500:]}")
