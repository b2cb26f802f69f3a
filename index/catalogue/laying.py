"""What was imported about a file, laid over its documents."""

from collections.abc import Mapping
from dataclasses import replace

from index.citation.items import Item
from index.model import Document, Text


def laid_over(texts: tuple[Text, ...], said: Mapping[str, Item]) -> tuple[Text, ...]:
    """Lay imported metadata over a file's documents; where they say nothing, what the file says stays.

    What is said of a file of several documents is said of the whole: its title is that of what they stand in.
    """
    if not said:
        return texts
    return tuple(replace(text, document=_laid(text.document, said, len(texts) > 1)) for text in texts)


def _laid(document: Document, said: Mapping[str, Item], is_part: bool) -> Document:
    file = document.path.partition("#")[0]
    if is_part and document.path != file and file in said:
        document = _amended(document, _of_whole(said[file]))
    return _amended(document, said[document.path]) if document.path in said else document


def _of_whole(item: Item) -> Item:
    fields = {name: value for name, value in item.items() if name not in ("type", "title", "container-title")}
    return {**fields, "container-title": item["title"]} if "title" in item else fields


def _amended(document: Document, item: Item) -> Document:
    """The language that a document is read in stays: the same text would be embedded anew for another name of it."""
    csl = {**document.csl, **item}
    title, url, language = (str(item.get(name) or "") for name in ("title", "URL", "language"))
    return replace(
        document,
        title=title or document.title,
        url=url or document.url,
        language=document.language or (language if not language.lower().startswith("en") else ""),
        csl=csl,
    )
