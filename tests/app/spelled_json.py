"""JSON as text, in every spelling: numbers, spaces, orders of names, and what is no tensor."""

from __future__ import annotations

import json
from math import prod

from hypothesis import strategies as st

from gradgrid.app.wire.formats.fast_json import MAX_AXES, TENSORS

PLAIN = [
    *("0", "1", "-1", "-0", "0.0", "-0.0", "1.5", "1e3", "1E-3", "2e+2", "5e-324", "-1e-400"),
    *("1.7976931348623157e308", "9007199254740993", "-9223372036854775808", "18446744073709551615"),
]
HUGE = ["18446744073709551616", "-9223372036854775809", "1e400", "-1e400", "1" + "0" * 400]
ODD = ["true", "false", "null", '"1"', '"[1,2]"', r'"\ud800"', "{}", "[]", "[1]", "[[1],[2]]"]
SPACE = st.text(" \t\r\n", max_size=2)
FINITE = st.floats(allow_nan=False, allow_infinity=False).map(repr)
NUMBERS = st.sampled_from(PLAIN) | st.integers(-(2**63), 2**64 - 1).map(str) | FINITE
TEXT = st.text('[]{}:,"\\/ \n\0aé\u2028\U0001f600', max_size=6)
WORDS = st.builds(json.dumps, TEXT, ensure_ascii=st.booleans())
ATOMS = NUMBERS | WORDS | st.sampled_from([*HUGE, *ODD])
NAMES = st.sampled_from([*sorted(TENSORS), "shape", "data", "stride", "id", "a:[,]", ""]).map(
    json.dumps
)
NAMES |= st.sampled_from([r'"inpu\u0074"', r'"input\u0000"', r'"stride\u0000x"', r'"\\\""'])


@st.composite
def joined(draw: st.DrawFn, brackets: str, parts: list[str]) -> str:
    """The parts between brackets, with any space around them."""
    space = draw(SPACE)
    return brackets[0] + space + f"{space},{space}".join(parts) + draw(SPACE) + brackets[1]


@st.composite
def objects(draw: st.DrawFn, pairs: list[tuple[str, str]]) -> str:
    """The names and values, in any order."""
    colon = f"{draw(SPACE)}:{draw(SPACE)}"
    return draw(joined("{}", [colon.join(pair) for pair in draw(st.permutations(pairs))]))


@st.composite
def nested(draw: st.DrawFn, shape: tuple[int, ...], elements: st.SearchStrategy[str]) -> str:
    """Nested lists of this shape."""
    if not shape:
        return draw(elements)
    return draw(joined("[]", [draw(nested(shape[1:], elements)) for _ in range(shape[0])]))


@st.composite
def tensors(draw: st.DrawFn, elements: st.SearchStrategy[str]) -> str:
    """One to four axes, nested or flat."""
    shape = tuple(draw(st.lists(st.integers(1, 3), min_size=1, max_size=MAX_AXES)))
    if draw(st.booleans()):
        return draw(nested(shape, elements))
    data = draw(nested((prod(shape),), elements))
    return draw(objects([('"shape"', json.dumps(shape)), ('"data"', data)]))


def containers(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Lists, and objects that may have a name twice."""
    lists = st.lists(inner, max_size=3).flatmap(lambda parts: joined("[]", parts))
    return lists | st.lists(st.tuples(NAMES, inner), max_size=3).flatmap(objects)


VALUES = st.recursive(ATOMS, containers, max_leaves=8)
MOSTLY_NUMBERS = st.integers(0, 9).flatmap(lambda k: ATOMS if k == 0 else NUMBERS)
ANY = VALUES | tensors(NUMBERS) | tensors(MOSTLY_NUMBERS)
