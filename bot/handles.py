"""How many files the process may hold open: sockets, and the index of each server that was asked lately."""

import sys

WANTED = 8192


def allow_many() -> None:
    """Raise the soft limit of open files as far as the machine lets every process do."""
    if sys.platform == "win32":  # which counts otherwise
        return
    import resource  # here, as it is missing there

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = WANTED if hard == resource.RLIM_INFINITY else min(WANTED, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
