"""People who go on asking, whatever happens, and what each of them was told after how long."""

import asyncio
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from index.errors import DatabaseUnavailable
from tests.wire.house import House
from tests.wire.sources import LIGHTHOUSE_ANSWER, LIGHTHOUSE_QUESTION

EVERY_S = 0.05
PATIENCE_S = 30.0
UNAVAILABLE = DatabaseUnavailable("", "").for_people


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody was told, in which house, how many seconds after they asked; `at` is when, by time.monotonic()."""

    house: House
    at: float
    waited_s: float
    text: str

    @property
    def is_answer(self) -> bool:
        """Whether it is the answer."""
        return LIGHTHOUSE_ANSWER in self.text

    @property
    def is_refusal(self) -> bool:
        """Whether it says that the database is away."""
        return self.text == UNAVAILABLE


@dataclass
class Load:
    """A question every so many seconds, in one house after the other, as long as the block lasts."""

    houses: Sequence[House]
    every_s: float = EVERY_S
    told: list[Told] = field(default_factory=list)
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)
    _asking: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._asking = asyncio.create_task(self._ask())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._asking is not None
        self._asking.cancel()
        await asyncio.gather(*self._tasks)

    async def until_answered(self) -> float:
        """Wait until in each house somebody is answered who asks from now on; gives how many seconds that took."""
        return await self._until(lambda told: told.is_answer)

    async def until_refused(self) -> float:
        """Wait until in each house somebody is refused who asks from now on; gives how many seconds that took."""
        return await self._until(lambda told: told.is_refusal)

    @property
    def refusals(self) -> list[Told]:
        """What those were told who were refused."""
        return [told for told in self.told if told.is_refusal]

    @property
    def figures(self) -> str:
        """How many were answered and refused, and after how long."""
        answers = [told.waited_s * 1000 for told in self.told if told.is_answer]
        refusals = [told.waited_s * 1000 for told in self.refusals] or [0.0]
        return (
            f"{len(answers)} answers, median {statistics.median(answers):.0f} ms, longest {max(answers):.0f} ms; "
            f"{len(self.refusals)} refusals, median {statistics.median(refusals):.0f} ms, longest "
            f"{max(refusals):.0f} ms"
        )

    async def _until(self, is_it: Callable[[Told], bool]) -> float:
        began = time.monotonic()
        houses = {house.guild.id for house in self.houses}
        async with asyncio.timeout(PATIENCE_S):
            while houses:
                await asyncio.sleep(EVERY_S)
                since = [told for told in self.told if told.at - told.waited_s >= began]
                houses -= {told.house.guild.id for told in since if is_it(told)}
        return time.monotonic() - began

    async def _ask(self) -> None:
        while True:
            house = self.houses[len(self._tasks) % len(self.houses)]
            self._tasks.append(asyncio.create_task(self._ask_once(house)))
            await asyncio.sleep(self.every_s)

    async def _ask_once(self, house: House) -> None:
        began = time.monotonic()
        text = await house.ask(LIGHTHOUSE_QUESTION)
        self.told.append(Told(house, time.monotonic(), time.monotonic() - began, text))
