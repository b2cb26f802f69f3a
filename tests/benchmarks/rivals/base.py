"""What a whole pipeline is to these benchmarks: documents in, passages out."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

LIMIT = 10  # passages that a question asks for

_TITLE = re.compile(r'^title: *"?(.*?)"? *$', re.MULTILINE)
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that was found in the file with this name."""

    file: str
    text: str
    highlight: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """What was found, best first; `confidence` is higher for surer, on whatever scale the pipeline has."""

    hits: tuple[Found, ...]
    confidence: float
    answered: bool = True

    def as_object(self, question: str) -> dict[str, object]:
        """What is scored."""
        hits = [{"document": {"path": hit.file}, "text": hit.text, "highlight": hit.highlight} for hit in self.hits]
        return {"question": question, "answered": self.answered, "confidence": self.confidence, "hits": hits}


class Pipeline(ABC):
    """Documents are Markdown files in one folder; `data` is a folder for whatever is kept, `model` the model's folder.

    Each is made as its own documentation shows it, with the same model for all.
    """

    def __init__(self, documents: Path, data: Path, model: Path) -> None:
        self.documents, self.data, self.model = documents, data, model

    @abstractmethod
    def load(self) -> None:
        """Load the model."""

    @abstractmethod
    def index(self) -> None:
        """Read and index the documents."""

    @abstractmethod
    def ask(self, question: str) -> Reply:
        """Find the LIMIT best passages."""


def texts_in(documents: Path) -> Iterator[tuple[str, str, str]]:
    """The name, the title and the text of each Markdown file, without its front matter."""
    for file in sorted(documents.rglob("*.md")):
        whole = file.read_text("utf-8")
        title = _TITLE.search(whole)
        yield file.name, title[1] if title else "", _FRONT_MATTER.sub("", whole)


def paragraphs_in(documents: Path) -> Sequence[tuple[str, str]]:
    """The file's name and the text of each paragraph, below its title as Clio embeds it.

    That is what is put into an engine that splits nothing itself.
    """
    return [
        (name, f"{title}\n{paragraph.strip()}")
        for name, title, text in texts_in(documents)
        for paragraph in re.split(r"\n\s*\n", text)
        if paragraph.strip()
    ]
