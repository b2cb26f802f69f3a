"""What Discord's own app does not let people do, but a program of theirs may try: ids of their own making."""

from typing import Any

from tests.local_discord import Channel, Interaction, InteractionType, LocalDiscord, Message, User
from tests.local_discord.message_store import Draft

V2 = 1 << 15
BUTTON, MENU = 2, 3


def planted(discord: LocalDiscord, channel: Channel, custom_id: str, values: tuple[str, ...] = ()) -> Message:
    """A message of the bot's own with one button, or a menu of these values, under a custom id."""
    part: dict[str, Any] = {"type": BUTTON, "style": 2, "label": "Forged", "custom_id": custom_id}
    if values:
        options = [{"label": value, "value": value} for value in values]
        part = {"type": MENU, "custom_id": custom_id, "options": options}
    body = {"flags": V2, "components": [{"type": 1, "components": [part]}]}
    return discord._world.store.create(channel, discord.bot, Draft(body))


async def use_planted(
    discord: LocalDiscord, person: User, channel: Channel, custom_id: str, value: str = ""
) -> Interaction:
    """Press such a button, or choose the value in such a menu."""
    message = planted(discord, channel, custom_id, (value,) if value else ())
    if value:
        return await person.select(message, custom_id, [value])
    return await person.press(message, custom_id=custom_id)


def send_form(person: User, channel: Channel, custom_id: str, answers: dict[str, str]) -> Interaction:
    """Send a form that was never opened."""
    components = [
        {"type": 18, "id": number, "component": {"type": 4, "id": 100 + number, "custom_id": name, "value": text}}
        for number, (name, text) in enumerate(answers.items(), 1)
    ]
    data = {"custom_id": custom_id, "components": components, "resolved": {}}
    return person._dispatch(InteractionType.MODAL_SUBMIT, channel, data)


async def said(interaction: Interaction) -> Message:
    """What the person is told, whichever way."""
    await interaction.first_response()
    if interaction.original is None or interaction.original is interaction.source:
        return await interaction.followup()
    return await interaction.message()
