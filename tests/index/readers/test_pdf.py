import pytest

from index.errors import ReadError
from index.limits import ReadLimits
from index.readers import read
from index.readers.hyphens import Mender
from tests.files.pdf import pdf, scan
from tests.index.readers import one, outline

ENVOYS = "The envoys of Velmora and Tarsk met at Karlin in the spring of that year to end the war over the tolls."
TOLLS = "The tolls had been raised three times, and each time the merchants of the lower river had paid in silver."
PEACE = "What was signed in the town hall was no peace but a pause, as the older of the two ministers said himself."


def test_paragraphs_have_the_pages_that_they_stand_on() -> None:
    text = one("x/a.pdf", pdf([f"{ENVOYS}\n\n{TOLLS}", PEACE], title="Karlin"))
    assert outline(text) == [((), (ENVOYS, TOLLS, PEACE))]
    assert text.sections[0].pages == ("1", "1", "2")


def test_the_printed_numbers_of_pages_are_used_where_the_file_has_them() -> None:
    text = one("x/a.pdf", pdf([ENVOYS, TOLLS, PEACE], labels=("xi", "xii", "1")))
    assert text.sections[0].pages == ("xi", "xii", "1")


def test_a_paragraph_that_runs_over_is_one_on_two_pages() -> None:
    first, second = f"{ENVOYS} {TOLLS} And so it", f"went on for years. {PEACE}"
    text = one("x/a.pdf", pdf([f"{TOLLS}\n\n{first}", f"{second}\n\n{ENVOYS}"], labels=("12", "13")))
    assert outline(text) == [((), (TOLLS, f"{first} {second}", ENVOYS))]
    assert text.sections[0].pages == ("12", "12–13", "13")


def test_indented_paragraphs_are_told_apart_also_at_the_top_of_a_page() -> None:
    long = f"{ENVOYS} {TOLLS} {PEACE}"
    text = one("x/a.pdf", pdf([f"{long}\n\n{long}\n\n{long}", f"{PEACE}\n\n{TOLLS}"], indent=True))
    assert outline(text) == [((), (long, long, long, PEACE, TOLLS))]


def test_running_heads_and_page_numbers_are_left_out() -> None:
    pages = [ENVOYS, TOLLS, PEACE, f"{TOLLS} {PEACE}"]
    text = one("x/a.pdf", pdf(pages, head="The Peace of Karlin   {page}", foot="– {page} –"))
    assert outline(text) == [((), tuple(pages))]


def test_what_only_looks_alike_at_the_top_of_pages_stays() -> None:
    pages = [f"In 18{year} the tolls were raised.\n\n{ENVOYS}" for year in (20, 21, 22, 23)]
    text = one("x/a.pdf", pdf(["\n\n".join(reversed(page.split("\n\n"))) for page in pages], foot="{page}"))
    assert [part for part in text.sections[0].paragraphs if part.startswith("In")] == [
        f"In 18{year} the tolls were raised." for year in (20, 21, 22, 23)
    ]
    singles = one("x/a.pdf", pdf([f"In 18{year} the tolls were raised." for year in (20, 21, 22)], foot="{page}"))
    assert len(singles.sections[0].paragraphs) == 3


def test_divided_words_are_mended_and_hyphens_of_words_stay() -> None:
    lines = (
        "The Austro-\nHungarian govern-\nment called itself self-\ngoverning, and its co-\nworkers of 1914-\n"
        "18 were no co-workers; it was re-\nmarkable and the gov-\nernment remarkable"
    )
    (paragraph,) = one("x/a.pdf", pdf([lines])).sections[0].paragraphs
    assert paragraph == (
        "The Austro-Hungarian government called itself self-governing, and its co-workers of 1914-18 were no "
        "co-workers; it was remarkable and the government remarkable"
    )


