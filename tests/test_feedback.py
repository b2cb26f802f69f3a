"""What people thought of answers is kept once for each, and forgotten when they say so."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.feedback import FILE, Feedback, Kept, Vote
from index.errors import DatabaseUnavailable
from index.postgres.server import Server
from tests.places import Place

QUESTION = "When was the canal\0opened?"  # with a sign that PostgreSQL keeps in no text


@pytest.fixture
def feedback(place: Place) -> Iterator[Feedback]:
    yield Feedback(place.data, place.server)


def vote(message: int, person: int, helpful: bool = True) -> Vote:
    return Vote(message, person, QUESTION, ("a" * 13, "b" * 13), helpful)


def test_a_later_vote_takes_the_place_of_an_earlier_one(feedback: Feedback) -> None:
    assert feedback.opinions() == ()
    votes = [vote(2**62, 1), vote(2**62, 1), vote(2**62, 1, helpful=False), vote(2**62, 2), vote(5, 1)]
    assert [feedback.keep(one) for one in votes] == [Kept.NEW, Kept.SAME, Kept.CHANGED, Kept.NEW, Kept.NEW]
    opinions = feedback.opinions()
    assert [opinion.passages for opinion in opinions] == [("a" * 13, "b" * 13)] * 3
    assert {opinion.question.replace("\ufffd", "\0") for opinion in opinions} == {QUESTION}
    assert sorted(opinion.helpful for opinion in opinions) == [False, True, True]


def test_what_a_person_has_given_is_forgotten_also_by_a_file(feedback: Feedback, place: Place) -> None:
    for number in range(20):
        feedback.keep(vote(10_000 + number, 1 + number % 2))
    assert feedback.forget(1) == 10
    assert feedback.forget(1) == 0
    assert len(feedback.opinions()) == 10
    assert feedback.forget(2) == 10
    if place.server is None:
        assert b"canal" not in (place.data / FILE).read_bytes()


def test_votes_of_many_at_once_are_all_kept(feedback: Feedback) -> None:
    with ThreadPoolExecutor(6) as threads:
        kept = list(threads.map(lambda number: feedback.keep(vote(number // 2, 1)), range(24)))
    assert len(feedback.opinions()) == 12
    assert set(kept) <= {Kept.NEW, Kept.SAME}


def test_a_database_that_cannot_be_reached_is_told(tmp_path: Path) -> None:
    with Server("postgresql://clio:secret@127.0.0.1:1/library") as server:
        for act in (lambda: Feedback(tmp_path, server).keep(vote(1, 1)), Feedback(tmp_path, server).opinions):
            with pytest.raises(DatabaseUnavailable, match=r"127\.0\.0\.1/library cannot be used just now"):
                act()
