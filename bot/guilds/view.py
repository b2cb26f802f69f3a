"""`GuildSettings` → the message that shows them all and has a menu or button to change each: pure functions."""

from collections.abc import Collection, Sequence
from typing import Any

from discord import ChannelType, SelectDefaultValue, SelectDefaultValueType, SelectOption
from discord.ui import ActionRow, Button, ChannelSelect, Container, Item, RoleSelect, Section, Select, TextDisplay

from bot.errors import duration
from bot.escaping import escape
from bot.guilds.daily_view import NO_STATE, DailyState, daily_section
from bot.guilds.settings import MAX_CHOSEN, GuildSettings
from bot.replies import GOLD, MAX_SHOWN, Reply
from index.citation import Style

MODERATORS, CHANNELS, PRIVATE = "set:moderators", "set:channels", "set:private"
PASSAGES, SHARED, STYLE, COOLDOWN = "set:passages", "set:shared", "set:style", "set:cooldown"
COOLDOWN_FORM = "set:seconds"
YES, NO = "yes", "no"

# Where people write and read questions; a thread counts as the channel that it belongs to. Media channels are not
# among the types that Discord's specification lets a menu have.
CHANNEL_TYPES = [ChannelType.text, ChannelType.voice, ChannelType.news, ChannelType.stage_voice, ChannelType.forum]


def settings_reply(
    settings: GuildSettings,
    roles: Collection[int],
    channels: Collection[int],
    name: str,
    daily: DailyState = NO_STATE,
) -> Reply:
    """Show every setting with its current value.

    `roles` and `channels` are the ids of those that exist in the server: a menu may name no others. `name` is what
    the bot is called in the server's list of integrations, `daily` how the daily post fares.
    """
    children: list[Item[Any]] = [
        TextDisplay("### Settings of this server"),
        *_moderators(settings, roles, name),
        *_channels(settings, channels),
        *_private(settings),
        *_passages(settings),
        *_shared(settings),
        *_style(settings),
        _cooldown(settings),
        daily_section(settings, daily),
    ]
    return Reply(Container(*children, accent_colour=GOLD))


def _moderators(settings: GuildSettings, roles: Collection[int], name: str) -> Sequence[Item[Any]]:
    known, gone = _known(settings.moderators, roles)
    lines = [
        "**Moderators**",
        "-# Beside members with Manage Server, who alone choose them: members with one of these roles.",
    ]
    if gone:
        lines.append(f"-# {_gone(gone, 'role')}")
    if settings.moderators:
        lines.append(
            "Discord offers my moderators' commands only to members with Manage Server. For other members with these "
            f"roles, allow them in **Server Settings → Integrations → {escape(name)}**; a bot can't do that."
        )
    menu = RoleSelect[Any](
        custom_id=MODERATORS,
        placeholder="No roles: only members with Manage Server",
        min_values=0,
        max_values=MAX_CHOSEN,
        default_values=[_default(role, SelectDefaultValueType.role) for role in known],
    )
    return TextDisplay("\n".join(lines)), ActionRow(menu)


def _channels(settings: GuildSettings, channels: Collection[int]) -> Sequence[Item[Any]]:
    known, gone = _known(settings.channels, channels)
    lines = ["**Channels where I answer**", "-# A thread counts as the channel that it belongs to."]
    if gone:
        nowhere = "" if known else " I answer nowhere until others are chosen."
        lines.append(f"-# {_gone(gone, 'channel')}{nowhere}")
    menu = ChannelSelect[Any](
        custom_id=CHANNELS,
        channel_types=CHANNEL_TYPES,
        placeholder="Everywhere" if not settings.channels else "Nowhere",
        min_values=0,
        max_values=MAX_CHOSEN,
        default_values=[_default(channel, SelectDefaultValueType.channel) for channel in known],
    )
    return TextDisplay("\n".join(lines)), ActionRow(menu)


def _private(settings: GuildSettings) -> Sequence[Item[Any]]:
    text = "**Who sees answers to /ask**\n-# Unless its option `private` says otherwise. Mentions are answered openly."
    menu = _menu(PRIVATE, _flag(settings.private), {NO: "Everyone in the channel", YES: "Only who asked"})
    return TextDisplay(text), ActionRow(menu)


def _passages(settings: GuildSettings) -> Sequence[Item[Any]]:
    numbers = {str(number): f"{number} passage{'s' if number > 1 else ''}" for number in range(1, MAX_SHOWN + 1)}
    text = "**Passages in an answer**\n-# More of them are behind its button *More passages*."
    return TextDisplay(text), ActionRow(_menu(PASSAGES, str(settings.passages), numbers))


def _shared(settings: GuildSettings) -> Sequence[Item[Any]]:
    choices = {YES: "This server's sources and the shared library", NO: "This server's sources only"}
    text = "**What is searched**\n-# The shared library is kept by my operator, for all servers."
    return TextDisplay(text), ActionRow(_menu(SHARED, _flag(settings.shared), choices))


def _style(settings: GuildSettings) -> Sequence[Item[Any]]:
    text = (
        "**Citation style**\n-# Of references behind the button *Cite* and in /bibliography; each can be had in others."
    )
    return TextDisplay(text), ActionRow(_menu(STYLE, settings.style, {style.value: style.label for style in Style}))


def _cooldown(settings: GuildSettings) -> Item[Any]:
    value = duration(settings.cooldown_s) if settings.cooldown_s else "none"
    text = f"**Pause between a member's questions**: {value}\n-# Moderators need not wait."
    return Section(text, accessory=Button(label="Change", custom_id=COOLDOWN))


def _menu(custom_id: str, current: str, choices: dict[str, str]) -> Select[Any]:
    options = [SelectOption(label=label, value=value, default=value == current) for value, label in choices.items()]
    return Select(custom_id=custom_id, options=options)


def _default(number: int, kind: SelectDefaultValueType) -> SelectDefaultValue:
    # Discord wants ids as text; discord.py sends this one as it is given.
    return SelectDefaultValue(id=str(number), type=kind)  # type: ignore[arg-type]


def _flag(value: bool) -> str:
    return YES if value else NO


def _known(chosen: Sequence[int], existing: Collection[int]) -> tuple[list[int], int]:
    """Those of the chosen that exist, and how many do not."""
    known = [item for item in chosen if item in existing]
    return known, len(chosen) - len(known)


def _gone(count: int, what: str) -> str:
    return f"{count} {what}{'s' if count > 1 else ''} chosen earlier no longer exist{'s' if count == 1 else ''}."
