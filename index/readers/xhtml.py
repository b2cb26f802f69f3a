"""What the elements of HTML and XHTML mean, and what of a page is not its text."""

import re

from lxml import etree

from index.readers.markup import Role, Vocabulary, by_name
from index.readers.xml_tree import local

_ROLES = by_name(
    {
        Role.SKIP: "head script style template noscript svg iframe object audio video canvas button input select "
        "textarea nav rp rt img area base link meta param source track dialog",
        Role.BLOCK: "html body p div section article main header footer aside address blockquote figure figcaption "
        "dl dt dd details summary fieldset legend center form hr caption hgroup search li tr td th",
        Role.HEADING: "h1 h2 h3 h4 h5 h6",
        Role.LIST: "ul ol menu dir",
        Role.TABLE: "table",
        Role.BREAK: "br",
        Role.VERBATIM: "pre listing xmp",
    }
)
_IN_LIST = {"li": Role.ITEM}
_IN_TABLE = {"tr": Role.ROW, "td": Role.CELL, "th": Role.CELL, "thead": Role.INLINE}
_START = r"\d{1,6}"
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def _role_of(element: etree._Element) -> Role:
    name = local(element)
    if element.get("hidden") is not None or _HIDDEN.search(element.get("style") or ""):
        return Role.SKIP
    parent = element.getparent()
    if name == "li" and parent is not None and local(parent) in ("ul", "ol", "menu", "dir"):
        return Role.ITEM
    if name in _IN_TABLE and next(element.iterancestors("{*}table"), None) is not None:
        return _IN_TABLE[name]
    return _ROLES.get(name, Role.INLINE)


def _item_mark(element: etree._Element, place: int) -> str:
    if local(element) != "ol":
        return "- "
    start = element.get("start") or ""
    return f"{place + (int(start) if re.fullmatch(_START, start) else 1)}. "


XHTML = Vocabulary(_role_of, lambda element: int(local(element)[1]), _item_mark)


def bracket_references(root: etree._Element) -> None:
    """Set brackets around the numbers that refer to notes, as they would run into the word before them."""
    for link in list(root.iter("{*}a")):
        text = "".join(link.itertext()).strip()
        if re.fullmatch(r"\d{1,4}|[a-z*†‡]", text) and _is_raised(link):
            for part in list(link):
                link.remove(part)
            link.text = f"[{text}]"


def _is_raised(link: etree._Element) -> bool:
    """Whether a link is a reference to a note: raised, or marked as one."""
    parent = link.getparent()
    raised = (parent is not None and local(parent) == "sup") or any(local(part) == "sup" for part in link)
    kind = " ".join(value for name, value in link.attrib.items() if str(name).endswith(("type", "role")))
    return (raised and (link.get("href") or "").find("#") >= 0) or "noteref" in kind
