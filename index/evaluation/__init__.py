"""Questions with known answers → figures: how good a library's answers are, and whether a change made them better."""

from index.evaluation.asked import Asked, Gold, Kind, Place, read_questions
from index.evaluation.comparison import RESAMPLES, Comparison, Difference, compare
from index.evaluation.figures import Bin, Figure, Figures, Group, figures_of
from index.evaluation.judging import First, Judged, is_right, judge
from index.evaluation.kept import read_run, run_object
from index.evaluation.runs import Questions, Run, Setting, run, shortened

__all__ = [
    "RESAMPLES",
    "Asked",
    "Bin",
    "Comparison",
    "Difference",
    "Figure",
    "Figures",
    "First",
    "Gold",
    "Group",
    "Judged",
    "Kind",
    "Place",
    "Questions",
    "Run",
    "Setting",
    "compare",
    "figures_of",
    "is_right",
    "judge",
    "read_questions",
    "read_run",
    "run",
    "run_object",
    "shortened",
]
