"""The group `/sources` itself; the modules beside this one put their commands into it."""

import discord
from discord import app_commands

sources = app_commands.Group(
    name="sources",
    description="This server's own sources: add, list, change, remove. For moderators.",
    default_permissions=discord.Permissions(manage_guild=True),
    allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
    allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
)
