"""The form in which moderators say what a source is."""

from __future__ import annotations

from typing import Any

from discord.ui import Label, TextInput

from bot.commands.forms import Form, form_sent
from bot.escaping import one_line, shortened
from bot.limits import PLACEHOLDER
from bot.sources_view.details import LABELS, LENGTHS, NO_DETAILS, details_from
from index.model import Details

__all__ = ["DetailsForm", "form_sent"]

_HINTS = {
    "title": "Read from the file when left empty",
    "author": "Several between semicolons; read from the file when left empty",
    "date": "Of what it tells of, like 18 October 1991, 1991 or 1948–1952; read from the file when left empty",
    "url": "Where it stands on the web, like https://example.org/page",
}


class DetailsForm(Form):
    """A form with title, author, date and link, all of which may be left empty."""

    def __init__(self, title: str, custom_id: str) -> None:
        super().__init__(title, custom_id)
        self.inputs: dict[str, TextInput[Any]] = {}

    def ask_details(self, given: Details = NO_DETAILS, found: Details = NO_DETAILS) -> None:
        """Add the fields, with what was `given` before, and in grey what was `found` in the file."""
        for name, text in zip(LABELS, given.parts, strict=True):
            in_file = shortened(one_line(getattr(found, name)), PLACEHOLDER // 2)
            self.inputs[name] = TextInput(
                custom_id=name,
                required=False,
                max_length=LENGTHS[name],
                default=text or None,
                placeholder=in_file or None,
            )
            self.add_item(Label(text=LABELS[name], description=_HINTS[name], component=self.inputs[name]))

    def details(self) -> Details:
        """What was typed."""
        return details_from(**{name: field.value or "" for name, field in self.inputs.items()})
