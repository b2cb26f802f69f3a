"""References, beside the examples that the styles themselves publish.

They are from the Chicago Manual of Style's Citation Quick Guide (18th edition, and of the 17th what the 18th keeps),
the reference examples of apastyle.apa.org (7th edition), and the practice pages of style.mla.org (9th edition).
"""

from datetime import date

import pytest

from index.citation import Reference, Style, cite, entry, in_order, reference
from index.model import Document, Locator, Passage

TODAY = date(2022, 3, 8)


def names(*people: str) -> list[dict[str, str]]:
    return [dict(zip(("family", "given"), person.split(", "), strict=True)) for person in people]


def day(*parts: int) -> dict[str, object]:
    return {"date-parts": [list(parts)]}


def cited(where: str = "", /, **csl: object) -> Passage:
    fields = {name.replace("_", "-"): value for name, value in csl.items()}
    document = Document("a", str(fields["title"]), url=str(fields.get("URL", "")), csl=fields)
    return Passage("a" * 13, document, 0, 1, "text", Locator((), 4, 4, where))


SWING_TIME = cited(
    "315–16", type="book", author=names("Smith, Zadie"), title="Swing Time", publisher="Penguin Press", issued=day(2016)
)
WALKING = cited(
    "177–78", type="chapter", author=names("Thoreau, Henry David"), title="Walking", issued=day(2016),
    container_title="The Making of the American Essay", editor=names("D’Agata, John"), publisher="Graywolf Press",
    page="167-195",
)  # fmt: skip
INCLUSION = cited(
    "1842–43", type="article-journal", author=names("Kwon, Hyeyoung"), issued=day(2022), DOI="10.1086/720277",
    title="Inclusion Work: Children of Immigrants Claiming Membership in Everyday Life", volume="127", issue="6",
    container_title="American Journal of Sociology", page="1818-1859",
)  # fmt: skip
FLAX = cited(
    type="article-newspaper", author=names("Blum, Dani"), title="Are Flax Seeds All That?", issued=day(2023, 12, 13),
    container_title="New York Times", URL="https://www.nytimes.com/2023/12/13/well/eat/flax-seeds-benefits.html",
)  # fmt: skip
YALE = cited(
    type="webpage", title="Yale Facts", container_title="Yale University",
    URL="https://www.yale.edu/about-yale/yale-facts",
)  # fmt: skip

CHICAGO = (
    (
        SWING_TIME,
        "Zadie Smith, Swing Time (Penguin Press, 2016), 315–16.",
        "Smith, Zadie. Swing Time. Penguin Press, 2016.",
    ),
    (
        WALKING,
        "Henry David Thoreau, “Walking,” in The Making of the American Essay, ed. John D’Agata (Graywolf Press, 2016), "
        "177–78.",
        "Thoreau, Henry David. “Walking.” In The Making of the American Essay, edited by John D’Agata. Graywolf Press, "
        "2016.",
    ),
    (
        INCLUSION,
        "Hyeyoung Kwon, “Inclusion Work: Children of Immigrants Claiming Membership in Everyday Life,” American "
        "Journal "
        "of Sociology 127, no. 6 (2022): 1842–43, https://doi.org/10.1086/720277.",
        "Kwon, Hyeyoung. “Inclusion Work: Children of Immigrants Claiming Membership in Everyday Life.” American "
        "Journal "
        "of Sociology 127, no. 6 (2022): 1818–59. https://doi.org/10.1086/720277.",
    ),
    (
        FLAX,  # Clio's paragraph number stands before the address, where a page number would
        "Dani Blum, “Are Flax Seeds All That?,” New York Times, December 13, 2023, para. 4, "
        "https://www.nytimes.com/2023/12/13/well/eat/flax-seeds-benefits.html.",
        "Blum, Dani. “Are Flax Seeds All That?” New York Times, December 13, 2023. "
        "https://www.nytimes.com/2023/12/13/well/eat/flax-seeds-benefits.html.",
    ),
    (
        YALE,
        "“Yale Facts,” Yale University, para. 4, accessed March 8, 2022, https://www.yale.edu/about-yale/yale-facts.",
        "Yale University. “Yale Facts.” Accessed March 8, 2022. https://www.yale.edu/about-yale/yale-facts.",
    ),
)


@pytest.mark.parametrize(("passage", "note", "full"), CHICAGO)
def test_chicago(passage: Passage, note: str, full: str) -> None:
    assert reference(passage, Style.CHICAGO, TODAY) == Reference(note, full)


