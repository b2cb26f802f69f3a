"""Hostile XML, HTML and Markdown."""

from itertools import pairwise

from tests.files.tei import tei

DEPTH = 100_000


def _tei_with(doctype: str, text: str) -> bytes:
    """Make a good TEI file, but for a declaration of entities and a text that uses them."""
    good = tei([("d1", "Suez", f"<p>{text}</p>")]).decode()
    return good.replace("?>\n", f"?>\n{doctype}\n", 1).encode()


def billion_laughs() -> bytes:
    """Make ten entities, each ten times the one before."""
    names = [f"l{number}" for number in range(10)]
    entities = "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in pairwise(names))
    return _tei_with(f'<!DOCTYPE TEI [<!ENTITY l0 "ha">{entities}]>', "&l9;")


def external_entity(url: str = "file:///etc/passwd") -> bytes:
    """Make a text that wants to show a file of the machine."""
    return _tei_with(f'<!DOCTYPE TEI [<!ENTITY x SYSTEM "{url}">]>', "The password is &x;.")


def quadratic() -> bytes:
    """Make one long entity, used often."""
    return _tei_with(f'<!DOCTYPE TEI [<!ENTITY x "{"x" * 100_000}">]>', "&x;" * 50_000)


def external_doctype() -> bytes:
    """Make a text whose rules would have to be fetched from elsewhere."""
    return _tei_with(
        '<!DOCTYPE TEI SYSTEM "http://127.0.0.1:9/tei.dtd" [<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;]>', "Hi."
    )


def not_well_formed() -> bytes:
    """Make a TEI file of which a tag is not closed."""
    return tei([("d1", "Suez", "<p>The canal")]).replace(b"</body>", b"", 1)


def svg() -> bytes:
    """Make XML that is a drawing."""
    return b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><circle r="5"/></svg>'


def deep_xml() -> bytes:
    """Make a TEI file of boxes in boxes."""
    return tei([("d1", "Suez", "<p>" + "<hi>" * DEPTH + "deep" + "</hi>" * DEPTH + "</p>")])


def deep_html() -> bytes:
    """Make a page of boxes in boxes."""
    return b"<!DOCTYPE html><html><body>" + b"<div>" * DEPTH + b"The canal." + b"</div>" * DEPTH + b"</body></html>"


def long_html(megabytes: int = 50) -> bytes:
    """Make a page of one line."""
    words = b"The canal was nationalised. "
    return b"<!DOCTYPE html><html><body><p>" + words * (megabytes * 1_000_000 // len(words)) + b"</p></body></html>"


def wide_html(megabytes: int = 2) -> bytes:
    """Make a page of very many paragraphs."""
    words = b"<p>" + b"The canal was nationalised. " * 40 + b"</p>"
    return b"<!DOCTYPE html><html><body>" + words * (megabytes * 1_000_000 // len(words)) + b"</body></html>"


def yaml_bomb() -> bytes:
    """Make a front matter of nine lists, each nine times the one before."""
    lines = ["l0: &l0 [ha, ha, ha, ha, ha, ha, ha, ha, ha]"]
    lines += [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 10)]
    return "\n".join(["---", *lines, "---", "# Suez", "", "The canal."]).encode()


def deep_yaml() -> bytes:
    """Make a front matter of lists in lists."""
    return b"---\ntitle: " + b"[" * DEPTH + b"]" * DEPTH + b"\n---\n\nThe canal.\n"


def deep_markdown() -> bytes:
    """Make Markdown of brackets in brackets, at which a careless parser tries each with each."""
    return b"[" * 1_000_000
