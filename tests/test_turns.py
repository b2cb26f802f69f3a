from bot.turns import Turns


class Clock:
    """Seconds that pass only when told to."""

    def __init__(self) -> None:
        self.time = 0.0

    def __call__(self) -> float:
        """What time it is."""
        return self.time


def begin_all(turns: Turns, wanting: list[str]) -> list[str]:
    begun = list(turns.next(wanting))
    for name in begun:
        turns.begin(name)
    return begun


def test_those_who_want_have_turns_as_long_as_there_is_room() -> None:
    turns = Turns(2, 20.0, Clock())
    assert begin_all(turns, ["a", "b", "c"]) == ["a", "b"]
    assert begin_all(turns, ["a", "b", "c"]) == []
    turns.end("a")
    assert begin_all(turns, ["b", "c"]) == ["c"]


def test_nobody_makes_room_while_nobody_waits() -> None:
    clock = Clock()
    turns = Turns(1, 20.0, clock)
    begin_all(turns, ["a"])
    turns.keep("a")
    clock.time = 100.0
    assert turns.to_lay_down(["a"]) is None
    assert turns.to_lay_down(["a", "b"]) == "a"


def test_who_has_kept_nothing_yet_is_not_stopped() -> None:
    clock = Clock()
    turns = Turns(1, 20.0, clock)
    begin_all(turns, ["a", "b"])
    clock.time = 100.0
    assert turns.to_lay_down(["a", "b"]) is None
    turns.keep("a")
    clock.time = 110.0
    turns.keep("a")
    assert turns.to_lay_down(["a", "b"]) is None
    clock.time = 120.0
    assert turns.to_lay_down(["a", "b"]) == "a"


def test_who_made_room_comes_after_those_who_waited_and_before_those_who_come_later() -> None:
    clock = Clock()
    turns = Turns(1, 20.0, clock)
    begin_all(turns, ["book", "page"])
    turns.keep("book")
    clock.time = 30.0
    turns.end("book")
    clock.time = 31.0
    assert begin_all(turns, ["book", "page", "later"]) == ["page"]
    clock.time = 32.0
    turns.end("page")
    assert begin_all(turns, ["page", "later", "book"]) == ["book"]
