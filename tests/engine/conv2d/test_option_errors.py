"""What is refused of stride, padding, dilation and groups: the rule, the values, the remedy."""

from contextlib import suppress
from inspect import signature

import numpy as np
import pytest

from gradgrid.engine import EngineError, OptionError
from tests.engine.refusals import CALLS, assert_refused

pytestmark = pytest.mark.usefixtures("as_users_run_it")

PAIR_RULE = "must be an integer >= 1, or a pair (vertical, horizontal) of them, got"
NAME_RULE = (
    'padding by name must be "valid", "same" (the odd zero after) or "same_lower" (before), got'
)
HUGE = 10**5000


@pytest.mark.parametrize("name", ["stride", "dilation"])
@pytest.mark.parametrize(
    ("value", "shown"),
    [
        pytest.param(0, "0", id="zero"),
        pytest.param(-1, "-1", id="negative"),
        pytest.param(1.0, "1.0", id="float"),
        pytest.param(True, "True", id="boolean"),
        pytest.param(np.True_, "np.True_", id="numpy-boolean"),
        pytest.param(None, "None", id="none"),
        pytest.param("2", "'2'", id="string"),
        pytest.param("22", "'22'", id="string-of-two"),
        pytest.param((2,), "(2,)", id="one"),
        pytest.param((1, 2, 3), "(1, 2, 3)", id="three"),
        pytest.param((1, 0), "(1, 0)", id="pair-with-zero"),
        pytest.param([2, True], "[2, True]", id="pair-with-boolean"),
        pytest.param((1, 1.5), "(1, 1.5)", id="pair-with-float"),
        pytest.param({1: 2}, "{1: 2}", id="mapping"),
        pytest.param([7] * 99, repr([7] * 99)[:60], id="long-list-cut"),
    ],
)
def test_stride_and_dilation_not_a_positive_size_are_refused(
    name: str, value: object, shown: str
) -> None:
    assert_refused("geometry", OptionError, name, f"{name} {PAIR_RULE} {shown}", **{name: value})


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        pytest.param(-1, "-1", id="negative"),
        pytest.param(0.5, "0.5", id="float"),
        pytest.param(False, "False", id="boolean"),
        pytest.param(None, "None", id="none"),
        pytest.param((1, 2, 3), "(1, 2, 3)", id="three"),
        pytest.param((1, (0, 1)), "(1, (0, 1))", id="number-and-sides"),
        pytest.param(((0, 1), (0, -1)), "((0, 1), (0, -1))", id="negative-side"),
        pytest.param(((0, 1, 2), (0, 1)), "((0, 1, 2), (0, 1))", id="three-sides"),
        pytest.param(((0, True), (0, 1)), "((0, True), (0, 1))", id="boolean-side"),
        pytest.param((0, (1, 1)), "(0, (1, 1))", id="number-and-pair"),
        pytest.param(("a", "b"), "('a', 'b')", id="strings"),
    ],
)
def test_padding_not_whole_and_at_least_0_is_refused(value: object, shown: str) -> None:
    text = (
        "padding must be an integer >= 0, (vertical, horizontal), ((top, bottom), (left, right)), "
        f'"valid", "same" or "same_lower", got {shown}'
    )
    assert_refused("geometry", OptionError, "padding", text, padding=value)


@pytest.mark.parametrize("name", ["full", "samē", "", "x" * 40])
def test_padding_unknown_name_is_refused(name: str) -> None:
    text = f'{NAME_RULE} "{name}"'
    assert_refused("geometry", OptionError, "padding", text, padding=name)


def test_padding_long_name_is_shown_cut() -> None:
    text = f'{NAME_RULE} "{"x" * 40}"'
    assert_refused("geometry", OptionError, "padding", text, padding="x" * 5000)


@pytest.mark.parametrize("groups", [0, -2, 1.0, True, None, "1", (1,)], ids=repr)
def test_groups_not_a_positive_number_are_refused(groups: object) -> None:
    text = f"groups must be an integer >= 1, got {groups!r}"
    assert_refused("geometry", OptionError, "groups", text, groups=groups)


@pytest.mark.parametrize("kernel", [name for name in CALLS if name != "grad_bias"])
def test_option_that_means_nothing_is_refused(kernel: str) -> None:
    text = f"stride {PAIR_RULE} True"

    assert_refused(kernel, OptionError, "stride", text, stride=True)


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"stride": -HUGE}, f"stride {PAIR_RULE} about -10**5000"),
        ({"stride": (0, HUGE)}, f"stride {PAIR_RULE} numbers too long to print"),
        ({"groups": -HUGE}, "groups must be an integer >= 1, got about -10**5000"),
    ],
    ids=["stride", "stride-pair", "groups"],
)
def test_option_too_long_to_print_is_refused(options: dict[str, object], text: str) -> None:
    (name,) = options
    assert_refused("geometry", OptionError, name, text, **options)


OPTION_NAMES = ("stride", "padding", "dilation", "groups", "kernel_size", "input_size")
TAKES = [
    (kernel, name)
    for kernel, (function, _) in CALLS.items()
    for name in (*OPTION_NAMES, "patch_order", "input_shape", "weight_shape")
    if name in signature(function).parameters
    # Padding of any size fits; that there is no memory for it is not the engine's to say.
    and (kernel, name) not in (("conv2d", "padding"), ("im2col", "padding"))
]


@pytest.mark.parametrize(("kernel", "name"), TAKES, ids=["-".join(pair) for pair in TAKES])
@pytest.mark.parametrize(
    "value",
    [HUGE, -HUGE, (1, HUGE), ((HUGE, 0), (0, HUGE)), (HUGE,) * 4, (1, 1, HUGE, 1), []],
    ids=["huge", "negative", "pair", "sides", "shape", "one-axis", "empty"],
)
def test_argument_of_any_size_is_computed_or_refused_by_the_engine(
    kernel: str, name: str, value: object
) -> None:
    function, arguments = CALLS[kernel]
    with suppress(EngineError):
        function(**(arguments | {name: value}))
