"""What the C library keeps of memory that Python has let go of: less, so that a small host has it for other things.

glibc gives each thread that allocates an arena of its own, up to eight for each core, and keeps what was freed in it.
Clio's threads take turns, so that two arenas serve them as well; and what loading a model left is given back at once.
On other systems nothing is done.
"""

import ctypes
import sys

_ARENAS = 2
_M_ARENA_MAX = -8  # in glibc's malloc.h


def use_few_arenas() -> None:
    """Let threads share arenas; to be called before there are many threads."""
    if libc := _glibc():
        libc.mallopt(_M_ARENA_MAX, _ARENAS)


def give_back() -> None:
    """Give freed memory back to the system: some milliseconds."""
    if libc := _glibc():
        libc.malloc_trim(0)


def _glibc() -> ctypes.CDLL | None:
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)
    return libc if hasattr(libc, "malloc_trim") and hasattr(libc, "mallopt") else None  # musl has neither
