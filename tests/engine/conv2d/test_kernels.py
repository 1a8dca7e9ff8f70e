"""Every strategy on every geometry that it can compute, whichever the table would pick."""

import tracemalloc
from collections.abc import Callable, Iterator
from math import prod

import numpy as np
import pytest
from hypothesis import assume, given, settings

from gradgrid.engine import (
    ConvGeometry,
    conv2d,
    conv2d_backward,
    conv2d_grad_bias,
    conv2d_with_gradients,
)
from gradgrid.engine.conv2d.kernels import blocks, col2im, depthwise, products, sweep
from gradgrid.engine.conv2d.kernels.choose_strategy import STRATEGIES, strategy_for
from gradgrid.engine.conv2d.kernels.col2im import Col2im
from gradgrid.engine.conv2d.kernels.depthwise import Depthwise
from gradgrid.engine.conv2d.kernels.gather_table import GatherTable
from gradgrid.engine.conv2d.kernels.im2col import Im2col
from gradgrid.engine.conv2d.kernels.strategy import Strategy
from gradgrid.engine.conv2d.kernels.taps import Taps
from gradgrid.engine.conv2d.kernels.weight_bound import WeightBound
from tests.engine import plain_loops
from tests.engine.geometries import SOME, assert_exact, geometries, identify, tensors

CAN_COMPUTE: dict[type[Strategy], Callable[[ConvGeometry], bool]] = {
    GatherTable: lambda g: True,
    Taps: lambda g: True,
    Depthwise: lambda g: g.group_in_channels == g.group_out_channels == 1,
    WeightBound: lambda g: g.groups == 1,
    Col2im: lambda g: g.groups == 1,
    Im2col: lambda g: True,
}
# Of a size and kind that the table gives to each strategy, with several blocks for each thread.
LAYERS = {
    "gathertable": ConvGeometry.of((1, 3, 3, 3), (2, 2, 3, 2)),
    "taps": ConvGeometry.of((1, 30, 31, 8), (28, 28, 8, 16)),
    "taps-wide-dilation": ConvGeometry.of((1, 1, 1, 5), (2, 2, 5, 2000), padding=150, dilation=300),
    "taps-patches-of-groups": ConvGeometry.of((2, 32, 32, 16), (4, 4, 4, 24), stride=4, groups=4),
    "depthwise": ConvGeometry.of((2, 40, 40, 96), (3, 3, 1, 96), padding=1, groups=96),
    "depthwise-stride2": ConvGeometry.of(
        (2, 41, 40, 96), (3, 3, 1, 96), padding=1, groups=96, stride=2
    ),
    "weightbound": ConvGeometry.of((1, 7, 7, 128), (3, 3, 128, 160), padding=1),
    "weightbound-stride2": ConvGeometry.of((1, 7, 8, 128), (3, 3, 128, 160), padding=1, stride=2),
    "col2im-stem": ConvGeometry.of((1, 56, 56, 3), (7, 7, 3, 64), stride=2, padding=3),
    "col2im-patches": ConvGeometry.of((3, 32, 32, 8), (8, 8, 8, 24), stride=8),
    "im2col": ConvGeometry.of((2, 30, 30, 48), (3, 3, 48, 40), padding=1),
    "im2col-joined": ConvGeometry.of((4, 32, 32, 16), (3, 3, 16, 16), padding=1),
    "im2col-joined-wide": ConvGeometry.of((8, 28, 28, 1), (5, 5, 1, 6), padding=2),
    "im2col-1x1": ConvGeometry.of((2, 28, 28, 64), (1, 1, 64, 96)),
    "im2col-stride2": ConvGeometry.of((2, 29, 28, 40), (3, 3, 40, 48), stride=2, padding=1),
    "im2col-dilated": ConvGeometry.of((2, 28, 28, 40), (3, 3, 40, 48), dilation=2, padding=2),
    "im2col-prime-groups": ConvGeometry.of((1, 9, 8, 101), (3, 3, 1, 202), groups=101),
    "im2col-groups": ConvGeometry.of((2, 28, 28, 64), (3, 3, 4, 96), groups=16, padding=1),
}


