"""Dense search alone, beside other engines: time, memory, recall."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator

import numpy as np

from tests.benchmarks.alternating import Seconds, alternate, dealt, timed
from tests.benchmarks.corpus.source import Floats, Places
from tests.benchmarks.embedded import exact, own_engine, passage_vectors, question_vectors, recall
from tests.benchmarks.engines import Engine, FaissFlat, Hnswlib, Own, Usearch
from tests.benchmarks.figures import Figure, Goal, Result, Skipped
from tests.benchmarks.machine import ROOT
from tests.benchmarks.setting import Setting

FLAT_TITLE = "nearest vectors, against FAISS IndexFlatIP"
GRAPH_TITLE = "nearest vectors, against graphs at the same recall"
_LIMIT = 10
_RECALL = 0.99  # of exact, that is asked of everyone
_JUDGED = 200  # questions that recall is told by
_LONG = 10_000  # questions that an index is built for


def run(setting: Setting, passages: int) -> Iterator[Result]:
    """Time and memory beside FAISS, then build and time beside graphs."""
    vectors, questions = passage_vectors(setting.work, setting.plan(passages)), question_vectors(setting.work)
    folder = setting.work / "engines"
    truth = exact(vectors, questions[:_JUDGED], _LIMIT)
    try:
        own = own_engine(setting, "own")
        seconds = _built(own, vectors)
        own_recall = _recall(own, questions, truth)
        yield _beside_faiss(setting, own, own_recall, vectors, questions)
        for kind in (Usearch, Hnswlib):
            yield _beside_graph(
                setting, own, seconds, kind(folder / kind.name, setting.threads), vectors, questions, truth
            )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _built(engine: Engine, vectors: Floats) -> float:
    """Seconds that it takes until questions can be asked."""
    return timed(lambda: engine.build(vectors)) + timed(engine.open)


def _recall(engine: Engine, questions: Floats, truth: Places) -> float:
    return recall([engine.nearest(question, _LIMIT) for question in questions[: len(truth)]], truth)


def _in_turn(setting: Setting, own: Engine, other: Engine, questions: Floats) -> Seconds:
    """Seconds that each question takes: shape (2, rounds, questions)."""
    asked = dealt(list(questions[: setting.rounds * setting.questions]), setting.rounds)
    actions = [lambda question, engine=engine: engine.nearest(question, _LIMIT) for engine in (own, other)]
    return np.stack([alternate(actions, part) for part in asked], axis=1)


def _beside_faiss(setting: Setting, own: Own, own_recall: float, vectors: Floats, questions: Floats) -> Result:
    flat = FaissFlat(own.folder.parent / "flat", setting.threads)
    try:
        _built(flat, vectors)
    except Skipped as error:
        return Result.of_skipped("vectors", FLAT_TITLE, len(vectors), str(error))
    times = np.median(_in_turn(setting, own, flat, questions), axis=2) * 1000
    memory = [[memory_of_engine(engine, setting) for _ in range(2)] for engine in (own, flat)]
    figures = (
        Figure("recall@10 of exact", (own_recall,), "", Goal(least=_RECALL)),
        Figure.ratio("time by FAISS's", times[0], times[1], Goal(most=0.25)),
        Figure.ratio("memory by FAISS's", memory[0], memory[1], Goal(most=0.35)),
        Figure("Clio, median", tuple(times[0]), "ms"),
        Figure("FAISS, median", tuple(times[1]), "ms"),
        Figure("Clio", tuple(memory[0]), "MiB"),
        Figure("FAISS", tuple(memory[1]), "MiB"),
    )
    notes = ("Memory is what opening the index and asking 100 questions adds to a process; mapped files count.",)
    return Result("vectors", FLAT_TITLE, figures, len(vectors), notes)


def _beside_graph(
    setting: Setting, own: Own, own_seconds: float, graph: Engine, vectors: Floats, questions: Floats,
    truth: Places,
) -> Result:  # fmt: skip
    try:
        seconds = _built(graph, vectors)
    except Skipped as error:
        return Result.of_skipped("vectors", f"{GRAPH_TITLE}: {graph.name}", len(vectors), str(error))
    reached = 0.0
    for expansion in graph.expansions:
        graph.expand(expansion)
        reached = _recall(graph, questions, truth)
        if reached >= _RECALL:
            break
    times = _in_turn(setting, own, graph, questions)
    mean = times.mean(axis=2)
    whole = own_seconds + _LONG * mean[0], seconds + _LONG * mean[1]
    middle = np.median(times, axis=2) * 1000
    figures = (
        Figure.ratio(f"build and {_LONG:,} questions, by {graph.name}'s", whole[0], whole[1], Goal(most=1.0)),
        Figure.ratio(f"one question, by {graph.name}'s", middle[0], middle[1]),
        Figure(f"{graph.name}, median", tuple(middle[1]), "ms"),
        Figure("Clio, median", tuple(middle[0]), "ms"),
        Figure(f"{graph.name}, build", (seconds,), "s"),
        Figure("Clio, build", (own_seconds,), "s"),
    )
    note = f"{graph.name} has a recall@10 of {reached:.3f} at an expansion of {expansion}; {_LONG:,} questions are "
    asked = f"reckoned from the mean of {times[0].size:,}."
    return Result("vectors", f"{GRAPH_TITLE}: {graph.name}", figures, len(vectors), (note + asked,))


def memory_of_engine(engine: Engine, setting: Setting) -> float:
    """MiB that an engine takes in a process of its own once it is opened and asked."""
    command = [sys.executable, "-m", "tests.benchmarks.measures.engine_memory"]
    arguments = [engine.name, str(engine.folder), str(setting.threads), str(setting.work)]
    done = subprocess.run([*command, *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    before, after = json.loads(done.stdout)
    return float(after["rss"] - before["rss"])
