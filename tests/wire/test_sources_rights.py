"""Who may not manage the server is refused everywhere, also when the right is lost between opening and sending."""

import re

import pytest

from bot.commands.sources import ITEMS
from bot.sources_view.ids import key_of
from tests.local_discord import ClientRefused, Permission, Upload
from tests.wire.conftest import Town
from tests.wire.forging import said, send_form, use_planted
from tests.wire.house import House, open_house, report

REFUSED = "Only members with Manage Server may do that."
NOT_OPERATOR = "Only my operator, who owns this application or is in its team, may do that."
TEXT = b"The mill of Ostrel burned down in 1811, and the miller Jan Teller built it again in the same year.\n"
KEY = key_of("mill.txt")

COMMANDS: dict[str, dict[str, object]] = {
    "list": {},
    "show": {"source": "mill.txt"},
    "add": {"file": Upload("new.txt", TEXT)},
    "edit": {"source": "mill.txt"},
    "remove": {"source": "mill.txt"},
    "restore": {"source": "mill.txt"},
    "reindex": {},
    "log": {},
    "aliases": {},
    "export": {},
    "import": {"file": Upload("a.zip", b"PK")},
}
COMPONENTS = {  # a custom id of each kind, with the value chosen where it is a menu
    "sources:list:>0:": "",
    "sources:log:>0": "",
    f"sources:show:{KEY}": "",
    f"sources:edit:{KEY}": "",
    f"sources:again:{KEY}:1": "",
    f"sources:remove:{KEY}": "",
    f"sources:removal:{KEY}:1": "",
    "sources:keep": "",
    f"sources:restore:{KEY}": "1",
    f"sources:undo:{KEY}": "",
    f"sources:reindex:{KEY}": "",
    f"sources:retry:{KEY}": "",
    "sources:start:own:all": "",
    f"sources:start:own:{KEY}": "",
    "sources:leave:own": "",
    "sources:aliases": "",
    "job:cancel:own:1": "",
    "job:retry:own:1": "",
    "job:details:1": KEY,
}


async def settled_house(town: Town) -> House:
    """A server with one source, which lets everyone use its moderators' commands as far as Discord is concerned."""
    house = open_house(town.discord)
    house.guild.open_command("sources")
    house.guild.open_command("Add to sources")
    await house.add("mill.txt", TEXT)
    return house


def test_every_kind_of_component_is_tried() -> None:
    for item in ITEMS:
        pattern = item.__discord_ui_compiled_template__
        assert [custom_id for custom_id in COMPONENTS if re.fullmatch(pattern, custom_id)], item


async def test_discord_itself_offers_the_commands_to_managers_only(town: Town) -> None:
    house = open_house(town.discord)
    with pytest.raises(ClientRefused):
        await house.bob.slash(house.channel, "sources list")
    (group,) = (command for command in town.discord.commands if command.name == "sources")
    offered = {option["name"] for option in group.options}
    assert offered == set(COMMANDS)


async def test_a_member_without_the_right_is_refused_in_every_command(town: Town) -> None:
    house = await settled_house(town)
    for command, options in COMMANDS.items():
        told = await (await house.bob.slash(house.channel, f"sources {command}", **options)).message()
        assert told.text == REFUSED, command
        assert told.visible_to is house.bob
    message = await house.mod.say(house.channel, "look", files=(Upload("a.txt", TEXT),))
    told = await (await house.bob.use(house.channel, "Add to sources", message)).message()
    assert told.text == REFUSED
    for command, option in (("show", "source"), ("restore", "source"), ("list", "filter")):
        assert len(await house.mod.autocomplete(house.channel, f"sources {command}", option, "mill")) == (
            command != "restore"
        )
        assert await house.bob.autocomplete(house.channel, f"sources {command}", option, "mill") == ()
    assert "mill" in await house.text("list")


async def test_a_member_without_the_right_is_refused_by_every_button_menu_and_form(town: Town) -> None:
    house = await settled_house(town)
    for custom_id, value in COMPONENTS.items():
        told = await said(await use_planted(town.discord, house.bob, house.channel, custom_id, value))
        assert told.text == REFUSED, custom_id
        assert told.visible_to is house.bob
    for custom_id in (f"sources:details:{KEY}:1", "sources:files"):
        told = await said(send_form(house.bob, house.channel, custom_id, {"title": "Mine"}))
        assert told.text == REFUSED, custom_id
    assert "The mill of Ostrel" in await house.text("show", source="mill.txt")
    refusals = (await house.text("log")).count("was refused")
    assert refusals >= 15  # a page of the log


async def test_a_right_that_is_lost_between_opening_and_sending_is_asked_for_again(town: Town) -> None:
    house = await settled_house(town)
    add, edit = await house.do("add"), await house.do("edit", source="mill.txt")
    await add.modal()
    await edit.modal()
    confirm = await (await house.do("remove", source="mill.txt")).message()
    plan = await (await house.do("reindex")).message()
    house.guild.set_roles(house.mod)
    for interaction in (
        await house.mod.submit(add, {"Files": [Upload("b.txt", TEXT * 2)]}),
        await house.mod.submit(edit, {"Title": "Mine"}),
        await house.mod.press(confirm, "Remove"),
        await house.mod.press(plan, "Start"),
    ):
        assert (await said(interaction)).text == REFUSED
    house.guild.set_roles(house.mod, house.guild.create_role("keepers", Permission.MANAGE_GUILD))
    assert "1 source · " in await house.text("list")
    assert "Mine" not in await house.text("list")


async def test_a_role_of_the_settings_moderates_too(town: Town) -> None:
    house = await settled_house(town)
    role = house.guild.create_role("librarians")
    shown = await (await house.mod.slash(house.channel, "settings")).message()
    await (await house.mod.select(shown, "set:moderators", [role])).message()
    house.guild.set_roles(house.bob, role)
    added = await house.bob.slash(house.channel, "sources add", file=Upload("new.txt", TEXT * 2))
    assert "**Added** new" in (await report(added)).text
    house.guild.set_roles(house.bob)
    told = await (await house.bob.slash(house.channel, "sources list")).message()
    assert told.text.startswith("Only members with Manage Server, or with the role \\@librarians")


async def test_the_shared_library_is_the_operators(town: Town) -> None:
    house = open_house(town.discord)
    told = await (await house.do("reindex", library="shared")).message()
    assert told.text == NOT_OPERATOR
    for custom_id in ("sources:start:shared:all", "sources:leave:shared", "job:cancel:shared:1", "job:retry:shared:1"):
        told = await said(await use_planted(town.discord, house.mod, house.channel, custom_id))
        assert told.text == NOT_OPERATOR
    owner = town.discord.application_owner
    house.guild.add_member(owner, permissions=Permission.MANAGE_GUILD)
    plan = await (await owner.slash(house.channel, "sources reindex", library="shared")).message()
    assert plan.text.startswith("### Read the shared library again?")
    done = await report(await owner.press(plan, "Start"))
    assert "**Unchanged** 3 files" in done.text
