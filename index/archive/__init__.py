"""The archive of the servers' sources: originals, their versions, the jobs on them, and the log."""

from index.archive.archive import Archive
from index.archive.jobs import Dealt, Ticket, summary
from index.archive.model import Entry, Incoming, Job, JobState, Kind, Outcome, Receipt, Source, State, Version
from index.archive.versions import Wanted
from index.model import Details

__all__ = [
    "Archive",
    "Dealt",
    "Details",
    "Entry",
    "Incoming",
    "Job",
    "JobState",
    "Kind",
    "Outcome",
    "Receipt",
    "Source",
    "State",
    "Ticket",
    "Version",
    "Wanted",
    "summary",
]
