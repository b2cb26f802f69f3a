"""Punctuation where it meets a closing quotation mark, as American English sets it.

`citeproc-py` reads a locale's `punctuation-in-quote` and then does nothing about it (section "Locale options" of CSL),
nor does it know that a question mark ends a sentence.
"""

import re

_MARK_AFTER_QUOTE = re.compile(r"([’”]+)([.,])")  # a comma or full stop behind one closing mark or two
_STOP_AFTER_END = re.compile(r"([?!…])([’”]?)\.(?=[\s’”]|$)")
_STOP_TWICE = re.compile(r"\.([’”]+)\.|(?<!\.)\.\.(?!\.)")


def american(text: str) -> str:
    """Set commas and full stops inside quotation marks, and none behind a mark that ends a sentence already.

    Chicago Manual of Style 6.9 and 6.125; the APA and MLA handbooks do the same.
    """
    inside = _MARK_AFTER_QUOTE.sub(r"\2\1", text)
    ended = _STOP_AFTER_END.sub(r"\1\2", inside)
    return _STOP_TWICE.sub(lambda found: f".{found[1] or ''}", ended)
