"""Makers of files, one module per format, each by a library that other programs use too: `pdf(...) -> bytes` and so on.

What a file says is given as blocks, the same for every format: a text is a paragraph; "# …", "## …" a heading of that
level; "- …" an item of a list; a tuple of tuples of texts a table, row by row. "[^1]" in a paragraph refers to the
first of the notes.
"""

Block = str | tuple[tuple[str, ...], ...]
