"""Response headers, and the parsing of Accept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gradgrid.app.i18n import quality_of

# Nothing inline and nothing from elsewhere; data: images are icons inside a stylesheet.
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'self'"
)

SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
# Any page may ask the API and read its answers: there are no cookies, and nothing is kept.
CORS_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Allow, Retry-After",
}
PREFLIGHT_HEADERS = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST",
    "Access-Control-Allow-Headers": "Accept, Content-Encoding, Content-Type",
    "Access-Control-Max-Age": "86400",
}
PAGE_HEADERS = SECURITY_HEADERS
API_HEADERS = SECURITY_HEADERS | CORS_HEADERS
API_PATHS = "/api/"
RawHeaders = list[tuple[bytes, bytes]]


def raw(headers: Mapping[str, str]) -> RawHeaders:
    """Headers as ASGI has them."""
    return [
        (name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()
    ]


RAW_PAGE_HEADERS, RAW_API_HEADERS = raw(PAGE_HEADERS), raw(API_HEADERS)
RAW_PREFLIGHT_HEADERS = raw(API_HEADERS | PREFLIGHT_HEADERS)


def headers_of(path: str) -> Mapping[str, str]:
    """What every response at ``path`` carries: the API's may be read by any page."""
    return API_HEADERS if path.startswith(API_PATHS) else PAGE_HEADERS


class SecurityHeaders:
    """Adds the headers above to each response that does not set them itself."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and add the headers to the start of the response."""
        is_api = scope["type"] == "http" and scope["path"].startswith(API_PATHS)
        added = RAW_API_HEADERS if is_api else RAW_PAGE_HEADERS
        if is_api and scope["method"] == "OPTIONS" and _is_preflight(scope):
            start = {"type": "http.response.start", "status": 204, "headers": RAW_PREFLIGHT_HEADERS}
            await send(start)
            await send({"type": "http.response.body", "body": b""})
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = message["headers"]
                present = {name for name, _ in headers}
                message["headers"] = [
                    *headers,
                    *(header for header in added if header[0] not in present),
                ]
            await send(message)

        await self.app(scope, receive, send_with_headers)


def _is_preflight(scope: Scope) -> bool:
    return any(name == b"access-control-request-method" for name, _ in scope["headers"])


class HeadAsGet:
    """Answers HEAD as GET without the body, on every route."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, HEAD as GET; the server itself sends no body to a HEAD."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def send_without_body(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self.app({**scope, "method": "GET"}, receive, send_without_body)


def prefers_html(accept: str) -> bool:
    """Whether an Accept header ranks text/html above JSON.

    >>> prefers_html("text/html,application/xhtml+xml,*/*;q=0.8"), prefers_html("*/*")
    (True, False)
    """
    json_rank = max(_rank(accept, "application/json"), _rank(accept, "application/problem+json"))
    return _rank(accept, "text/html") > json_rank


def preferred(accept: str | None, offers: Sequence[str]) -> str | None:
    """The one of ``offers`` that an Accept header ranks first, of equals the first; None if none.

    >>> preferred("text/csv;q=0.5, text/*;q=0.4", ["text/plain", "text/csv"])
    'text/csv'
    """
    if accept is None or not accept.strip():
        return offers[0]
    best = max(offers, key=lambda offer: _rank(accept, offer))
    return best if _rank(accept, best) > 0 else None


def _rank(accept: str, media_type: str) -> float:
    # The most specific media range decides, also when its quality is 0.
    ranks = _ranks(accept)
    ranges = (media_type, f"{media_type.partition('/')[0]}/*", "*/*")
    return next((ranks[each] for each in ranges if each in ranks), 0.0)


@lru_cache(maxsize=64)
def _ranks(accept: str) -> dict[str, float]:
    ranks: dict[str, float] = {}
    for entry in accept.lower().split(","):
        name, *parameters = (part.strip() for part in entry.split(";"))
        ranks.setdefault(name, quality_of(parameters))
    return ranks
