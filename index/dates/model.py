"""What dates are made of."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mention:
    """A date that stands in a text from the character `start` to the one before `end`, as EDTF.

    `edtf` has the day that the text has, in the text's own calendar. `calendar` is "julian" where the text says so (Old
    Style, a double date), "gregorian" where it says New Style, and "" where it says nothing.
    """

    start: int
    end: int
    edtf: str
    calendar: str = ""


@dataclass(frozen=True, slots=True)
class Interval:
    """Days from `first` to `last`, both inclusive; None where it has no such end.

    A day is a number, see `day_number`.
    """

    first: int | None
    last: int | None

    def overlaps(self, other: "Interval") -> bool:
        """Whether they have a day in common."""
        return _not_after(self.first, other.last) and _not_after(other.first, self.last)


def _not_after(first: int | None, last: int | None) -> bool:
    return first is None or last is None or first <= last
