"""A run as a JSON object, and back."""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TypeVar

from index.errors import EvaluationError
from index.evaluation.asked import Kind, read_text
from index.evaluation.comparison import Comparison, Difference
from index.evaluation.figures import Figure, Figures, figures_of
from index.evaluation.judging import First, Judged
from index.evaluation.runs import Run, Setting

FORMAT = "clio evaluation"
VERSION = 1

Fields = Mapping[str, object]
_Value = TypeVar("_Value")


def run_object(run: Run, comparison: Comparison | None = None) -> dict[str, object]:
    """Turn a run into a JSON object with its figures, and what it differs in from an earlier one."""
    compared = {} if comparison is None else {"against": _comparison_object(comparison)}
    return {
        "format": FORMAT,
        "version": VERSION,
        "settings": asdict(run.setting),
        "missing": list(run.missing),
        "left_out": run.left_out,
        "figures": _figures_object(figures_of(run.judged)),
        **compared,
        "questions": [_judged_object(judged) for judged in run.judged],
    }


def read_run(file: Path) -> Run:
    """Read a run that was kept. Raises EvaluationError."""
    text = read_text(file)
    try:
        return _run(_object(json.loads(text)))
    except (ValueError, KeyError, RecursionError, OverflowError):
        raise EvaluationError(
            f"{file} is no run to compare with; give --against a file that clio evaluate --json has written."
        ) from None


def _run(fields: Fields) -> Run:
    if (fields["format"], fields["version"]) != (FORMAT, VERSION):
        raise ValueError
    setting = _object(fields["settings"])
    return Run(
        Setting(
            file=_take(setting, "file", str),
            off_topic=_take(setting, "off_topic", str),
            model=_take(setting, "model", str),
            documents=_take(setting, "documents", int),
            passages=_take(setting, "passages", int),
        ),
        tuple(_judged(_object(value)) for value in _take(fields, "questions", list)),
        tuple(_checked(value, str) for value in _take(fields, "missing", list)),
        _take(fields, "left_out", int),
    )


def _judged(fields: Fields) -> Judged:
    return Judged(
        question=_take(fields, "question", str),
        kind=Kind(_take(fields, "kind", str)),
        group=_take(fields, "group", str),
        ranks=tuple(_rank(value) for value in _take(fields, "ranks", list)),
        answered=_take(fields, "answered", bool),
        may_help=_take(fields, "may_help", bool),
        confidence=_number(fields["confidence"]),
        marked=None if fields["marked"] is None else _take(fields, "marked", bool),
        elapsed_ms=_number(fields["elapsed_ms"]),
        first=None if fields["first"] is None else _first(_object(fields["first"])),
    )


def _judged_object(judged: Judged) -> dict[str, object]:
    """Name every attribute, and the rank that counts, for who reads it without Clio."""
    return {**asdict(judged), "kind": str(judged.kind), "ranks": list(judged.ranks), "rank": judged.rank or None}


def _first(fields: Fields) -> First:
    return First(*(_take(fields, name, str) for name in ("passage_id", "title", "locator", "start")))


def _object(value: object) -> Fields:
    fields: Fields = _checked(value, dict)
    return fields


def _take(fields: Fields, name: str, kind: type[_Value]) -> _Value:
    return _checked(fields[name], kind)


def _checked(value: object, kind: type[_Value]) -> _Value:
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise ValueError(f"{value!r} is not {kind.__name__}")
    return value


def _rank(value: object) -> int:
    rank = _checked(value, int)
    if rank < 0:
        raise ValueError(f"{rank} is no rank")
    return rank


def _number(value: object) -> float:
    number = float(value) if isinstance(value, int) else _checked(value, float)
    if not math.isfinite(number):
        raise ValueError(f"{number} is not finite")
    return number


def _figures_object(figures: Figures) -> dict[str, object]:
    return {
        "questions": figures.questions,
        **_by_name(figures.figures),
        "auroc": figures.auroc,
        "median_ms": figures.median_ms,
        "p95_ms": figures.p95_ms,
        "calibration": {
            "error": figures.calibration_error,
            "bins": [{"confidence": one.confidence, "right": _figure_object(one.right)} for one in figures.bins],
        },
        "groups": [
            {"group": one.name, "kind": str(one.kind), "questions": one.questions, **_by_name(one.figures)}
            for one in figures.groups
        ],
    }


def _by_name(figures: tuple[Figure, ...]) -> dict[str, object]:
    return {figure.name: _figure_object(figure) for figure in figures}


def _figure_object(figure: Figure) -> dict[str, object]:
    return {"value": figure.value, "low": figure.low, "high": figure.high, "of": figure.of}


def _comparison_object(comparison: Comparison) -> dict[str, object]:
    return {
        "questions": comparison.questions,
        **{one.name: _difference_object(one) for one in comparison.differences},
    }


def _difference_object(difference: Difference) -> dict[str, object]:
    fields = asdict(difference)
    del fields["name"], fields["better"]
    return {**fields, "more_than_chance": difference.is_telling}
