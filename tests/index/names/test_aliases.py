"""Lists of names for the same thing: how they are read, and what a question holds of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.names.aliases import (
    LONGEST_NAME,
    MOST_CHARACTERS,
    MOST_FAULTS,
    MOST_NAMES,
    MOST_OWN,
    AliasList,
    groups_said,
    merged,
    parse,
)


def others(names: AliasList, text: str) -> dict[str, tuple[str, ...]]:
    return {mention.name: mention.others for mention in names.mentions(text)}


def test_a_list_is_read_a_group_a_line() -> None:
    names, faults = parse(
        "\ufeffBeijing = Peking =  Pei-p'ing\r\n\n   \n# a remark = none\n- **WWII** = `World War II`\n1. A=B"
    )
    assert names.groups == (("Beijing", "Peking", "Pei-p'ing"), ("WWII", "World War II"), ("A", "B"))
    assert faults == ()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Beijing", "has no two names with = between them"),
        ("= Beijing = ", "has no two names with = between them"),
        ("Peking = PEKING = peking", "has no two names with = between them"),
        ("=====", "has no two names with = between them"),
        ("| a | b |", "has no two names with = between them"),
        (" = ".join(f"a{number}" for number in range(MOST_NAMES + 1)), "has 21 names, more than 20"),
        (f"a = {'b' * (LONGEST_NAME + 1)}", "has a name of more than 80 characters"),
    ],
)
def test_a_line_that_cannot_be_used_is_told_and_the_others_are_used(line: str, reason: str) -> None:
    names, (fault,) = parse(f"a = b\n{line}\nc = d")
    assert names.groups == (("a", "b"), ("c", "d"))
    assert str(fault).startswith(f"line 2 {reason}")


@pytest.mark.timeout(20)
def test_a_huge_list_is_refused_and_a_large_one_is_quick() -> None:
    names, (fault,) = parse("a = b\n" * (MOST_CHARACTERS // 6 + 1))
    assert names.groups == ()
    assert "200,000 characters" in str(fault)
    large, none = parse("\n".join(f"name{number} = other{number}" for number in range(5_000)))
    assert none == ()
    assert all(others(large, "who was name4999?") == {"name4999": ("other4999",)} for _ in range(100))
    _, faults = parse("x\n" * 1_000)
    assert len(faults) == MOST_FAULTS


def test_names_are_found_by_their_words_whatever_case_and_accents() -> None:
    names, _ = parse("Mao Zedong = Mao Tse-tung\nŁódź = Lodsch\nMao = Chairman\nPei-p'ing = Peking")
    assert others(names, "What did MAO TSE TUNG's men do in lodz and Pei\u2019p\u2019ing?") == {
        "MAO TSE TUNG": ("Mao Zedong",),
        "lodz": ("Lodsch",),
        "Pei\u2019p\u2019ing": ("Peking",),
    }
    assert others(names, "Mao") == {"Mao": ("Chairman",)}
    assert others(names, "Maoism in Peking's Lodschs") == {"Peking": ("Pei-p'ing",)}
    assert others(names, "") == {}
    assert others(AliasList(), "Mao") == {}


def test_a_name_of_two_groups_has_the_others_of_both_without_joining_them() -> None:
    names, _ = parse("Georgia = Gruzia\nGA = Georgia\nGeorgia = Gruzia")
    assert others(names, "Georgia, Gruzia, GA") == {
        "Georgia": ("Gruzia", "GA"), "Gruzia": ("Georgia",), "GA": ("Georgia",)
    }  # fmt: skip


def test_groups_in_a_circle_end() -> None:
    names, _ = parse("A1 = B1\nB1 = C1\nC1 = A1")
    assert others(names, "B1") == {"B1": ("A1", "C1")}


@pytest.mark.parametrize(
    ("also", "groups"),
    [
        ("Peking", [("Beijing", "Peking")]),
        (["Peking", "Pei-p'ing", 7, None, ["x"]], [("Beijing", "Peking", "Pei-p'ing")]),
        ({"Mao": ["Mao Tse-tung"], "Deng": "Teng", "Zhou": []}, [("Mao", "Mao Tse-tung"), ("Deng", "Teng")]),
        ({"Mao": {"a": "b"}}, []),
        ([], []),
        (7, []),
        (["", "…", "Beijing"], []),
    ],
)
def test_a_document_says_what_things_are_also_called(also: object, groups: list[tuple[str, ...]]) -> None:
    assert list(groups_said("Beijing: a history (1900)", also)) == groups


def test_a_list_grows_by_the_groups_that_it_lacks() -> None:
    assert merged("# mine\na = b", "B = A\nc = d\nx") == "# mine\na = b\nc = d"
    assert merged("", "a = b") == "a = b"
    assert merged("a = b", "") == "a = b"
    full = "\n".join(f"a{number} = b{number}" for number in range(1_000))
    assert len(merged("", full)) <= MOST_OWN


@given(st.text(max_size=300), st.text(max_size=200))
def test_any_text_can_be_a_list_and_be_searched(text: str, question: str) -> None:
    names, faults = parse(text)
    assert all(len(group) >= 2 for group in names.groups)
    assert all(str(fault) for fault in faults)
    for mention in names.mentions(f"{question} {text}"):
        assert mention.name == f"{question} {text}"[mention.start : mention.end]
        assert mention.others
