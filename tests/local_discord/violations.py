"""What the bot did that Discord does not allow, kept for the test to look at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Violation:
    """One breach: `where` (method and path, or the gateway) and what was wrong there."""

    where: str
    detail: str

    def __str__(self) -> str:
        """Return the breach on one line."""
        return f"{self.where}: {self.detail}"


class Violations:
    """The list of breaches; empty is falsy, so that a test can say `assert not discord.violations`."""

    def __init__(self) -> None:
        """Start with none."""
        self._found: list[Violation] = []

    def add(self, where: str, detail: str) -> None:
        """Record a breach."""
        self._found.append(Violation(where, detail))

    def take(self, containing: str) -> Violation:
        """Remove and return the first breach whose text contains `containing`.

        For a test that provokes one on purpose. Raises AssertionError when there is none.
        """
        for violation in self._found:
            if containing in str(violation):
                self._found.remove(violation)
                return violation
        msg = f"expected a violation containing {containing!r}; found {self}"
        raise AssertionError(msg)

    def clear(self) -> None:
        """Forget every breach."""
        self._found.clear()

    def __iter__(self) -> Iterator[Violation]:
        """Return the breaches, oldest first."""
        return iter(tuple(self._found))

    def __len__(self) -> int:
        """Return how many breaches there are."""
        return len(self._found)

    def __repr__(self) -> str:
        """Return every breach on its own line."""
        if not self._found:
            return "no violations"
        return "\n  ".join([f"{len(self._found)} violation(s):", *map(str, self._found)])
