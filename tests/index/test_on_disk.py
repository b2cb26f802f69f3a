from pathlib import Path

import numpy as np
import pytest

from index.store.on_disk import HELD, ROOM, OnDisk

FEW, MANY = 1_200, 4_200_000  # numbers: those of the second file are left on the disk


@pytest.mark.parametrize("count", [FEW, MANY])
def test_ranges_and_rows_are_those_of_the_file(tmp_path: Path, count: int) -> None:
    numbers = np.random.default_rng(count).integers(0, 2**32, count).astype("<u4")
    numbers.tofile(tmp_path / "numbers")
    assert ((tmp_path / "numbers").stat().st_size > HELD) == (count == MANY)
    found = OnDisk(tmp_path / "numbers", "<u4", count)
    starts, lengths = np.array([count - 3, 0, 7, 7]), np.array([3, 1, 0, 5])
    wanted = [*numbers[-3:], numbers[0], *numbers[7:12]]
    assert len(found) == count
    assert found.ranges(starts, lengths).tolist() == wanted
    assert found.ranges(starts[:0], lengths[:0]).tolist() == []
    places = np.array([count // 4 - 1, 0])
    assert np.array_equal(found.rows(places, 4), numbers.reshape(-1, 4)[places])
    (tmp_path / "numbers").unlink()
    if count == MANY:
        assert found.ranges(starts, lengths).tolist() == wanted  # it stays open


def test_a_file_of_another_size_is_damaged(tmp_path: Path) -> None:
    np.zeros(10, "<u4").tofile(tmp_path / "numbers")
    with pytest.raises(ValueError, match="damaged"):
        OnDisk(tmp_path / "numbers", "<u4", 11)


def test_no_more_is_held_than_there_is_room_for_and_all_can_be_read(tmp_path: Path) -> None:
    numbers = np.arange(HELD // 4, dtype="<u4")
    numbers.tofile(tmp_path / "numbers")
    found = [OnDisk(tmp_path / "numbers", "<u4", len(numbers)) for _ in range(ROOM // HELD + 2)]
    assert [one.ranges(np.array([7]), np.array([3])).tolist() for one in found] == [[7, 8, 9]] * len(found)
    assert 0 < sum(one.is_held for one in found) <= ROOM // HELD
    del found
    assert OnDisk(tmp_path / "numbers", "<u4", len(numbers)).is_held
