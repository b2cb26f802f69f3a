"""Time zones by their names in the IANA database, such as Europe/Berlin, and as people type them."""

import difflib
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from bot.errors import UnknownZone

UTC = "UTC"
_NO_PLACES = {"localtime", "Factory", "posixrules"}  # names that files on some machines have, of no zone in the world
_SUGGESTED = 3
_LIKE = 0.6  # of 1: how alike two names are before one is suggested for the other


@cache
def zone_names() -> frozenset[str]:
    """The names of all time zones; reading them from the disk takes some tenths of a second, once."""
    return frozenset(available_timezones() - _NO_PLACES)


@cache
def zone(name: str) -> ZoneInfo:
    """The time zone of this name. Raises ValueError."""
    if name not in zone_names():
        raise ValueError(f"{name!r} is no time zone")
    return ZoneInfo(name)


def zone_named(typed: str) -> str:
    """The name of the zone that somebody has typed, in any case, whole or only its city. Raises UnknownZone."""
    wanted = _plain(typed)
    found = _by_plain_name().get(wanted, [])
    if len(found) == 1:
        return found[0]
    raise UnknownZone(typed, tuple(sorted(found)) or _alike(wanted))


@cache
def _by_plain_name() -> dict[str, list[str]]:
    """Zones by their whole name and, where no other is called so, by what stands after the last stroke."""
    names: dict[str, list[str]] = {_plain(name): [name] for name in sorted(zone_names())}
    cities: dict[str, list[str]] = {}
    for name in sorted(zone_names()):
        if "/" in name and not name.startswith("Etc/"):
            cities.setdefault(_plain(name.rpartition("/")[2]), []).append(name)
    return cities | names


def _alike(wanted: str) -> tuple[str, ...]:
    names = _by_plain_name()
    close = difflib.get_close_matches(wanted, names, n=_SUGGESTED, cutoff=_LIKE)
    return tuple(dict.fromkeys(names[name][0] for name in close))


def _plain(name: str) -> str:
    return "_".join(name.casefold().replace("_", " ").split())
