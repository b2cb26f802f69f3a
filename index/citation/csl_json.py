"""CSL-JSON files, as Zotero and others export them, from items and back."""

import json
from collections.abc import Mapping, Sequence

from index.citation.entries import Found
from index.citation.items import Item, clean
from index.citation.keys import keys_for


def write(items: Sequence[Item]) -> str:
    """Write items as a CSL-JSON file."""
    cleaned = [clean(item) for item in items]
    named = [{"id": key, **item} for key, item in zip(keys_for(cleaned), cleaned, strict=True)]
    return json.dumps(named, ensure_ascii=False, indent=2) + "\n"


def read(text: str) -> tuple[list[Found], int]:
    """Read a CSL-JSON file: a list of items, one item, or a list under "items". Raises ValueError when it is none."""
    value = json.loads(text)
    if isinstance(value, dict):
        value = value["items"] if isinstance(value.get("items"), list) else [value]
    if not isinstance(value, list):
        raise ValueError("no list of items")
    items = [item for item in value if isinstance(item, Mapping) and ("title" in item or "type" in item)]
    return [Found(clean(item), _files(item), str(item.get("id", ""))) for item in items], len(value) - len(items)


def _files(item: Mapping[str, object]) -> tuple[str, ...]:
    """The names of attached files, which Better BibTeX for Zotero adds."""
    attachments = item.get("attachments")
    listed = attachments if isinstance(attachments, list) else []
    paths = [str(one.get("path") or one.get("filename") or "") for one in listed if isinstance(one, Mapping)]
    return tuple(dict.fromkeys(path.replace("\\", "/").split("/")[-1] for path in paths if path))
