"""What processes take of the memory."""

import os

import psutil

MIB = 2**20


def memory_of(pid: int | None = None) -> dict[str, float]:
    """What a process and all it has started hold, in MiB: `rss`, `pss` and `anonymous`.

    `rss` counts what lies in memory, files that are mapped included; `pss` does so too, but of what several processes
    share only each one's part. `anonymous` is the latter without mapped files, which the system takes back when others
    need the memory; systems that do not tell give 0.
    """
    process = psutil.Process(pid or os.getpid())
    family = [process, *process.children(recursive=True)]
    return {
        "rss": sum(map(_rss, family)) / MIB,
        "pss": sum(map(_pss, family)) / MIB,
        "anonymous": sum(_anonymous(one.pid) for one in family) / MIB,
    }


def _rss(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:  # it has just ended
        return 0


def _pss(process: psutil.Process) -> int:
    try:
        full = process.memory_full_info()
    except psutil.NoSuchProcess:  # as above
        return 0
    return int(getattr(full, "pss", full.uss))  # only Linux knows PSS


def _anonymous(pid: int) -> int:
    try:
        with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as lines:
            return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss_Anon:"))
    except OSError:  # no Linux, or it has just ended
        return 0
