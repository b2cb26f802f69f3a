"""Blocks of text in their order → sections under their heading paths."""

from collections.abc import Iterator, Sequence

from index.model import Section

Block = tuple[int, str]  # heading level, or 0 for a paragraph; its text


def sections(blocks: Sequence[Block]) -> Iterator[Section]:
    """Gather blocks under their heading paths; a heading without text below it is left out."""
    path: list[Block] = []
    paragraphs: list[str] = []
    for level, text in [*blocks, (1, "")]:
        if not level:
            paragraphs.append(text)
            continue
        if paragraphs:
            yield Section(tuple(heading for _, heading in path), tuple(paragraphs))
        paragraphs = []
        path = [*((upper, heading) for upper, heading in path if upper < level), (level, text)]


def titled(title: str, blocks: Sequence[Block]) -> tuple[str, Sequence[Block]]:
    """Take the only heading of the first level, where the text begins with it, for the title if there is no other."""
    top = [text for level, text in blocks if level == 1]
    if len(top) == 1 and blocks[0] == (1, top[0]) and (not title or title == top[0]):
        return top[0], blocks[1:]
    return title, blocks
