"""The library that something is asked of: the real one, or one generated to size."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from index.library import Library, LibraryOptions
from tests.benchmarks.corpus.source import Source
from tests.benchmarks.corpus.writing import generated
from tests.benchmarks.material import material
from tests.benchmarks.setting import Setting


def options(setting: Setting, passages: int) -> LibraryOptions:
    """What a library of so many passages is opened with, made if it is not there; 0 for the real one.

    Raises Skipped.
    """
    if passages:
        return generated(setting.work, setting.plan(passages)).options
    Source.open(setting.work)
    return LibraryOptions(setting.work / "real", material().documents)


@contextmanager
def warm_library(setting: Setting, passages: int) -> Iterator[Library]:
    """Open it with its model loaded, and ask it some questions that are asked no more."""
    with closing(Library.open(options(setting, passages))) as library:
        library.load_model()
        for question in warming_questions():
            library.ask(question)
        yield library


WARMING = 30  # questions that come before those that are timed


def warming_questions() -> tuple[str, ...]:
    """Questions to warm up with."""
    return material().questions[:WARMING]


def timed_questions(count: int) -> tuple[str, ...]:
    """So many others, none of them twice, so that nothing gains by remembering them."""
    questions = material().questions[WARMING:]
    if count > len(questions):
        raise ValueError(f"{count} questions are wanted and there are {len(questions)}; ask for fewer rounds")
    return questions[:count]
