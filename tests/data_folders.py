"""Data folders for libraries of the bundled model that know its token space: to find it takes seconds in each."""

from contextlib import closing
from functools import cache
from pathlib import Path

from index.embedding import Embedder
from index.encoding import space_of
from index.store.local import LocalStore


def data_folder(folder: Path) -> Path:
    """Make a data folder, as it is when the first passage of all has been indexed and removed again; gives it."""
    with closing(LocalStore(folder, Embedder().name)) as store:
        store.keep_space(_space())
    return folder


@cache
def _space() -> bytes:
    return space_of(Embedder()).to_bytes()