@pytest.fixture(scope="module", params=["as they are", "many small blocks"])
def block_sizes(request: pytest.FixtureRequest) -> Iterator[None]:
    """Layers small enough for plain loops, cut up as large ones are."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "many small blocks":
            patch.setattr(sweep, "BLOCK_BYTES", 200)
            patch.setattr(col2im, "BLOCK_BYTES", 200)
            patch.setattr(depthwise, "BLOCK_BYTES", 200)
            patch.setattr(blocks, "ALONE", 0)
            patch.setattr(products, "UNPACKED_ROWS", (2, 4))
            patch.setattr(products, "has_unpacked_products", lambda: True)
        yield


@pytest.mark.usefixtures("block_sizes")
@pytest.mark.parametrize("strategy", dict.fromkeys(strategy for strategy, _ in STRATEGIES))
@settings(max_examples=2 * SOME)
@given(g=geometries(max_multiply_adds=1000))
def test_strategy_any_geometry_equals_plain_loops(
    strategy: type[Strategy], g: ConvGeometry
) -> None:
    assume(CAN_COMPUTE[strategy](g))
    input, weight, bias, grad_output = tensors(g)
    expected = (
        plain_loops.forward(input, weight, bias, g),
        plain_loops.grad_input(weight, grad_output, g),
        plain_loops.grad_weight(input, grad_output, g),
    )

    for dtype in (np.float32, np.float64):
        assert_exact_by(strategy(g), dtype, tensors(g, dtype), expected)


def assert_exact_by(
    kernel: Strategy, dtype: type, arrays: tuple[np.ndarray, ...], expected: tuple[np.ndarray, ...]
) -> None:
    """One by one and together, the results are those expected, in the dtype of the arrays."""
    input, weight, bias, grad_output = arrays
    apart = (
        kernel.forward(input, weight, bias),
        kernel.grad_input(weight, grad_output),
        kernel.grad_weight(input, grad_output),
    )
    together = kernel.forward_and_gradients(input, weight, bias, grad_output)

    for results in (apart, together):
        assert {result.dtype for result in results} == {np.dtype(dtype)}
        for result, wanted in zip(results, expected, strict=True):
            assert_exact(result, wanted)


def by_windows(g: ConvGeometry) -> tuple[np.ndarray, ...]:
    """Output, grad_input and grad_weight of :func:`tensors`, tap by tap, by einsum alone."""
    input, weight, bias, grad_output = tensors(g)
    n, oh, ow, _ = g.output_shape
    (h, w), ((top, _), (left, _)) = g.input_size, g.padding
    padded = np.pad(input, ((0, 0), *g.padding, (0, 0))).reshape(
        n, *g.padded_size, g.groups, g.group_in_channels
    )
    grad_padded = np.zeros(padded.shape)
    by_group = weight.reshape(*g.kernel_size, g.group_in_channels, g.groups, -1)
    grad_by_group = grad_output.reshape(n, oh, ow, g.groups, -1)
    output, grad_weight = np.zeros(grad_by_group.shape), np.zeros(by_group.shape)
    for tap, window in g.taps():
        output += np.einsum("nijgc,cgo->nijgo", padded[window], by_group[tap])
        grad_padded[window] += np.einsum("nijgo,cgo->nijgc", grad_by_group, by_group[tap])
        grad_weight[tap] = np.einsum("nijgc,nijgo->cgo", padded[window], grad_by_group)
    grad_input = grad_padded.reshape(n, *g.padded_size, -1)[:, top : top + h, left : left + w]
    return output.reshape(g.output_shape) + bias, grad_input, grad_weight.reshape(g.weight_shape)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", LAYERS)
def test_layer_of_real_size_is_exact_by_the_strategy_that_it_gets(name: str, dtype: type) -> None:
    g = LAYERS[name]
    expected_output, expected_grad_input, expected_grad_weight = by_windows(g)
    input, weight, bias, grad_output = tensors(g, dtype)

    output = conv2d(input, weight, bias, **g.options)
    gradients = conv2d_backward(grad_output, input, weight, **g.options)
    together = conv2d_with_gradients(grad_output, input, weight, bias, **g.options)

    assert type(strategy_for(g)).__name__.lower() == name.partition("-")[0]
    for made in (output, together[0]):
        assert_exact(made, expected_output)
    for made in (gradients, together[1]):
        assert_exact(made.input, expected_grad_input)
        assert_exact(made.weight, expected_grad_weight)
        assert_exact(made.bias, grad_output.sum((0, 1, 2), np.float64))


def test_every_strategy_has_a_layer_of_real_size() -> None:
    named = {name.partition("-")[0] for name in LAYERS}

    assert named == {strategy.__name__.lower() for strategy, _ in STRATEGIES}


@pytest.mark.parametrize("channels", [1, 3, 511, 513, 1024, 1500])
def test_grad_bias_any_channel_count_and_leftover_rows_are_summed(channels: int) -> None:
    grad_output = tensors(ConvGeometry.of((3, 37, 11, 1), (1, 1, 1, channels)))[3]

    for dtype in (np.float32, np.float64):
        total = conv2d_grad_bias(grad_output.astype(dtype))
        assert_exact(total, grad_output.sum((0, 1, 2)))


@pytest.mark.parametrize(
    "g",
    [
        ConvGeometry.of((1, 3, 4, 1), (2, 2, 1, 1), stride=10**30),
        ConvGeometry.of((1, 1, 4, 1), (1, 3, 1, 1), dilation=(10**30, 1)),
        ConvGeometry.of((1, 200, 200, 1), (1, 1, 1, 1), stride=199),
    ],
    ids=identify,
)
def test_options_that_skip_nearly_all_cost_nothing(g: ConvGeometry) -> None:
    input, weight, _, grad_output = tensors(g)

    gradients = conv2d_backward(grad_output, input, weight, **g.options)

    assert_exact(gradients.input, plain_loops.grad_input(weight, grad_output, g))
    assert_exact(gradients.weight, plain_loops.grad_weight(input, grad_output, g))


# Within the limits of a server, and gigabytes if windows were laid out.
ODD = [
    ConvGeometry.of((1, 91, 91, 50), (100, 100, 50, 1), padding=22),
    ConvGeometry.of((1, 1, 1, 5), (2, 2, 5, 2000), padding=223, dilation=446),
    ConvGeometry.of((1, 300, 3322, 1), (300, 300, 1, 1)),
    ConvGeometry.of((1, 300, 1666, 2), (300, 300, 1, 2), groups=2),
    ConvGeometry.of((1, 600, 600, 2), (300, 300, 1, 2), groups=2, stride=300),
    ConvGeometry.of((1, 316, 316, 10), (316, 316, 10, 1)),
]


@pytest.mark.parametrize("g", ODD, ids=identify)
def test_odd_geometry_is_computed_tap_by_tap(g: ConvGeometry) -> None:
    assert type(strategy_for(g)) is Taps


@pytest.mark.parametrize("g", ODD[:2], ids=identify)
def test_odd_geometry_takes_little_memory_beside_its_padded_input(g: ConvGeometry) -> None:
    arrays = tensors(g)
    padded = 8 * g.batch * prod(g.padded_size) * g.in_channels

    tracemalloc.start()
    try:
        conv2d_with_gradients(arrays[3], *arrays[:3], **g.options)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    given = sum(array.nbytes for array in arrays)
    assert peak < 2 * given + 2 * padded
