"""What went wrong → the sentence that a person sees, and the line that stands in the log."""

import logging
import secrets

import aiohttp
import discord
from discord import app_commands

from bot.connection import in_one_line
from bot.errors import BotError
from bot.replies import notice
from index.errors import ClioError

# Unknown message, webhook or interaction, one answered already, a token run out: nobody is left to answer.
GONE = frozenset({10008, 10015, 10062, 40060, 50027})
UNREACHABLE = (discord.HTTPException, OSError, aiohttp.ClientError)  # what a request to Discord may raise
_NETWORK = (discord.DiscordServerError, aiohttp.ClientError, ConnectionError, TimeoutError)
_INVALID_FORM = 50035
_NOT_NOW = (401, 429)  # statuses: Discord refuses the bot as a whole, or for the moment

log = logging.getLogger(__name__)


async def tell(interaction: discord.Interaction, error: Exception) -> None:
    """Tell the person who used a command or a button why it has no answer; an unexpected error is logged."""
    error = error.original if isinstance(error, app_commands.CommandInvokeError) else error
    if is_out_of_reach(error):
        log.info("An interaction stays without an answer: %s", error)
        return
    try:
        await _respond(interaction, sentence(error))
    except UNREACHABLE as refusal:
        log.info("The reason why there is no answer could not be told: %s", refusal)


def is_out_of_reach(error: Exception) -> bool:
    """Whether Discord lets the bot answer there no more, or never did: no fault of anyone here."""
    return isinstance(error, discord.Forbidden) or (isinstance(error, discord.HTTPException) and error.code in GONE)


def is_trouble(error: Exception) -> bool:
    """Whether Discord, or the way to it, does not work at this moment."""
    return isinstance(error, _NETWORK) or (isinstance(error, discord.HTTPException) and error.status in _NOT_NOW)


def sentence(error: Exception) -> str:
    """Say what went wrong; of an unexpected error only a reference, under which the log has its traceback."""
    if isinstance(error, BotError) and error.markdown:
        return error.markdown
    if isinstance(error, ClioError):
        if error.for_people != str(error):
            log.error("%s: %s", type(error).__name__, error)
        return notice(error.for_people)
    if isinstance(error, BotError):
        return notice(str(error))
    if isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
        return "This command has changed since your Discord last heard of it; please try again in a minute."
    if is_trouble(error):
        log.warning("Discord is having trouble: %s", in_one_line(error))
        return "Discord is having trouble; please ask again."
    reference = secrets.token_hex(3)
    log.error("Unexpected error, reference %s", reference, exc_info=error)
    return (
        f"Something went wrong on my side (reference {reference}). "
        "That is a fault of mine, not of your question; my operator finds it in the log."
    )


async def _respond(interaction: discord.Interaction, text: str) -> None:
    """Use whichever way of responding is still open; only the person sees it, unless they saw "thinking" in public."""
    if not interaction.response.is_done():
        await interaction.response.send_message(text, ephemeral=True)
    elif interaction.response.type is discord.InteractionResponseType.deferred_channel_message:
        try:
            await interaction.edit_original_response(content=text)
        except discord.HTTPException as refusal:
            if refusal.code != _INVALID_FORM:
                raise
            await interaction.followup.send(text, ephemeral=True)  # the response shows components already
    else:
        await interaction.followup.send(text, ephemeral=True)
