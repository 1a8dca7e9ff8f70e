"""No layout is guessed without a word: shapes that fit one layout, both, and none."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import numpy as np
import orjson
import pytest

from gradgrid.app.api.queries import backward_of
from gradgrid.app.service.problems import Invalid
from gradgrid.app.service.settings import DEFAULTS
from gradgrid.app.wire.reader import fits

COUNT = 700
SEED = 4


def numbers(shape: tuple[int, ...]) -> np.ndarray:
    """Whole numbers of which hardly two are alike, so that another order shows."""
    return (np.arange(np.prod(shape)) * 7 % 23 - 11.0).reshape(shape)


def fits_nhwc(input: tuple[int, ...], weight: tuple[int, ...]) -> bool:
    _, h, w, c = input
    kh, kw, c_in, _ = weight
    return c == c_in and kh <= h and kw <= w


def fits_nchw(input: tuple[int, ...], weight: tuple[int, ...]) -> bool:
    _, c, h, w = input
    _, c_in, kh, kw = weight
    return c == c_in and kh <= h and kw <= w


def answer(input: np.ndarray, weight: np.ndarray, **options: Any) -> dict[str, Any]:
    body = {"input": input, "weight": weight, **options}
    found: dict[str, Any] = orjson.loads(backward_of(body, DEFAULTS))
    return found


def refusal(input: np.ndarray, weight: np.ndarray) -> list[str]:
    try:
        answer(input, weight)
    except Invalid as problem:
        return [fault.detail for fault in problem.errors]
    raise AssertionError("these shapes fit nothing, and were answered")


def flat(found: dict[str, Any]) -> dict[str, Any]:
    """What was computed, whatever the order of the axes."""
    order = {name: np.ravel(found[name]).tolist() for name in ("output", "grad_input")}
    return order | {"geometry": found["geometry"]}


def assert_nothing_is_guessed(input: np.ndarray, weight: np.ndarray) -> str:
    """One pair of shapes without a layout; which layouts they fit."""
    shapes = input.shape, weight.shape
    layouts = (fits_nhwc(*shapes), fits_nchw(*shapes))
    assert fits({"input": input, "weight": weight}) == tuple(
        name for name, holds in zip(("NHWC", "NCHW"), layouts, strict=True) if holds
    )
    if layouts == (True, True):
        found, last = answer(input, weight), answer(input, weight, layout="NHWC")
        assert found["output"] == last["output"]
        assert "warnings" not in last
        is_alike = flat(last) == flat(answer(input, weight, layout="NCHW"))
        assert ("warnings" in found) is not is_alike, shapes
        return "alike" if is_alike else "both"
    if layouts == (True, False):
        assert "warnings" not in answer(input, weight)
        return "NHWC"
    details = refusal(input, weight)
    if layouts == (False, True):
        (detail,) = details
        assert detail.endswith('these shapes fit as NCHW: say "layout": "NCHW"'), detail
        return "NCHW"
    assert not any("fit as NCHW:" in detail or "fit as NHWC:" in detail for detail in details)
    return "none"


def test_shapes_without_a_layout_are_answered_warned_of_or_refused() -> None:
    chance = random.Random(SEED)
    found: Counter[str] = Counter()
    for _ in range(COUNT):
        sizes = chance.choice([[1, 2, 2, 3, 4], [1, 1, 1, 1, 2]])
        input = tuple(chance.choice(sizes) for _ in range(4))
        weight = tuple(chance.choice(sizes[:4]) for _ in range(4))
        found[assert_nothing_is_guessed(numbers(input), numbers(weight))] += 1

    assert min(found[each] for each in ("both", "NHWC", "NCHW", "none", "alike")) >= 5, found


def test_layout_that_is_given_is_believed_and_its_refusal_names_the_other() -> None:
    input, weight = numbers((1, 3, 8, 8)), numbers((4, 3, 2, 2))
    try:
        answer(input, weight, layout="NHWC")
    except Invalid as problem:
        (fault,) = problem.errors
    assert fault.pointer == "/weight"
    assert fault.detail.endswith('these shapes fit as NCHW: say "layout": "NCHW"')


def test_weight_in_another_order_is_refused_with_the_order_that_fits() -> None:
    input, weight = numbers((1, 8, 8, 3)), numbers((5, 2, 2, 3))
    (detail,) = refusal(input, weight)
    assert detail.endswith('fit as NHWC with a weight in OHWI or HWOI: say "weight_layout": "OHWI"')


IMAGE, KERNELS = numbers((1, 4, 5, 5)), numbers((4, 1, 3, 3))
LAST, LAST_KERNELS = numbers((1, 5, 5, 4)), numbers((3, 3, 1, 4))
# Requests without their groups, and what the refusal says: the groups first, then what else fits.
WITHOUT_GROUPS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "depthwise": (
        {"layout": "NCHW", "input": IMAGE, "weight": KERNELS},
        [
            'fit as NCHW with 4 groups: say "groups": 4; or with a weight in IOHW: '
            '"weight_layout": "IOHW"'
        ],
    ),
    "depthwise-without-a-layout": (
        {"input": IMAGE, "weight": KERNELS},
        [
            'fit as NCHW with 4 groups: say "layout": "NCHW", "groups": 4',
            'or with a weight in IOHW: "layout": "NCHW", "weight_layout": "IOHW"',
        ],
    ),
    "depthwise-last": (
        {"layout": "NHWC", "input": LAST, "weight": LAST_KERNELS},
        [
            'fit as NHWC with 4 groups: say "groups": 4; or with a weight in OHWI or HWOI: '
            '"weight_layout": "OHWI"'
        ],
    ),
    "depthwise-of-another-library": (
        {"layout": "NHWC", "input": LAST, "weight": KERNELS},
        [
            "fit as NHWC with 4 groups and a weight in OIHW: "
            'say "weight_layout": "OIHW", "groups": 4',
            'or with a weight in IOHW: "weight_layout": "IOHW"',
        ],
    ),
    "two-groups": (
        {"layout": "NCHW", "input": IMAGE, "weight": numbers((6, 2, 3, 3))},
        ['fit as NCHW with 2 groups: say "groups": 2'],
    ),
    "one-group": (
        {"layout": "NCHW", "input": IMAGE, "weight": numbers((6, 4, 3, 3)), "groups": 2},
        ['fit as NCHW with 1 group: say "groups": 1'],
    ),
    "one-dimension": (
        {"layout": "NCHW", "input": numbers((4, 9)), "weight": numbers((8, 1, 3))},
        ['fit as NCHW with 4 groups: say "groups": 4'],
    ),
    "outputs-no-multiple": (
        {"layout": "NCHW", "input": IMAGE, "weight": numbers((6, 1, 3, 3))},
        ["change the weight, the input or groups"],
    ),
    "jax": (
        {"convention": "jax", "lhs": IMAGE, "rhs": KERNELS, "feature_group_count": 2},
        ['fit as NCHW with 4 groups: say "feature_group_count": 4'],
    ),
    "jax-without": (
        {"convention": "jax", "lhs": IMAGE, "rhs": KERNELS},
        [
            'fit as NCHW with 4 groups: say "feature_group_count": 4',
            'or with a weight in IOHW: "dimension_numbers": ["NCHW", "IOHW", "NCHW"]',
        ],
    ),
    "jax-in-one-dimension": (
        {"convention": "jax", "lhs": numbers((1, 5, 4)), "rhs": numbers((4, 4, 3))},
        ['fit as NHWC: say "dimension_numbers": ["NWC", "OIW", "NWC"]'],
    ),
    "onnx": (
        {"convention": "onnx", "X": IMAGE, "W": KERNELS},
        [
            'fit as NCHW with 4 groups: say "group": 4; or with a weight in IOHW: '
            '"weight_layout": "IOHW"'
        ],
    ),
    "keras-channels-first": (
        {"convention": "keras", "inputs": IMAGE, "kernel": LAST_KERNELS},
        [
            'fit as NCHW with 4 groups: say "data_format": "NCHW", "groups": 4',
            'or with a weight in OHWI or HWOI: "data_format": "NCHW", "weight_layout": "OHWI"',
        ],
    ),
    "layout-beside-a-weight-layout": (
        {"layout": "NHWC", "weight_layout": "OHWI", "input": IMAGE}
        | {"weight": numbers((2, 4, 3, 3))},
        ['fit as NCHW with a weight in OIHW: say "layout": "NCHW", "weight_layout": "OIHW"'],
    ),
}


@pytest.mark.parametrize("kind", WITHOUT_GROUPS)
def test_refusal_names_the_groups_first_and_then_what_else_fits(kind: str) -> None:
    body, ends = WITHOUT_GROUPS[kind]
    with pytest.raises(Invalid) as refused:
        backward_of(body, DEFAULTS)
    details = [fault.detail for fault in refused.value.errors]
    assert len(details) == len(ends), details
    for detail, end in zip(details, ends, strict=True):
        assert detail.endswith(end), details
        assert len(detail) <= 250


def test_what_a_refusal_says_is_answered() -> None:
    body = {"convention": "jax", "lhs": IMAGE, "rhs": KERNELS}
    right = answer(IMAGE, KERNELS, layout="NCHW", groups=4)["output"]
    found = orjson.loads(backward_of(body | {"feature_group_count": 4}, DEFAULTS))
    assert found["output"] == right
    other = body | {"dimension_numbers": ["NCHW", "IOHW", "NCHW"]}
    assert orjson.loads(backward_of(other, DEFAULTS))["geometry"]["out_channels"] == 1
