"""A question after another: whether it needs that one, and how it is searched then."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from index.library import Library
from index.model import Earlier, Inquiry
from index.search import Nearness
from index.search.following import follow, may_go_on
from index.search.following.needing import Need, need_of
from index.search.following.putting import put_into, resolved
from index.search.following.words import names_in
from index.store.base import Snapshot
from tests.index.conftest import Desk, OpenLibrary

TREATY = (
    "# The treaty of Orm\n\nThe treaty of Orm ended the war. King Harald of Karsk signed it.\n\nIt was kept in Vell."
)
PLAGUE = "# The plague of Brin\n\nThe plague of Brin began in 1402. The king fled."


@pytest.mark.parametrize(
    "text",
    [
        "And who was prime minister then?",
        "Who killed him?",
        "When did it end?",
        "What about Karsk?",
        "and Karsk?",
        "Why?",
        "By whom?",
        "How many died?",
        "Where was this decided?",
        "Who else signed there?",
        "What had he done two years earlier?",
        "Which of them refused, and what did the other say about it afterwards?",
        "Did Harald of Karsk accept it?",
        "Who was king of Karsk at the time?",
        "And the Danish ones?",
    ],
)
def test_a_question_says_that_it_goes_on(text: str) -> None:
    assert need_of(text) is Need.MUCH


@pytest.mark.parametrize(
    "text",
    [
        "When did the mill of Karsk burn down?",
        "And when did the mill of Karsk burn down?",
        "When did Harald of Karsk sign the treaty that he had broken before?",
        "Did Karsk and Brin restore their relations?",
        "Why did it take Karsk so long to recognise Brin?",
        "Was there a war between Karsk and Brin?",
        "Who gave his name to the doctrine of Brin?",
        "Which king refused to sign the treaty of his own minister with Karsk?",
        "What is a protecting power?",
        "Treaty of Orm",
        'Where is this from: "there was a limit to what Karsk could endure"?',
    ],
)
def test_a_question_stands_by_itself(text: str) -> None:
    assert need_of(text) is not Need.MUCH


@pytest.mark.parametrize(
    ("fragment", "question", "whole"),
    [
        ("And France?", "When did Britain recognise the Soviet Union?", "When did France recognise the Soviet Union?"),
        ("what about the Ivory Coast", "When did Kenya leave?", "When did the Ivory Coast leave?"),
        ("And in Moscow?", "Who was the first envoy to Israel?", "Who was the first envoy in Moscow?"),
        ("And in 1956?", "Who led Egypt in 1948?", "Who led Egypt in 1956?"),
        ("Why?", "When did the king flee?", "Why did the king flee?"),
        ("By whom?", "In which year was the treaty signed?", "By whom was the treaty signed?"),
        ("And Britain?", "When did Britain recognise China?", ""),  # is in it already
        ("And the first Israeli envoy?", "Who was the first Soviet envoy?", ""),  # says more than a name
        ("And France?", "who was it?", ""),  # nothing that it could stand for
        ("And under Brandt?", "Who led Egypt in 1948?", ""),
        ("How many voted against?", "When was the plan adopted?", ""),
    ],
)
def test_a_fragment_is_put_into_the_question_before_it(fragment: str, question: str, whole: str) -> None:
    assert put_into(fragment, question) == whole


def test_fragments_are_put_in_one_after_another() -> None:
    assert resolved(["And Poland?", "And Hungary?", "When did Kenya leave?"]) == "When did Poland leave?"
    assert resolved(["Who led Brin?", "When did Kenya leave?"]) == "Who led Brin?"


def test_small_talk_hides_no_question_that_goes_on() -> None:
    assert may_go_on("hi there clio, quick one for a podcast thing with my friends – who killed him?")
    assert not may_go_on("What is a protecting power?")


def test_names_are_told_from_other_words() -> None:
    assert names_in("When did the Treaty of Rapallo end Tito's quarrel of 1948?") == [
        "Treaty of Rapallo",
        "Tito",
        "1948",
    ]
    assert names_in("Who was it? The king!") == []
    assert names_in("") == []


@contextmanager
def shelf(desk: Desk) -> Iterator[Snapshot]:
    desk.write("treaty.md", TREATY)
    desk.write("plague.md", PLAGUE)
    desk.reindex()
    snapshot = desk.store.snapshot(desk.shelf.id)
    yield snapshot
    snapshot.close()


def shown(snapshot: Snapshot, path: str) -> tuple[str, ...]:
    return tuple(passage.id for passage in snapshot.passages(f"sources/{path}", 0, 9))


def test_what_was_asked_before_stands_beside_the_question(desk: Desk) -> None:
    with shelf(desk) as snapshot:
        earlier = Earlier("What ended the war?", shown(snapshot, "treaty.md"))
        followed = follow("When was it signed?", earlier, [snapshot])
    assert followed is not None
    assert (followed.text, followed.context) == ("When was it signed?", "What ended the war?")
    assert followed.earlier == earlier
    assert followed.near == Nearness(frozenset({"sources/treaty.md"}), followed.near.gain)
    assert followed.near.gain > 0


def test_he_is_who_was_the_answer(desk: Desk) -> None:
    with shelf(desk) as snapshot:
        earlier = Earlier("Who signed the treaty of Orm?", shown(snapshot, "treaty.md"))
        followed = follow("And what did he do then?", earlier, [snapshot])
    assert followed is not None
    assert followed.context == "Who signed the treaty of Orm? King Harald of Karsk"


def test_what_may_go_on_does_so_only_where_it_speaks_of_the_same(desk: Desk) -> None:
    with shelf(desk) as snapshot:
        earlier = Earlier("What ended the war?", shown(snapshot, "treaty.md"))
        assert follow("Where did King Harald keep the treaty?", earlier, [snapshot]) is not None
        assert follow("When did the plague of Brin begin?", earlier, [snapshot]) is None
        assert follow("Where did King Harald keep the treaty?", Earlier("Who fled?"), [snapshot]) is None


def test_of_a_long_conversation_the_last_and_the_first_question_are_kept(desk: Desk) -> None:
    with shelf(desk) as snapshot:
        earlier = Earlier("Who signed it?", (), ("And where?", "What ended the war?"))
        followed = follow("When was that?", earlier, [snapshot])
    assert followed is not None
    assert followed.earlier.questions == ("Who signed it?", "What ended the war?")


def test_passages_that_are_gone_are_ignored(desk: Desk) -> None:
    with shelf(desk) as snapshot:
        earlier = Earlier("What ended the war?", ("aaaaaaaaaaaaa", *shown(snapshot, "plague.md")))
        followed = follow("And who fled from it?", earlier, [snapshot])
        nothing = follow("And who fled from it?", Earlier("What ended the war?", ("aaaaaaaaaaaaa",)), [snapshot])
    assert followed is not None
    assert followed.near.documents == frozenset({"sources/plague.md"})
    assert nothing is not None
    assert not nothing.near.documents


@pytest.fixture
def library(open_library: OpenLibrary, tmp_path: Path) -> Library:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "orm.md").write_text(
        "# The lighthouse of Orm\n\nThe lighthouse of Orm began to shine in May 1871.\n\n"
        "Ada Lind drew the plans of the tower, and she built three more on the coast.\n\n"
        "The lamp went out for good in 1950.",
        "utf-8",
    )
    (folder / "mill.md").write_text(
        "# The mill of Karsk\n\nThe mill of Karsk began to grind in June 1790.\n\n"
        "Jost Brandt drew the plans of the mill, and he built four more on the river.",
        "utf-8",
    )
    library = open_library(folder)
    library.reindex()
    return library


def test_a_follow_up_is_answered_from_what_is_talked_about(library: Library) -> None:
    for question, built in (
        ("When did the lighthouse of Orm begin to shine?", "Ada Lind"),
        ("When did the mill of Karsk begin to grind?", "Jost Brandt"),
    ):
        first = library.ask(question)
        earlier = first.as_earlier(3)
        answer = library.answer(Inquiry("And who drew the plans of it?", earlier=earlier))
        assert built in answer.hits[0].highlight
        assert answer.question == "And who drew the plans of it?"
        assert answer.earlier == earlier
        assert answer.as_earlier(1).questions == ("And who drew the plans of it?", question)
        assert first.earlier is None


def test_then_is_the_date_that_was_answered(open_library: OpenLibrary, tmp_path: Path) -> None:
    folder = tmp_path / "rulers"
    folder.mkdir()
    (folder / "mill.md").write_text("# The mill\n\nThe mill of Karsk burnt down in June 1822.", "utf-8")
    for name, years in (("Ada Lind", "1790/1801"), ("Jost Brandt", "1815/1830"), ("Ilse Vell", "1840/1851")):
        text = f"---\ntitle: Mayor {name}\ndate: {years}\n---\n{name} was mayor of the town and lived at the harbour."
        (folder / f"{name}.md").write_text(text, "utf-8")
    library = open_library(folder, data="rulers-data")
    library.reindex()
    first = library.ask("When did the mill of Karsk burn down?")
    answer = library.answer(Inquiry("And who was mayor then?", earlier=first.as_earlier(3)))
    mayors = [hit.passage.document.title for hit in answer.hits if hit.passage.document.title != "The mill"]
    assert mayors[0] == "Mayor Jost Brandt"


def test_a_question_by_itself_is_answered_as_if_nothing_had_been_before(library: Library) -> None:
    question = "When did the mill of Karsk begin to grind?"
    earlier = Earlier("When did the lighthouse of Orm begin to shine?", ())
    alone, after = library.ask(question), library.answer(Inquiry(question, earlier=earlier))
    assert after.earlier is None
    assert after.hits == alone.hits
