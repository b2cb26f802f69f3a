# ruff: noqa: ANN401 the processor carries no types
"""Elements of CSL that `citeproc-py` renders otherwise than CSL 1.0.2 says, put right.

The processor takes for each element of a style the last subclass of `CitationStylesElement` that has the element's
name, so a class here stands in for its own of the same name, as soon as this module is imported. Sections are those of
https://docs.citationstyles.org/en/stable/specification.html.
"""

from typing import Any

from citeproc import model
from citeproc.model import CitationStylesElement
from citeproc.source import VariableError

_TEXT = "{http://purl.org/net/xbiblio/csl}text"  # the element that a layout is told not to render again


class Name(model.Name, CitationStylesElement):  # type: ignore[misc]  # untyped
    """Given names stay whole where `initialize` is false (section "Name"); the processor does not know it."""

    def initialize(self, given: str, mark: str, context: object) -> str:
        """Shorten a given name to its initials, where the style wants them."""
        whole: bool = self.get("initialize") == "false"
        return given if whole else super().initialize(given, mark, context)


class Label(model.Label, CitationStylesElement):  # type: ignore[misc]
    """A label stands only beside a variable that is there (section "Label"), in the case that the style says."""

    def process(self, item: Any, variable: Any = None, plural: Any = None, context: Any = None, **rest: Any) -> Any:
        """Give the label; raises VariableError where there is nothing to be labelled."""
        named = self.get("variable")
        if variable is None and named != "locator" and named.replace("-", "_") not in item.reference:
            raise VariableError
        return super().process(item, variable, plural, context, **rest)

    def case(self, text: Any, language: str | None = None) -> Any:
        """Set the case; labels are in the language of the style, which is English here."""
        return super().case(text, language or "en")


class If(model.If, CitationStylesElement):  # type: ignore[misc]
    """`disambiguate` is true only where two references read alike (section "Choose"), which one alone never does."""

    def render(self, item: Any, *args: Any, **rest: Any) -> Any:
        """Render what stands in it, where its conditions hold."""
        if "disambiguate" in self.attrib and self.get("match") != "any":
            raise model.ConditionFailed
        return super().render(item, *args, **rest)


class Else_If(If, CitationStylesElement):  # type: ignore[misc]
    """The same for `else-if`."""


class Substitute(model.Substitute, CitationStylesElement):  # type: ignore[misc]
    """A title that stands in for missing names is not said again (section "Substitute"), also where a macro said it."""

    def render(self, item: Any, context: Any = None, **rest: Any) -> Any:
        """Render the first that can be, and note which title that was."""
        text = super().render(item, context=context, **rest)
        said = str(text or "").casefold()
        for variable in ("title", "container-title"):
            title = str(item.reference.get(variable.replace("-", "_"), "")).casefold()
            if title and title in said:
                context.get_layout().repressed.setdefault(_TEXT, []).append(variable)
                break
        return text
