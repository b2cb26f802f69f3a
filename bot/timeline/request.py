"""What a timeline is asked for: a topic, and from when until when."""

from dataclasses import dataclass

from bot.escaping import one_line, shortened
from index.dates import format_date
from index.narrowing import edtf_of, span_of

HEADING = 400  # characters


@dataclass(frozen=True, slots=True)
class TimelineRequest:
    """A topic, and dates in EDTF between which the passages' lie; "" where there is no bound."""

    topic: str
    since: str = ""
    until: str = ""

    def __str__(self) -> str:
        since = f" from {format_date(self.since)}" if self.since else ""
        until = f" until {format_date(self.until)}" if self.until else ""
        return f"{self.topic}{',' if since or until else ''}{since}{until}"

    @property
    def heading(self) -> str:
        """What the timeline is called, on one line."""
        return shortened(one_line(f"Timeline: {self}"), HEADING)

    @property
    def nothing(self) -> str:
        """The sentence for when there are no passages."""
        return f"The library has nothing on that with a date{' in that time' if self.since or self.until else ''}."


def read_request(topic: str, since: str = "", until: str = "") -> TimelineRequest:
    """What somebody asks for, with dates as people write them or in EDTF. Raises QuestionError."""
    span_of(since, until)  # refuses an end before the beginning
    first, last = (edtf_of(text) if text.strip() else "" for text in (since, until))
    return TimelineRequest(" ".join(topic.split()), first, last)
