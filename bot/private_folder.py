"""A folder of one user's own, also where everybody may make folders."""

import os
import stat
from pathlib import Path


def make_private(folder: Path) -> None:
    """Make a folder that nobody else can use, where there is none. Raises OSError for one that somebody else could.

    In the folder for temporary files anybody may have made it first, with links in it that lead to files of ours.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not hasattr(os, "getuid"):
        return  # Windows has a folder for temporary files for each user
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise PermissionError(f"{folder} is not this user's alone; remove it, so that it is made anew")
