"""Reading requests, and the record that is kept of them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import BodyPartReader, web

from . import limits
from .attachments import Upload
from .errors import ApiError

if TYPE_CHECKING:
    from .world import World

FILE_FIELD = re.compile(r"files\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came in: `route` is its template, `body` its JSON, `status` what was answered."""

    method: str
    path: str
    route: str
    body: Any
    at: float
    status: int


@dataclass(frozen=True, slots=True)
class Body:
    """The JSON of a request and the files that came with it."""

    json: Any
    uploads: tuple[Upload, ...] = ()

    @property
    def fields(self) -> dict[str, Any]:
        """The JSON as an object; raises ApiError when it is none."""
        if not isinstance(self.json, dict):
            raise ApiError(400, 50109, "The request body contains invalid JSON.")
        return self.json


async def read_body(request: web.Request) -> Body:
    """Read JSON or a multipart form; raises ApiError when it is neither."""
    if request.content_type == "multipart/form-data":
        return await _read_form(request)
    raw = await request.read()
    if not raw:
        return Body(None)
    if request.content_type != "application/json":
        raise ApiError(400, 50035, f"Expected Content-Type application/json, not {request.content_type}")
    return Body(_parsed(raw))


async def _read_form(request: web.Request) -> Body:
    payload: Any = None
    files: dict[int, Upload] = {}
    async for part in await request.multipart():
        assert isinstance(part, BodyPartReader)
        data = bytes(await part.read())
        match = FILE_FIELD.fullmatch(part.name or "")
        if part.name == "payload_json":
            payload = _parsed(data)
        elif match and part.filename:
            files[int(match[1])] = Upload(part.filename, data)
        else:
            raise ApiError(400, 50035, f"Unexpected form field {part.name!r}")
    if any(len(file.data) > limits.ATTACHMENT_BYTES for file in files.values()):
        raise ApiError(413, 40005, "Request entity too large")
    return Body(payload, tuple(files[index] for index in sorted(files)))


def _parsed(raw: bytes) -> Any:  # noqa: ANN401 - any JSON
    try:
        return json.loads(raw)
    except ValueError:
        raise ApiError(400, 50109, "The request body contains invalid JSON.") from None


BODY: web.RequestKey[Body] = web.RequestKey("body", Body)
WORLD: web.AppKey[World] = web.AppKey("world")


def body_of(request: web.Request) -> Body:
    """Return the body that was read for this request."""
    return request[BODY]
