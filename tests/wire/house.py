"""A server of one test's own, with a moderator and a member, and what the moderator does there."""

from dataclasses import dataclass

from tests.local_discord import Channel, Guild, Interaction, LocalDiscord, Message, Permission, Upload, User

JOB_S = 60.0  # in which a small job is over, also where several tests share the machine
OVER = ("### Done", "### Cancelled", "### Stopped")


@dataclass(frozen=True)
class House:
    """A server: `mod` may manage it, `bob` may not."""

    discord: LocalDiscord
    guild: Guild
    channel: Channel
    mod: User
    bob: User

    async def do(self, command: str, **options: object) -> Interaction:
        """Let the moderator use a command of `/sources`."""
        return await self.mod.slash(self.channel, f"sources {command}", **options)

    async def text(self, command: str, **options: object) -> str:
        """What the moderator is answered."""
        return (await (await self.do(command, **options)).message(JOB_S)).text

    async def add(self, name: str, data: bytes, **options: object) -> Message:
        """Add a file and wait for the report."""
        return await report(await self.do("add", file=Upload(name, data), **options))

    async def ask(self, question: str) -> str:
        """What everyone is answered to a question, on one line."""
        asked = await self.bob.slash(self.channel, "ask", question=question)
        return (await asked.message(JOB_S)).text

    async def remove(self, source: str) -> Message:
        """Remove a source, and confirm it."""
        confirm = await (await self.do("remove", source=source)).message(JOB_S)
        return await (await self.mod.press(confirm, "Remove")).message(JOB_S)


def open_house(discord: LocalDiscord, name: str = "The house", shard: int | None = None) -> House:
    """Make a server with its people, on a certain shard if wished."""
    guild, mod, bob = discord.create_guild(name, shard=shard), discord.create_user("mod"), discord.create_user("bob")
    guild.add_member(mod, permissions=Permission.MANAGE_GUILD)
    guild.add_member(bob)
    return House(discord, guild, guild.create_text_channel("library"), mod, bob)


async def report(begun: Interaction) -> Message:
    """Wait until the job that an interaction has begun is over."""
    told = await begun.wait_until(is_report, "the report of a job", JOB_S)
    assert not told.pings
    return told


def is_report(message: Message) -> bool:
    """Whether a message tells that a job is over."""
    return message.text.startswith(OVER) or "could not be read\n" in message.text.split("**")[0]
