"""Escaped text shows as it is written, and does nothing."""

import re

import pytest
from hypothesis import given

from bot.escaping import bold, code_block, escape, link, one_line, shortened, unescape, visible, web_url
from tests.strategies import shown, texts, unescaped, urls


@given(texts)
def test_what_is_escaped_reads_as_before(text: str) -> None:
    assert unescape(escape(text)) == visible(text)


@given(texts)
def test_nothing_of_the_markup_survives(text: str) -> None:
    left = unescaped(escape(text))
    assert not re.search(r"[\\*_~`|<>\[\]@#]|:\S", left)
    assert not re.search(r"^[^\S\n]*(?:[-+]|\d+[.)])", escape(text), re.MULTILINE)
    assert not re.search(r"discord\.gg/|discord\.com/", left)


@given(texts)
def test_visible_text_can_be_sent(text: str) -> None:
    plain = visible(text)
    plain.encode("utf-8")
    assert visible(plain) == plain
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\ufeff]", plain)


@given(texts)
def test_bold_reads_as_before_and_is_closed_on_every_line(text: str) -> None:
    assert shown(bold(text)) == visible(text)
    assert all(unescaped(line).count("**") in (0, 2) for line in bold(text).split("\n"))


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("@everyone", r"\@everyone"),
        ("<@123> <#4> <t:5:R>", r"\<\@123\> \<\#4\> \<t\:5\:R\>"),
        ("see https://a.example/x_y", r"see https\://a.example/x\_y"),
        ("join discord.gg/abc", r"join discord.gg\/abc"),
        ("# one\n - two\n3. three\n-# four", "\\# one\n \\- two\n3\\. three\n\\-\\# four"),
        ("twenty-four: 1987-88", "twenty-four: 1987-88"),
        (r"a\*b", r"a\\\*b"),
    ],
)
def test_known_markup(text: str, escaped: str) -> None:
    assert escape(text) == escaped


def test_joiners_stay_where_they_spell_words_and_emoji() -> None:
    spelt = "می\u200cشود 👩\u200d🚀 👩🏽\u200d🚀"
    assert visible(spelt) == spelt
    assert visible("a\u200db\u200c<\u200d") == "ab<"


def test_tags_stay_in_flags_and_nowhere_else() -> None:
    scotland = "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
    assert visible(f"a {scotland}, {scotland}") == f"a {scotland}, {scotland}"
    assert visible(f"x{scotland[1:]} 🏴{scotland[1:-1]}") == "x 🏴"
    assert visible("🏴" + scotland[1] * 9 + scotland[-1]) == "🏴"


def test_letters_without_a_shape_are_dropped() -> None:
    assert one_line("\u3164 \u115f\u1160 \uffa0\u2800") == ""
    assert visible("a\u3164\u200d\u3164b") == "ab"


@given(texts)
def test_a_code_block_ends_where_it_should(text: str) -> None:
    block = code_block(text)
    assert block.count("`") == 6
    assert block.startswith("```\n")
    assert block.endswith("\n```")


@given(texts, urls)
def test_a_link_is_whole_or_not_there(title: str, url: str) -> None:
    linked, target = link(title, url), web_url(url)
    assert re.fullmatch(r"https?://[a-zA-Z0-9.-]+(?::\d+)?(?:[/?#][^\s()<>\[\]\\@\"'`]*)?", target) or not target
    assert linked in (escape(title), f"[{escape(title)}]({target})")


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://example.org/a_(b) c", "https://example.org/a_%28b%29%20c"),
        ("https://münchen.example/ü", "https://xn--mnchen-3ya.example/%C3%BC"),
        ("https://example.org/%C3%BC?q=1&r=2#s", "https://example.org/%C3%BC?q=1&r=2#s"),
        ("javascript:alert(1)", ""),
        ("ftp://example.org/", ""),
        ("https://someone@example.org/", ""),
        ("http://[::1", ""),
        ("", ""),
    ],
)
def test_only_urls_of_the_web_are_linked(url: str, target: str) -> None:
    assert web_url(url) == target


@pytest.mark.parametrize(("title", "is_linked"), [("a [b] c", True), ("a [b", False), ("a] b", False), ("]a[", False)])
def test_a_title_with_a_lone_bracket_is_not_linked(title: str, is_linked: bool) -> None:
    linked = f"[{escape(title)}](https://example.org/)"
    assert link(title, "https://example.org/") == (linked if is_linked else escape(title))


def test_text_is_shortened_at_a_word() -> None:
    assert shortened("one two three", 13) == "one two three"
    assert shortened("one two three", 10) == "one two…"
    assert shortened("onetwothree", 6) == "onetw…"


@given(texts)
def test_one_line_is_one_line(text: str) -> None:
    assert len(one_line(text).splitlines()) <= 1
