"""Files: what people and the bot upload, and the links under which it can be read."""

from __future__ import annotations

import mimetypes
import secrets
from dataclasses import dataclass
from typing import Any

from . import limits
from .clock import Clock
from .snowflakes import Snowflakes


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that a person gives to a command, a modal or a message."""

    filename: str
    data: bytes
    content_type: str | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A stored file. `url` works until its link expires, as Discord's do."""

    id: int
    filename: str
    data: bytes
    content_type: str
    url: str
    description: str | None = None

    def payload(self) -> dict[str, Any]:
        """Return the attachment object that Discord sends."""
        described = {} if self.description is None else {"description": self.description}
        return {
            "id": str(self.id),
            "filename": self.filename,
            "size": len(self.data),
            "url": self.url,
            "proxy_url": self.url,
            "content_type": self.content_type,
            **described,
        }

    def media(self) -> dict[str, Any]:
        """Return the media object that stands for this file inside a component."""
        return {
            "id": str(self.id),
            "attachment_id": str(self.id),
            "url": self.url,
            "proxy_url": self.url,
            "height": None,
            "width": None,
            "content_type": self.content_type,
            "loading_state": 2,
            "flags": 0,
        }


class Attachments:
    """Every stored file, by identifier."""

    def __init__(self, clock: Clock, ids: Snowflakes) -> None:
        """Measure the age of links with `clock`."""
        self.base_url = ""
        self._clock = clock
        self._ids = ids
        self._files: dict[int, Attachment] = {}

    def store(self, upload: Upload, description: str | None = None) -> Attachment:
        """Keep a file and return it with its link."""
        number = self._ids.next()
        guessed = mimetypes.guess_type(upload.filename)[0]
        expires = int(self._clock.utcnow().timestamp()) + limits.ATTACHMENT_LINK_SECONDS
        link = f"{self.base_url}/attachments/{number}/{upload.filename}?ex={expires:x}&hm={secrets.token_hex(8)}"
        kind = upload.content_type or guessed or "application/octet-stream"
        stored = Attachment(number, upload.filename, upload.data, kind, link, description)
        self._files[number] = stored
        return stored

    def read(self, number: int, expires: str) -> Attachment | None:
        """Return the file behind a link, or None when there is none or the link has expired."""
        file = self._files.get(number)
        if file is None or f"?ex={expires}&" not in file.url:
            return None
        return file if int(expires, 16) > self._clock.utcnow().timestamp() else None
