"""Texts that nobody would think of, for property tests."""

import re
from dataclasses import replace

from hypothesis import strategies as st

from index.model import Answer, Document, Hit, Locator, Passage

HOSTILE = (
    "@everyone", "@here", "<@1>", "<@!12>", "<@&3>", "<#4>", "<:x:5>", "<a:x:6>", "<t:7:R>", "</ask:8>", "<id:home>",
    ":smile:", "https://evil.example/a_(b)", "discord.gg/abc", "https://discord.com/invite/abc", "**", "*", "__", "_",
    "~~", "||", "`", "```", "[a](https://b.example)", "# ", "## ", "-# ", "> ", ">>> ", "- ", "* ", "+ ", "1. ", "12) ",
    "\\", "\\\\*", "\n", "\n\n", "\r\n", "\t", "  ", "\u202e", "\u200b", "\u200d", "\u2066", "\ufeff", "\x00",
    "\x1b[1m", "\ud800", "\u2028", "🏴\u200d☠️", "👩\u200d🚀", "𒀀", "می\u200cشود", "שלום", "[…] ", " […]",
    "Dr. ", "He went. ", "word ",
)  # fmt: skip

texts = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=12), max_size=60).map("".join)
long_texts = st.builds(lambda text, times: text * times, texts, st.sampled_from((1, 1, 2, 20)))
urls = texts | st.sampled_from(
    (
        "https://example.org/a(b)_c?d=[e]&f=*g*",
        "http://münchen.example/ü ß",
        "https://u:p@h.example",
        "//x",
        "http://[::1",
    )
)
dates = st.sampled_from(("", "1991-10-18", "1948~", "1967-06-05/1967-06-10", "1933", "195X"))
language_tags = st.sampled_from(
    (
        "ar", "cs", "da", "de-AT", "el", "es", "fa", "fr", "he", "hi", "id", "it", "ja", "ko", "nl", "pl", "pt-BR",
        "ru", "sv", "tr", "uk", "vi", "zh-Hant", "th", "und", "<@1>",
    )
)  # fmt: skip
passage_ids = st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=13, max_size=13)

_MARKS = re.compile(r"\\([^0-9A-Za-z\s])|\*\*|\[…\] ?| \[…\]")


def shown(markdown: str) -> str:
    """What Discord shows of a quotation: without bold marks, marks of cuts and backslashes."""
    return _MARKS.sub(lambda match: match[1] or "", markdown)


def unescaped(markdown: str) -> str:
    """What is left of markdown when every escaped character is taken out with its backslash."""
    return re.sub(r"\\[^0-9A-Za-z\s]", "", markdown)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    return Document(
        draw(texts) or "a", draw(texts), draw(dates), draw(st.sampled_from(("", "en", "de-AT"))), draw(urls)
    )


@st.composite
def passages(draw: st.DrawFn, document: Document | None = None, ordinal: int = 0, of: int = 1) -> Passage:
    locator = Locator(tuple(draw(st.lists(texts, max_size=3))), 1, draw(st.integers(1, 10**9)), draw(texts))
    return Passage(draw(passage_ids), document or draw(documents()), ordinal, of, draw(long_texts), locator)


@st.composite
def hits(draw: st.DrawFn, rank: int, passage_id: str = "a" * 13) -> Hit:
    passage = replace(draw(passages()), id=passage_id)
    start, end = sorted(draw(st.tuples(*[st.integers(0, len(passage.text))] * 2)))
    also = draw(st.lists(passages(), max_size=4))
    return Hit(passage, 1.0, rank, passage.text[start:end], tuple(also))


@st.composite
def answers(draw: st.DrawFn, question: st.SearchStrategy[str] = texts) -> Answer:
    ids = draw(st.lists(passage_ids, min_size=1, max_size=7, unique=True))
    found = tuple(draw(hits(rank, passage_id)) for rank, passage_id in enumerate(ids, 1))
    return Answer(draw(question), found, True, 1.0, draw(st.integers(1, 10**9)), 1.0)
