"""Folders that share files: what does not change is linked, so that it takes neither time nor space."""

import logging
import os
import shutil
from collections.abc import Collection
from functools import cache
from pathlib import Path

logger = logging.getLogger(__name__)


def link_folder(
    source: Path, target: Path, copied: Collection[str] = frozenset(), left_out: Collection[str] = frozenset()
) -> None:
    """Make a folder with the files of another one, folders in it not included; files `copied` by name are its own."""
    target.mkdir()
    for file in source.iterdir():
        if file.name in copied:
            shutil.copy2(file, target / file.name)
        elif file.name not in left_out:
            _link(file, target / file.name)


def _link(file: Path, target: Path) -> None:
    try:
        os.link(file, target)
    except OSError as error:  # the file system knows no links
        shutil.copy2(file, target)
        _warn(error.strerror or str(error))


@cache  # once for each reason
def _warn(reason: str) -> None:
    logger.warning(
        "What is derived from the index is copied whole at each change, as its files cannot be linked (%s); a data "
        "folder on a file system that knows hard links takes less time and room.",
        reason,
    )
