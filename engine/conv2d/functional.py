"""The public functions: a convolution forward, and its three gradients.

Docstrings give shapes channels last: input (N, H, W, C_in), weight (kh, kw, C_in/groups, C_out),
output and grad_output (N, OH, OW, C_out), bias and grad_bias (C_out,).

These functions check their arguments; :mod:`kernels` computes, with a strategy picked from the
geometry. Every result is a plain sum of products, so small integers are exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gradgrid.engine.conv2d.arrays import Lists, as_floats, check_shape
from gradgrid.engine.conv2d.kernels.bias import grad_bias
from gradgrid.engine.conv2d.kernels.cache import plan
from gradgrid.engine.conv2d.layouts import Layouts
from gradgrid.engine.conv2d.options import Padding, Size
from gradgrid.engine.errors import ShapeError
from gradgrid.engine.shapes import Float, Num


@dataclass(frozen=True, slots=True, eq=False)
class Conv2dGradients:
    """dL/d(input), dL/d(weight) and dL/d(bias), each of the shape of what it is the gradient of."""

    input: Float[np.ndarray, "_ _ _ _"]
    weight: Float[np.ndarray, "_ _ _ _"]
    bias: Float[np.ndarray, " c_out"]


def conv2d(
    input: Num[np.ndarray, "_ _ _ _"] | Lists,
    weight: Num[np.ndarray, "_ _ _ _"] | Lists,
    bias: Num[np.ndarray, " c_out"] | Lists | None = None,
    *,
    stride: Size = 1,
    padding: Padding = 0,
    dilation: Size = 1,
    groups: int = 1,
    layout: str = "NHWC",
    weight_layout: str | None = None,
) -> Float[np.ndarray, "_ _ _ _"]:
    """Cross-correlate ``input`` with ``weight`` and add ``bias``.

    output[n,i,j,o] = bias[o]
        + sum over u,v,c of input[n, i*s+u*d-p, j*s+v*d-p, c] * weight[u,v,c,o]

    ``input`` (N, H, W, C_in), ``weight`` (kh, kw, C_in/groups, C_out), ``bias`` (C_out,); the
    result is (N, OH, OW, C_out). Each is an array or nested lists. float32 stays float32; integers
    alone become float64. All numbers must be finite: NaN or infinity may spread to cells that do
    not read it.

    With ``layout="NCHW"`` input and output are (N, C, H, W) and the weight is (C_out, C_in/groups,
    kh, kw). ``weight_layout`` names another order of the weight: HWIO, OIHW, OHWI, IOHW or HWOI.
    Every function here takes both, and returns a gradient in the layout of its tensor.

    ``stride`` and ``dilation`` are an int or (vertical, horizontal), at least 1; ``padding`` is an
    int, a pair, ((top, bottom), (left, right)), "same" or "valid". They mean what they mean in
    ``torch.nn.functional.conv2d``. Raises :class:`EngineError` when dtypes, shapes or options do
    not fit.

    >>> x = np.arange(9.0).reshape(1, 3, 3, 1)
    >>> conv2d(x, np.ones((2, 2, 1, 1)))[0, :, :, 0]
    array([[ 8., 12.],
           [20., 24.]])
    >>> conv2d([[[[1, 2, 3]]]], [[[[1, 10]]]], [5], layout="NCHW").tolist()
    [[[[26.0, 37.0]]]]
    """
    order = Layouts.of(layout, weight_layout)
    given = {"input": input, "weight": weight} | ({} if bias is None else {"bias": bias})
    image, kernel, *added = as_floats(**given)
    x, k = order.take_image(image), order.take_kernel(kernel)
    g, strategy = plan(x.shape, k.shape, stride, padding, dilation, groups)
    for array in added:
        check_shape("bias", array, (g.out_channels,))
    return order.give_image(strategy.forward(x, k, added[0] if added else None))


def conv2d_grad_input(
    input_shape: Sequence[int],
    weight: Num[np.ndarray, "_ _ _ _"] | Lists,
    grad_output: Num[np.ndarray, "_ _ _ _"] | Lists,
    *,
    stride: Size = 1,
    padding: Padding = 0,
    dilation: Size = 1,
    groups: int = 1,
    layout: str = "NHWC",
    weight_layout: str | None = None,
) -> Float[np.ndarray, "_ _ _ _"]:
    """The gradient of L = sum(grad_output * output) with respect to the input.

    grad_input[n,y,x,c] =
        sum over u,v,o of grad_output[n, (y+p-u*d)/s, (x+p-v*d)/s, o] * weight[u,v,c,o]

    An index that is out of range or not an integer reads zero, so rows that no window read have
    gradient 0. ``weight`` (kh, kw, C_in/groups, C_out), ``grad_output`` (N, OH, OW, C_out); the
    result has ``input_shape``. The same as ``torch.nn.grad.conv2d_input``. Raises
    :class:`EngineError`.

    >>> conv2d_grad_input((1, 3, 3, 1), np.ones((2, 2, 1, 1)), np.ones((1, 2, 2, 1)))[0, :, :, 0]
    array([[1., 2., 1.],
           [2., 4., 2.],
           [1., 2., 1.]])
    """
    order = Layouts.of(layout, weight_layout)
    kernel, upstream = as_floats(weight=weight, grad_output=grad_output)
    k = order.take_kernel(kernel)
    shape = order.image_shape(input_shape)
    g, strategy = plan(shape, k.shape, stride, padding, dilation, groups)
    check_shape("grad_output", upstream, order.output_shape(g.output_shape))
    return order.give_image(strategy.grad_input(k, order.take_image(upstream)))


def conv2d_grad_weight(
    input: Num[np.ndarray, "_ _ _ _"] | Lists,
    weight_shape: Sequence[int],
    grad_output: Num[np.ndarray, "_ _ _ _"] | Lists,
    *,
    stride: Size = 1,
    padding: Padding = 0,
    dilation: Size = 1,
    groups: int = 1,
    layout: str = "NHWC",
    weight_layout: str | None = None,
) -> Float[np.ndarray, "_ _ _ _"]:
    """The gradient of L = sum(grad_output * output) with respect to the weight.

    grad_weight[u,v,c,o] =
        sum over n,i,j of input[n, i*s+u*d-p, j*s+v*d-p, c] * grad_output[n,i,j,o]

    It sums over the batch and takes no mean. ``input`` (N, H, W, C_in), ``grad_output``
    (N, OH, OW, C_out); the result has ``weight_shape``. The same as
    ``torch.nn.grad.conv2d_weight``. Raises :class:`EngineError`.

    >>> x = np.arange(9.0).reshape(1, 3, 3, 1)
    >>> conv2d_grad_weight(x, (2, 2, 1, 1), np.ones((1, 2, 2, 1)))[:, :, 0, 0]
    array([[ 8., 12.],
           [20., 24.]])
    """
    order = Layouts.of(layout, weight_layout)
    image, upstream = as_floats(input=input, grad_output=grad_output)
    x = order.take_image(image)
    shape = order.kernel_shape(weight_shape)
    g, strategy = plan(x.shape, shape, stride, padding, dilation, groups)
    check_shape("grad_output", upstream, order.output_shape(g.output_shape))
    return order.give_kernel(strategy.grad_weight(x, order.take_image(upstream)))


def conv2d_grad_bias(
    grad_output: Num[np.ndarray, "_ _ _ _"] | Lists,
    *,
    layout: str = "NHWC",
) -> Float[np.ndarray, " c_out"]:
    """The gradient with respect to the bias: the sum of grad_output over batch and positions.

    grad_bias[o] = sum over n,i,j of grad_output[n,i,j,o]

    ``grad_output`` (N, OH, OW, C_out); the result is (C_out,). Raises :class:`EngineError`.

    >>> conv2d_grad_bias(np.ones((2, 3, 3, 1)))
    array([18.])
    """
    order = Layouts.of(layout, None)
    (upstream,) = as_floats(grad_output=grad_output)
    if upstream.ndim != 4:
        raise ShapeError(
            "grad_output",
            "grad_output must have 4 axes (N, OH, OW, C_out), "
            f"has {upstream.ndim}: {upstream.shape}",
        )
    if 0 in upstream.shape:
        raise ShapeError(
            "grad_output",
            "every axis of grad_output (N, OH, OW, C_out) must have at least 1 element, got shape "
            f"{upstream.shape}",
        )
    return grad_bias(order.take_image(upstream))


def conv2d_backward(
    grad_output: Num[np.ndarray, "_ _ _ _"] | Lists,
    input: Num[np.ndarray, "_ _ _ _"] | Lists,
    weight: Num[np.ndarray, "_ _ _ _"] | Lists,
    *,
    stride: Size = 1,
    padding: Padding = 0,
    dilation: Size = 1,
    groups: int = 1,
    layout: str = "NHWC",
    weight_layout: str | None = None,
) -> Conv2dGradients:
    """All three gradients of L = sum(grad_output * output).

    ``grad_output`` (N, OH, OW, C_out), ``input`` (N, H, W, C_in), ``weight`` (kh, kw,
    C_in/groups, C_out), in this order; arrays or nested lists, options, layouts and dtypes as in
    :func:`conv2d`. Each gradient has the shape and the layout of its tensor, that of the bias
    (C_out,). Raises :class:`DtypeError` for what is no array of numbers, :class:`ShapeError` where
    shapes do not fit, :class:`OptionError` for an invalid option.

    >>> x, weight, grad_output = np.ones((1, 3, 3, 1)), np.ones((2, 2, 1, 1)), np.ones((1, 2, 2, 1))
    >>> gradients = conv2d_backward(grad_output, x, weight)
    >>> float(gradients.input[0, 1, 1, 0]), float(gradients.weight[0, 0, 0, 0]), gradients.bias
    (4.0, 4.0, array([4.]))
    """
    order = Layouts.of(layout, weight_layout)
    upstream, image, kernel = as_floats(grad_output=grad_output, input=input, weight=weight)
    x, k = order.take_image(image), order.take_kernel(kernel)
    g, strategy = plan(x.shape, k.shape, stride, padding, dilation, groups)
    check_shape("grad_output", upstream, order.output_shape(g.output_shape))
    upstream = order.take_image(upstream)
    return Conv2dGradients(
        order.give_image(strategy.grad_input(k, upstream)),
        order.give_kernel(strategy.grad_weight(x, upstream)),
        grad_bias(upstream),
    )


def conv2d_with_gradients(
    grad_output: Num[np.ndarray, "_ _ _ _"] | Lists,
    input: Num[np.ndarray, "_ _ _ _"] | Lists,
    weight: Num[np.ndarray, "_ _ _ _"] | Lists,
    bias: Num[np.ndarray, " c_out"] | Lists | None = None,
    *,
    stride: Size = 1,
    padding: Padding = 0,
    dilation: Size = 1,
    groups: int = 1,
    layout: str = "NHWC",
    weight_layout: str | None = None,
) -> tuple[Float[np.ndarray, "_ _ _ _"], Conv2dGradients]:
    """The output of :func:`conv2d` and the gradients of :func:`conv2d_backward`, in one call.

    It takes less time than the two calls, because the output and the gradient of the weight read
    the same windows; the numbers are the same up to rounding. ``bias`` changes the output alone:
    its gradient is computed without it. Shapes, options and errors are those of
    :func:`conv2d_backward`, ``bias`` is (C_out,) or None.

    >>> x, weight, grad_output = np.ones((1, 3, 3, 1)), np.ones((2, 2, 1, 1)), np.ones((1, 2, 2, 1))
    >>> output, gradients = conv2d_with_gradients(grad_output, x, weight)
    >>> float(output[0, 0, 0, 0]), gradients.bias
    (4.0, array([4.]))
    """
    order = Layouts.of(layout, weight_layout)
    given = {"grad_output": grad_output, "input": input, "weight": weight}
    upstream, image, kernel, *added = as_floats(**given if bias is None else given | {"bias": bias})
    x, k = order.take_image(image), order.take_kernel(kernel)
    g, strategy = plan(x.shape, k.shape, stride, padding, dilation, groups)
    check_shape("grad_output", upstream, order.output_shape(g.output_shape))
    for array in added:
        check_shape("bias", array, (g.out_channels,))
    upstream = order.take_image(upstream)
    output, grad_input, grad_weight = strategy.forward_and_gradients(
        x, k, added[0] if added else None, upstream
    )
    gradients = Conv2dGradients(
        order.give_image(grad_input), order.give_kernel(grad_weight), grad_bias(upstream)
    )
    return order.give_image(output), gradients