BEHAVE = cited(
    "12", type="book", author=names("Sapolsky, Robert M."), issued=day(2017), publisher="Penguin Books",
    title="Behave: The biology of humans at our best and worst",
)  # fmt: skip
PREJUDICE = cited(
    type="book", author=names("Jackson, Lynne M."), issued=day(2019), DOI="10.1037/0000168-000", edition="2",
    title="The psychology of prejudice: From attitudes to social action", publisher="American Psychological "
        "Association",
)  # fmt: skip
CULINARY = cited(
    "346", type="chapter", author=names("Aron, L.", "Botella, M.", "Lubart, T."), issued=day(2019), page="345-359",
    title="Culinary arts: Talent and their development", DOI="10.1037/0000120-016",
    editor=names("Subotnik, R. F.", "Olszewski-Kubilius, P.", "Worrell, F. C."),
    container_title="The psychology of high performance: Developing human potential into domain-specific talent",
    publisher="American Psychological Association",
)  # fmt: skip
STORYBOOKS = cited(
    "210", type="article-journal", issued=day(2019), volume="8", issue="3", page="207-217", DOI="10.1037/ppm0000185",
    author=names("Grady, J. S.", "Her, M.", "Moreno, G.", "Perez, C.", "Yelinek, J."),
    title="Emotions in storybooks: A comparison of storybooks that represent ethnic and racial groups in the United "
    "States",
    container_title="Psychology of Popular Media Culture",
)  # fmt: skip
FORGETTING = cited(
    type="article-newspaper", author=names("Carey, Benedict"), issued=day(2019, 3, 22),
    title="Can we get better at forgetting?", container_title="The New York Times",
    URL="https://www.nytimes.com/2019/03/22/health/memory-forgetting-psychology.html",
)  # fmt: skip
CLOCK = cited(
    type="webpage", author=[{"literal": "U.S. Census Bureau"}], title="U.S. and world population clock",
    publisher="U.S. Department of Commerce", URL="https://www.census.gov/popclock/", accessed=day(2020, 1, 9),
)  # fmt: skip

APA = (
    (
        BEHAVE,
        "(Sapolsky, 2017, p. 12)",
        "Sapolsky, R. M. (2017). Behave: The biology of humans at our best and worst. Penguin Books.",
    ),
    (
        PREJUDICE,
        "(Jackson, 2019, para. 4)",
        "Jackson, L. M. (2019). The psychology of prejudice: From attitudes to social action (2nd ed.). American "
        "Psychological Association. https://doi.org/10.1037/0000168-000",
    ),
    (
        CULINARY,
        "(Aron et al., 2019, p. 346)",
        "Aron, L., Botella, M., & Lubart, T. (2019). Culinary arts: Talent and their development. In R. F. "
        "Subotnik, P. "
        "Olszewski-Kubilius, & F. C. Worrell (Eds.), The psychology of high performance: Developing human potential "
        "into "
        "domain-specific talent (pp. 345–359). American Psychological Association. https://doi.org/10.1037/0000120-016",
    ),
    (
        STORYBOOKS,
        "(Grady et al., 2019, p. 210)",
        "Grady, J. S., Her, M., Moreno, G., Perez, C., & Yelinek, J. (2019). Emotions in storybooks: A comparison of "
        "storybooks that represent ethnic and racial groups in the United States. Psychology of Popular Media Culture, "
        "8(3), 207–217. https://doi.org/10.1037/ppm0000185",
    ),
    (
        FORGETTING,
        "(Carey, 2019, para. 4)",
        "Carey, B. (2019, March 22). Can we get better at forgetting? The New York Times. "
        "https://www.nytimes.com/2019/03/22/health/memory-forgetting-psychology.html",
    ),
    (
        CLOCK,
        "(U.S. Census Bureau, n.d., para. 4)",
        "U.S. Census Bureau. (n.d.). U.S. and world population clock. U.S. Department of Commerce. Retrieved "
        "January 9, "
        "2020, from https://www.census.gov/popclock/",
    ),
)


@pytest.mark.parametrize(("passage", "note", "full"), APA)
def test_apa(passage: Passage, note: str, full: str) -> None:
    assert reference(passage, Style.APA, TODAY) == Reference(note, full)


