"""Many people who ask at once, beside the same number of questions one after the other."""

import asyncio
from collections.abc import Iterator, Sequence
from time import perf_counter

from bot.errors import NotReady
from bot.librarian import Librarian
from index.model import Inquiry
from tests.benchmarks.alternating import dealt
from tests.benchmarks.figures import Figure, Goal, Result
from tests.benchmarks.libraries import options, timed_questions, warming_questions
from tests.benchmarks.setting import Setting

TITLE = "64 people asking at once, against one after the other"
_PEOPLE = 64
_LOOK_AGAIN_S = 0.1  # while the library is opened
_SETTLED_S = 2.0  # after which the work that follows the opening is over, where nothing changed
_GOAL = Goal(least=3.0)


def run(setting: Setting, passages: int) -> Iterator[Result]:
    """Ask the bot's own desk in both ways; each question is asked only once."""
    asked = dealt(timed_questions(2 * _PEOPLE * setting.rounds), 2 * setting.rounds)
    singly, together = asyncio.run(_rounds(Librarian(options(setting, passages)), asked))
    figures = (
        Figure.ratio("questions/s at once, by one after the other", together, singly, _GOAL),
        Figure("one after the other", tuple(singly), "/s"),
        Figure("at once", tuple(together), "/s"),
    )
    yield Result("concurrent", TITLE, figures, passages, setting.notes)


async def _rounds(librarian: Librarian, asked: Sequence[Sequence[str]]) -> tuple[list[float], list[float]]:
    """Questions a second: singly, and together."""
    librarian.start()
    try:
        await _until_ready(librarian)
        singly, together = [], []
        for place in range(0, len(asked), 2):
            if place % 4:  # each is first in every other round
                together.append(await _together(librarian, asked[place + 1]))
                singly.append(await _singly(librarian, asked[place]))
            else:
                singly.append(await _singly(librarian, asked[place]))
                together.append(await _together(librarian, asked[place + 1]))
        return singly, together
    finally:
        await librarian.close()


async def _until_ready(librarian: Librarian) -> None:
    while True:
        try:
            librarian.require_ready()
            break
        except NotReady:
            await asyncio.sleep(_LOOK_AGAIN_S)
    await asyncio.sleep(_SETTLED_S)
    for question in warming_questions():
        await librarian.ask(Inquiry(question))


async def _singly(librarian: Librarian, questions: Sequence[str]) -> float:
    started = perf_counter()
    for question in questions:
        await librarian.ask(Inquiry(question))
    return len(questions) / (perf_counter() - started)


async def _together(librarian: Librarian, questions: Sequence[str]) -> float:
    started = perf_counter()
    await asyncio.gather(*(librarian.ask(Inquiry(question)) for question in questions))
    return len(questions) / (perf_counter() - started)
