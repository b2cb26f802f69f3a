import io
import json
import struct
import time
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.archive import Archive, Details, Incoming
from index.archive.names import key
from index.errors import ReadError
from index.exchange import Part, ZipLimits, export, read_zip
from tests.strategies import texts

LIMIT = 10_000_000
WAR = Details("The war", "Ada Byron; Mary Seacole", "1991-10-18", "https://example.org/war")


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with closing(Archive(tmp_path)) as archive:
        yield archive


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """Give an archive for many examples, each of which has collections of its own."""
    with closing(Archive(tmp_path_factory.mktemp("many"))) as archive:
        yield archive


def packed(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Make a zip as anybody may."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as zipped:
        for name, content in files:
            zipped.writestr(name, content)
    return data.getvalue()


def library(*sources: object, **facts: object) -> bytes:
    return json.dumps({"clio_library": 1, "sources": sources, **facts}).encode()


def source(name: str, file: str = "sources/a.md", **details: object) -> dict[str, object]:
    return {"name": name, "file": file, "details": details}


def refusal(data: bytes, limits: ZipLimits | None = None) -> str:
    with pytest.raises(ReadError) as error:
        read_zip(data, limits)
    return str(error.value)


def test_a_library_leaves_as_a_zip_that_people_can_read(archive: Archive) -> None:
    archive.add("1", [Incoming("wär.md", b"war " * 100, WAR), Incoming("law.txt", b"law")], "ada")
    csl = {"wär.md": ({"type": "book", "title": "The wär"},)}
    (part,) = export(archive, "1", LIMIT, csl)
    assert (part.number, part.sources, part.left_out) == (1, ("law.txt", "wär.md"), ())
    with zipfile.ZipFile(io.BytesIO(part.data)) as zipped:
        assert zipped.testzip() is None
        assert sorted(zipped.namelist()) == ["library.json", "sources/law.txt", "sources/wär.md"]
        assert zipped.read("sources/wär.md") == b"war " * 100
        assert zipped.getinfo("sources/wär.md").compress_size < 50
        text = zipped.read("library.json").decode()
    assert '\n  "name": "wär.md",\n' in text
    manifest = json.loads(text)
    assert (manifest["clio_library"], manifest["part"], manifest["left_out"]) == (1, 1, [])
    entry = manifest["sources"][1]
    assert entry["details"] == {"title": WAR.title, "author": WAR.author, "date": WAR.date, "url": WAR.url}
    assert (entry["added_by"], entry["csl"]) == ("ada", [{"type": "book", "title": "The wär"}])
    assert entry["digest"] == archive.sources("1")[1].versions[0].digest
    assert entry["added_at"] == archive.sources("1")[1].versions[0].made_at


def test_what_leaves_is_what_should_be_answered_from(archive: Archive) -> None:
    archive.add("1", [Incoming("war.md", b"old"), Incoming("law.md", b"law"), Incoming("out.md", b"out")], "ada")
    archive.add("1", [Incoming("war.md", b"new")], "ada")
    archive.remove("1", "out.md", "ada")
    archive.add("2", [Incoming("war.md", b"theirs"), Incoming("more.md", b"more")], "eve")
    (part,) = export(archive, "1", LIMIT)
    assert {file.name: file.data for file in read_zip(part.data).files} == {"war.md": b"new", "law.md": b"law"}


def test_a_library_over_the_limit_leaves_in_parts_and_what_is_too_large_is_named(archive: Archive) -> None:
    noise = b"".join(zlib.crc32(b"%d" % number).to_bytes(4, "big") for number in range(20_000))
    given = [Incoming(f"{number}.md", noise[number : number + 12_000]) for number in range(10)]
    archive.add("1", [*given, Incoming("5a.md", noise)], "ada")
    parts = tuple(export(archive, "1", 30_000))
    assert [part.sources for part in parts] == [(f"{n}.md", f"{n + 1}.md") for n in range(0, 10, 2)]
    assert [part.left_out for part in parts] == [(), (), ("5a.md",), (), ()]
    assert [part.number for part in parts] == [1, 2, 3, 4, 5]
    assert all(24_000 < len(part.data) < 30_000 for part in parts)
    with zipfile.ZipFile(io.BytesIO(parts[2].data)) as zipped:
        assert json.loads(zipped.read("library.json"))["left_out"] == ["5a.md"]
    assert [file for part in parts for file in read_zip(part.data).files] == given


def test_a_library_of_nothing_leaves_as_an_empty_zip(archive: Archive) -> None:
    (part,) = export(archive, "1", LIMIT)
    assert part.sources == ()
    assert refusal(part.data).startswith("has no source in it; put files of these kinds into it: ")
    with pytest.raises(ValueError, match="10000 or more"):
        next(export(archive, "1", 100))


def test_a_file_that_packs_too_well_is_no_bomb(archive: Archive) -> None:
    archive.add("1", [Incoming("spaces.txt", b" " * 3_000_000)], "ada")
    (part,) = export(archive, "1", LIMIT)
    assert len(read_zip(part.data).files[0].data) == 3_000_000


def test_every_system_can_unpack_what_leaves(archive: Archive) -> None:
    given = ("con.md", "_con.md", "CON .txt", 'who? "me".md', "who_ _me_.md", "a:b.md", "end.", "nul", "library.json")
    archive.add("1", [Incoming(name, name.encode()) for name in given], "ada")
    (part,) = export(archive, "1", LIMIT)
    with zipfile.ZipFile(io.BytesIO(part.data)) as zipped:
        places = zipped.namelist()
    assert len({key(place) for place in places}) == len(places) == len(given) + 1
    assert not [place for place in places if set(place) & set('<>:"|?*\\') or place.endswith((".", " "))]
    assert sorted(file.name for file in read_zip(part.data).files) == sorted(given)


def test_what_is_put_beside_an_exported_library_is_taken_with_it() -> None:
    data = packed(
        ("mine/library.json", library(source("War.md", "sources/A.md", title="The war"))),
        ("mine/sources/a.md", b"war"),
        ("mine/sources/new.txt", b"new"),
        ("mine/sources/picture.png", b"png"),
        ("mine/read me.txt", b"not a source"),
    )
    assert read_zip(data).files == (Incoming("War.md", b"war", Details("The war")), Incoming("new.txt", b"new"))


def test_a_zip_without_a_manifest_gives_every_file_that_can_be_read() -> None:
    data = packed(
        ("docs/", b""), ("docs/war.md", b"war"), ("law.TXT", b"law"), ("photo.png", b"png"), ("docs/.hidden.md", b"x"),
        ("__MACOSX/docs/._war.md", b"x"), ("back\\slash.md", b"b"),
    )  # fmt: skip
    assert read_zip(data).files == (Incoming("war.md", b"war"), Incoming("law.TXT", b"law"), Incoming("slash.md", b"b"))


def test_names_in_utf_8_are_read_also_where_the_zip_does_not_say_so() -> None:
    data = packed(("XXXXX.md", b"1")).replace(b"XXXXX.md", "Übel.md".encode())
    assert [file.name for file in read_zip(data).files] == ["Übel.md"]


A = ("sources/a.md", b"a")
MANIFESTS: dict[str, tuple[object, str]] = {
    "no JSON": (b"{", "has a library.json that is not JSON"),
    "no text": (b"\xff\xfe\xff", "has a library.json that is not JSON"),
    "too deep": (b"[" * 100_000, "has a library.json that is not JSON"),
    "huge number": (b'{"clio_library": ' + b"1" * 10_000 + b"}", "has a library.json that is not JSON"),
    "a list": (b"[]", "has a library.json that is not a library's"),
    "another form": (b'{"clio_library": "1", "sources": []}', "has a library.json that is not a library's"),
    "no sources": (b'{"clio_library": 1}', "has a library.json that is not a library's"),
    "newer": (b'{"clio_library": 2}', "was written by a newer version of Clio (form 2, known 1); update Clio"),
    "odd source": (library("a.md"), "in which a source is not described as sources are"),
    "odd details": (library({"name": "a.md", "details": []}), "in which a source is not described as sources are"),
    "no name": (library({"file": "sources/a.md"}), "in which a name or a detail is no text"),
    "odd title": (library(source("a.md", title=5)), "in which a name or a detail is no text"),
    "no file": (library(source("a.md", "")), "a source named “a.md”, which no source can be named"),
    "path as name": (library(source("../a.md")), "a source named “../a.md”, which no source can be named"),
    "empty name": (library(source("")), "a source named “”, which no source can be named"),
    "control": (library(source("a\x1b[1m.md")), "a source named “a [1m.md”, which no source can be named"),
    "missing": (library(source("a.md", "sources/b.md")), "lacks the file “sources/b.md”, which its library.json names"),
    "leading out": (library(source("a.md", "../../etc/passwd")), "lacks the file “../../etc/passwd”"),
    "twice": (library(source("a.md"), source("A.md")), "has two sources named “A.md”, upper and lower case being one"),
}


@pytest.mark.parametrize("case", MANIFESTS)
def test_a_manifest_that_cannot_be_followed_is_told(case: str) -> None:
    manifest, sentence = MANIFESTS[case]
    assert isinstance(manifest, bytes)
    assert sentence in refusal(packed(("library.json", manifest), A))


NAMES = {
    "/etc/passwd": "has a file with an absolute path, “/etc/passwd”",
    "C:\\a.md": "has a file with an absolute path, “C:/a.md”",
    "a/../../a.md": "has a file whose path leads out of the zip, or nowhere, “a/../../a.md”",
    "a//a.md": "has a file whose path leads out of the zip, or nowhere",
    " /a.md": "has a file whose path leads out of the zip, or nowhere",
    "a\nb.md": "has a file whose name has control characters in it, “a b.md”",
    "docs/NUL.md": "has a file with a name that Windows keeps for devices, “docs/NUL.md”",
    "aux /a.md": "has a file with a name that Windows keeps for devices",
    "COM1": "has a file with a name that Windows keeps for devices, “COM1”",
}


@pytest.mark.parametrize("name", NAMES)
def test_absurd_names_are_refused(name: str) -> None:
    assert NAMES[name] in refusal(packed(A, (name, b"x")))


def test_a_name_that_ends_early_is_refused() -> None:
    data = packed(A, ("XXXX.md", b"x")).replace(b"XXXX.md", b"a\0XX.md")
    assert "control characters" in refusal(data)


def test_names_that_are_one_are_refused() -> None:
    assert "has two files named “A.MD”" in refusal(packed(("a.md", b"1"), ("A.MD", b"2")))
    assert "has two sources named “a.md”" in refusal(packed(("x/a.md", b"1"), ("y/a.md", b"2")))


def test_a_locked_zip_is_refused() -> None:
    data = bytearray(packed(A))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert refusal(bytes(data)) == "is locked with a password; make the zip without one"


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_zip_packed_in_an_unusual_way_is_refused(method: int) -> None:
    assert "make it with “Deflate”" in refusal(packed(A, method=method))


def test_a_zip_within_the_limits_is_read_and_one_over_them_is_not() -> None:
    noise = bytes(range(256)) * 40
    data = packed(*[(f"{number}.txt", noise) for number in range(10)])
    exact = ZipLimits(files=10, file_bytes=10_240, total_bytes=102_400)
    assert len(read_zip(data, exact).files) == 10
    assert "has 10 files, more than 9" in refusal(data, ZipLimits(files=9))
    assert "of more than 0.010239 MB" in refusal(data, ZipLimits(file_bytes=10_239))
    assert refusal(data, ZipLimits(total_bytes=102_399)).startswith("unpacks to more than 0.102399 MB")


def test_a_bomb_is_refused_before_it_unfolds() -> None:
    data = packed(("bomb.txt", b"\0" * 100_000_000))
    started = time.perf_counter()
    assert "that unpacks to more than 100 times its size" in refusal(data, ZipLimits(file_bytes=10**9))
    assert "of more than 20 MB" in refusal(data, ZipLimits(ratio=10**9))
    assert time.perf_counter() - started < 2


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    data = bytearray(packed(("bomb.txt", b"\0" * 30_000_000)))
    for offset in (data.index(b"PK\x03\x04") + 22, data.index(b"PK\x01\x02") + 24):
        data[offset : offset + 4] = struct.pack("<L", 1000)
    assert refusal(bytes(data)).startswith("is damaged: “bomb.txt” cannot be unpacked")


def test_a_directory_of_very_many_files_is_refused_at_once() -> None:
    data = packed(("a.txt", b""))
    start, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    directory = data[start:end] * 1_000_000
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(directory), start, 0)
    data = data[:start] + directory + tail
    started = time.perf_counter()
    assert "is of the kind for more than 5,000 files" in refusal(data)
    assert time.perf_counter() - started < 1  # looking through them would take ten times as long


