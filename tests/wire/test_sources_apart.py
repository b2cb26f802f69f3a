"""Two servers with sources of the same name: whatever one of them sends, it neither sees nor touches the other's."""

import io
import sqlite3
import zipfile
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.sources_view.ids import key_of
from tests.local_discord import Interaction
from tests.wire.conftest import Town
from tests.wire.forging import send_form, use_planted
from tests.wire.house import House, open_house

NAME, SECRET_NAME = "chronicle.txt", "quillonby-letters.txt"
WORD = "Quillonby"  # stands in the other server's sources only
OURS = b"The ferry of Lower Marsk sank in 1788, and the ferryman Ole Dreyer drowned with his two sons.\n"
THEIRS = b"Quillonby Abbey was sold in 1539, and Abbot Hugh Farnley of Quillonby burned its letters.\n"
QUESTION = "Who burned the letters of Quillonby Abbey?"
TABLES = ("sources", "versions", "originals", "jobs", "entries")


@dataclass(frozen=True)
class Neighbours:
    """Our server, and the other one with what can be known of it."""

    town: Town
    ours: House
    theirs: House
    stamps: tuple[int, ...]
    jobs: tuple[int, ...]

    def state(self) -> list[tuple[Any, ...]]:
        """Everything that is kept of the other server."""
        with closing(sqlite3.connect(self.town.clio.data / "sources.db")) as archive:
            collection = str(self.theirs.guild.id)
            query = "SELECT * FROM {} WHERE collection = ? ORDER BY 1"
            rows = [
                archive.execute(query.format(table), (collection,)).fetchall()
                for table in TABLES
                if table != "versions"
            ]
            versions = (
                "SELECT versions.* FROM versions JOIN sources ON sources.id = versions.source "
                "WHERE sources.collection = ? ORDER BY 1"
            )
            return [*(row for table in rows for row in table), *archive.execute(versions, (collection,))]


@pytest_asyncio.fixture(scope="module")
async def neighbours(town: Town) -> Neighbours:
    ours, theirs = open_house(town.discord, "Ours"), open_house(town.discord, "Theirs")
    await ours.add(NAME, OURS)
    for name, data in ((NAME, THEIRS), (SECRET_NAME, THEIRS * 2), ("gone.txt", THEIRS * 3)):
        await theirs.add(name, data, title=f"{WORD} {name}")
    await theirs.remove("gone.txt")
    with closing(sqlite3.connect(town.clio.data / "sources.db")) as archive:
        stamps = tuple(stamp for (stamp,) in archive.execute("SELECT stamp FROM versions ORDER BY stamp"))
        jobs = tuple(number for (number,) in archive.execute("SELECT number FROM jobs"))
    return Neighbours(town, ours, theirs, stamps, jobs)


keys = st.sampled_from([key_of(name) for name in (NAME, SECRET_NAME, "gone.txt", "no.txt")])
sources = st.sampled_from(
    (
        NAME,
        SECRET_NAME,
        SECRET_NAME.upper(),
        "gone.txt",
        f"{WORD} {SECRET_NAME}",
        f"key:{key_of(SECRET_NAME)}",
        f"key:{key_of('gone.txt')}",
        "key:" + "0" * 16,
        f"../{NAME}",
        "%",
        "' OR 1=1 --",
    )
)
pages = st.builds(lambda way, page: f"{way}{page}", st.sampled_from("<>"), st.integers(0, 999_999))
numbers = st.integers(0, 30)  # of jobs, or of versions; those of the other server among them


@st.composite
def commands(draw: st.DrawFn) -> tuple[str, dict[str, object]]:
    name = draw(st.sampled_from(("show", "edit", "remove", "restore", "reindex", "list")))
    if name == "list":
        return name, {"filter": draw(st.sampled_from((WORD, "chronicle", "gone")))}
    options: dict[str, object] = {"source": draw(sources)}
    if name == "restore" and draw(st.booleans()):
        options["version"] = draw(st.integers(1, 30))
    return name, options


