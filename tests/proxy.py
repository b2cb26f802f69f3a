"""A network between a PostgreSQL, or another server, and those who use it, on 127.0.0.1, which a test disturbs."""

import asyncio
from collections.abc import Callable
from typing import Self
from urllib.parse import parse_qs, urlsplit, urlunsplit

_CHUNK = 65_536
_PORT = 5432  # by which a socket in a folder is named too
_HEAD = 5  # bytes of a message before what it says: its kind, and its length but for that
_PROCESS = 1  # which is none of the server's


class Proxy:
    """Passes on what is said to the server, while used as an async context manager.

    While it `swallows`, it takes all and passes nothing on, as a network does that has lost its way; each message is
    passed on `delay_s` late. While it `refuses`, it ends each connection.
    """

    def __init__(self, url: str) -> None:
        """`url` is the server's, on a socket in a folder or on a port."""
        self._where = urlsplit(url)
        self._passes = asyncio.Event()
        self._passes.set()
        self._lost: list[asyncio.Event] = []
        self.delay_s, self._refuses = 0.0, False
        self._open: set[asyncio.StreamWriter] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        self._end_all()
        for passes in self._lost:  # nobody hears it any more
            passes.set()

    @property
    def swallows(self) -> bool:
        """Whether nothing is passed on."""
        return not self._passes.is_set()

    @swallows.setter
    def swallows(self, swallows: bool) -> None:
        if swallows:
            self._passes.clear()
        else:
            self._passes.set()

    @property
    def refuses(self) -> bool:
        """Whether nobody is connected."""
        return self._refuses

    @refuses.setter
    def refuses(self, refuses: bool) -> None:
        self._refuses = refuses
        if refuses:
            self._end_all()

    def _end_all(self) -> None:
        for writer in tuple(self._open):
            writer.transport.abort()

    def lose_all(self) -> None:
        """Swallow for good what is said on the connections that there are; new ones work."""
        self._passes.clear()
        self._lost.append(self._passes)
        self._passes = asyncio.Event()
        self._passes.set()

    def url_of(self, url: str) -> str:
        """The URL by which a database of the server, or what else it has, is reached through this."""
        parts = urlsplit(url)
        user, at, _ = parts.netloc.rpartition("@")
        port = self._server.sockets[0].getsockname()[1]
        return urlunsplit(parts._replace(netloc=f"{user}{at}127.0.0.1:{port}", query=""))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._refuses:
            writer.close()
            return
        self._open.add(writer)
        try:
            there = await self._connect()
        except OSError:  # it does not run
            self._close(writer)
            return
        self._open.add(there[1])
        passes = self._passes
        await asyncio.gather(
            self._pass_on(passes, reader, there[1]), self._pass_on(passes, there[0], writer, self.told)
        )

    def told(self, said: bytes) -> bytes:
        """What is passed on of what the server said."""
        return said

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        port = self._where.port or _PORT
        folder = parse_qs(self._where.query).get("host")
        if folder:
            return await asyncio.open_unix_connection(f"{folder[0]}/.s.PGSQL.{port}")
        return await asyncio.open_connection(self._where.hostname, port)

    async def _pass_on(
        self,
        passes: asyncio.Event,
        source: asyncio.StreamReader,
        sink: asyncio.StreamWriter,
        told: Callable[[bytes], bytes] = bytes,
    ) -> None:
        try:
            while said := await source.read(_CHUNK):
                await passes.wait()
                await asyncio.sleep(self.delay_s)
                sink.write(told(said))
                await sink.drain()
        except OSError:  # one end is gone, which the other is to see
            pass
        finally:
            self._close(sink)

    def _close(self, writer: asyncio.StreamWriter) -> None:
        self._open.discard(writer)
        writer.close()


class Pooler(Proxy):
    """Names itself as the process that a connection leads to, as those do who share few connections out to many."""

    def told(self, said: bytes) -> bytes:
        """See Proxy. BackendKeyData ("K") is in what is said first, which begins with a message."""
        at = 0
        while at + _HEAD <= len(said):
            length = int.from_bytes(said[at + 1 : at + _HEAD])
            if said[at : at + 1] == b"K":
                return said[: at + _HEAD] + _PROCESS.to_bytes(4) + said[at + _HEAD + 4 :]
            at += 1 + length
        return said


class SharingPooler(Pooler):
    """Shares connections between transactions: what is said to one that is in none is said to nobody."""

    def told(self, said: bytes) -> bytes:
        """See Proxy. NotificationResponse ("A") comes alone where it answers nothing."""
        return b"" if said[:1] == b"A" else super().told(said)
