"""Opening what a library is made of, from its options."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

from threadpoolctl import threadpool_limits

from index.archive.archive import Archive
from index.catalogue import Catalogue, CataloguedFolder
from index.committing import Committing
from index.embedding import Embedder
from index.folders import open_folders
from index.limits import ReadLimits, ServerLimits
from index.memory import use_few_arenas
from index.model import SHARED
from index.moving.ledger import require_whole
from index.reindex import Shelf, Tools
from index.reranking import Reranker
from index.store.base import Store
from index.store.local import LocalStore
from index.weights import WeightSets, weights_for_model

if TYPE_CHECKING:
    from index.postgres.server import Server


@dataclass(frozen=True, slots=True)
class LibraryOptions:
    """What a library is opened with.

    `data` is the folder that holds the index and the servers' sources, made when missing; `documents` are folders (or
    single files) of the operator's sources; `model` is "" for the bundled one, else a folder or hub name; `limits`
    bound what reading a file may take, `server` what one server may keep. `reranker` is a cross-encoder's folder or
    hub name, "" for none; `query_prompt` and `passage_prompt` are what the model is told before a text, "" for what it
    says itself or its family is known to need. `database_url` names a PostgreSQL database that keeps the index in place
    of the folder, "" for none.
    """

    data: Path
    documents: tuple[Path, ...]
    model: str = ""
    limits: ReadLimits = field(default_factory=ReadLimits)
    server: ServerLimits = field(default_factory=ServerLimits)
    reranker: str = ""
    query_prompt: str = ""
    passage_prompt: str = ""
    database_url: str = field(default="", repr=False)  # a password may be in it


@dataclass(frozen=True, slots=True)
class Parts:
    """What a library is made of.

    `shared` are the shelves of the operator's documents, `server` what one server may keep. `database` is where all of
    it is kept, if that is PostgreSQL.
    """

    tools: Tools
    embedder: Embedder
    archive: Archive
    shared: tuple[Shelf, ...]
    server: ServerLimits
    weights: WeightSets
    reranker: Reranker | None
    database: "Server | None"

    @classmethod
    def open(cls, options: LibraryOptions) -> Self:
        """Open (or make) index and archive; quick, loads no model.

        Raises StoreError when the data folder or the database cannot be used (HalfCarried when a migration to it has
        not ended), ReadError when a documents folder does not exist.
        """
        use_few_arenas()
        threadpool_limits(1, user_api="blas")  # numpy's: its products are small here, and go on beside each other
        database = _server(options.database_url)
        try:
            return cls._open(options, database)
        except BaseException:
            if database:  # whoever tries again opens another
                database.close()
            raise

    @classmethod
    def _open(cls, options: LibraryOptions, database: "Server | None") -> Self:
        require_whole(database or options.data)
        folders = open_folders(options.documents)
        embedder = Embedder(options.model, options.query_prompt, options.passage_prompt)
        weights = weights_for_model(options.data, embedder.name)
        store = _store(options, database, embedder.name)
        catalogue = Catalogue(options.data)
        holders = [CataloguedFolder(folder, catalogue) for folder in folders]
        shelves = tuple(Shelf(store.shelf(SHARED, str(held.folder.root)), SHARED, held) for held in holders)
        tools = Tools(store, embedder, options.limits, Committing.on(database))
        reranker = Reranker(options.reranker) if options.reranker else None
        archive = Archive(options.data, server=database)
        return cls(tools, embedder, archive, shelves, options.server, weights, reranker, database)

    def close(self) -> None:
        """Let go of files and connections."""
        self.tools.store.close()
        self.archive.close()
        if self.database:
            self.database.close()


def _server(url: str) -> "Server | None":
    if not url:
        return None
    from index.store.pg.connecting import open_server  # here: without a server nothing of it is imported

    return open_server(url)


def _store(options: LibraryOptions, server: "Server | None", model: str) -> Store:
    if server is None:
        return LocalStore(options.data, model)
    from index.store.postgres import PostgresStore  # here: as above

    return PostgresStore(server, model)
