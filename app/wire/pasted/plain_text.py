"""What is pasted, in plain characters and without what libraries print around their numbers."""

from __future__ import annotations

import re

_FULLWIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SPACES = dict.fromkeys([0x3000, 0xA0], " ")
_DASHES = dict.fromkeys([0x2212, 0xFE63, *range(0x2010, 0x2014)], "-")
_NOTHING = dict.fromkeys([*range(0x200B, 0x2010), 0x2060, 0xFEFF])
_PLAIN = {**_FULLWIDTH, **_SPACES, **_DASHES, **_NOTHING, 0x3001: ","}
_LINE_ENDS = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")

# Opens what a call has around its one list; ")" closes it. It is a character of no text.
CALL = "\ufdd0"
# These begin with a character of their own and no repetition, so that a long paste is read in one
# pass: what begins with spaces is tried anew at each space of a long run.
_CONTAINING = re.compile(r"Parameter containing:\s*")
_TENSORFLOW = re.compile(r"<tf\.[^\n]{0,200}?numpy=\s*")
_CALLED = re.compile(
    r"(?:\b[A-Za-z]\w{0,20}\.){0,3}"
    r"\b(?:as|nd)?(?:array|tensor|matrix|parameter|constant|float\d{0,3}|u?int\d{0,2})\(",
    re.IGNORECASE | re.ASCII,
)
_KEYED = (
    r"\b(?:dtype|shape|device|requires_grad|grad_fn|weak_type|place|stop_gradient|size|layout)="
    r"(?:(?:torch\.Size)?[([][\d, \[\]]{0,60}[)\]]|<[^>]{0,80}>|'[^']{0,60}'"
    r"|[\w.]{1,60}(?:\([\w:]{0,20}\))?)"
)
_KEYED_BEFORE = re.compile(rf"{_KEYED},\s*", re.ASCII)
_KEYED_AFTER = re.compile(rf",\s*{_KEYED}", re.ASCII)
_TORCH = re.compile(
    r"(?<![\w.])(?:torch\.)?(?:tensor|Tensor|as_tensor|Parameter)(?:\(| containing)"
)
_TENSORFLOW_PRINT = re.compile(r"\btf\.(?:Tensor|Variable|constant)\b")


def plain(text: str) -> str:
    """Fullwidth characters, true minus signs, odd spaces and line ends as their plain kin.

    Not by NFKC, which makes 102 of 10 squared.

    >>> plain("［１．５，−2］")
    '[1.5,-2]'
    """
    return _LINE_ENDS.sub("\n", text.translate(_PLAIN))


def printed_by(text: str) -> str:
    """The library whose print ``text`` shows: "torch", "tensorflow", or "" where none shows.

    >>> printed_by("tensor([1., 2.])"), printed_by("<tf.Tensor: numpy=array([1])>")
    ('torch', 'tensorflow')
    >>> printed_by("array([1., 2.])")
    ''
    """
    if _TENSORFLOW_PRINT.search(text):
        return "tensorflow"
    return "torch" if _TORCH.search(text) else ""


def unwrapped(text: str) -> str:
    """``array([[1., 2.]], dtype=float32)`` as its list within a CALL; so for every library.

    >>> unwrapped("tensor([[1., 2.]], device='cuda:0')").replace(CALL, "!")
    '![[1., 2.]])'
    """
    bare = _CONTAINING.sub("", text, count=1)
    inner = _TENSORFLOW.sub("", bare, count=1)
    last = ">" if len(inner) < len(bare) else ";"
    whole = inner.strip().removesuffix(last).rstrip()
    if "(" not in whole:
        return whole
    return _KEYED_AFTER.sub("", _KEYED_BEFORE.sub("", _CALLED.sub(CALL, whole)))
