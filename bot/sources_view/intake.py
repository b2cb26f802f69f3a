"""Files that somebody gives: which are taken, and what each became, a line for each."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from bot.escaping import escape, shortened
from bot.sources_view.details import faults
from bot.sources_view.words import moment, named, size_text
from index.archive.model import Kind, Receipt
from index.model import Details

_SUFFIX = 20  # characters
SEVERAL = (
    "-# Title, date and link hold for one file at a time, so I did not use them; each file keeps its own. "
    "`/sources edit` changes them."
)


KINDS = (
    "PDF, Word (.docx), OpenDocument text (.odt), EPUB, web pages (.html, .htm, .xhtml), TEI (.xml, .tei), Markdown "
    "(.md, .markdown) and plain text (.txt, .text)"
)
I_READ = f"-# I read {KINDS}."


@dataclass(frozen=True, slots=True)
class Offer:
    """A file as Discord describes it; `size` in bytes."""

    name: str
    size: int


def refusal(offer: Offer, suffixes: Collection[str], most: int) -> str:
    """Why a file cannot be taken, as a line of markdown; "" when it can. `most` is in bytes."""
    if not is_known(offer, suffixes):
        suffix = shortened(_suffix(offer), _SUFFIX)
        kind = f"of a kind that I can't read ({escape(suffix)})" if suffix else "without a suffix that says its kind"
        return f"❌ **{named(offer.name)}** is {kind}."
    if not offer.size:
        return f"❌ **{named(offer.name)}** is empty."
    if offer.size > most:
        size, limit = size_text(offer.size), size_text(most)
        return f"❌ **{named(offer.name)}** is {size}, over the limit of {limit} a file; split it, and add the parts."
    return ""


def is_known(offer: Offer, suffixes: Collection[str]) -> bool:
    """Whether a file is, by its name, of a kind that is read."""
    return _suffix(offer) in suffixes


def too_much(offer: Offer, left: int, allowed: int) -> str:
    """Say that a file does not fit into what a server may keep; bytes."""
    return (
        f"❌ **{named(offer.name)}** is {size_text(offer.size)}, and of the {size_text(allowed)} that this server may "
        f"keep {size_text(max(0, left))} {'are' if left > 0 else 'is'} left. What is removed counts for 30 days more; "
        "my operator can allow more."
    )


def lost(name: str) -> str:
    """Say that a file could not be fetched."""
    return f"❌ **{named(name)}** could not be fetched from Discord. Please give it to me again."


def receipt_line(receipt: Receipt, title: str, made_at: str) -> str:
    """What a file became; "" when there is nothing to say of it.

    `title` is that of the source with its bytes, and `made_at` the time of the version that it is to replace, or "".
    It is said before the file is read, so it holds also when that fails.
    """
    if receipt.kind is Kind.SAME:
        return f"✔ **{named(receipt.given)}** is already here as **{named(title)}**."
    if receipt.kind is Kind.REPLACES:
        former = f"the one of {moment(made_at)}" if made_at else "what is there"
        return (
            f"**{named(receipt.name)}** is a newer version of {former}, which stays until this one is read; for 30 "
            "days `/sources restore` brings it back then."
        )
    if receipt.name != receipt.given:
        return f"**{named(receipt.given)}** is kept as **{named(receipt.name)}**."
    return ""


def for_each(details: Details, number: int) -> tuple[Details, list[str]]:
    """The details for each of `number` files, and what has to be said of those that cannot be used."""
    if number > 1:
        notes = [SEVERAL] if replace(details, author="") != Details() else []
        return Details(author=details.author), notes
    wrong = faults(details)
    lines = [f"-# {fault} I left that out; `/sources edit` sets it." for fault in wrong.values()]
    return replace(details, **dict.fromkeys(wrong, "")), lines


def _suffix(offer: Offer) -> str:
    return PurePosixPath(offer.name).suffix.lower()
