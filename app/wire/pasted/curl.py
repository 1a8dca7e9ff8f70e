"""A curl command, as people keep it: the body that it sends, and the operation that it asks for."""

from __future__ import annotations

import re
from typing import NamedTuple

from gradgrid.app.wire.unreadable import Unreadable, clipped

_START = re.compile(r"\s*(?:[$>%]\s+)?curl(?:\.exe)?\s")
# No part of these can match one text in two ways: a long body takes one pass.
_QUOTED = (
    r"\$'(?P<ansi>[^'\\]*(?:\\.[^'\\]*)*)'"
    r"|'(?P<single>[^']*(?:'\\''[^']*)*)'"
    r'|"(?P<double>[^"\\]*(?:\\.[^"\\]*)*)"'
    r"|(?P<bare>[^\s'\"]+)"
)
_SENT = re.compile(
    rf"\s(?:-d|--data(?:-raw|-binary|-ascii)?|--json)(?:\s*=\s*|(?:\s|\\\n)*)(?:{_QUOTED})",
    re.DOTALL,
)
_HERE = re.compile(r"<<-?[ \t]{0,20}(['\"]?)(\w{1,60})\1(?!\w)[^\n]{0,300}\n")
_PATH = re.compile(r"https?://[^\s/'\"]+(/[^\s'\"?]*)")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}


class Command(NamedTuple):
    """What a command posts: the text of its body, the path of its address."""

    body: str
    path: str


def is_curl(text: str) -> bool:
    """Whether ``text`` is a curl command.

    >>> is_curl("$ curl -s localhost"), is_curl("curl = [1, 2]")
    (True, False)
    """
    return _START.match(text) is not None and not re.match(r"\s*curl\s*[=:]", text)


def command_of(text: str) -> Command:
    r"""What the curl command ``text`` sends; raises :class:`Unreadable`.

    >>> command_of("curl http://host/api/v1/conv2d/backward -d '{\"stride\": 2}'").body
    '{"stride": 2}'
    """
    here = _HERE.search(text)
    found = list(_SENT.finditer(text[: here.start()] if here else text))
    if len(found) != 1:
        raise Unreadable("curl_body")
    body = _unquoted(found[0])
    path = _PATH.search(text[: here.start()] if here else text.replace(body, ""))
    if body == "@-" and here:
        end = re.compile(rf"^[ \t]*{here.group(2)}[ \t\r]*$", re.MULTILINE).search(text, here.end())
        if end is None:
            raise Unreadable("curl_body")
        body = text[here.end() : end.start()]
    elif body.startswith("@"):
        raise Unreadable("curl_file", name=clipped(body[1:]))
    return Command(body, path.group(1) if path else "")


def _unquoted(found: re.Match[str]) -> str:
    ansi, single, double, bare = found.group("ansi", "single", "double", "bare")
    if single is not None:
        return single.replace("'\\''", "'")
    if double is not None:
        return re.sub(r'\\(["\\$`\n])', lambda each: each[1].strip("\n"), double)
    if ansi is not None:
        return re.sub(r"\\(.)", lambda each: _ESCAPES.get(each[1], each[1]), ansi, flags=re.DOTALL)
    return bare
