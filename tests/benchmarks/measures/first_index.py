"""Documents that are indexed for the first time, beside the bare encoding of their passages."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from sentence_transformers import SentenceTransformer

from index.library import Library, LibraryOptions
from index.model import Passage
from index.store.local import LocalStore
from tests.benchmarks.alternating import timed
from tests.benchmarks.bare import bare_model
from tests.benchmarks.corpus.source import candidates_in
from tests.benchmarks.figures import Figure, Goal, Result
from tests.benchmarks.material import MILESTONES, SQUAD, material
from tests.benchmarks.setting import Setting

TITLE = "first index, against bare model.encode of the same passages, best batch size"
_BATCHES = (8, 16, 32, 64, 128)
_TRIED = 192  # passages that the best batch size is found with
_GOAL = Goal(least=0.95)


def run(setting: Setting, passages: int) -> Iterator[Result]:
    """Index real documents into a new folder, another part of them in each round, and encode their passages."""
    material()  # raises Skipped
    model = bare_model()
    files = sorted(MILESTONES.glob("*.xml")) + sorted((SQUAD / "documents").glob("*.md"))
    ours: list[float] = []
    theirs: list[float] = []
    best = 0
    for part in range(setting.rounds):
        texts, seconds = _indexed(files[part :: setting.rounds], setting.work)
        best = best or _best_batch(model, texts[:_TRIED])
        encoding = timed(lambda texts=texts, best=best: model.encode(texts, batch_size=best))  # type: ignore[misc]
        ours.append(len(texts) / seconds)
        theirs.append(len(texts) / encoding)
    figures = (
        Figure.ratio("passages/s by bare encode", ours, theirs, _GOAL),
        Figure("first index", tuple(ours), "/s"),
        Figure("model.encode", tuple(theirs), "/s"),
    )
    notes = (
        f"The best batch size is {best}. Indexing begins with the model in memory and an empty data folder, and ends "
        "when questions can be asked: reading, splitting, dates, names and words are part of it.",
    )
    yield Result("first-index", TITLE, figures, notes=notes)


def _indexed(files: Sequence[Path], work: Path) -> tuple[list[str], float]:
    """Index files; the texts of their passages as they were embedded, and the seconds that it took."""
    data = Path(tempfile.mkdtemp(dir=work))
    try:
        options = LibraryOptions(data, tuple(files))
        with closing(Library.open(options)) as library:
            library.load_model()
            seconds = timed(library.reindex)
            model = library.status().model
        with closing(LocalStore(data, model)) as store:
            return [_as_embedded(one.passage) for one in candidates_in(store, options)], seconds
    finally:
        shutil.rmtree(data, ignore_errors=True)


def _as_embedded(passage: Passage) -> str:
    """A passage below its title and headings, as the model is given it."""
    return "\n".join([passage.document.title, *passage.locator.heading, passage.text])


def _best_batch(model: SentenceTransformer, texts: Sequence[str]) -> int:
    """The batch size with which texts are encoded fastest; each is tried twice."""
    seconds = {
        size: min(timed(lambda size=size: model.encode(list(texts), batch_size=size)) for _ in range(2))  # type: ignore[misc]
        for size in _BATCHES
    }
    return min(seconds, key=seconds.__getitem__)
