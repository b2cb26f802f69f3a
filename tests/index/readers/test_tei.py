from pathlib import Path

import pytest

from index.dates import is_edtf
from index.errors import ReadError
from index.readers import read
from tests.files.tei import tei
from tests.index.readers import one, outline

MILESTONES = Path(__file__).resolve().parents[4] / "shared" / "corpus" / "milestones"


def test_each_division_with_an_identifier_is_a_document() -> None:
    made = tei(
        [
            ("war", 'The war, <date from="1811" to="1812">1811–12</date>', "It lasted.\n\nNobody won."),
            ("peace", 'The peace of <date when="1812-05-04">4 May 1812</date>', "It was signed."),
        ],
        title="Karlin",
        author="Ada Byron",
        publisher="River Press",
        date="1999",
        series="Rivers",
    )
    war, peace = read("x/karlin.xml", made)
    assert (war.document.path, war.document.title) == ("x/karlin.xml#war", "The war, 1811–12")
    assert (war.document.date, peace.document.date) == ("1811/1812", "1812-05-04")
    assert outline(war) == [((), ("It lasted.", "Nobody won."))]
    assert {name: war.document.csl[name] for name in ("type", "container-title", "publisher", "author", "issued")} == {
        "type": "chapter",
        "container-title": "Karlin",
        "publisher": "River Press",
        "author": [{"literal": "Ada Byron"}],
        "issued": {"date-parts": [[1999]]},
    }
    assert war.document.csl["collection-title"] == "Rivers"
    assert war.document.language == "en"


@pytest.mark.parametrize(
    ("head", "date"),
    [
        ('Of <date when="1812-05">May 1812</date>', "1812-05"),
        ("Of <date>4 May 1812</date>", "1812-05-04"),
        ('The <date when="1930">1930s</date>', "193X"),
        ('<date when="1763">1763</date> and <date when="1774">1774</date>', "1763/1774"),
        ('From <date from="1801">1801</date>', "1801"),
        ('Of <date when="yesterday">old</date>', ""),
        ("The peace of Karlin, May 1812", "1812-05"),
        ("The war (1811–1812)", "1811/1812"),
        ("Room 1812", ""),
    ],
)
def test_the_date_of_a_document_is_that_of_its_head(head: str, date: str) -> None:
    assert one("x/a.xml", tei([("a", head, "Text.")])).document.date == date


def test_a_division_that_only_groups_others_gives_those() -> None:
    inner = '<div xml:id="b"><head>Inner</head><p>One.</p></div><div xml:id="c"><head>Last</head><p>Two.</p></div>'
    grouped = read("x/a.xml", tei([("a", "Chapter", inner), ("", "No name", "Lost?")]))
    assert [text.document.path for text in grouped] == ["x/a.xml#b", "x/a.xml#c"]
    own = one("x/a.xml", tei([("a", "Chapter", f"<p>Own.</p>{inner}")]))
    assert outline(own) == [((), ("Own.",)), (("Inner",), ("One.",)), (("Last",), ("Two.",))]


def test_an_identifier_that_would_make_an_endless_name_is_refused() -> None:
    assert one("x/a.xml", tei([("a" * 100, "Karlin", "Text.")])).document.path.endswith("a" * 100)
    with pytest.raises(ReadError, match="an xml:id of more than 100 characters, aaaaaaaaaaaaaaaaaaaa…; give it a sh"):
        read("x/a.xml", tei([("a" * 101, "Karlin", "Text.")]))


def test_a_file_without_such_divisions_is_one_document() -> None:
    text = one("x/a.tei", tei([("", "The war", "It lasted."), ("", "The peace", "Signed.")], title="Karlin"))
    assert (text.document.path, text.document.title) == ("x/a.tei", "Karlin")
    assert outline(text) == [(("The war",), ("It lasted.",)), (("The peace",), ("Signed.",))]


def test_what_a_reader_sees_is_kept_and_pictures_are_not() -> None:
    body = (
        '<p><hi rend="strong">The siege</hi></p><p>It <hi rend="italic">was</hi><note>So the chronicle.</note> long,'
        "<lb/>and <choice><sic>teh</sic><corr>the</corr></choice> end <q>came</q>.</p>"
        '<figure><graphic url="a.jpg"/><head>The walls</head><figDesc>grey</figDesc></figure>'
        '<lg><l>Rough winds</l><l>do shake</l></lg><list type="ordered"><item>one</item><item>two</item></list>'
        "<table><row><cell>a</cell><cell>b</cell></row><row><cell>c</cell><cell>d</cell></row></table>"
        "<quote><p>A long one.</p></quote>"
    )
    assert outline(one("x/a.xml", tei([("a", "Karlin", body)]))) == [
        (
            ("The siege",),
            (
                "It was[1] long, and teh end came.",
                "[1] So the chronicle.",
                "The walls",
                "Rough winds\ndo shake",
                "1. one\n2. two",
                "a | b\nc | d",
                "A long one.",
            ),
        )
    ]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<TEI xmlns='http://www.tei-c.org/ns/1.0'>\n<p>a</q></TEI>", "not well-formed XML: line 2, column "),
        (b"<rss><channel/></rss>", "is XML, but not TEI .*<rss>"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "is XML, but not TEI .*<svg>"),
        (tei([]), "has no text below its header"),
        (tei([("a", "Head", "<div>" * 3000 + "</div>" * 3000)]), "nested too deeply"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(ReadError, match=reason):
        read("x/a.xml", data)


@pytest.mark.skipif(not MILESTONES.is_dir(), reason=f"the folder {MILESTONES} is not there")
def test_real_files_give_their_articles_with_titles_and_dates() -> None:
    texts = [text for file in sorted(MILESTONES.glob("*.xml")) for text in read(f"m/{file.name}", file.read_bytes())]
    assert len(texts) == 205
    assert len({text.document.path for text in texts}) == 205
    by_path = {text.document.path: text for text in texts}
    conference = by_path["m/1921-1936.xml#naval-conference"]
    assert (conference.document.title, conference.document.date) == (
        "The Washington Naval Conference, 1921–1922",
        "1921/1922",
    )
    assert [section.heading for section in conference.sections][:2] == [("Introduction",), ("The Five-Power Treaty",)]
    assert by_path["m/1961-1968.xml#cuban-missile-crisis"].document.date == "1962-10"
    assert all(is_edtf(text.document.date) for text in texts if text.document.date)
    assert sum(not text.document.date for text in texts) < 30
