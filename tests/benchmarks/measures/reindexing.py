"""Many small documents of which none has changed, or one."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from sentence_transformers import SentenceTransformer

from index.library import Library
from tests.benchmarks.alternating import timed
from tests.benchmarks.bare import bare_model
from tests.benchmarks.corpus.writing import generated
from tests.benchmarks.figures import Figure, Goal, Result
from tests.benchmarks.setting import Setting

UNCHANGED_TITLE = "reindex with nothing changed, against listing and hashing the files"
ONE_TITLE = "one document changed until it is found, against embedding it"
_UNCHANGED_GOAL, _ONE_GOAL = Goal(most=2.0), Goal(most=1.0)


def run_unchanged(setting: Setting, documents: int) -> Iterator[Result]:
    """List and hash, then reindex, in turn."""
    place = generated(setting.work, setting.plan_of_documents)
    with closing(Library.open(place.options)) as library:
        library.reindex()
        _list_and_hash(place.documents)
        theirs, ours = [], []
        for _ in range(setting.rounds):
            theirs.append(timed(lambda: _list_and_hash(place.documents)))
            ours.append(timed(library.reindex))
    figures = (
        Figure.ratio("reindex by listing and hashing", ours, theirs, _UNCHANGED_GOAL),
        Figure("reindex", tuple(ours), "s"),
        Figure("listing and hashing", tuple(theirs), "s"),
    )
    yield Result("reindex-unchanged", _of(UNCHANGED_TITLE, setting), figures, setting.plan_of_documents.passages)


def run_one(setting: Setting, documents: int) -> Iterator[Result]:
    """Add a paragraph to another document in each round, reindex, and ask for what it says."""
    place = generated(setting.work, setting.plan_of_documents)
    files = sorted(place.documents.rglob("*.md"))
    model = bare_model()
    ours, theirs = [], []
    with closing(Library.open(place.options)) as library:
        library.load_model()
        library.reindex()
        for number in range(setting.rounds):
            file = files[(number + 1) * len(files) // (setting.rounds + 1)]
            before = file.read_text("utf-8")
            theirs.append(_embedding(model, before + _news(number)))
            try:
                file.write_text(before + _news(number), "utf-8")
                ours.append(timed(lambda number=number: _find(library, number)))  # type: ignore[misc]
            finally:
                file.write_text(before, "utf-8")
        library.reindex()
    figures = (
        Figure("longer than embedding it", tuple(a - b for a, b in zip(ours, theirs, strict=True)), "s", _ONE_GOAL),
        Figure("until it is found", tuple(ours), "s"),
        Figure("embedding it", tuple(theirs), "s"),
    )
    yield Result("reindex-one", _of(ONE_TITLE, setting), figures, setting.plan_of_documents.passages)


def _of(title: str, setting: Setting) -> str:
    return f"{title} ({setting.documents:,} documents)"


def _list_and_hash(folder: Path) -> None:
    for inner, _, names in os.walk(folder):
        for name in names:
            hashlib.blake2b(Path(inner, name).read_bytes(), digest_size=16).digest()


def _news(number: int) -> str:
    return (
        f"\nThe ferry Halvard {number} of the Bellund line ran aground off the isle of Ostrey on 3 March 190{number}, "
        "and all who were on board were brought ashore by the fishermen of Karskhavn before the storm broke.\n"
    )


def _embedding(model: SentenceTransformer, text: str) -> float:
    """Seconds that the model takes for the paragraphs of a document."""
    paragraphs = [paragraph for paragraph in text.split("\n\n")[1:] if paragraph.strip()]
    return timed(lambda: model.encode(paragraphs))


def _find(library: Library, number: int) -> None:
    """Bring the library in line and ask; what was added has to come first."""
    library.reindex()
    (first, *_) = library.ask(f"Where did the ferry Halvard {number} of the Bellund line run aground?").hits
    if f"ferry Halvard {number} " not in first.passage.text:
        raise AssertionError(f"The paragraph that was added was not found; first came: {first.passage.text[:200]}")