@pytest.mark.parametrize(
    "data",
    [b"", b"PK", b"%PDF-1.7", packed(A)[:-30], packed(A)[:-1], b"PK\x05\x06" + b"\1\0" * 9],
    ids=[
        "empty",
        "two bytes",
        "a PDF",
        "its end cut off",
        "its last byte cut off",
        "only an end",
    ],  # a zip holds the time
)
def test_what_is_no_zip_or_cut_short_is_told(data: bytes) -> None:
    assert refusal(data).startswith(("is not a zip file, or is damaged or cut short", "is damaged: its list of files"))


def test_bytes_that_are_damaged_are_not_taken() -> None:
    data = bytearray(packed(("sources/a.md", b"a" * 100), method=zipfile.ZIP_STORED))
    data[60] ^= 1
    assert refusal(bytes(data)) == "is damaged: “sources/a.md” cannot be unpacked; download or make it anew"


GOOD = packed(("library.json", library(source("a.md", title="The war"))), A, ("sources/b.txt", b"b" * 300))


@settings(max_examples=500)
@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), max_size=6), st.integers(0, len(GOOD)))
@example([], len(GOOD))
def test_a_zip_changed_at_random_is_read_or_refused(changes: list[tuple[int, int]], cut: int) -> None:
    data = bytearray(GOOD)
    for place, value in changes:
        data[place] = value
    for changed in (bytes(data), bytes(data[:cut])):
        try:
            found = read_zip(changed).files
        except ReadError as error:
            assert str(error)
        else:
            assert found


