"""The answers that are under way, so that the bot can end without leaving anyone without one."""

import asyncio


class UnderWay:
    """The tasks that answer people at this moment."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[object]] = set()
        self._is_over = False

    def join(self) -> None:
        """Count the current task until it ends; after `finish` it is cancelled instead."""
        task = asyncio.current_task()
        assert task is not None
        if self._is_over:  # the connection that it would answer by is being closed
            task.cancel()
            return
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def finish(self, within_s: float) -> None:
        """Wait until all are done, at most `within_s` seconds; then cancel what is left."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=within_s)
        self._is_over = True
        for task in self._tasks:
            task.cancel()
