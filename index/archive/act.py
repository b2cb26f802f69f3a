"""What one person does to one collection, within one transaction."""

from index.archive.intake import Taken
from index.archive.jobs import Jobs
from index.archive.journal import Journal
from index.archive.model import Job, Kind, Receipt, Source, State
from index.archive.versions import Versions
from index.database import Session
from index.errors import UnknownSource
from index.model import Details


class Act:
    """Changes that are logged as somebody's; what is to be indexed for them is one job's, made when it is needed."""

    def __init__(self, session: Session, collection: str, by: str, place: str, action: str) -> None:
        self.held = Versions(session, collection)
        self._jobs, self._journal = Jobs(session), Journal(session, collection)
        self._collection, self._by, self._place, self._action = collection, by, place, action
        self._number: int | None = None

    @property
    def number(self) -> int:
        """The job's number."""
        if self._number is None:
            self._number = self._jobs.create(self._collection, self._action, self._by, self._place)
        return self._number

    @property
    def job(self) -> Job:
        """The job as it is now."""
        return self._jobs.get(self.number)

    @property
    def has_job(self) -> bool:
        """Whether anything is to be indexed."""
        return self._number is not None

    def take(self, taken: Taken) -> Receipt:
        """Take a file in, unless it is there already; what is there and was left waiting gets a job again."""
        name = taken.receipt.name
        if taken.receipt.kind is not Kind.SAME:
            self.held.keep(taken.digest, taken.data)
            self.put(name, taken.digest, taken.details)
            self.log(_word(self._action, taken), name)
            return taken.receipt
        source, version = self.held.standing(name)
        if self.held.is_left(version.stamp):
            self.renew(source, with_failed=False)
            self.log("reindex", name)
        return taken.receipt

    def put(self, name: str, digest: str, details: Details) -> None:
        """Make a pending version of an original that is kept, and put it on the job's list."""
        self.held.put(name, digest, details, self._by, self.number)
        self._jobs.add_items(self.number, [name])

    def renew(self, source: Source, with_failed: bool) -> None:
        """Put a source on the job's list as it stands, or as it failed last; raises UnknownSource when it is out."""
        last = source.versions[0]
        if with_failed and last.state is State.FAILED:
            self.held.revive(last.stamp, self.number)
        elif source.pending:
            self.held.adopt(source.pending.stamp, self.number)
        elif not source.current:
            raise UnknownSource(source.name)
        self._jobs.add_items(self.number, [source.name])

    def log(self, action: str, subject: str = "", detail: str = "") -> None:
        """Write an entry in the log."""
        self._journal.write(self._by, action, subject, detail)


def _word(action: str, taken: Taken) -> str:
    if action != "add" or taken.receipt.kind is Kind.NEW:
        return action
    return "edit" if taken.is_edit else "replace"
