"""Filling in a command as a person's app does: only what it declares, only what fits."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .attachments import Upload
from .channels import Channel
from .command_rules import OptionType
from .guilds import Guild, Role
from .payloads import member_payload, partial_channel_payload, role_payload, user_payload
from .refusals import ClientRefused

if TYPE_CHECKING:
    from .users import User
    from .world import World

PLAIN_TYPES: dict[int, tuple[type, ...]] = {3: (str,), 4: (int,), 5: (bool,), 10: (int, float)}


@dataclass(slots=True)
class Resolved:
    """The objects behind the identifiers in an interaction."""

    world: World
    guild: Guild | None
    user: User
    data: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, value: object) -> str:
        """Note a person, role, channel or file and return its identifier.

        Raises ClientRefused for anything else.
        """
        if isinstance(value, Upload):
            stored = self.world.attachments.store(value)
            return self._put("attachments", stored.id, stored.payload() | {"ephemeral": True})
        if isinstance(value, Role):
            return self._put("roles", value.id, role_payload(value))
        if isinstance(value, Channel):
            return self._put("channels", value.id, partial_channel_payload(value, self.user))
        number = getattr(value, "id", None)
        if number not in self.world.users:
            msg = f"cannot choose {value!r} here"
            raise ClientRefused(msg)
        return self.add_user(self.world.users[number])

    def add_user(self, user: User) -> str:
        """Note a person, with what the guild knows about them."""
        if self.guild and user.id in self.guild.members:
            member = member_payload(self.guild, self.guild.members[user.id], permissions=True)
            self._put("members", user.id, {key: value for key, value in member.items() if key != "user"})
        return self._put("users", user.id, user_payload(user))

    def _put(self, kind: str, number: int, payload: dict[str, Any]) -> str:
        self.data.setdefault(kind, {})[str(number)] = payload
        return str(number)


def fill_options(
    declared: tuple[dict[str, Any], ...],
    given: dict[str, Any],
    resolved: Resolved,
    focused: str | None = None,
) -> list[dict[str, Any]]:
    """Return the options of an interaction for the values that a person entered.

    `focused` names the option that is being typed, which makes missing and unfinished ones acceptable.
    Raises ClientRefused for an option that is not declared, missing, or does not fit.
    """
    known = {option["name"]: option for option in declared}
    if unknown := sorted(set(given) - set(known)):
        msg = f"no option {unknown}; the command has {sorted(known)}"
        raise ClientRefused(msg)
    missing = [name for name, option in known.items() if option.get("required") and name not in given]
    if missing and focused is None:
        msg = f"option {missing} is required"
        raise ClientRefused(msg)
    return [
        _filled(known[name], value, resolved, is_typing=name == focused)
        for name, value in given.items()
        if value is not None
    ]


def _filled(option: dict[str, Any], value: object, resolved: Resolved, *, is_typing: bool) -> dict[str, Any]:
    filled: dict[str, Any] = {"name": option["name"], "type": option["type"]}
    if is_typing:
        return filled | {"value": value, "focused": True}
    if option["type"] in (OptionType.USER, OptionType.CHANNEL, OptionType.ROLE, 9, OptionType.ATTACHMENT):
        _refuse_unless(_is_entity(option["type"], value), option, value, "wrong kind of thing")
        return filled | {"value": resolved.add(value)}
    _check_value(option, value)
    return filled | {"value": value}


def _is_entity(kind: int, value: object) -> bool:
    if kind == OptionType.ATTACHMENT:
        return isinstance(value, Upload)
    if kind == OptionType.CHANNEL:
        return isinstance(value, Channel)
    if kind == OptionType.ROLE:
        return isinstance(value, Role)
    return not isinstance(value, Upload | Channel | Guild) and hasattr(value, "mention")


def _check_value(option: dict[str, Any], value: object) -> None:
    fits = isinstance(value, PLAIN_TYPES[option["type"]]) and (
        option["type"] == OptionType.BOOLEAN or not isinstance(value, bool)
    )
    _refuse_unless(fits, option, value, "wrong type")
    if option.get("choices"):
        allowed = [choice["value"] for choice in option["choices"]]
        _refuse_unless(value in allowed, option, value, f"none of the choices {allowed}")
    if isinstance(value, str):
        least, most = option.get("min_length") or 0, option.get("max_length") or 6000
        _refuse_unless(least <= len(value) <= most, option, value, f"not {least} to {most} characters")
        _refuse_unless(bool(value) or not option.get("required"), option, value, "empty")
    elif isinstance(value, int | float):
        low, high = option.get("min_value"), option.get("max_value")
        fits = (low is None or value >= low) and (high is None or value <= high)
        _refuse_unless(fits, option, value, f"not from {low} to {high}")


def _refuse_unless(fits: bool, option: dict[str, Any], value: object, why: str) -> None:
    if not fits:
        msg = f"option {option['name']} does not take {str(value)[:80]!r}: {why}"
        raise ClientRefused(msg)