@pytest.mark.parametrize(
    ("known", "above", "line", "joined"),
    [
        ("reform", "the re-", "form of 1830", "the reform of 1830"),
        ("re-form", "to re-", "form ranks", "to re-form ranks"),
        ("", "the Anglo-", "Irish treaty", "the Anglo-Irish treaty"),
        ("", "THE GOVERN-", "MENT", "THE GOVERNMENT"),
        ("", "in soft\u00ad", "ened form", "in softened form"),
        ("", "he left -", "and came back", "he left - and came back"),
        ("", "the end", "of the line", "the end of the line"),
    ],
)
def test_each_hyphen_is_decided_by_the_words_of_the_document(known: str, above: str, line: str, joined: str) -> None:
    assert Mender([known, above, line]).join(above, line) == joined


def test_bookmarks_are_the_headings() -> None:
    pages = [f"# 1 The war\n\n{ENVOYS}", f"{TOLLS}\n\n# The peace\n\n{PEACE}"]
    text = one("x/a.pdf", pdf(pages, title="Karlin", outline=[("The war", 0), ("The peace", 1)]))
    assert outline(text) == [(("The war",), (ENVOYS, TOLLS)), (("The peace",), (PEACE,))]
    assert [section.pages for section in text.sections] == [("1", "2"), ("2",)]


def test_what_the_file_says_of_itself_becomes_bibliographic_data() -> None:
    document = one("x/a.pdf", pdf([ENVOYS], title="The Peace of Karlin", author="Ada Byron; Carla Núñez")).document
    assert document.title == "The Peace of Karlin"
    assert document.csl["author"] == [{"literal": "Ada Byron"}, {"literal": "Carla Núñez"}]
    assert document.date == ""


@pytest.mark.parametrize("title", ["Microsoft Word - karlin3.doc", "untitled", "karlin.indd", ""])
def test_a_title_that_a_program_made_up_gives_way_to_the_largest_line(title: str) -> None:
    page = f"# The Peace of Karlin\n\n{ENVOYS}\n\n{TOLLS}"
    assert one("x/a.pdf", pdf([page], title=title)).document.title == "The Peace of Karlin"
    assert one("x/peace_of-karlin.pdf", pdf([ENVOYS], title=title)).document.title == "peace of karlin"


def test_ligatures_are_letters() -> None:
    text = one("x/a.pdf", pdf(["The ﬁrst ﬂood of Núñez’s “ofﬁce” – coming soon"]))
    assert text.sections[0].paragraphs == ("The first flood of Núñez’s “office” – coming soon",)


def test_pages_that_are_all_the_same_are_no_running_heads_but_the_mark_of_a_scanner_is_no_text() -> None:
    assert one("x/a.pdf", pdf([ENVOYS] * 4)).sections[0].paragraphs == (ENVOYS,) * 4
    with pytest.raises(ReadError, match="is a scan"):
        read("x/a.pdf", pdf(["Scanned with CamScanner"] * 4))


def test_short_lines_stay_lines() -> None:
    (verse,) = one("x/a.pdf", pdf([f"Rough winds\nDo shake\nThe darling buds\n{ENVOYS[:70]}"])).sections[0].paragraphs
    assert verse.split("\n")[:3] == ["Rough winds", "Do shake", "The darling buds"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (scan(2), r"is a scan.*OCR"),
        (pdf([ENVOYS], password="secret"), "has a password; remove it"),
        (pdf([ENVOYS])[:-400], "damaged: it breaks off before its end"),
        (b"%PDF-1.7\n" + b"nothing " * 300 + b"startxref\n0\n%%EOF", "damaged: it is no whole PDF"),
    ],
)
def test_a_file_without_text_to_read_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(ReadError, match=reason):
        read("x/a.pdf", data)


def test_limits_are_named_with_what_to_do() -> None:
    with pytest.raises(ReadError, match=r"has 3 pages, over the limit of 2; .*CLIO_MAX_PAGES"):
        read("x/a.pdf", pdf([ENVOYS] * 3), ReadLimits(pages=2))
    with pytest.raises(ReadError, match=r"characters, over the limit of 150; .*CLIO_MAX_CHARACTERS"):
        read("x/a.pdf", pdf([ENVOYS, TOLLS]), ReadLimits(characters=150))