@st.composite
def components(draw: st.DrawFn) -> tuple[str, str]:
    key, number = draw(keys), draw(numbers)
    kinds = (
        (f"sources:list:{draw(pages)}:{WORD}", ""),
        (f"sources:log:{draw(pages)}", ""),
        *((f"sources:{kind}:{key}", "") for kind in ("show", "edit", "remove", "undo", "reindex", "retry")),
        (f"sources:again:{key}:{{stamp}}", ""),
        (f"sources:removal:{key}:{{stamp}}", ""),
        (f"sources:restore:{key}", str(number)),
        (f"sources:start:own:{key}", ""),
        (f"job:cancel:own:{number}", ""),
        (f"job:retry:own:{number}", ""),
        (f"job:details:{number}", key),
    )
    return draw(st.sampled_from(kinds))


attempts = st.one_of(
    st.tuples(st.just("command"), commands()),
    st.tuples(st.just("component"), components()),
    st.tuples(st.just("form"), keys),
    st.tuples(st.just("choices"), st.sampled_from((WORD, "chronicle", "letters", "gone", ""))),
)


@given(attempts, st.data())
@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_nothing_that_is_sent_reaches_the_other_server(
    neighbours: Neighbours, attempt: tuple[str, Any], data: st.DataObject
) -> None:
    way, what = attempt
    house, discord, before = neighbours.ours, neighbours.town.discord, neighbours.state()
    if way == "choices":
        for command in ("show", "restore"):
            offered = await house.mod.autocomplete(house.channel, f"sources {command}", "source", what)
            assert {choice.value for choice in offered} <= {NAME}
        return
    if way == "command":
        name, options = what
        sent = await house.do(name, **options)
    elif way == "component":
        stamp = data.draw(st.sampled_from(neighbours.stamps))
        custom_id, value = what
        sent = await use_planted(discord, house.mod, house.channel, custom_id.format(stamp=stamp), value)
    else:
        form = f"sources:details:{what}:{data.draw(st.sampled_from(neighbours.stamps))}"
        sent = send_form(house.mod, house.channel, form, {"title": "Mine", "author": "Me"})
    for text in await answers(sent):
        assert WORD not in without_what_was_typed(text)
    assert neighbours.state() == before


async def answers(sent: Interaction) -> list[str]:
    """Everything that an interaction was answered with: messages, or what stands in a form."""
    await sent.first_response()
    if sent.shown_modal:
        return [str(part.component) for part in sent.shown_modal.fields]
    told = await sent.settled(0.05) if sent.original is not sent.source else sent.original
    return [message.text for message in (told, *sent.followups) if message]


def without_what_was_typed(text: str) -> str:
    """A refusal repeats the name that was asked for, and a list its filter."""
    return text.replace(f"“{WORD}”", "").replace(f"named '{WORD} ", "").replace("named 'QUILLONBY", "")


async def test_the_same_name_is_another_source_in_each_server(neighbours: Neighbours) -> None:
    ours, theirs = neighbours.ours, neighbours.theirs
    assert WORD not in (await ours.ask(QUESTION)).removeprefix(f"### {QUESTION}")
    assert WORD in (await theirs.ask(QUESTION)).removeprefix(f"### {QUESTION}")
    assert WORD not in await ours.text("list")
    assert "Ole Dreyer" not in await theirs.text("show", source=NAME)
    assert WORD not in await ours.text("log")


async def test_an_export_holds_the_own_sources_only(neighbours: Neighbours) -> None:
    exported = await neighbours.ours.do("export")
    (file,) = (await exported.followup()).attachments
    with zipfile.ZipFile(io.BytesIO(file.data)) as zipped:
        assert all(WORD.encode() not in zipped.read(name) for name in zipped.namelist())
        assert zipped.read(f"sources/{NAME}") == OURS


async def test_a_removal_and_a_replacement_leave_the_other_servers_source_alone(town: Town) -> None:
    ours, theirs = open_house(town.discord), open_house(town.discord)
    await ours.add(NAME, OURS)
    await theirs.add(NAME, THEIRS)
    await ours.add(NAME, OURS * 2)
    await ours.remove(NAME)
    assert WORD in (await theirs.ask(QUESTION)).removeprefix(f"### {QUESTION}")
    assert "1 source · " in await theirs.text("list")
