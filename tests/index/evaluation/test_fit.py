"""Fitting weights: by groups worked out by hand, by samples whose truth is known, and through the command."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from index.errors import EvaluationError
from index.evaluation.fit import ANSWERED_OFF_TOPIC, FOLDS, TWICE_MARKED, WITH_TOKENS, fit
from index.evaluation.fit_report import report
from index.evaluation.logit import conditional_logit, logistic
from index.evaluation.samples import Sample, read_sets
from index.search.evidence import PASSAGE_FEATURES, SENTENCE_FEATURES
from index.weights import WeightSets

FREE, HELD = np.array([True]), np.array([False])
DENSE, LENGTH = PASSAGE_FEATURES.index("dense"), PASSAGE_FEATURES.index("length")


def test_a_conditional_logit_gives_the_odds_that_it_saw() -> None:
    """Of four pairs that differ by 1 the higher one is right in three: its odds are 3, its weight ln 3."""
    pair = np.array([[1.0], [0.0]])
    right = [np.array([True, False])] * 3 + [np.array([False, True])]
    (weight,) = conditional_logit([pair] * 4, right, [1.0] * 4, FREE)
    assert weight == pytest.approx(np.log(3), rel=0.01)


def test_a_weight_that_would_be_below_0_is_0_unless_it_is_free() -> None:
    pair = np.array([[1.0], [0.0]])
    right = [np.array([False, True])] * 3 + [np.array([True, False])]
    assert conditional_logit([pair] * 4, right, [1.0] * 4, HELD)[0] == 0
    assert conditional_logit([pair] * 4, right, [1.0] * 4, FREE)[0] == pytest.approx(-np.log(3), rel=0.01)


def test_what_a_group_counts_is_heeded_and_groups_without_a_choice_are_passed_over() -> None:
    pair = np.array([[1.0], [0.0]])
    right = [np.array([True, False]), np.array([False, True]), np.array([True, True]), np.array([False, False])]
    (weight,) = conditional_logit([pair] * 4, right, [3.0, 1.0, 9.0, 9.0], FREE)
    assert weight == pytest.approx(np.log(3), rel=0.01)


def test_a_logistic_regression_gives_the_odds_that_it_saw() -> None:
    features = np.array([[0.0]] * 4 + [[1.0]] * 4)
    truth = np.array([True, False, False, False, True, True, True, False])
    constant, weight = logistic(features, truth, np.ones(8), FREE)
    assert (constant, weight) == (pytest.approx(-np.log(3), rel=0.02), pytest.approx(2 * np.log(3), rel=0.02))


def samples() -> Iterator[Sample]:
    """Questions whose right passage, and whose right sentence, is the closer one; off the topic nothing is close."""
    chance = np.random.default_rng(4)
    for number in range(160):
        can = number % 2 == 0
        passages = chance.uniform(0, 0.2, (5, len(PASSAGE_FEATURES)))
        sentences = chance.uniform(0, 0.2, (4, len(SENTENCE_FEATURES)))
        if can:
            passages[number % 5] += 0.5
            sentences[number % 4] += 0.5
        yield Sample(
            set="made", group="", document=f"document {number // 4}", is_answerable=can, weight=1 / 160,
            passages=passages.astype(np.float32), right=(np.arange(5) == number % 5) & can,
            sentences=sentences.astype(np.float32), answering=(np.arange(4) == number % 4) & can, level=0.2,
        )  # fmt: skip


def test_what_is_fitted_finds_what_is_there_out_of_fold() -> None:
    made = list(samples())
    weights, outcomes = fit(made, WITH_TOKENS)
    assert len(outcomes) == len(made)
    can = [one for one in outcomes if one.sample.is_answerable]
    cannot = [one for one in outcomes if not one.sample.is_answerable]
    assert {one.rank for one in can} == {1}
    assert all(one.is_marked for one in can)
    assert min(one.confidence for one in can) > max(one.confidence for one in cannot)
    assert np.mean([one.confidence >= weights.answering for one in cannot]) <= 2 * ANSWERED_OFF_TOPIC
    assert np.mean([one.is_twice for one in can]) <= TWICE_MARKED + 0.1
    assert weights.helping <= weights.answering
    assert all(value >= 0 for name, value in weights.ranking.items() if name != "length")
    assert f"{len(can):6}   1.0000   1.0000   1.0000  1.0000" in report(outcomes)[1]


def test_documents_are_dealt_into_several_folds() -> None:
    assert FOLDS >= 5


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "is no specification"),
        ('{"sets": [{"documents": []}]}', "is no specification"),
        ('{"sets": [{"name": "a", "documents": "x"}]}', "is no specification"),
        ('{"sets": [{"name": "a", "documents": ["$CLIO_NOWHERE/x"]}]}', "environment variable $CLIO_NOWHERE"),
    ],
)
def test_a_bad_specification_is_told_of(tmp_path: Path, text: str, reason: str) -> None:
    file = tmp_path / "fit.json"
    file.write_text(text, "utf-8")
    with pytest.raises(EvaluationError, match=reason.replace("$", r"\$")):
        read_sets(file)
    with pytest.raises(EvaluationError, match="cannot be read"):
        read_sets(tmp_path / "missing.json")


TOWNS = ("Orm", "Karsk", "Velm", "Tarn", "Lund", "Bray", "Holt", "Pell", "Marn", "Dorn", "Wick", "Fenn")


def write_towns(folder: Path) -> None:
    """Documents, questions about them and about other things, and the specification that names them."""
    questions = []
    (folder / "documents").mkdir()
    for number, name in enumerate(TOWNS):
        opened = f"The mill of {name} was opened in {1800 + number} by a guild of weavers."
        burnt = f"The granary of {name} burnt down in {1900 + number}, and nobody rebuilt it."
        text = f"# The town of {name}\n\n{opened} It stood by the river.\n\n{burnt} The town was poor then."
        (folder / "documents" / f"{name}.md").write_text(text, "utf-8")
        for question, passage in (
            ("When was the mill of {} opened?", opened),
            ("When did {} lose its granary?", burnt),
        ):
            gold = {"document": f"{name}.md", "passage": passage, "answers": [passage.split(" in ")[1][:4]]}
            questions.append({"question": question.format(name), **gold})
    others = ["Who painted the ceiling?", "How hot is the sun?", "What do pandas eat?", "How do I cook rice?"]
    write_lines(folder / "questions.jsonl", questions)
    write_lines(folder / "others.jsonl", [{"question": other} for other in others])
    files = {"documents": ["documents"], "questions": ["questions.jsonl"], "off_topic": ["others.jsonl"]}
    (folder / "fit.json").write_text(json.dumps({"sets": [{"name": "towns", **files}]}), "utf-8")


def write_lines(file: Path, objects: Sequence[object]) -> None:
    file.write_text("\n".join(map(json.dumps, objects)), "utf-8")


def test_the_command_writes_weights_that_can_be_read(tmp_path: Path) -> None:
    write_towns(tmp_path)

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "index.evaluation", "fit", *arguments]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    done = run("fit.json", "--write", "weights.json")
    assert done.returncode == 0, done.stderr
    assert "towns" in done.stdout
    weights = WeightSets.read(tmp_path / "weights.json")
    assert weights.notes["model"] == "all-MiniLM-L6-v2"
    assert weights.with_tokens.ranking
    failed = run("nowhere.json")
    assert (failed.returncode, failed.stderr.startswith("fit: nowhere.json cannot be read")) == (1, True)
