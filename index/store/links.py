"""Folders that share files: what does not change is linked, so that it takes neither time nor space."""

import os
import shutil
from collections.abc import Collection
from pathlib import Path


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
    except OSError:  # the file system knows no links
        shutil.copy2(file, target)
