"""What a process that reads strangers' files may still do, held by the operating system.

Where there is no module `resource` (on Windows) nothing of this holds; the time limit and the limits of sizes, which
the other process watches over, still do.
"""

import math
import os
import signal
from contextlib import suppress

from index.limits import ReadLimits

try:
    import resource
except ImportError:  # Windows
    HAS_LIMITS = False
else:
    HAS_LIMITS = True

_NICENESS = 10  # reading makes way for questions
_OPEN_FILES = 32  # enough to import modules
_CPU_SLACK_S = 5  # the other process counts wall time and comes first, unless it is gone


def confine(limits: ReadLimits) -> None:
    """Give up for good: memory over the limit, writing files, leaving a core, many open files, a high priority."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal is for the other process, which then ends this
    if not HAS_LIMITS:
        return
    os.nice(_NICENESS)
    _limit(resource.RLIMIT_AS, limits.memory_bytes)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_NOFILE, _OPEN_FILES)


def allow_time(limits: ReadLimits) -> None:
    """Allow processor time for one more file; with more, the operating system ends this process."""
    if not HAS_LIMITS:
        return
    spent = resource.getrusage(resource.RUSAGE_SELF)
    seconds = math.ceil(spent.ru_utime + spent.ru_stime + limits.seconds) + _CPU_SLACK_S
    _limit(resource.RLIMIT_CPU, seconds, for_good=False)


def _limit(kind: int, value: int, for_good: bool = True) -> None:
    _, hard = resource.getrlimit(kind)
    below = value if hard == resource.RLIM_INFINITY else min(value, hard)
    # macOS knows names of limits that cannot be set there; and a limit may be set to more than the system can count.
    with suppress(OSError, ValueError, OverflowError):
        resource.setrlimit(kind, (below, below if for_good else hard))
