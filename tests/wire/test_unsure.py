"""What is said between an answer and nothing, and to a question in another language."""

from tests.local_discord import Channel
from tests.wire.conftest import Town

UNSURE_QUESTION = "What was the town's oldest tower used for?"  # in other words than the text, and not quite its thing
GERMAN_QUESTION = "Wer hat den Leuchtturm gebaut und wann war das?"


async def test_passages_that_may_help_are_shown_as_such(town: Town, channel: Channel) -> None:
    asked = await town.ada.slash(channel, "ask", question=UNSURE_QUESTION)
    reply = await asked.message()
    assert "clearly answers that. **These may help:**" in reply.text
    assert "The lighthouse of Port Amsel" in reply.text
    labels = [button.label or button.emoji for button in reply.buttons]
    assert labels == ["In context"] * 3 + ["More passages", "Cite", "👍", "👎"]
    more = await (await town.bob.press(reply, "More passages")).message()
    assert "**These may help:**" in more.text


async def test_a_question_in_another_language_is_told_to_be_asked_in_english(town: Town, channel: Channel) -> None:
    asked = await town.ada.slash(channel, "ask", question=GERMAN_QUESTION)
    reply = await asked.message()
    assert "in German" in reply.text
    assert "in English" in reply.text
    assert not list(reply.buttons)
