"""Custom ids of the buttons, menus and modals for sources: each carries all that it needs to know.

A source is named by a key, a digest of its name, as names may be longer than an id. A key, a number of a job or a
version says nothing of the server: it is looked up among the sources of the server in which it is pressed, so one
that was copied from elsewhere finds nothing.
"""

from hashlib import blake2b

from index.archive import names

MAX_FILTER = 40  # characters; with the rest of its id they stay below Discord's 100, also when each counts twice
OWN, SHARED = "own", "shared"  # whose sources: this server's, or the operator's
ALL = "all"

_KEY = r"(?P<key>[0-9a-f]{16})"
_WHOSE = r"(?P<whose>own|shared)"
_STAMP = r"(?P<stamp>\d{1,19})"  # of the newest version when somebody was asked: a later one says what was changed
_NUMBER = r"(?P<number>\d{1,12})"
_PAGE = r"(?P<way>[<>])(?P<page>\d{1,6})"

LIST_PATTERN = rf"sources:list:{_PAGE}:(?P<filter>.*)"
LOG_PATTERN = rf"sources:log:{_PAGE}"
SHOW_PATTERN = rf"sources:show:{_KEY}"
EDIT_PATTERN = rf"sources:edit:{_KEY}"
AGAIN_PATTERN = rf"sources:again:{_KEY}:{_STAMP}"
REMOVE_PATTERN = rf"sources:remove:{_KEY}"
REMOVAL_PATTERN = rf"sources:removal:{_KEY}:{_STAMP}"
KEEP_PATTERN = r"sources:keep"
REINDEX_PATTERN = rf"sources:reindex:{_KEY}"
RETRY_ONE_PATTERN = rf"sources:retry:{_KEY}"
START_PATTERN = rf"sources:start:{_WHOSE}:(?P<what>all|[0-9a-f]{{16}})"
LEAVE_PATTERN = rf"sources:leave:{_WHOSE}"
RESTORE_PATTERN = rf"sources:restore:{_KEY}"
UNDO_PATTERN = rf"sources:undo:{_KEY}"
CANCEL_PATTERN = rf"job:cancel:{_WHOSE}:{_NUMBER}"
RETRY_PATTERN = rf"job:retry:{_WHOSE}:{_NUMBER}"
DETAILS_PATTERN = rf"job:details:{_NUMBER}"
ALIASES_PATTERN = "sources:aliases"

ADD_MODAL = "sources:files"
ALIASES_FORM_PATTERN = r"sources:names:(?P<stamp>[0-9a-f]{16})"  # of the list as it was when somebody was asked
EDIT_MODAL_PATTERN = rf"sources:details:{_KEY}:{_STAMP}"


def key_of(name: str) -> str:
    """The key of a source: 16 hexadecimal digits, the same for upper and lower case."""
    return blake2b(names.key(name).encode(), digest_size=8).hexdigest()


def page_id(kind: str, way: str, page: int, rest: str = "") -> str:
    """The id of a button that turns the list or the log from `page` (from 0) back ("<") or on (">")."""
    return f"sources:{kind}:{way}{page}{rest}"
