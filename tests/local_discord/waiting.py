"""Waiting for the bot to do something, always with a limit."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")
DEFAULT_TIMEOUT = 5.0


class WaitTimeout(AssertionError):
    """What a test waited for did not happen in time; the text says what was seen instead."""


class Changes:
    """Wakes those who wait whenever the state of the local Discord changes."""

    def __init__(self) -> None:
        """Start with nobody waiting."""
        self._waiting: set[asyncio.Event] = set()

    def notify(self) -> None:
        """Make every waiter look again."""
        for event in self._waiting:
            event.set()

    async def until(
        self,
        find: Callable[[], Found | None],
        what: str,
        seen: Callable[[], str],
        timeout: float = DEFAULT_TIMEOUT,  # noqa: ASYNC109 - the wait is for a change, with its own message
    ) -> Found:
        """Return the first truthy result of `find`, which is called again at every change.

        Raises WaitTimeout after `timeout` real seconds, with `what` was waited for and what `seen` tells.
        """
        event = asyncio.Event()
        self._waiting.add(event)
        try:
            async with asyncio.timeout(timeout):
                while not (found := find()):
                    event.clear()
                    await event.wait()
                return found
        except TimeoutError:
            msg = f"waited {timeout:g} s for {what}; instead: {seen()}"
            raise WaitTimeout(msg) from None
        finally:
            self._waiting.discard(event)
