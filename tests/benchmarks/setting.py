"""How a benchmark is to be run."""

from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.corpus.mixing import Plan

SMALL_DOCUMENT = 2  # passages of a document where documents are counted


@dataclass(frozen=True, slots=True)
class Setting:
    """What the command line says: `work` is the folder in which what takes long to make is kept.

    `questions` are asked in each of `rounds`; `threads` is what everything is measured with; `tokens` see Plan.
    """

    work: Path
    threads: int
    rounds: int = 5
    questions: int = 100
    documents: int = 10_000
    seed: int = 1
    tokens: int | None = None

    def plan(self, passages: int) -> Plan:
        """A library of so many passages."""
        return Plan(passages, seed=self.seed, tokens=self.tokens)

    @property
    def plan_of_documents(self) -> Plan:
        """A library of many small documents."""
        return Plan(self.documents * SMALL_DOCUMENT, SMALL_DOCUMENT, self.seed, self.tokens)

    @property
    def notes(self) -> tuple[str, ...]:
        """What has to be said of every figure of a generated library."""
        return () if self.tokens is None else (f"At most {self.tokens} tokens of each passage were kept.",)
