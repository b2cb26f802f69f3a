"""A run is kept as JSON and read again."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import EvaluationError
from index.evaluation import Judged, Run, Setting, compare, read_run, run_object
from tests.index.evaluation.judged import answerable, judged_questions
from tests.strategies import texts

settings = st.builds(Setting, texts, texts, texts, st.integers(0), st.integers(0))
runs = st.builds(
    Run, settings, st.lists(judged_questions, max_size=5).map(tuple), st.lists(texts, max_size=3).map(tuple),
    st.integers(0, 9),
)  # fmt: skip
JUDGED: tuple[Judged, ...] = (answerable(1, 1),)
RUN = Run(Setting("q.jsonl", "", "small", 3, 9), JUDGED)


@given(runs)
def test_what_was_kept_is_read_again(run: Run) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "run.json"
        file.write_text(json.dumps(run_object(run, compare(run.judged, run.judged)), allow_nan=False))
        assert read_run(file) == run


def test_its_figures_can_be_read_without_clio() -> None:
    kept = json.loads(json.dumps(run_object(RUN)))
    assert kept["settings"] == {
        "file": "q.jsonl",
        "off_topic": "",
        "model": "small",
        "documents": 3,
        "passages": 9,
    }
    assert kept["figures"]["right@1"]["value"] == 1 and kept["figures"]["right@1"]["of"] == 1
    assert kept["figures"]["auroc"] is None
    assert kept["questions"][0]["question"] == "Question 1?"
    assert "against" not in kept


def changed(**changes: object) -> str:
    return json.dumps({**run_object(RUN), **changes})


def with_question(**changes: object) -> str:
    (question,) = json.loads(changed())["questions"]
    return changed(questions=[{**question, **changes}])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "{" * 100_000,
        '{"question": "When?", "document": "a.md"}',
        changed(version=2),
        changed(format="other"),
        changed(settings=None),
        changed(questions=None),
        changed(questions=[1]),
        changed(missing=[1]),
        with_question(question=None),
        with_question(kind="odd"),
        with_question(ranks=[-1]),
        with_question(ranks=[True]),
        with_question(confidence=float("nan")),
        with_question(elapsed_ms=10**400),
        with_question(first={"title": "x"}),
    ],
)
def test_what_is_no_run_is_told(tmp_path: Path, text: str) -> None:
    file = tmp_path / "run.json"
    file.write_text(text)
    with pytest.raises(EvaluationError, match=r"run.json is no run to compare with; give --against a file"):
        read_run(file)


def test_the_run_that_those_were_made_of_is_one(tmp_path: Path) -> None:
    file = tmp_path / "run.json"
    file.write_text(with_question(group="other"))
    assert read_run(file).judged[0].group == "other"
