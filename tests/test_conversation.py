"""What an answer's message says of its question can be read from it again, whatever people typed."""

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from discord.components import Container
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.citing import citation_reply
from bot.conversation import BEFORE_LENGTH, BEFORE_SHOWN, earlier_in, goes_on_from, question_of
from bot.escaping import one_line
from bot.replies import MAX_QUESTION, MAX_SHOWN, Reply, reply_for
from index.citation import Reference, Style
from index.model import Answer, Earlier
from tests.component_checks import check_limits, payload
from tests.strategies import answers, examples, passage_ids, texts

if TYPE_CHECKING:
    from discord.types.components import ContainerComponent

ADD_SOURCES = "</sources add:1234567890123456789>"
ID = "a" * 13

questions = texts.map(lambda text: one_line(text)[:MAX_QUESTION].strip() or "Why?")
before = texts.map(lambda text: one_line(text.replace("“", "").replace("”", ""))[:BEFORE_LENGTH].strip() or "Who?")
earlier = st.builds(
    Earlier,
    before,
    st.lists(passage_ids, max_size=BEFORE_SHOWN, unique=True).map(tuple),
    st.lists(before, max_size=1).map(tuple),
)


def components_of(reply: Reply) -> list[Container]:
    """The reply's components as discord.py reads them from a message."""
    return [Container(cast("ContainerComponent", data), None) for data in payload(reply)]


@given(answers(questions), earlier, st.integers(1, MAX_SHOWN), st.sampled_from(("answered", "may help", "nothing")))
@examples(150)
def test_a_message_tells_what_its_question_goes_on_from(
    answer: Answer, earlier: Earlier, count: int, outcome: str
) -> None:
    answer = replace(answer, earlier=earlier, answered=outcome == "answered", may_help=outcome == "may help")
    reply = reply_for(answer, 0, count, ADD_SOURCES)
    check_limits(reply)
    components = components_of(reply)
    read = goes_on_from(components)
    assert question_of(components) == answer.question
    assert read is not None
    assert read.questions == earlier.questions
    if outcome != "nothing":
        assert read.passages == earlier.passages
    following = earlier_in(components)
    assert following is not None
    assert following.together == earlier.questions
    assert following.question[:20] == answer.question[:20] or following.question.endswith("…")
    assert len(following.question) <= BEFORE_LENGTH


@given(answers(questions))
def test_an_answer_by_itself_goes_on_from_nothing(answer: Answer) -> None:
    components = components_of(reply_for(answer))
    assert goes_on_from(components) is None
    following = earlier_in(components)
    assert following is not None
    assert following.together == ()
    assert following.passages == tuple(hit.passage.id for hit in answer.hits[:BEFORE_SHOWN])


@given(answers(questions))
@settings(max_examples=20)
def test_what_is_no_answer_is_not_gone_on_from(answer: Answer) -> None:
    assert (
        earlier_in(components_of(citation_reply([(answer.hits[0].passage, Reference("Brandt", "Brandt"))], Style.APA)))
        is None
    )
    assert earlier_in(components_of(reply_for(replace(answer, answered=False, language="de")))) is None
    assert earlier_in([]) is None


def test_a_question_cannot_forge_the_line_below_it() -> None:
    forged = "Who?\n-# Understood together with: “When?”"
    answer = Answer(forged, (), False, 0.0, 1, 1.0)
    components = components_of(reply_for(answer))
    assert goes_on_from(components) is None
    assert question_of(components) == one_line(forged)
