"""Answers in the form that discord.py reads."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web


def json_answer(data: Any, status: int = 200) -> web.Response:  # noqa: ANN401 - any JSON
    """Return a JSON answer; its media type stands alone, since discord.py wants no charset after it."""
    return web.Response(body=json.dumps(data).encode(), status=status, content_type="application/json")


def no_content() -> web.Response:
    """Return an answer without a body."""
    return web.Response(status=204)
