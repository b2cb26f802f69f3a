"""The starter library: what every article must say of itself."""

import re
from datetime import date
from pathlib import Path

import pytest
import yaml

from bot.settings import STARTER_LIBRARY
from index.dates import is_edtf
from index.model import Text
from index.readers import read

ARTICLES = sorted(STARTER_LIBRARY.glob("*.md"))
_UNITED_NATIONS = re.compile(r"https://undocs\.org/[AS]/RES/[\dA-Z/()-]+")


def article(file: Path) -> Text:
    (text,) = read(f"documents/{file.name}", file.read_bytes())
    return text


def front_matter(file: Path) -> dict[str, object]:
    fields = yaml.load(file.read_text("utf-8").split("---\n")[1], Loader=yaml.BaseLoader)
    assert isinstance(fields, dict)
    return fields


def test_there_are_at_least_forty_articles_and_nothing_else() -> None:
    assert len(ARTICLES) >= 40
    assert sorted(STARTER_LIBRARY.iterdir()) == ARTICLES
    titles = [article(file).document.title for file in ARTICLES]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("file", ARTICLES, ids=lambda file: file.stem)
def test_an_article_has_its_metadata(file: Path) -> None:
    fields = front_matter(file)
    required = {
        "title",
        "author",
        "issued",
        "container-title",
        "publisher",
        "date",
        "language",
        "license",
        "references",
    }
    assert required <= fields.keys()
    assert is_edtf(str(fields["date"]))
    assert (fields["language"], fields["license"]) == ("en", "CC0-1.0")
    assert date.fromisoformat(str(fields["issued"]))
    assert "T" not in str(fields["date"])


@pytest.mark.parametrize("file", ARTICLES, ids=lambda file: file.stem)
def test_the_references_of_an_article_can_be_checked(file: Path) -> None:
    references = front_matter(file)["references"]
    assert isinstance(references, list)
    assert references
    for reference in references:
        assert reference["title"]
        assert is_edtf(reference["issued"])
        assert reference.keys() <= {"title", "issued", "number", "publisher", "URL", "author", "container-title"}
        assert not reference.get("URL") or _UNITED_NATIONS.fullmatch(reference["URL"])


@pytest.mark.parametrize("file", ARTICLES, ids=lambda file: file.stem)
def test_an_article_is_of_readable_length_and_prose(file: Path) -> None:
    paragraphs = [paragraph for section in article(file).sections for paragraph in section.paragraphs]
    assert 150 <= sum(len(paragraph.split()) for paragraph in paragraphs) <= 400
    assert all(paragraph[-1] in ".\"'”)" for paragraph in paragraphs)
    body = file.read_text("utf-8").split("---\n", 2)[2]
    assert not re.search(r"https?://|Clio|\*\*|TODO", body)


EVENTS = {  # what a reader meets first when reading of 1991, and the article that tells it
    "un-partition-plan-1947": "1947-11-29",
    "soviet-recognition-of-israel-1948": "1948-05-17",
    "eastern-bloc-breaks-with-israel-1967": "1967-06-10",
    "israel-soviet-union-resume-relations-1991": "1991-10-18",
    "madrid-peace-conference-1991": "1991-10-30",
}


@pytest.mark.parametrize(("stem", "day"), EVENTS.items())
def test_the_turning_points_have_their_day(stem: str, day: str) -> None:
    assert article(STARTER_LIBRARY / f"{stem}.md").document.date.startswith(day)
