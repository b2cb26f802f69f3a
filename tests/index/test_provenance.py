"""Who, when and what kind, from whatever bibliographic data there are."""

import pytest

from index.model import Document
from index.provenance import provenance


@pytest.mark.parametrize(
    ("csl", "shown"),
    [
        ({"author": [{"family": "Brandt", "given": "Ilse"}], "issued": {"date-parts": [[1902, 5, 4]]},
          "type": "article-newspaper"}, "Ilse Brandt · 4 May 1902 · newspaper article"),
        ({"author": [{"literal": "The board"}], "issued": {"date-parts": [["1902"]]}}, "The board · 1902"),
        ({"author": [{"family": name} for name in "ABCD"], "genre": "Diary", "type": "book"},
         "A, B, C and others · Diary"),
        ({"editor": [{"family": "Holm"}], "issued": {"raw": "spring 1902"}}, "Holm · spring 1902"),
        ({"publisher": "Corvenna Press", "issued": "1902", "type": "report"}, "Corvenna Press · 1902 · report"),
        ({"author": "A. Lind", "issued": {"date-parts": [[]]}, "type": 7}, ""),
        ({"author": [None, {}], "issued": {"date-parts": "x"}, "type": "no-such-type"}, ""),
        ({}, ""),
    ],
)  # fmt: skip
def test_what_is_known_is_said_in_plain_words(csl: dict[str, object], shown: str) -> None:
    assert str(provenance(Document("a.md", "A", csl=csl))) == shown
