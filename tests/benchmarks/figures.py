"""What a benchmark gives: figures with their spread, goals, and what was skipped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Self


class Skipped(Exception):
    """Raised by a benchmark that cannot be run here; the text says what is missing, as a clause."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What a figure should come to: at most `most`, or at least `least`; None leaves that open."""

    most: float | None = None
    least: float | None = None

    def is_met(self, value: float) -> bool:
        """Whether a value keeps it."""
        return (self.most is None or value <= self.most) and (self.least is None or value >= self.least)

    def as_text(self, unit: str) -> str:
        """The goal as it stands in a table: "≤ 1.25 ×"."""
        sign, bound = ("≤", self.most) if self.most is not None else ("≥", self.least)
        return f"{sign} {bound:g} {unit}".rstrip()


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing measured: `values` has one number for each round, in `unit` ("×" for a ratio).

    `low` and `high` are the least and the greatest of the rounds: how far the machine's noise reaches.
    """

    name: str
    values: tuple[float, ...]
    unit: str = "×"
    goal: Goal | None = None

    @classmethod
    def ratio(cls, name: str, ours: Sequence[float], theirs: Sequence[float], goal: Goal | None = None) -> Self:
        """One quantity by another, both measured in each round: the median is that of the rounds' own ratios."""
        return cls(name, tuple(one / other for one, other in zip(ours, theirs, strict=True)), "×", goal)

    @property
    def value(self) -> float:
        """The median of the rounds."""
        return median(self.values)

    @property
    def low(self) -> float:
        """The least of the rounds."""
        return min(self.values)

    @property
    def high(self) -> float:
        """The greatest of the rounds."""
        return max(self.values)

    @property
    def verdict(self) -> str:
        """Whether the goal is met; "" where there is none."""
        if self.goal is None:
            return ""
        return "met" if self.goal.is_met(self.value) else "missed"


@dataclass(frozen=True, slots=True)
class Result:
    """What one benchmark gave: `title` says what was measured against what, `notes` what has to be known of it.

    `passages` is the size of the corpus, 0 where it is the real one as it is.
    """

    benchmark: str
    title: str
    figures: tuple[Figure, ...]
    passages: int = 0
    notes: tuple[str, ...] = ()
    skipped: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def of_skipped(cls, benchmark: str, title: str, passages: int, reason: str) -> Self:
        """Stand in for one that could not be run."""
        return cls(benchmark, title, (), passages, skipped=reason)

    def as_object(self) -> dict[str, object]:
        """All of it for JSON."""
        return {
            "benchmark": self.benchmark,
            "title": self.title,
            "passages": self.passages,
            "skipped": self.skipped,
            "notes": list(self.notes),
            "figures": [_figure_object(figure) for figure in self.figures],
            "facts": dict(self.facts),
        }


def _figure_object(figure: Figure) -> dict[str, object]:
    goal = figure.goal and figure.goal.as_text(figure.unit)
    spread = {"low": figure.low, "high": figure.high, "rounds": list(figure.values)}
    judged = {"goal": goal, "verdict": figure.verdict} if goal else {}
    return {"name": figure.name, "value": figure.value, "unit": figure.unit, **spread, **judged}
