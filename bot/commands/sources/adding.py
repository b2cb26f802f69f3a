"""`/sources add` and *Add to sources*: files become sources."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Self

import discord
from discord import Attachment, app_commands
from discord.ui import FileUpload, Label

from bot.commands.sources.forms import DetailsForm
from bot.commands.sources.group import sources
from bot.commands.sources.receiving import receive
from bot.guilds.permissions import require_moderator
from bot.limits import FILES
from bot.sources_view.details import AUTHOR, DATE, LINK, NO_DETAILS, TITLE, details_from
from bot.sources_view.ids import ADD_MODAL
from bot.sources_view.intake import KINDS
from bot.sources_view.words import size_text
from index.archive import Details

if TYPE_CHECKING:
    from bot.client import Clio

NO_FILES = f"That message has no files. I take documents: {KINDS}."


@sources.command()
@app_commands.describe(
    file="A document; leave this out to choose up to 10 in a form",
    title="Title, if the file does not say it",
    author="Author; several between semicolons",
    date="When what it tells of happened, like 18 October 1991 or 1948–1952",
    link="Where it stands on the web",
)
async def add(
    interaction: discord.Interaction[Clio],
    file: Attachment | None = None,
    title: app_commands.Range[str, 1, TITLE] = "",
    author: app_commands.Range[str, 1, AUTHOR] = "",
    date: app_commands.Range[str, 1, DATE] = "",
    link: app_commands.Range[str, 1, LINK] = "",
    file_2: Attachment | None = None,
    file_3: Attachment | None = None,
    file_4: Attachment | None = None,
    file_5: Attachment | None = None,
    file_6: Attachment | None = None,
    file_7: Attachment | None = None,
    file_8: Attachment | None = None,
    file_9: Attachment | None = None,
    file_10: Attachment | None = None,
) -> None:
    """Add documents, or newer versions of them: files given here, or chosen in a form."""
    await require_moderator(interaction)
    given = (file, file_2, file_3, file_4, file_5, file_6, file_7, file_8, file_9, file_10)
    details = details_from(title, author, date, link)
    if files := [attachment for attachment in given if attachment]:
        await receive(interaction, files, details)
    else:
        await interaction.response.send_modal(AddForm(interaction.client.settings.limits.file_bytes, details))


@app_commands.context_menu(name="Add to sources")
@app_commands.default_permissions(manage_guild=True)
@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
async def add_to_sources(interaction: discord.Interaction[Clio], message: discord.Message) -> None:
    """Add the files of a message."""
    await require_moderator(interaction)
    if message.attachments:
        await receive(interaction, message.attachments, NO_DETAILS)
    else:
        await interaction.response.send_message(NO_FILES, ephemeral=True)


class AddForm(DetailsForm):
    """Asks for files and what is to be said of them."""

    pattern = re.compile(ADD_MODAL)

    def __init__(self, file_bytes: int = 0, given: Details = NO_DETAILS) -> None:
        super().__init__("Add sources", ADD_MODAL)
        self.files: FileUpload[Any] = FileUpload(custom_id="files", required=True, min_values=1, max_values=FILES)
        hint = f"Up to {FILES} documents of at most {size_text(file_bytes)} each; PDF, Word, EPUB, web pages, text…"
        self.add_item(Label(text="Files", description=hint, component=self.files))
        self.ask_details(given)

    @classmethod
    def sent(cls, match: re.Match[str]) -> Self:
        """The form, for its answers to be put in."""
        return cls()

    async def send(self, interaction: discord.Interaction[Clio]) -> None:
        """Add the files."""
        await receive(interaction, self.files.values, self.details())
