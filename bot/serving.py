"""`clio run`: connected to Discord from start to signal."""

import asyncio
import logging
import signal
import sys
from collections.abc import Callable
from contextlib import nullcontext, suppress

import discord

from bot.client import Clio
from bot.connection import Lost, quiet_reconnects, reason
from bot.handles import allow_many
from bot.librarian import Librarian
from bot.run_lock import AlreadyRunning, OutOfReach, sole_run
from bot.settings import Settings
from index.errors import HalfCarried
from index.moving.ledger import require_whole

DONE, FAILED = 0, 1
AGAIN_S = 5.0  # between two tries to connect to Discord anew
APART = "Without CLIO_DATABASE_URL each process has a data folder of its own."

log = logging.getLogger(__name__)

Begin = Callable[[Settings, Librarian], Clio]


def run(settings: Settings, begin: Begin = Clio) -> int:
    """Connect to Discord and answer until SIGINT or SIGTERM; returns the exit status.

    0 after a signal; 1 when it cannot connect, is sent away, another process uses the data folder, or a library was
    carried there in part, with a one-line reason on stderr.
    """
    if not settings.discord_token:
        return _fail("DISCORD_TOKEN is not set; put the bot's token there or into the file .env of this folder.")
    # Set on the class, as discord.py has no such setting of one client: one API per process.
    discord.http.Route.BASE = settings.discord_api
    quiet_reconnects()
    allow_many()
    try:
        with nullcontext() if settings.database_url else sole_run(settings.data, APART if settings.shards else ""):
            if not settings.database_url:  # else that is looked at as soon as it can be reached
                require_whole(settings.data)
            asyncio.run(_serve(settings, begin))
    except KeyboardInterrupt:  # where asyncio has no signal handlers (Windows)
        return DONE
    except (AlreadyRunning, HalfCarried) as error:
        return _fail(str(error))
    except Lost as error:
        return _fail(reason(error.cause, settings.discord_api))
    return DONE


async def _serve(settings: Settings, begin: Begin) -> None:
    """Serve until a signal comes. Raises Lost, AlreadyRunning, HalfCarried.

    Who was connected once is not ended by a network that is away: Discord is tried again until it is there too.
    """
    signalled, trouble = _signalled(), None
    while not signalled.done():
        try:
            return await _serve_in_reach(settings, begin, signalled)
        except OutOfReach:  # it begins anew, and first waits for what could not be reached
            trouble = ""
        except Lost as error:
            if trouble is None or not error.may_pass:
                raise
            if (why := reason(error.cause, settings.discord_api)) != trouble:
                log.warning("%s It is tried again.", why)
            trouble = why
            await asyncio.wait((signalled,), timeout=AGAIN_S)


async def _serve_in_reach(settings: Settings, begin: Begin, signalled: asyncio.Future[None]) -> None:
    """Serve until a signal comes. Raises OutOfReach when others may have the shards, and what `_serve` raises."""
    librarian = Librarian(settings.library)
    async with begin(settings, librarian) as client:
        connected = asyncio.create_task(client.start(settings.discord_token), name="connection")
        taken = asyncio.create_task(client.until_taken(), name="shards")
        try:
            await asyncio.wait((connected, signalled, taken), return_when=asyncio.FIRST_COMPLETED)
            if connected.done() and (error := connected.exception()):
                raise Lost.of(error)
            if taken.done():
                taken.result()
            log.info("Disconnecting.")
        except OutOfReach as error:
            log.error("%s", error)
            raise
        finally:
            await client.take_leave()
            await client.close()
            for task in (connected, taken):
                task.cancel()
                with suppress(asyncio.CancelledError, Exception):
                    await task
            await librarian.close()


def _signalled() -> asyncio.Future[None]:
    """A future that is done at the first SIGINT or SIGTERM; after that they do what they do by default."""
    loop = asyncio.get_running_loop()
    signalled: asyncio.Future[None] = loop.create_future()

    def note() -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)
        signalled.set_result(None)

    with suppress(NotImplementedError):
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, note)
    return signalled


def _fail(why: str) -> int:
    sys.stderr.write(f"clio: {why}\n")
    return FAILED
