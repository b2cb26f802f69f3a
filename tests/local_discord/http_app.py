"""The HTTP server: what every request goes through, and the list of routes."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from aiohttp import web

from . import routes_account, routes_commands, routes_interactions, routes_messages
from .errors import ApiError
from .gateway import serve
from .http_answers import json_answer
from .http_requests import BODY, WORLD, Body, Request, read_body
from .ratelimits import DROPPED, Refusal, refusal

if TYPE_CHECKING:
    from .world import World

API = "/api/v10"
GATEWAY = "/gateway/"
NO_TOKEN_NEEDED = ("/interactions/", "/webhooks/", "/gateway")
HAS_NO_BODY = ("GET", "DELETE")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def make_app(world: World) -> web.Application:
    """Return the server's application: the API, the gateway and the links to files."""
    app = web.Application(client_max_size=64 * 1024 * 1024, middlewares=[_answer])
    app[WORLD] = world
    for module in (routes_account, routes_commands, routes_interactions, routes_messages):
        app.router.add_routes([web.route(method, API + path, handler) for method, path, handler in module.ROUTES])
    app.router.add_get(GATEWAY, _gateway)
    app.router.add_get("/attachments/{number}/{name}", _attachment)
    return app


async def _gateway(request: web.Request) -> web.StreamResponse:
    return await serve(request.app[WORLD], request)


async def _attachment(request: web.Request) -> web.StreamResponse:
    number, expires = request.match_info["number"], request.query.get("ex", "0")
    file = request.app[WORLD].attachments.read(int(number), expires)
    if file is None:
        return web.Response(status=404, text="This content is no longer available.")
    return web.Response(body=file.data, content_type=file.content_type)


@web.middleware
async def _answer(request: web.Request, handler: Handler) -> web.StreamResponse:
    if not request.path.startswith(API):
        return await handler(request)
    body, call = Body(None), _Call(request)
    try:
        body = await read_body(request)
        answer = await call.handled(body, handler)
    except ApiError as error:
        if error.violation:
            call.world.violations.add(call.name, f"{error} {json.dumps(body.json)[:500]}")
        answer = json_answer(error.body(), error.status)
    answer.headers.update(call.headers)
    call.record(body, answer.status)
    return answer


class _Call:
    """One request on its way through the checks."""

    def __init__(self, request: web.Request) -> None:
        self.request = request
        self.world = request.app[WORLD]
        self.path = request.path.removeprefix(API)
        resource = request.match_info.route.resource
        self.template = resource.canonical.removeprefix(API) if resource else ""
        self.name = f"{request.method} {self.path}"
        self.headers: dict[str, str] = {}

    async def handled(self, body: Body, handler: Handler) -> web.StreamResponse:
        """Run every check, then the route's handler."""
        if self.request.match_info.http_exception is not None:
            raise ApiError(404, 0, "404: Not Found")
        self._check_token()
        if (refused := self._refused()) is not None:
            return refused
        self._check_specification(body)
        self.request[BODY] = body
        return await handler(self.request)

    def record(self, body: Body, status: int) -> None:
        """Note the request for the test to read."""
        world = self.world
        now = world.clock.now()
        world.requests.append(Request(self.request.method, self.path, self.template, body.json, now, status))
        world.changes.notify()

    def _check_token(self) -> None:
        public = self.path.startswith(NO_TOKEN_NEEDED) and self.path != "/gateway/bot"
        if not public and self.request.headers.get("Authorization") != f"Bot {self.world.token}":
            raise ApiError(401, 0, "401: Unauthorized", violation=False)

    def _refused(self) -> web.Response | None:
        limits, method = self.world.rate_limits, self.request.method
        self.headers, refused = limits.use(method, self.template, dict(self.request.match_info))
        order = limits.take_order(method, self.path)
        if order is not None and order.status == DROPPED and self.request.transport is not None:
            self.request.transport.abort()
        if order is not None and order.status != 429:
            return json_answer({"message": f"{order.status}: ordered by the test", "code": 0}, order.status or 500)
        if order is not None:
            refused = refusal(order.retry_after, self.headers, everywhere=order.everywhere)
        return None if refused is None else self._told_to_wait(refused)

    def _told_to_wait(self, refused: Refusal) -> web.Response:
        self.headers = refused.headers
        return json_answer(refused.body(), 429)

    def _check_specification(self, body: Body) -> None:
        if self.world.openapi is None or self.request.method in HAS_NO_BODY:
            return
        for mismatch in self.world.openapi.mismatches(self.request.method, self.template, body.json):
            self.world.violations.add(self.name, f"not as specified: {mismatch}")