WOLF_HALL = cited(
    "5", type="book", author=names("Mantel, Hilary"), title="Wolf Hall", publisher="Picador", issued=day(2010)
)
MONEY = cited(
    "132", type="chapter", author=names("Copeland, Edward"), title="Money", page="131-148", issued=day(1997),
    container_title="The Cambridge Companion to Jane Austen", editor=names("Copeland, Edward", "McMaster, Juliet"),
    publisher="Cambridge UP",
)  # fmt: skip
LOTTERY = cited(
    "150", type="article-journal", author=names("Boggs, Colleen Glenney"), issued=day(2016), volume="26", issue="2",
    title="Public Reading and the Civil War Draft Lottery", container_title="American Periodicals", page="149-166",
)  # fmt: skip
DEATH_OF_THE_ARTIST = cited(
    type="article-magazine", author=names("Deresiewicz, William"), issued=day(2014, 12, 28),
    title="The Death of the Artist—and the Birth of the Creative Entrepreneur", container_title="The Atlantic",
    URL="https://www.theatlantic.com/magazine/archive/2015/01/383497/",
)  # fmt: skip
READING_BRAIN = cited(
    type="webpage", author=names("Hollmichael, Stefanie"), issued=day(2013, 4, 25),
    title="The Reading Brain: Differences between Digital and Print", container_title="So Many Books",
    URL="https://somanybooksblog.com/2013/04/25/the-reading-brain-differences-between-digital-and-print/",
)  # fmt: skip

MLA = (
    (WOLF_HALL, "(Mantel 5)", "Mantel, Hilary. Wolf Hall. Picador, 2010."),
    (
        MONEY,
        "(Copeland 132)",
        "Copeland, Edward. “Money.” The Cambridge Companion to Jane Austen, edited by Edward Copeland and Juliet "
        "McMaster, Cambridge UP, 1997, pp. 131–48.",
    ),
    (
        LOTTERY,
        "(Boggs 150)",
        "Boggs, Colleen Glenney. “Public Reading and the Civil War Draft Lottery.” American Periodicals, vol. 26, "
        "no. 2, "
        "2016, pp. 149–66.",
    ),
    (
        DEATH_OF_THE_ARTIST,
        "(Deresiewicz, par. 4)",
        "Deresiewicz, William. “The Death of the Artist—and the Birth of the Creative Entrepreneur.” The Atlantic, 28 "
        "Dec. 2014, https://www.theatlantic.com/magazine/archive/2015/01/383497/.",
    ),
    (
        READING_BRAIN,
        "(Hollmichael, par. 4)",
        "Hollmichael, Stefanie. “The Reading Brain: Differences Between Digital and Print.” So Many Books, 25 Apr. "
        "2013, "
        "https://somanybooksblog.com/2013/04/25/the-reading-brain-differences-between-digital-and-print/.",
    ),
)  # the style center writes "between" small, hyphens in page ranges, no https://, and a name in full but once


@pytest.mark.parametrize(("passage", "note", "full"), MLA)
def test_mla(passage: Passage, note: str, full: str) -> None:
    found = reference(passage, Style.MLA, TODAY)
    assert (found.note, found.entry.removesuffix(" Accessed 8 Mar. 2022.")) == (note, full)


@pytest.mark.parametrize(
    ("style", "full"),
    [
        (Style.CHICAGO, "“The Bridge at Hollum.” ¶ 4."),
        (Style.APA, "The bridge at Hollum. (n.d.). ¶ 4."),
        (Style.MLA, "“The Bridge at Hollum.” ¶ 4."),
    ],
)
def test_a_document_of_which_only_the_title_is_known(style: Style, full: str) -> None:
    assert cite(cited(title="The bridge at Hollum"), style) == full


def test_the_date_of_the_event_is_no_date_of_publication() -> None:
    document = Document("a", "The bridge", date="1902-05-04", csl={"title": "The bridge", "date": "1902-05-04"})
    assert not [style for style in Style if "1902" in entry(document, style)]


def test_dates_before_the_common_era() -> None:
    (full,) = {entry(cited(type="book", title="War", issued=day(-43)).document, style) for style in (Style.MLA,)}
    assert full == "War. 43 BC."


def test_a_list_is_sorted_by_names_whatever_their_accents_and_articles() -> None:
    documents = [
        Document(path, title, csl={"author": names(author)} if author else {})
        for path, title, author in (
            ("1", "Zeta", "Dvořák, Jan"),
            ("2", "The chronicle", ""),
            ("3", "Alpha", "Ďurica, Milan"),
            ("4", "Beta", "Dvorak, Anton"),
        )
    ]
    assert [document.path for document in in_order(documents)] == ["2", "3", "4", "1"]
