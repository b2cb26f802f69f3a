r"""Text for Discord that shows as it is written and does nothing: formats nothing, pings nobody, links nowhere.

Discord reads a backslash before any character but ASCII letters, digits and white space as "show that
character". Mentions and links are also looked for by the server and by search, which know no backslash;
there the backslash breaks the pattern: `<\@1>` is no mention, `https\://` no link.
"""

import re
import unicodedata
from urllib.parse import quote, urlsplit

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_KEPT_CONTROLS = "\n\t"
_JOINERS = "\u200c\u200d"  # spelling in Persian and Indic scripts, and parts of emoji
_SHOWN_FORMATS = "\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"  # number signs: Cf, yet visible
_SHOWN = re.compile(f"[{_SHOWN_FORMATS}]")
_BLANKS = "\u115f\u1160\u2800\u3164\uffa0"  # letters and a symbol without a shape: fillers of Hangul, empty Braille
_FLAG = re.compile("\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f")  # of Scotland and others
_INVISIBLE = ("Cc", "Cf", "Cs")  # control, format (among them all that change direction), surrogate
_JOINABLE = ("L", "M", "S")  # letters, marks, symbols

_MARKUP = re.compile(r"[\\*_~`|<>\[\]@#]|:(?!\s)")  # ":" starts emoji codes and follows a link's scheme
_LINE_START = re.compile(r"^([^\S\n]*(?:\d+(?=[.)]))?)(?=[-+.)])", re.MULTILINE)  # lists and small print
_INVITE = re.compile(r"(discord(?:app)?\.(?:gg|com|gift|new|me|io)|dis\.gd|dsc\.gg)/", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([^0-9A-Za-z\s])")

_URL_SAFE = ":/?#!$&*+,;=%~-._"  # what else is in a URL could end the link or name a mention
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?", re.IGNORECASE)


def visible(text: str) -> str:
    r"""Drop what has no shape of its own: control characters, overrides of direction, zero-width characters.

    Line ends of any kind become "\n". A zero-width joiner stays between letters that are
    not ASCII and between emoji; the tags stay that make a black flag that of a country.
    """
    text = _LINE_ENDS.sub("\n", text)
    if text.isascii() and text.isprintable():
        return text
    flags = {at for flag in _FLAG.finditer(text) for at in range(*flag.span())}
    return "".join(char for at, char in enumerate(text) if at in flags or _is_visible(text, at, char))


def _is_visible(text: str, at: int, char: str) -> bool:
    if char in _JOINERS:
        around = text[at - 1 : at] + text[at + 1 : at + 2]
        return len(around) == 2 and all(_is_joinable(other) for other in around)
    if char in _BLANKS:
        return False
    return char in _KEPT_CONTROLS or unicodedata.category(char) not in _INVISIBLE or bool(_SHOWN.match(char))


def _is_joinable(char: str) -> bool:
    return not char.isascii() and char not in _BLANKS and unicodedata.category(char)[0] in _JOINABLE


def escape(text: str) -> str:
    """Markdown that shows the visible part of a text; its start is taken for the start of a line."""
    text = _MARKUP.sub(r"\\\g<0>", visible(text))
    return _INVITE.sub(r"\1\\/", _LINE_START.sub(r"\1\\", text))


def unescape(markdown: str) -> str:
    """Undo `escape`, but for what is invisible."""
    return _ESCAPED.sub(r"\1", markdown)


def bold(text: str) -> str:
    """Escape a text and make it bold, each line by itself: bold does not reach over a blank line."""
    return "\n".join(_bold_line(line) for line in visible(text).split("\n"))


def _bold_line(line: str) -> str:
    words = line.strip()
    if not words:
        return line
    before, after = line[: line.index(words)], line[line.index(words) + len(words) :]
    return f"{before}**{escape(words)}**{after}"


def one_line(text: str) -> str:
    """The visible part of a text with every run of white space as one space."""
    return " ".join(visible(text).split())


def code_block(text: str) -> str:
    """Show a text in a box to copy from; a grave accent, which could end the box, becomes an apostrophe."""
    return f"```\n{visible(text).replace('`', chr(39))}\n```"


def link(text: str, url: str) -> str:
    """A text, escaped, that leads to the URL when it is one of the web; just the text otherwise.

    Discord finds no link whose text holds another, or a square bracket without its partner, escaped or not.
    """
    target = web_url(url)
    can_lead = target and "://" not in text and _is_balanced(text)
    return f"[{escape(text)}]({target})" if can_lead else escape(text)


def _is_balanced(text: str) -> bool:
    """Whether every square bracket has its partner."""
    depth = 0
    for bracket in re.findall(r"[\[\]]", text):
        depth += 1 if bracket == "[" else -1
        if depth < 0:
            return False
    return depth == 0


def web_url(url: str) -> str:
    """The URL so encoded that nothing in it ends a link; "" when it is not http(s) or names a login."""
    try:
        parts = urlsplit(visible(url).strip())
        host = parts.netloc.encode("idna").decode("ascii")
    except ValueError:  # UnicodeError is one
        return ""
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(host):
        return ""
    return quote(parts._replace(netloc=host).geturl(), safe=_URL_SAFE)


def shortened(text: str, limit: int) -> str:
    """The text when it has at most `limit` characters, else as many whole words as fit, and an ellipsis."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    return f"{cut.rpartition(' ')[0] or cut}…"
