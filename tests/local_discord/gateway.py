"""The gateway: Discord's websocket protocol, version 10."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import deque
from collections.abc import Callable
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from aiohttp import WSCloseCode, WSMessage, WSMsgType, web

from . import limits
from .compression import compressor
from .gateway_orders import Close, check_token, identified, introduce, members_chunk
from .sessions import Session

if TYPE_CHECKING:
    from .world import World

CLEAN_CLOSES = (1000, 1001)
PATIENCE = 1.5  # heartbeats without one, before the bot is taken for gone
Outgoing = str | tuple[int, bytes]


class Op(IntEnum):
    """Gateway opcodes."""

    DISPATCH = 0
    HEARTBEAT = 1
    IDENTIFY = 2
    PRESENCE = 3
    VOICE_STATE = 4
    RESUME = 6
    RECONNECT = 7
    REQUEST_MEMBERS = 8
    INVALID_SESSION = 9
    HELLO = 10
    HEARTBEAT_ACK = 11


class GatewayConnection:
    """One websocket, from hello to close."""

    def __init__(self, world: World, request: web.Request, socket: web.WebSocketResponse) -> None:
        """Serve `world` over `socket`, compressed as the request asks for."""
        self._world = world
        self._request = request
        self._socket = socket
        self._compress = compressor(request.query.get("compress"))
        self._closed_by_bot: int | None = None
        self._outgoing: asyncio.Queue[Outgoing] = asyncio.Queue()
        self._received: deque[float] = deque()
        self.session: Session | None = None
        self._handlers: dict[int, Callable[[Any], None]] = {
            Op.HEARTBEAT: lambda _: self._send(Op.HEARTBEAT_ACK),
            Op.IDENTIFY: self._identify,
            Op.RESUME: self._resume,
            Op.PRESENCE: self._presence,
            Op.VOICE_STATE: lambda _: None,
            Op.REQUEST_MEMBERS: self._request_members,
        }

    def send(self, payload: str) -> None:
        """Queue one payload."""
        self._outgoing.put_nowait(payload)

    def close(self, code: int, reason: str = "") -> None:
        """Close after what is queued."""
        self._outgoing.put_nowait((code, reason.encode()))

    def drop(self) -> None:
        """Break the connection without a word, as a lost network does."""
        self._detach()
        if self._request.transport is not None:
            self._request.transport.abort()

    def order_reconnect(self) -> None:
        """Ask the bot to connect again and resume."""
        self._send(Op.RECONNECT)

    def invalidate(self, *, resumable: bool) -> None:
        """Tell the bot that its session is not valid; unless resumable it has to identify again."""
        session = self.session
        if session is not None and not resumable:
            self._world.sessions.end(session)
        self._detach()
        self._send(Op.INVALID_SESSION, resumable)

    async def run(self) -> None:
        """Serve until either side closes."""
        writer = asyncio.create_task(self._write())
        self._send(Op.HELLO, {"heartbeat_interval": round(self._world.heartbeat_s * 1000), "_trace": []})
        try:
            await self._read()
        except Close as order:
            self._world.violations.add("gateway", f"closed with {order}")
            self.close(order.code, order.reason)
            self._detach()
            await writer
        finally:
            writer.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await writer
            self._ended()

    async def _write(self) -> None:
        while not self._socket.closed:
            payload = await self._outgoing.get()
            if isinstance(payload, tuple):
                await self._socket.close(code=payload[0], message=payload[1])
                return
            with contextlib.suppress(ConnectionError):
                if self._compress is None:
                    await self._socket.send_str(payload)
                else:
                    await self._socket.send_bytes(self._compress(payload))

    async def _read(self) -> None:
        while not self._socket.closed:
            message = await self._next()
            if message.type is WSMsgType.CLOSE:
                self._closed_by_bot = message.data
            if message.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                return
            self._receive(message.data)

    async def _next(self) -> WSMessage:
        """Wait for what the bot sends next. Raises Close when the bot was silent for too long.

        The silence may be this process's own, when a test kept the event loop from running: what arrived in that time
        is taken before the bot is blamed.
        """
        with contextlib.suppress(TimeoutError):
            return await self._socket.receive(timeout=self._world.heartbeat_s * PATIENCE)
        try:
            return await self._socket.receive(timeout=self._world.heartbeat_s * (PATIENCE - 1))
        except TimeoutError:
            raise Close(4009, "Session timed out") from None

    def _receive(self, data: str | bytes) -> None:
        if len(data) > limits.GATEWAY_PAYLOAD_BYTES:
            raise Close(4002, "Error while decoding payload: too large")
        try:
            payload = json.loads(data)
            op = payload["op"]
        except (ValueError, KeyError, TypeError):
            raise Close(4002, "Error while decoding payload.") from None
        self._count()
        if op not in self._handlers:
            raise Close(4001, f"Unknown opcode {op}.")
        if self.session is None and op not in (Op.HEARTBEAT, Op.IDENTIFY, Op.RESUME):
            raise Close(4003, "Not authenticated.")
        self._handlers[op](payload.get("d"))
        self._world.changes.notify()

    def _count(self) -> None:
        now = self._world.clock.now()
        self._received.append(now)
        while self._received[0] < now - limits.GATEWAY_SENDS_SECONDS:
            self._received.popleft()
        if len(self._received) > limits.GATEWAY_SENDS:
            raise Close(4008, "You are being rate limited.")

    def _identify(self, data: dict[str, Any]) -> None:
        if self.session is not None:
            raise Close(4005, "Already authenticated.")
        session = identified(self._world, data)
        if not self._may_start(session.shard):
            return
        self.session = session
        self._world.sessions.add(session)
        session.connection = self
        introduce(self._world, session)
        if data.get("presence"):
            self._presence(data["presence"])

    def _may_start(self, shard: int) -> bool:
        """Count the start of a session. Too early, it is not valid; one too many ends all there are, with the token."""
        starts, violations = self._world.starts, self._world.violations
        if starts.is_too_early(shard):
            violations.add("gateway", f"shard {shard} identified within {limits.IDENTIFY_SECONDS:g} s of another")
            self._send(Op.INVALID_SESSION, False)
            return False
        if not starts.take(shard):
            violations.add("gateway", f"shard {shard} identified with no session start left")
            self._world.reset_token()
            return False
        return True

    def _resume(self, data: dict[str, Any]) -> None:
        check_token(self._world, data)
        session = self._world.sessions.get(str(data.get("session_id")))
        sequence = data.get("seq") or 0
        if session is None or not session.can_resume(sequence):
            self._send(Op.INVALID_SESSION, False)
            return
        self.session = session
        session.resume(self, sequence)

    def _presence(self, data: dict[str, Any]) -> None:
        self._world.presence = data

    def _request_members(self, data: dict[str, Any]) -> None:
        assert self.session is not None
        if (chunk := members_chunk(self._world, self.session, data)) is None:
            self._world.violations.add("gateway", "asked for all members without the members intent")
        else:
            self.session.dispatch("GUILD_MEMBERS_CHUNK", chunk)

    def _send(self, op: Op, data: object = None) -> None:
        self.send(json.dumps({"op": op, "d": data, "s": None, "t": None}))

    def _detach(self) -> None:
        if self.session is not None and self.session.connection is self:
            self.session.connection = None
        self.session = None

    def _ended(self) -> None:
        session = self.session
        if session is not None and self._closed_by_bot in CLEAN_CLOSES:
            self._world.sessions.end(session)
        self._detach()
        self._world.changes.notify()


async def serve(world: World, request: web.Request) -> web.WebSocketResponse:
    """Answer a websocket request; refuses a version or encoding other than 10 and json with 4012."""
    socket = web.WebSocketResponse(max_msg_size=0)
    await socket.prepare(request)
    if request.query.get("v") != "10" or request.query.get("encoding", "json") != "json":
        world.violations.add("gateway", f"unsupported version or encoding: {request.query_string}")
        await socket.close(code=4012, message=b"Invalid API version.")
        return socket
    try:
        connection = GatewayConnection(world, request, socket)
    except (ValueError, ImportError) as error:
        world.violations.add("gateway", f"compression: {error}")
        await socket.close(code=WSCloseCode.UNSUPPORTED_DATA, message=b"compression")
        return socket
    world.connections.add(connection)
    try:
        await connection.run()
    finally:
        world.connections.discard(connection)
    return socket
