"""Whatever stands in the fields of a convention, the request is answered or refused in words."""

from __future__ import annotations

import random
from contextlib import suppress
from typing import Any

import pytest

from gradgrid.app.api.queries import backward_of, terms_of, trace_of
from gradgrid.app.service.problems import Problem
from gradgrid.app.service.settings import DEFAULTS
from gradgrid.app.wire.conventions import CONVENTIONS
from gradgrid.app.wire.reader import fits

FIELDS = {
    "torch": "input weight bias grad_output kernel_size in_channels out_channels groups device "
    "transposed x b",
    "onnx": "X W B dY pads strides dilations group auto_pad kernel_shape op_type output_shape "
    "attributes",
    "jax": "lhs rhs cotangent window_strides padding rhs_dilation lhs_dilation dimension_numbers "
    "feature_group_count batch_group_count precision",
    "tensorflow": "input filters strides padding data_format dilations explicit_paddings name",
    "keras": "inputs kernel filters kernel_size strides dilation_rate padding use_bias activation",
    "mlx": "input weight flip kernel_dilation input_dilation stride",
    "cs231n": "x w b dout conv_param stride pad",
    "deeplearning.ai": "A_prev W b dZ hparameters stride pad",
}
OURS = "layout weight_layout operation output_padding padding_mode flip_kernel stride padding id"
IMAGE, KERNEL, ROW = [[[[1, 2], [3, 4]]]], [[[[1, -1]]]], [[[1, 2, 3]]]
LAST_KERNEL = [[[[1], [-1]]]]
VALUES: list[Any] = [
    *(None, True, False, 0, 1, 2, -1, 10**30, 1.5, "", "x", "SAME", "valid", "NCHW", "NHWC"),
    *(
        [],
        {},
        [[]],
        [0],
        [1],
        [1, 1],
        [2, 1],
        [1, 2, 2, 1],
        [1, 0, 1, 0],
        [[1, 0], [0, 1]],
        [[1, 1]],
    ),
    *([None], ["a"], [[1], [2, 3]], {"stride": 1, "pad": 1}, {"stride": []}, {"a": 1}),
    *(["NCHW", "OIHW", "NCHW"], ["NHWC", "HWIO", "NHWC"], "bf01_oi01->bf01", ["A", "B", "C"]),
    *({"shape": [1, 1, 2, 2], "data": [1, 2, 3, 4]}, {"shape": ["a"], "data": []}, IMAGE, KERNEL),
    *({"pads": [1, 0, 0, 1]}, [{"name": "group", "i": "1"}], "('NCHW', 'OIHW', 'NCHW')"),
    *(ROW, [[[[[1]]]]], [1, [2]], "conv_transpose2d", "circular", "OHWI", [0, 1, 2, 3], 2**40),
]


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_any_values_are_answered_or_refused(convention: str) -> None:
    chance = random.Random(convention)
    kernel = LAST_KERNEL if convention in ("keras", "deeplearning.ai") else KERNEL
    tensors = dict(zip(FIELDS[convention].split()[:2], (IMAGE, kernel), strict=True))
    names = [*FIELDS[convention].split(), *OURS.split()]
    answered = 0
    for _ in range(300):
        changed = {
            name: chance.choice(VALUES)
            for name in chance.sample(names, chance.choice([1, 1, 2, 3]))
        }
        body = {"convention": convention} | tensors | changed
        answered += is_answered(body)
    assert answered >= 5


def is_answered(body: dict[str, Any]) -> bool:
    """Whether there is an answer; what is raised otherwise is a refusal."""
    with suppress(Problem):
        fits(body)
    cell = {"tensor": "output", "index": [0, 0, 0, 0]}
    outcomes = []
    for query, asked in ((backward_of, body), (trace_of, body), (terms_of, body | cell)):
        try:
            outcomes.append(bool(query(asked, DEFAULTS)))
        except Problem:
            outcomes.append(False)
    return outcomes[0]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_any_value_as_a_convention_is_refused_or_known(value: Any) -> None:
    body = {"input": IMAGE, "weight": KERNEL, "layout": "NCHW", "convention": value}
    if value is None:
        assert is_answered(body)
        return

    with pytest.raises(Problem) as caught:
        backward_of(body, DEFAULTS)

    assert caught.value.errors[0].pointer == "/convention"


@pytest.mark.parametrize(
    ("positions", "sentence"),
    [
        ([0, 1, 2, 3, 4], "a 3-D convolution is not supported"),
        ([5, 6, 7, 8], "must be three strings"),
        ([0, 0, 1, 2], "must be three strings"),
        ([0], "must be three strings"),
    ],
    ids=["three-dimensions", "out-of-range", "one-twice", "one-alone"],
)
def test_jax_positions_that_are_no_order_of_axes_are_refused(
    positions: list[int], sentence: str
) -> None:
    body = {"convention": "jax", "lhs": IMAGE, "rhs": KERNEL, "dimension_numbers": [positions] * 3}
    with pytest.raises(Problem) as refused:
        backward_of(body, DEFAULTS)
    (fault,) = refused.value.errors
    assert fault.pointer == "/dimension_numbers"
    assert sentence in fault.detail
