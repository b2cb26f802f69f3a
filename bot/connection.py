"""Why a connection to Discord failed, in one line."""

import logging
from typing import Self

import aiohttp
import discord

from bot.escaping import one_line, shortened

TOKEN_PAGE = "https://discord.com/developers/applications"
STATUS_PAGE = "https://discordstatus.com"
_BAD_TOKEN, _INVALID_SHARD, _TOO_FEW_SHARDS = 4004, 4010, 4011  # close codes of the gateway
_LINE = 160  # characters of an error's text; some hold a whole web page
_NETWORK = (OSError, aiohttp.ClientError, discord.ConnectionClosed, discord.GatewayNotFound)
_PASSING = (OSError, aiohttp.ClientError, discord.DiscordServerError, discord.GatewayNotFound)
REFUSED = (discord.DiscordException, OSError, aiohttp.ClientError)  # what keeps Discord from answering


class Lost(Exception):
    """The connection could not be made or is over for good.

    Attribute: `cause`, what discord.py or aiohttp raised.
    """

    def __init__(self, cause: Exception) -> None:
        self.cause = cause
        super().__init__(str(cause))

    @classmethod
    def of(cls, error: BaseException) -> Self | BaseException:
        """The error as Lost when it is one of the network or of Discord, else itself."""
        return cls(error) if isinstance(error, REFUSED) else error

    @property
    def may_pass(self) -> bool:
        """Whether it may be made later: it is the network's doing, or Discord is having trouble."""
        return isinstance(self.cause, _PASSING)


def reason(error: Exception, api: str) -> str:
    """Say in one line why there is no connection and what to do; never anything of the token."""
    if isinstance(error, discord.LoginFailure) or getattr(error, "code", None) == _BAD_TOKEN:
        return f"Discord does not accept the token in DISCORD_TOKEN; copy it anew from {TOKEN_PAGE} (Bot, Reset Token)."
    if isinstance(error, discord.PrivilegedIntentsRequired):
        return f"Discord asks for intents that are not enabled for this bot; see {TOKEN_PAGE} (Bot)."
    if getattr(error, "code", None) in (_INVALID_SHARD, _TOO_FEW_SHARDS):
        return "Discord does not take these shards: Clio is in too many servers for so few. Set CLIO_SHARDS to more."
    if isinstance(error, discord.HTTPException):
        return f"{api} refused: {in_one_line(error)}. {STATUS_PAGE} shows whether Discord is having trouble."
    if isinstance(error, discord.DiscordException):
        return f"Discord ended the connection: {in_one_line(error)}. {STATUS_PAGE} shows whether it is having trouble."
    return f"Discord cannot be reached at {api}: {in_one_line(error)}. Check the network."


def quiet_reconnects() -> None:
    """Log a lost connection that discord.py makes anew as one line, without the traceback."""
    for name in ("discord.client", "discord.shard", "discord.gateway"):
        logging.getLogger(name).addFilter(_fold_network_error)


def _fold_network_error(record: logging.LogRecord) -> bool:
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, _NETWORK):
        record.msg, record.args, record.exc_info = "%s: %s", (record.getMessage(), in_one_line(error)), None
    return True


def in_one_line(error: BaseException) -> str:
    """The error's text, shortened to one line, or its name when it has none."""
    return shortened(one_line(str(error)).rstrip("."), _LINE) or type(error).__name__
