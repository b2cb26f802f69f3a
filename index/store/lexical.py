"""The words of one shelf's passages as a tantivy index: BM25."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

import tantivy

_WRITER_BYTES = 50_000_000  # tantivy's own minimum is 15 MB
_ANALYZER = "clio"
_LONGEST_WORD = 60  # bytes; what is longer is no word


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
    """Finds passages by their words."""

    def __init__(self, index: tantivy.Index) -> None:
        self._index = index
        self._analyzer = analyzer()
        self._searcher = index.searcher()

    @staticmethod
    def write(folder: Path, passages: Iterable[tuple[int, str]]) -> None:
        """Index (row, text with title and headings) into an empty folder."""
        index = tantivy.Index(_schema(), path=str(folder))
        index.register_tokenizer(_ANALYZER, analyzer())
        writer = index.writer(_WRITER_BYTES, num_threads=1)
        for row, text in passages:
            writer.add_document(tantivy.Document(row=row, text=text))
        writer.commit()
        writer.wait_merging_threads()

    @classmethod
    def open(cls, folder: Path) -> "LexicalIndex":
        """Open what `write` put into the folder."""
        index = tantivy.Index.open(str(folder))
        index.register_tokenizer(_ANALYZER, analyzer())
        return cls(index)

    def terms(self, text: str) -> list[str]:
        """The terms of a text, as they are indexed."""
        return self._analyzer.analyze(text)

    def matching(self, terms: Sequence[str], limit: int) -> list[int]:
        """Rows of the passages that hold any of the terms, best by BM25 first."""
        if not terms:
            return []
        words = [tantivy.Query.term_query(self._index.schema, "text", term) for term in dict.fromkeys(terms)]
        any_of_them = tantivy.Query.boolean_query([(tantivy.Occur.Should, word) for word in words])
        hits = self._searcher.search(any_of_them, limit, count=False).hits
        rows = self._searcher.fast_field_values("row", [address for _, address in hits])
        return [int(row) for row in rows if row is not None]

    def holding(self, terms: Collection[str]) -> int:
        """How many passages hold all of the terms."""
        words = [tantivy.Query.term_query(self._index.schema, "text", term) for term in terms]
        all_of_them = tantivy.Query.boolean_query([(tantivy.Occur.Must, word) for word in words])
        found = self._searcher.search(all_of_them, 1)
        return int(found.count or 0)  # type: ignore[attr-defined]  # its stubs forget it

    def frequencies(self, terms: Collection[str]) -> Mapping[str, int]:
        """In how many passages each term stands."""
        return {term: self._searcher.doc_freq("text", term) for term in terms}


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("row", stored=False, indexed=False, fast=True)
    builder.add_text_field("text", stored=False, tokenizer_name=_ANALYZER, index_option="freq")
    return builder.build()
