"""How fast this machine indexes: a job that has to last for some seconds is made as large as they take here."""

import time
from dataclasses import dataclass
from typing import Self

from tests.local_discord import Upload
from tests.wire.house import House, report
from tests.wire.town_register import register

_MEASURED, _FEWEST, _MOST = 100, 50, 5_000  # files
_EDITION = 999  # of the register; no test uses it, as what is known is indexed at once


@dataclass(frozen=True, slots=True)
class Pace:
    """`files_per_s` of the register, each of two short passages."""

    files_per_s: float

    @classmethod
    async def of(cls, house: House) -> Self:
        """Measure it by a job of some files, which stay in the server; within seconds after a question it is lower."""
        began = time.perf_counter()
        await report(await house.do("import", file=Upload("register.zip", register(_MEASURED, _EDITION))))
        return cls(_MEASURED / (time.perf_counter() - began))

    def lasting(self, seconds: float) -> int:
        """How many files take about so long; twice as long, or half, where others begin or cease to use the machine."""
        return max(_FEWEST, min(_MOST, round(self.files_per_s * seconds)))