details = st.builds(Details, texts, texts, texts, texts)
names = st.builds("{}{}".format, texts | st.text(max_size=300), st.sampled_from((".md", ".TXT", "", ".pdf")))
files = st.lists(st.builds(Incoming, names, st.binary(max_size=3000), details), max_size=12, unique_by=lambda f: f.data)


@settings(max_examples=80)
@given(files, st.sampled_from((10_000, 14_000, LIMIT)), st.dictionaries(texts, texts, max_size=3))
def test_what_leaves_one_library_enters_another_as_it_was(
    many: Archive, files: list[Incoming], limit: int, csl: dict[str, str]
) -> None:
    ours, theirs = f"ours {uuid4()}", f"theirs {uuid4()}"
    many.add(ours, files, "ada")
    parts = tuple(export(many, ours, limit, {source.name: (csl, csl) for source in many.sources(ours)}))
    assert all(len(part.data) < limit for part in parts)
    left_out = [name for part in parts for name in part.left_out]
    assert sorted([*_names(parts), *left_out]) == sorted(source.name for source in many.sources(ours))
    for part in parts:
        if part.sources:
            many.add(theirs, read_zip(part.data).files, "bob", action="import")
    assert _held(many, theirs) == {name: held for name, held in _held(many, ours).items() if name not in left_out}


def _names(parts: tuple[Part, ...]) -> list[str]:
    return [name for part in parts for name in part.sources]


def _held(archive: Archive, collection: str) -> dict[str, tuple[bytes, Details]]:
    return {
        wanted.name: (archive.data(collection, wanted.name, wanted.version.number), wanted.version.details)
        for wanted in archive.wanted(collection)
    }
