import time
from itertools import product
from pathlib import Path

from index.names.distance import keys
from index.search.spelling import corrected
from index.store.name_list import Known, NameList
from tests.index.conftest import Desk


def names(folder: Path, *texts: str) -> NameList:
    NameList.write(folder / "names.txt", texts)
    return NameList(folder / "names.txt")


def test_a_name_is_found_under_its_keys_as_it_is_spelt_most_often(tmp_path: Path) -> None:
    kept = names(tmp_path, "DVOŘÁK. Dvořák met Dvorak, and Dvořák left.", "the dvořák of NATO; Ed, Lamp")
    found = kept.under(keys("Dworak"))
    assert sorted(found, key=lambda one: one.count) == [Known("Dvorak", 1), Known("Dvořák", 3)]
    assert kept.under(keys("nato")) == []  # several words, not spoken as one
    assert kept.under(keys("lump")) == [Known("Lamp", 1)]
    assert kept.under(["", "ZZZ", "A"]) == []


def test_a_shelf_without_names_has_none(tmp_path: Path) -> None:
    assert names(tmp_path).under(keys("Orm")) == []
    assert names(tmp_path, "no name here, 1912").under(["NM", "N"]) == []


def test_every_name_is_found_under_each_of_its_keys(tmp_path: Path) -> None:
    written = ["".join(parts).capitalize() for parts in product("kcgs", "ao", "ntr", "ei", ("v", "sch", "x"))]
    kept = names(tmp_path, " ".join(written))
    for name in written:
        assert all(any(one.name == name for one in kept.under([key])) for key in keys(name))


def test_a_large_vocabulary_is_looked_through_in_milliseconds(local_desk: Desk) -> None:
    desk = local_desk
    parts = ["ba", "gor", "tri", "ow", "li", "men", "sa", "der", "kov", "zhu", "an", "rei", "nik", "to", "ul", "pe"]
    words = ["".join(word).capitalize() for word in product(parts, parts, parts, parts)]
    for number in range(0, len(words), 4096):  # several files: the reader bounds each
        desk.write(f"{number}.txt", "Names\n\n" + " ".join(words[number : number + 4096]) + ".")
    desk.write("one.txt", "Names\n\nGorbachev.")
    desk.reindex()
    snapshot = desk.store.snapshot(desk.shelf.id)
    try:
        asked = "What did Gorbatschow say of Kovulpetoman"
        corrected(asked.lower(), [snapshot], lambda _: False)  # reads what has to be read once
        started = time.perf_counter()
        found, _ = corrected(asked, [snapshot], lambda _: False)
        taken_s = time.perf_counter() - started
    finally:
        snapshot.close()
    assert "Gorbachev" in found
    assert taken_s < 0.5  # 25 ms are usual; other work goes on on the machine
