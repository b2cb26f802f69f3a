from index.store.lines import SortedLines


def test_lines_are_found_by_how_they_begin() -> None:
    lines = SortedLines(b"king 1\nkingdom 2\nwar 3\n")
    assert list(lines.starting(b"king")) == [" 1", "dom 2"]
    assert list(lines.starting(b"x")) == []


def test_a_last_line_that_lost_its_end_is_a_line_too() -> None:
    lines = SortedLines(b"king 1\nwar")
    assert list(lines.starting(b"wa")) == ["r"]
    assert list(lines.starting(b"x")) == []
    assert lines.all_starting(b"wa") == b"war\n"
