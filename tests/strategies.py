"""Texts that nobody would think of, for property tests."""

import re
from dataclasses import replace

from hypothesis import settings
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


def examples(count: int) -> settings:
    """How many examples a property is tried on whose examples are long: so many with --full, else a third of them."""
    is_full = not settings().derandomize
    return settings(max_examples=count if is_full else max(10, count // 3))


_MARKS = re.compile(r"\\([^0-9A-Za-z\s])|\*\*|\[…\] ?| \[…\]")


def shown(markdown: str) -> str:
    """What Discord shows of a quotation: without bold marks, marks of cuts and backslashes."""
    return _MARKS.sub(lambda match: match[1] or "", markdown)


def unescaped(markdown: str) -> str:
    """What is left of markdown when every escaped character is taken out with its backslash."""
    return re.sub(r"\\[^0-9A-Za-z\s]", "", markdown)


@st.composite
def documents(draw: st.DrawFn, words: st.SearchStrategy[str] = texts) -> Document:
    language = draw(st.sampled_from(("", "en", "de-AT")))
    return Document(draw(words) or "a", draw(words), draw(dates), language, draw(words | urls))


@st.composite
def passages(
    draw: st.DrawFn,
    document: Document | None = None,
    ordinal: int = 0,
    of: int = 1,
    words: st.SearchStrategy[str] = texts,
) -> Passage:
    heading = tuple(draw(st.lists(words, max_size=3)))
    locator = Locator(heading, 1, draw(st.integers(1, 10**9)), draw(words))
    text = draw(words) * draw(st.sampled_from((1, 1, 2, 20)))
    return Passage(draw(passage_ids), document or draw(documents(words)), ordinal, of, text, locator)


@st.composite
def hits(draw: st.DrawFn, rank: int, passage_id: str = "a" * 13, words: st.SearchStrategy[str] = texts) -> Hit:
    passage = replace(draw(passages(words=words)), id=passage_id)
    start, end = sorted(draw(st.tuples(*[st.integers(0, len(passage.text))] * 2)))
    also = draw(st.lists(passages(words=words), max_size=4))
    return Hit(passage, 1.0, rank, passage.text[start:end], tuple(also))


def some_words() -> st.SearchStrategy[st.SearchStrategy[str]]:
    """One of a few texts: where an example has a hundred, to make up each of them takes far longer than the test."""
    return st.lists(texts, min_size=1, max_size=10).map(st.sampled_from)


@st.composite
def answers(draw: st.DrawFn, question: st.SearchStrategy[str] = texts) -> Answer:
    words = draw(some_words())
    ids = draw(st.lists(passage_ids, min_size=1, max_size=7, unique=True))
    found = tuple(draw(hits(rank, passage_id, words)) for rank, passage_id in enumerate(ids, 1))
    return Answer(draw(question), found, True, 1.0, draw(st.integers(1, 10**9)), 1.0)
