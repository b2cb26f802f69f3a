"""What somebody may call a document by."""

from index.names.titles import Like, Titles

TITLES = Titles(
    [
        ("own/suez.md", "The Suez crisis"),
        ("own/suez/letters.md", "Letters from Suez"),
        ("own/élysée.md", "The Élysée treaty"),
        ("own/untitled-note.txt", ""),
    ]
)


def test_a_document_is_meant_by_all_of_its_title_or_file_name_before_a_part_of_another_one() -> None:
    assert TITLES.meant("the SUEZ crisis!") == {"own/suez.md"}
    assert TITLES.meant("suez.md") == {"own/suez.md"}
    assert TITLES.meant("Suez") == {"own/suez.md", "own/suez/letters.md"}
    assert TITLES.meant("elysee") == {"own/élysée.md"}
    assert TITLES.meant("Panama") == TITLES.meant("!") == set()


def test_titles_like_what_was_typed_say_whether_they_begin_with_it() -> None:
    assert set(TITLES.like("the s")) == {Like("The Suez crisis", True)}
    assert set(TITLES.like("suez")) == {Like("The Suez crisis", False), Like("Letters from Suez", False)}
    assert set(TITLES.like("note")) == {Like("own/untitled-note.txt", False)}


def test_a_document_without_a_title_goes_by_its_path() -> None:
    assert list(TITLES) == ["The Suez crisis", "Letters from Suez", "The Élysée treaty", "own/untitled-note.txt"]
