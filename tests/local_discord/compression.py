"""Transport compression of the gateway."""

from __future__ import annotations

import importlib
import zlib
from collections.abc import Callable
from typing import Any


def compressor(kind: str | None) -> Callable[[str], bytes] | None:
    """Return what turns payloads of one connection into compressed messages; None for plain text.

    Raises ValueError for a kind that Discord does not know, ImportError when zstandard is not installed.
    """
    if kind is None:
        return None
    if kind == "zlib-stream":
        stream = zlib.compressobj()
        return lambda payload: stream.compress(payload.encode()) + stream.flush(zlib.Z_SYNC_FLUSH)
    if kind == "zstd-stream":
        return _zstd()
    msg = f"unknown compression {kind!r}"
    raise ValueError(msg)


def _zstd() -> Callable[[str], bytes]:
    zstandard: Any = importlib.import_module("zstandard")
    stream = zstandard.ZstdCompressor().compressobj()

    def compress(payload: str) -> bytes:
        return bytes(stream.compress(payload.encode()) + stream.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK))

    return compress
