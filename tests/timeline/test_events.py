from dataclasses import replace

from bot.timeline.events import events_of
from index.dates import interval_of
from tests.timeline.dated import dated


def test_an_event_bears_the_title_of_a_document_that_is_of_its_time_and_else_its_sentence() -> None:
    of_its_day = dated("1911-05-04", "The opening of the canal", 1)
    mentioned = replace(dated("1911-05-04", "The strike of the lock keepers", 2), edtf="1899")
    undated = replace(dated("", "Letters", 3), edtf="1899")
    titles = [event.title for event in events_of([of_its_day, mentioned, undated])]
    assert titles == ["The opening of the canal", "“The canal was opened.”", "“The canal was opened.”"]


def test_a_date_is_shown_as_its_source_has_it_with_the_other_calendar_s_day() -> None:
    (event,) = events_of([replace(dated("1917-10-25", "The Winter Palace"), calendar="julian")])
    assert event.date == "25 October 1917 Old Style (7 November 1917 New Style)"
    assert event.span == interval_of("1917-11-07")
