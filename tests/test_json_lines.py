"""The JSON object of an answer: its keys are a contract."""

from dataclasses import replace

import pytest

from bot.json_lines import answer_object
from index.model import Answer, Passage

ALWAYS = ["question", "answered", "confidence", "hits", "elapsed_ms"]
ANSWER = Answer("Who?", (), False, 0.25, 3, 1.234)


def cite(passage: Passage) -> str:
    return passage.id


@pytest.mark.parametrize(
    ("answer", "added"),
    [
        (replace(ANSWER, answered=True), {}),
        (ANSWER, {}),
        (replace(ANSWER, may_help=True), {"may_help": True}),
        (replace(ANSWER, language="de"), {"language": "de"}),
    ],
)
def test_what_is_said_of_some_answers_only_stands_after_what_is_said_of_all(
    answer: Answer, added: dict[str, object]
) -> None:
    found = answer_object(answer, cite)
    assert list(found) == [*ALWAYS, *added]
    assert {key: found[key] for key in added} == added
