"""The options in a line of PyTorch, as ``F.conv2d(x, w, stride=2)`` or ``nn.Conv2d(...)``."""

from __future__ import annotations

import ast
import re
from itertools import islice
from typing import Any

from gradgrid.app.wire.unreadable import Unreadable

# Positional arguments; None is a tensor, or a size that the weight's shape also gives.
_WEIGHTED = (None, None, "bias", "stride", "padding")
_LAYER = (None, None, None, "stride", "padding")
_POSITIONS: dict[str, tuple[str | None, ...]] = {
    "conv1d": (*_WEIGHTED, "dilation", "groups"),
    "conv2d": (*_WEIGHTED, "dilation", "groups"),
    "conv_transpose2d": (*_WEIGHTED, "output_padding", "groups", "dilation"),
    "Conv1d": (*_LAYER, "dilation", "groups"),
    "Conv2d": (*_LAYER, "dilation", "groups"),
    "ConvTranspose2d": (*_LAYER, "output_padding", "groups", "bias", "dilation"),
}
_TAKEN = ("stride", "padding", "dilation", "groups", "output_padding", "padding_mode")
_CALL = re.compile(rf"(?<![\w/])(?:\w+\.){{0,4}}({'|'.join(_POSITIONS)})\s*\(", re.ASCII)
MAX_CALL_CHARACTERS = 400
MAX_CALLS = 20


def options_of_calls(text: str) -> tuple[dict[str, Any], str]:
    """The options of the convolution that ``text`` calls, and what it is called; "" for none.

    Raises :class:`Unreadable` where several have different options.

    >>> options_of_calls("y = F.conv2d(x, w, None, 2, padding=(1, 0))")
    ({'stride': 2, 'padding': [1, 0]}, 'conv2d')
    """
    options: dict[str, Any] = {}
    called = ""
    for found in islice(_CALL.finditer(text), MAX_CALLS):
        end = _end_of_call(text, found.end())
        if end is None:
            continue
        try:
            call = ast.parse(f"f({text[found.end() : end]}", mode="eval").body
        except (SyntaxError, ValueError, MemoryError, RecursionError):
            continue
        if not isinstance(call, ast.Call):
            continue
        read = _options(call, found.group(1))
        if called and read != options:
            raise Unreadable("calls")
        options, called = read, found.group(1)
    return options, called


def _options(call: ast.Call, name: str) -> dict[str, Any]:
    given = dict(zip(_POSITIONS[name], call.args, strict=False))
    given |= {keyword.arg: keyword.value for keyword in call.keywords}
    options = {}
    for option in _TAKEN:
        if option not in given:
            continue
        try:
            options[option] = listed(ast.literal_eval(given[option]))
        except (ValueError, TypeError):
            continue
    if options.get("padding_mode") == "zeros":
        del options["padding_mode"]
    if name.startswith(("conv_transpose", "ConvTranspose")):
        options["operation"] = "conv_transpose2d"
    return options


def _end_of_call(text: str, start: int) -> int | None:
    """Where the bracket that is open at ``start`` closes, not far from there."""
    depth = 1
    for at in range(start, min(len(text), start + MAX_CALL_CHARACTERS)):
        depth += {"(": 1, ")": -1}.get(text[at], 0)
        if depth == 0:
            return at + 1
    return None


def listed(value: Any) -> Any:
    """Tuples as the lists that JSON has."""
    return [listed(each) for each in value] if isinstance(value, tuple | list) else value
