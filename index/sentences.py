"""Sentence bounds, by sentencex, which knows abbreviations and changes no character."""

from sentencex import segment


def spans(text: str, language: str = "en") -> tuple[tuple[int, int], ...]:
    """Where each sentence of a text lies: (start, end) character offsets without the space around it.

    A line break ends a sentence too. Sentences come in order, do not overlap, and leave out only white space.
    """
    found: list[tuple[int, int]] = []
    at = 0
    for line in text.splitlines(keepends=True):
        for sentence in segment(language.split("-")[0] or "en", line):
            start = at + len(sentence) - len(sentence.lstrip())
            at += len(sentence)
            if sentence.strip():
                found.append((start, start + len(sentence.strip())))
    return tuple(found)


def split(text: str, language: str = "en") -> list[str]:
    """Split a text into its sentences, each without the space around it."""
    return [text[start:end] for start, end in spans(text, language)]
