"""The librarian with a real library: what can be asked when, and what waits for what."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
import pytest_asyncio

from bot.errors import EmptyLibrary, LibraryUnavailable, NotReady, Restarting, TooManyQuestions
from bot.librarian import MAX_WAITING, Librarian
from bot.settings import STARTER_LIBRARY
from index.archive import Incoming
from index.errors import QuestionError
from index.library import Library, LibraryOptions
from index.model import Answer, Inquiry
from index.postgres.server import QUESTION_MS

QUESTION = "Where is the forge of Lund?"
READY_S = 60.0
CLOSE_S = 15.0  # a step of indexing embeds some passages first


def options(folder: Path) -> LibraryOptions:
    return LibraryOptions(folder / "data", (folder / "sources",))


async def until_ready(librarian: Librarian) -> None:
    async with asyncio.timeout(READY_S):
        while True:
            try:
                librarian.require_ready()
            except NotReady:
                await asyncio.sleep(0.02)
            else:
                return


@pytest_asyncio.fixture(scope="module")
async def librarian(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Librarian]:
    folder = tmp_path_factory.mktemp("librarian")
    (folder / "sources").mkdir()
    (folder / "sources" / "forge.txt").write_text("The forge\n\nThe forge of Lund stands by the river Alm.\n")
    (folder / "sources" / "mill.txt").write_text("The mill\n\nThe mill of Lund was built in 1740 by the miller Ek.\n")
    librarian = Librarian(options(folder))
    librarian.start()
    with pytest.raises(NotReady, match="I am still getting ready: opening the library"):
        await librarian.ask(Inquiry(QUESTION, 3))
    await until_ready(librarian)
    yield librarian
    await librarian.close()


async def test_questions_asked_together_each_get_their_own_answer(librarian: Librarian) -> None:
    asked = [QUESTION, "When was the mill of Lund built?"] * 20
    answers = await asyncio.gather(*(librarian.ask(Inquiry(question, 3)) for question in asked))
    assert [answer.question for answer in answers] == asked
    assert {answer.hits[0].passage.document.title for answer in answers[::2]} == {"The forge"}
    assert {answer.hits[0].passage.document.title for answer in answers[1::2]} == {"The mill"}


async def test_a_bad_question_spoils_no_other(librarian: Librarian) -> None:
    bad, good = await asyncio.gather(
        librarian.ask(Inquiry(" ", 3)), librarian.ask(Inquiry(QUESTION, 3)), return_exceptions=True
    )
    assert isinstance(bad, QuestionError)
    assert isinstance(good, Answer)


async def test_more_questions_than_can_wait_are_refused(librarian: Librarian) -> None:
    answers = await asyncio.gather(
        *(librarian.ask(Inquiry(QUESTION, 3)) for _ in range(MAX_WAITING + 5)), return_exceptions=True
    )
    assert [type(answer) for answer in answers] == [Answer] * MAX_WAITING + [TooManyQuestions] * 5


async def test_passages_are_looked_up(librarian: Librarian) -> None:
    answer = await librarian.ask(Inquiry(QUESTION, 1))
    passage = await librarian.look_up(lambda library: library.passage(answer.hits[0].passage.id))
    assert passage == answer.hits[0].passage


async def test_an_empty_library_says_so_until_documents_are_put_into_it(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    librarian = Librarian(options(tmp_path))
    librarian.start()
    await until_ready(librarian)
    with pytest.raises(EmptyLibrary, match="My library is empty; my operator has to put documents into it"):
        await librarian.ask(Inquiry(QUESTION, 3))
    (tmp_path / "sources" / "forge.txt").write_text("The forge\n\nThe forge of Lund stands by the river Alm.\n")
    with closing(Library.open(options(tmp_path))) as another:
        await asyncio.to_thread(another.reindex)
    async with asyncio.timeout(READY_S):
        while True:
            try:
                answer = await librarian.ask(Inquiry(QUESTION, 3))
            except EmptyLibrary:
                await asyncio.sleep(0.02)
            else:
                break
    assert [hit.passage.document.title for hit in answer.hits] == ["The forge"]
    await librarian.close()


async def test_whoever_waits_at_the_end_is_told_and_nobody_asks_after_it(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "forge.txt").write_text("The forge\n\nThe forge of Lund stands by the river Alm.\n")
    librarian = Librarian(options(tmp_path))
    librarian.start()
    await until_ready(librarian)
    asked = [asyncio.create_task(librarian.ask(Inquiry(QUESTION, 3))) for _ in range(MAX_WAITING)]
    await asyncio.sleep(0)
    librarian.stop()
    words = await asyncio.gather(*asked, return_exceptions=True)
    assert {str(word) for word in words} == {"I am being restarted; please ask again in a minute."}
    for refused in (librarian.ask(Inquiry(QUESTION, 3)), librarian.look_up(Library.status)):
        with pytest.raises(Restarting):
            await refused
    await librarian.close()


async def test_closing_ends_an_indexing_which_goes_on_at_the_next_start(tmp_path: Path) -> None:
    starter = LibraryOptions(tmp_path / "data", (STARTER_LIBRARY,))
    librarian = Librarian(starter)
    librarian.start()
    async with asyncio.timeout(READY_S):
        while not await _has_begun(librarian):  # noqa: ASYNC110 progress is asked for, not announced
            await asyncio.sleep(0.01)
    async with asyncio.timeout(CLOSE_S):
        await librarian.close()
    library = Library.open(starter)
    assert not library.is_current()
    library.close()


async def _has_begun(librarian: Librarian) -> bool:
    try:
        librarian.require_ready()
    except NotReady as state:
        return state.progress.total > 0
    raise AssertionError("it was ready before it could be stopped")


async def test_a_library_that_cannot_be_opened_is_said_to_be_so(tmp_path: Path) -> None:
    librarian = Librarian(options(tmp_path))
    librarian.start()
    async with asyncio.timeout(READY_S):
        while True:
            try:
                await librarian.ask(Inquiry(QUESTION, 3))
            except NotReady:
                await asyncio.sleep(0.01)
            except LibraryUnavailable as error:
                assert str(error) == "I can't open my library; my operator has to look at the log."
                break
    await librarian.close()


async def test_closing_before_the_start_is_fine(tmp_path: Path) -> None:
    await Librarian(options(tmp_path)).close()


async def test_work_that_was_interrupted_by_a_fault_is_taken_up_again(
    librarian: Librarian, tmp_path_factory: pytest.TempPathFactory
) -> None:
    over = asyncio.Event()
    librarian.watch(lambda job, _: over.set() if job.collection == "1001" and job.is_over else None)
    (database,) = tmp_path_factory.getbasetemp().glob("librarian0/data/sources.db")

    def damage(change: str) -> None:
        with closing(sqlite3.connect(database)) as connection:
            connection.execute(change)

    text = b"The smithy of Lund burned down in 1841 and was never built again."
    await librarian.look_up(lambda library: library.collection("1001").add([Incoming("smithy.md", text)], "ada"))
    damage("ALTER TABLE jobs RENAME TO lost")
    librarian.wake()
    await asyncio.sleep(1)
    damage("ALTER TABLE lost RENAME TO jobs")
    librarian.wake()
    async with asyncio.timeout(READY_S):
        await over.wait()
    answer = await librarian.ask(Inquiry("When did the smithy of Lund burn down?", 3, ("1001",)))
    assert answer.hits[0].passage.document.path == "smithy.md"


async def test_sources_whose_index_was_lost_are_said_to_be_indexed(
    librarian: Librarian, tmp_path_factory: pytest.TempPathFactory
) -> None:
    over = asyncio.Event()
    librarian.watch(lambda job, _: over.set() if job.collection == "1002" and job.is_over else None)
    tannery = Incoming("tannery.md", b"The tannery of Lund was closed in 1902 for its smell.")
    await librarian.look_up(lambda library: library.collection("1002").add([tannery], "ada"))
    librarian.wake()
    async with asyncio.timeout(READY_S):
        await over.wait()
    asked = Inquiry("When was the tannery of Lund closed?", 3, ("1002",))
    assert (await librarian.ask(asked)).hits
    (database,) = tmp_path_factory.getbasetemp().glob("librarian0/data/clio.db")
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("DELETE FROM files WHERE shelf IN (SELECT id FROM shelves WHERE collection = '1002')")
    with pytest.raises(NotReady, match=r"I am still getting ready: indexing the sources\."):
        await librarian.ask(asked)


async def test_a_database_that_is_too_slow_to_be_read_is_waited_for(tmp_path: Path, database_url: str) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "forge.txt").write_text("The forge of Lund stands by the river Alm.\n")
    there = LibraryOptions(tmp_path / "data", (tmp_path / "sources",), database_url=database_url)
    with closing(Library.open(there)) as library:
        library.reindex()
    librarian = Librarian(there)
    with psycopg.connect(database_url) as other:
        other.execute("LOCK TABLE postings")
        librarian.start()
        await until_read(librarian)
        await asyncio.sleep(2 * QUESTION_MS / 1000)
        assert "reading what is searched" in not_ready(librarian)
    await until_ready(librarian)
    assert (await librarian.ask(Inquiry(QUESTION, 1))).hits
    await librarian.close()


async def until_read(librarian: Librarian) -> None:
    async with asyncio.timeout(READY_S):
        while True:
            if "reading what is searched" in not_ready(librarian):
                return
            await asyncio.sleep(0.02)


def not_ready(librarian: Librarian) -> str:
    with pytest.raises(NotReady) as caught:
        librarian.require_ready()
    return str(caught.value)
