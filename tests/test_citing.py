"""*Cite*'s reply, whatever the documents hold."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.citing import FILE_PATTERN, STYLE_PATTERN, citation_reply
from index.citation import Reference, Style
from index.model import Document, Locator, Passage
from tests.component_checks import check_limits, payload, walk
from tests.strategies import long_texts, passages

references = st.lists(
    st.tuples(passages(), st.builds(Reference, long_texts, long_texts)),
    min_size=1,
    max_size=5,
    unique_by=lambda pair: pair[0].id,
)


@given(references, st.sampled_from(Style))
@settings(max_examples=50)
def test_references_keep_every_limit(given: list[tuple[Passage, Reference]], style: Style) -> None:
    for gone, changed in ((0, 0), (1, 0), (2, 0), (0, 1), (2, 5)):
        texts_shown = check_limits(citation_reply(given, style, gone, changed))[1:]
        for text, (passage, _) in zip(texts_shown, given, strict=not gone and not changed):
            assert text.endswith(f"\nClio passage {passage.id}\n```")
        missing = texts_shown[len(given) :]
        verb = "is" if gone == 1 else "are"
        have = "has been" if changed == 1 else "have been"
        assert missing == [
            *([f"-# {gone} of the passages {verb} no longer in the library."] if gone else []),
            *([f"-# {changed} of the passages {have} changed since: cited is what stands there now."] * bool(changed)),
        ]


@pytest.mark.parametrize("style", Style)
def test_the_style_is_chosen_in_a_menu_and_files_have_buttons(style: Style) -> None:
    passage = Passage("a" * 13, Document("a", "A"), 0, 1, "text", Locator((), 1, 1))
    parts = list(walk(payload(citation_reply([(passage, Reference("a", "b"))], style))))
    (menu,) = (part for part in parts if part["type"] == 3)
    assert [option["value"] for option in menu["options"] if option["default"]] == [style.value]
    match = re.fullmatch(STYLE_PATTERN, menu["custom_id"])
    assert match
    assert match["passages"] == passage.id
    found = [re.fullmatch(FILE_PATTERN, part["custom_id"]) for part in parts if part["type"] == 2]
    assert [match and match["form"] for match in found] == ["bib", "ris", "json"]
