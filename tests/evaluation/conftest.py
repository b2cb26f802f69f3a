"""The starter library, indexed once for all tests of this folder."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from bot.settings import STARTER_LIBRARY
from index.library import Library, LibraryOptions


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    options = LibraryOptions(tmp_path_factory.mktemp("quality"), (STARTER_LIBRARY,))
    with closing(Library.open(options)) as library:
        library.reindex()
        yield library
