"""LangChain with FAISS: documents split by its own splitter, as its tutorials do."""

from langchain_community.vectorstores import FAISS
from langchain_core.documents import Document
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from tests.benchmarks.rivals.base import LIMIT, Found, Pipeline, Reply, texts_in

_CHUNK, _OVERLAP = 1_000, 200  # characters, of the tutorials; a chunk fits the model


class LangChain(Pipeline):
    """A FAISS store in memory."""

    def load(self) -> None:
        """See Pipeline."""
        self._embeddings = HuggingFaceEmbeddings(model_name=str(self.model))

    def index(self) -> None:
        """See Pipeline."""
        splitter = RecursiveCharacterTextSplitter(chunk_size=_CHUNK, chunk_overlap=_OVERLAP)
        texts = [
            Document(f"{title}\n{part}", metadata={"file": name})
            for name, title, text in texts_in(self.documents)
            for part in splitter.split_text(text)
        ]
        self._store = FAISS.from_documents(texts, self._embeddings)
        self._store.save_local(str(self.data))

    def ask(self, question: str) -> Reply:
        """See Pipeline."""
        found = self._store.similarity_search_with_score(question, k=LIMIT)
        hits = tuple(Found(document.metadata["file"], document.page_content) for document, _ in found)
        return Reply(hits, -float(found[0][1]))
