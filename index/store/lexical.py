"""The words of one shelf's passages as a tantivy index: BM25."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import tantivy

from index.store.links import link_folder

_WRITER_BYTES = 50_000_000  # tantivy's own minimum is 15 MB
_ANALYZER = "clio"
_LONGEST_WORD = 60  # bytes; what is longer is no word
_META = "meta.json"
_LISTS = frozenset({_META, ".managed.json"})  # of its own files, which tantivy writes anew
_LOCKS = frozenset({".tantivy-writer.lock", ".tantivy-meta.lock"})


def analyzer() -> tantivy.TextAnalyzer:
    """Words in lower case, without accents, stop words and endings (Snowball's English stemmer)."""
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for step in (
        tantivy.Filter.remove_long(_LONGEST_WORD),
        tantivy.Filter.lowercase(),
        tantivy.Filter.ascii_fold(),
        tantivy.Filter.stopword("english"),
        tantivy.Filter.custom_stopword(_ASKING.split()),
        tantivy.Filter.stemmer("english"),
    ):
        builder = builder.filter(step)
    return builder.build()


_ASKING = (  # words that make a question or hold a sentence together, beyond tantivy's short list
    "about above after all also am any because been before being below between both can could did do does doing "
    "down during each few from further had has have having he her here hers him his how i its just me more most "
    "my no nor of off on once only or other our out over own s same she should so some such t than their them "
    "then there these they this those through to too under until up us very was we were what when where which "
    "while who whom whose why will with would you your tell"
)


class LexicalIndex:
    """Finds passages by their words.

    `told` is how many passages it tells of. Those that were removed are among them until tantivy merges its segments.
    """

    def __init__(self, index: tantivy.Index, told: int) -> None:
        self._index, self.told = index, told
        self._analyzer = analyzer()
        self._searcher = index.searcher()

    @classmethod
    def open(cls, folder: Path) -> "LexicalIndex":
        """Open what `writing` put into the folder."""
        segments = json.loads((folder / _META).read_text("utf-8"))["segments"]
        return cls(_opened(folder), sum(segment["max_doc"] for segment in segments))

    def terms(self, text: str) -> list[str]:
        """The terms of a text, as they are indexed."""
        return self._analyzer.analyze(text)

    def matching(self, terms: Sequence[str], limit: int, among: Sequence[int] | None = None) -> list[int]:
        """Rows of the passages that hold any of the terms, best by BM25 first; `among` are the rows looked at."""
        if not terms:
            return []
        words = [tantivy.Query.term_query(self._index.schema, "text", term) for term in dict.fromkeys(terms)]
        wanted = tantivy.Query.boolean_query([(tantivy.Occur.Should, word) for word in words])
        if among is not None:
            these = tantivy.Query.const_score_query(tantivy.Query.term_set_query(self._index.schema, "row", among), 0.0)
            wanted = tantivy.Query.boolean_query([(tantivy.Occur.Must, these), (tantivy.Occur.Must, wanted)])
        hits = self._searcher.search(wanted, limit, count=False).hits
        rows = self._searcher.fast_field_values("row", [address for _, address in hits])
        return [int(row) for row in rows if row is not None]

    def holding(self, terms: Collection[str]) -> int:
        """How many passages hold all of the terms."""
        words = [tantivy.Query.term_query(self._index.schema, "text", term) for term in terms]
        all_of_them = tantivy.Query.boolean_query([(tantivy.Occur.Must, word) for word in words])
        found = self._searcher.search(all_of_them, 1)
        return int(found.count or 0)  # type: ignore[attr-defined]  # its stubs forget it

    def frequencies(self, terms: Collection[str]) -> Mapping[str, int]:
        """In how many passages each term stands.

        Of a term in more passages than were removed, those that were removed are counted too: to count takes longer.
        """
        removed = self.told - self._searcher.num_docs
        counts = {term: self._searcher.doc_freq("text", term) for term in terms}
        return {term: self.holding([term]) if 0 < count <= removed else count for term, count in counts.items()}


class LexicalWriter:
    """Changes an index that nobody has opened yet."""

    def __init__(self, writer: tantivy.IndexWriter) -> None:
        self._writer = writer

    def add(self, row: int, text: str) -> None:
        """Index a passage's title, headings and text, in NFC."""
        self._writer.add_document(tantivy.Document(row=row, text=text))

    def remove(self, row: int) -> None:
        """Let a passage be found no more."""
        self._writer.delete_documents_by_term("row", row)


@contextmanager
def writing(folder: Path, base: Path | None = None) -> Iterator[LexicalWriter]:
    """Write an index into a folder that does not exist, from nothing or from what stands in another one, `base`.

    What is not changed is shared with the other: tantivy's files are never written twice, but for its lists of them.
    """
    if base:
        link_folder(base, folder, copied=_LISTS, left_out=_LOCKS)
        index = _opened(folder)
    else:
        folder.mkdir()
        index = tantivy.Index(_schema(), path=str(folder))
        index.register_tokenizer(_ANALYZER, analyzer())
    writer = index.writer(_WRITER_BYTES, num_threads=1)
    yield LexicalWriter(writer)
    writer.commit()
    writer.wait_merging_threads()


def _opened(folder: Path) -> tantivy.Index:
    index = tantivy.Index.open(str(folder))
    index.register_tokenizer(_ANALYZER, analyzer())
    return index


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("row", stored=False, indexed=True, fast=True)
    builder.add_text_field("text", stored=False, tokenizer_name=_ANALYZER, index_option="freq")
    return builder.build()
