"""The JSON object of an answer: its keys are a contract."""

from dataclasses import replace

import pytest

from bot.json_lines import answer_object
from index.model import Answer, Document, Hit, Locator, Passage, Respelling

ALWAYS = ["question", "answered", "confidence", "hits", "elapsed_ms"]
ANSWER = Answer("Who?", (), False, 0.25, 3, 1.234)


HIT = Hit(Passage("a" * 13, Document("a.md", "A"), 0, 1, "Ada did.", Locator((), 1, 1)), 1.0, 1, "Ada did.")


def cite(passage: Passage) -> str:
    return passage.id


@pytest.mark.parametrize(
    ("answer", "added"),
    [
        (replace(ANSWER, answered=True), {}),
        (ANSWER, {}),
        (replace(ANSWER, may_help=True), {"may_help": True}),
        (replace(ANSWER, language="de"), {"language": "de"}),
        (
            replace(ANSWER, respelt=(Respelling("Dvorzak", "Dvořák"),)),
            {"searched_for": [{"asked": "Dvorzak", "searched": "Dvořák", "also": False}]},
        ),
    ],
)
def test_what_is_said_of_some_answers_only_stands_after_what_is_said_of_all(
    answer: Answer, added: dict[str, object]
) -> None:
    found = answer_object(answer, cite)
    assert list(found) == [*ALWAYS, *added]
    assert {key: found[key] for key in added} == added


def test_a_hit_names_where_else_it_is_said_only_where_it_is() -> None:
    other = Passage("b" * 13, Document("b.md", "B", "1911"), 0, 1, "Ada did!", Locator((), 2, 2))
    alone, twice = (
        answer_object(replace(ANSWER, hits=(hit,)), cite)["hits"] for hit in (HIT, replace(HIT, also=(other,)))
    )
    assert isinstance(alone, list) and isinstance(twice, list)
    also = [
        {
            "passage_id": "b" * 13,
            "document": {"path": "b.md", "title": "B", "date": "1911", "url": ""},
            "locator": "¶ 2",
        }
    ]
    assert twice == [alone[0] | {"also": also}]
