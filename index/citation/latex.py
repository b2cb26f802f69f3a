"""LaTeX's spelling of text, as BibTeX files have it, to and from characters."""

import re

from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

_SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "\u00a0": "~",
}  # fmt: skip
_ESCAPE = re.compile("[" + re.escape("".join(_SPECIAL)) + "]")
_LIGATURE = re.compile(r"(?<=[-`'?!<>,])(?=[-`'<>,])")  # two that LaTeX would make one character of
_COMMANDS = get_default_latex_context_db()
_COMMANDS.add_context_category(
    "plain", macros=[MacroTextSpec("textasciicircum", "^"), MacroTextSpec("url", "%s")], prepend=True
)
_TO_TEXT = LatexNodes2Text(latex_context=_COMMANDS, math_mode="verbatim", keep_comments=True)
_VERBATIM = re.compile(r"\\([#%&_{}~$])")


def to_latex(text: str) -> str:
    """Write a text so that LaTeX sets it as it is; letters of all scripts stay, as BibTeX files are UTF-8."""
    apart = _LIGATURE.sub("\0", text.replace("\0", ""))
    return _ESCAPE.sub(lambda found: _SPECIAL[found[0]], apart).replace("\0", "{}")


def from_latex(value: str) -> str:
    r"""Read what LaTeX would set: accents such as {\"u}, dashes, quotation marks; of other commands their text."""
    try:
        return str(_TO_TEXT.latex_to_text(value))
    except Exception:  # whatever a half-written formula makes of the parser: it has no one error of its own
        return value.replace("{", "").replace("}", "")


def from_verbatim(value: str) -> str:
    r"""Read an address: taken as it is, but for characters that some programs escape (``\_``, ``\%``)."""
    return _VERBATIM.sub(r"\1", value.strip().strip("{}"))
