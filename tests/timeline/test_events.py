from dataclasses import replace

from bot.timeline.events import events_of
from tests.timeline.dated import dated


def test_an_event_bears_the_title_of_a_document_that_is_of_its_time_and_else_its_sentence() -> None:
    of_its_day = dated("1911-05-04", "The opening of the canal", 1)
    mentioned = replace(dated("1911-05-04", "The strike of the lock keepers", 2), edtf="1899")
    undated = replace(dated("", "Letters", 3), edtf="1899")
    titles = [event.title for event in events_of([of_its_day, mentioned, undated])]
    assert titles == ["The opening of the canal", "“The canal was opened.”", "“The canal was opened.”"]
