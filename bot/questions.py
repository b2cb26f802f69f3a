"""A question as a person types it in Discord → one line to ask the library, or how to ask."""

import re

from bot.errors import QuestionTooLong
from bot.escaping import one_line
from bot.replies import MAX_QUESTION

HELP = (
    "I answer history questions with passages from my library, word for word and with their sources. For example: "
    "*When did Israel and the Soviet Union resume diplomatic relations?* "
    "In a server use `/ask`, mention me, or reply to one of my answers; in a direct message just write."
)


def question_in(text: str, bot_id: int = 0) -> str:
    """What is asked in a text, without mentions of the bot and on one line; "" when it has no letter or digit.

    Raises QuestionTooLong.
    """
    question = one_line(re.sub(rf"<@!?{bot_id}>", " ", text))
    if len(question) > MAX_QUESTION:
        raise QuestionTooLong(len(question), MAX_QUESTION)
    return question if any(char.isalnum() for char in question) else ""
