"""A made-up register of houses, as large as one wants and in several editions, as a zip for `/sources import`."""

import io
import re
import zipfile

_SAID = re.compile(r"House (\d+) (?:stands in|was sold, says) edition (\d+)")


def house(number: int, edition: int) -> str:
    """A document of two passages, each of which names its house and its edition."""
    return (
        f"# House {number} of Amsel Street\n\n"
        f"House {number} stands in edition {edition} of the register as a building of granite with {number % 9 + 2} "
        "rooms, a slate roof, and a yard that reaches down to the old harbour wall.\n\n"
        f"House {number} was sold, says edition {edition}, for {number * 7 + 100} crowns at the spring auction, and "
        "the deed was witnessed by the harbour master and by both of the town's notaries.\n"
    )


def register(houses: int, edition: int) -> bytes:
    """The zip of all houses in one edition."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as zipped:
        for number in range(houses):
            zipped.writestr(f"house-{number}.md", house(number, edition))
    return held.getvalue()


def editions_shown(text: str) -> dict[int, set[int]]:
    """Which editions of each house a message quotes."""
    shown: dict[int, set[int]] = {}
    for number, edition in _SAID.findall(text.replace("**", "").replace("\\", "")):
        shown.setdefault(int(number), set()).add(int(edition))
    return shown
