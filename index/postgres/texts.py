"""Texts as PostgreSQL keeps them: without NUL and halves of surrogate pairs, which it takes in none."""

from typing import Any

import psycopg
from psycopg.abc import Buffer
from psycopg.types.string import StrBinaryDumper, StrDumper, StrDumperUnknown


def kept(text: str) -> str:
    """What stands in the database for a text: U+FFFD for NUL, "?" for half of a pair."""
    if text.isascii() and "\0" not in text:
        return text
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode()


def take_any_text(connection: psycopg.Connection[Any]) -> None:
    """Let a connection send any text, alone, in lists and by COPY, as what stands for it.

    So what is looked for is found as it was written; without this psycopg or PostgreSQL would refuse the statement.
    """
    for dumper in (_Binary, _Text, _Unknown):  # the last one is what a value in a statement is sent by
        connection.adapters.register_dumper(str, dumper)


class _Binary(StrBinaryDumper):
    def dump(self, obj: str) -> Buffer | None:
        return super().dump(kept(obj))


class _Text(StrDumper):
    def dump(self, obj: str) -> Buffer | None:
        return super().dump(kept(obj))


class _Unknown(StrDumperUnknown):
    def dump(self, obj: str) -> Buffer | None:
        return super().dump(kept(obj))
