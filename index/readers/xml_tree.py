"""XML → a tree, by a parser that opens nothing else and expands nothing."""

from lxml import etree

from index.errors import ReadError
from index.readers.bounds import ENTITIES, check_entities

_SPACE = "{http://www.w3.org/XML/1998/namespace}"
XML_ID, XML_LANG = f"{_SPACE}id", f"{_SPACE}lang"


class NotWellFormed(ReadError):
    """Something is not XML, as it should be."""


def parse_xml(data: bytes) -> etree._Element:
    """Parse XML; comments and processing instructions are left out.

    Raises ReadError when it is not well-formed (with line and column), declares entities or is nested too deeply.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise _refusal(error) from None
    if root.getroottree().docinfo.internalDTD is not None:
        check_entities(data)
    return root


def local(element: etree._Element) -> str:
    """Give an element's name without its namespace, in lower case; "" for what is no element."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def namespace(element: etree._Element) -> str:
    """Give the namespace of an element, "" where it has none."""
    return etree.QName(element).namespace or ""


def text_of(element: etree._Element | None) -> str:
    """Give all text in an element, white space made single; "" for None."""
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def _refusal(error: etree.XMLSyntaxError) -> Exception:
    reason = " ".join(str(error.msg).split())
    if "allocation failed" in reason.lower() or "out of memory" in reason.lower():
        return MemoryError()
    if "entity" in reason.lower() and ("loop" in reason or "amplification" in reason):
        return ReadError(ENTITIES)
    if "depth" in reason.lower():
        return ReadError("is XML nested too deeply; no text needs more than 256 levels")
    if "too long" in reason or "huge" in reason.lower():
        return ReadError("holds a piece of more than 10 MB without any element in it; split it")
    line, column = error.position
    return NotWellFormed(
        f"is not well-formed XML: line {line}, column {column}: {reason.split(', line ')[0]}; correct it"
    )
