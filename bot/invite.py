"""The links that bring the bot to a server or to a person, with exactly what it needs and no more."""

import base64
import binascii
from urllib.parse import quote, urlencode

AUTHORIZE = "https://discord.com/oauth2/authorize"

# Bits from https://docs.discord.com/developers/topics/permissions. Replies are made of components,
# which need none of Embed Links; Read Message History is what answering *as a reply* needs.
PERMISSIONS = {
    "View Channel": 1 << 10,
    "Send Messages": 1 << 11,
    "Read Message History": 1 << 16,
    "Send Messages in Threads": 1 << 38,
}
SERVER_SCOPES = ("bot", "applications.commands")
PERSON_SCOPES = ("applications.commands",)
USER_INSTALL = 1  # integration_type of an app that a person takes along; 0 is a server's


def server_link(application_id: str) -> str:
    """Make the link with which someone who may manage a server adds the bot to it."""
    permissions = sum(PERMISSIONS.values())
    return _link(client_id=application_id, permissions=permissions, scope=" ".join(SERVER_SCOPES))


def person_link(application_id: str) -> str:
    """Make the link with which a person adds /ask for themselves, anywhere."""
    return _link(client_id=application_id, integration_type=USER_INSTALL, scope=" ".join(PERSON_SCOPES))


def application_id(token: str) -> str:
    """Read the id that a bot token names in its first part, which is not secret; "" if it is no bot token.

    A token is three parts between dots; the first is the id's digits in base64 without padding.
    """
    parts = token.split(".")
    if len(parts) != 3 or not all(parts):
        return ""
    first = parts[0]
    try:
        digits = base64.b64decode(first + "=" * (-len(first) % 4), altchars=b"-_", validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        return ""
    return digits if digits.isdigit() and 15 <= len(digits) <= 20 else ""


def _link(**parameters: object) -> str:
    return f"{AUTHORIZE}?{urlencode(parameters, quote_via=quote)}"
