"""What a message says → what is looked up, and the reply that shows what was found."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.claims import MOST_CLAIMS, Claim, Claims, claims_in, plain
from bot.claims_reply import Found, claims_reply
from bot.escaping import unescape
from bot.replies import BLUE, GOLD, GREY, MAX_QUESTION, MAX_SHOWN
from index.model import Answer, Document, Earlier, Hit, Locator, Passage
from tests.component_checks import check_limits, payload, walk
from tests.strategies import answers, examples, texts

LINK = "https://discord.com/channels/1234567890123456789/1234567890123456789/1234567890123456789"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The **war** began in *1914*, ~~not~~ ||1915||.", "The war began in 1914, not 1915."),
        ("> The war began.\n-# small\n## Big\n- one\n1. two", "The war began.\nsmall\nBig\none\ntwo"),
        ("see [this page](https://a.example/x) or <https://b.example>", "see this page or"),
        ("hey <@123> and <@&4> in <#5> <:flag:6> <t:7:R> </ask:8> @everyone", "hey and in"),
        ("look:\n```py\nprint('war')\n```\nend `code`", "look:\n\n\nend code"),
        (r"a \*star\* and snake_case_name __under__", "a *star* and snake_case_name under"),
    ],
)
def test_only_the_words_of_a_message_are_left(text: str, words: str) -> None:
    assert [line.split() for line in plain(text).split("\n")] == [line.split() for line in words.split("\n")]


def test_each_sentence_is_a_claim_with_the_one_before_it() -> None:
    claims = claims_in("lol ok\nNasser took over in 1954. He nationalised the canal two years later.")
    assert claims == Claims(
        (
            Claim("Nasser took over in 1954.", "lol ok"),
            Claim("He nationalised the canal two years later.", "Nasser took over in 1954."),
        )
    )


def test_of_many_sentences_those_are_chosen_that_say_most() -> None:
    claims = claims_in(
        "I think that this is quite funny. The Suez Canal was nationalised by Egypt in 1956. You know how it is. "
        "Well that was that. Eden resigned in January 1957. France and Israel fought too. Really now folks."
    )
    assert [claim.text[:10] for claim in claims.chosen] == ["The Suez C", "Eden resig", "France and"]
    assert claims.left_out == 4


@pytest.mark.parametrize(
    "text", ["", "lol", "👍👍👍", "https://a.example/x", "<@1> <@2>", "```\nThe war began.\n```", "..."]
)
def test_some_messages_claim_nothing(text: str) -> None:
    assert claims_in(text) == Claims(())


@given(texts)
def test_claims_keep_their_limits(text: str) -> None:
    claims = claims_in(text)
    assert len(claims.chosen) <= MOST_CLAIMS
    for claim in claims.chosen:
        assert 0 < len(claim.text) <= MAX_QUESTION
        assert "\n" not in claim.text


found_answers = st.builds(
    lambda answer, outcome, earlier: replace(
        answer,
        question=answer.question[:MAX_QUESTION] or "x",
        answered=outcome == 2,
        may_help=outcome == 1,
        earlier=Earlier(earlier) if earlier else None,
    ),
    answers(),
    st.integers(0, 2),
    texts,
)


@given(st.lists(found_answers, min_size=1, max_size=MOST_CLAIMS), st.integers(0, 99), st.integers(1, MAX_SHOWN))
@examples(150)
def test_a_reply_on_claims_keeps_every_limit(found: list[Answer], left_out: int, count: int) -> None:
    claims = Claims(tuple(Claim(answer.question) for answer in found), left_out)
    reply = claims_reply(Found(claims, tuple(found), LINK, count))
    shown = check_limits(reply)
    assert "no verdict" in shown[0]
    assert f"({LINK})" in shown[0]
    ids = [part["custom_id"] for part in walk(payload(reply)) if "custom_id" in part]
    is_found = any(answer.answered or answer.may_help for answer in found)
    assert ("show:everyone" in ids) == is_found
    assert (f"{left_out} more" in shown[-1]) == bool(left_out)
    (container,) = payload(reply)
    best = max((2 * answer.answered + answer.may_help) for answer in found)
    assert container["accent_color"] == {2: GOLD, 1: BLUE, 0: GREY}[best]


def test_a_passage_that_bears_on_two_claims_is_quoted_once() -> None:
    answer = _answer("The lamp was lit in 1874.")
    reply = claims_reply(Found(Claims((Claim("a"), Claim("b"))), (answer, answer), LINK))
    quoted = [text for text in check_limits(reply) if text.startswith("**1** · ")]
    assert len(quoted) == 1
    assert [text.endswith("A passage above comes close to this too.") for text in check_limits(reply)].count(True) == 1


def test_a_claim_is_shown_as_a_quotation_that_does_nothing() -> None:
    answer = _answer("**@everyone** see [x](https://evil.example) <@1> # now")
    shown = check_limits(claims_reply(Found(Claims((Claim("a"),)), (answer,), LINK)))
    assert unescape(shown[1]) == f"> {answer.question}"
    assert r"\@everyone" in shown[1]
    assert r"https\://" in shown[1]


def _answer(question: str) -> Answer:
    passage = Passage("a" * 13, Document("a.md", "The lighthouse"), 0, 1, "It was lit in 1874.", Locator((), 1, 1))
    return Answer(question, (Hit(passage, 1.0, 1, "It was lit in 1874."),), True, 0.9, 3, 1.0)
