"""PyTorch: our names, NCHW, and what a module or aten::convolution has besides."""

from __future__ import annotations

from gradgrid.app.wire.conventions.courses import NAMES
from gradgrid.app.wire.conventions.translation import Translation, check_sizes, plain
from gradgrid.app.wire.formats.tensor import shape_of


def translate(t: Translation) -> None:
    """PyTorch's names are ours; its layout is NCHW, and a module has sizes that shapes repeat."""
    read_bias(t)
    t.adopt(NAMES)
    t.default("layout", "NCHW")
    _translate_transposed(t)
    shape = shape_of(t.values.get("weight"))
    check_sizes(t, "kernel_size", shape[2:])
    is_transposed = t.values.get("operation") == "conv_transpose2d"
    groups = plain(t.values.get("groups", 1))
    if len(shape) > 2 and type(groups) is int:
        # Of a module: one of the two is an axis of the weight, the other follows from groups.
        first, second = shape[0], shape[1] * groups
        check_sizes(t, "in_channels", [first if is_transposed else second])
        check_sizes(t, "out_channels", [second if is_transposed else first])
    t.drop("device", [None, "cpu"], "leave it out: numbers are sent as they are")


def read_bias(t: Translation) -> None:
    """Of a module, ``bias`` says whether there is one; its numbers may stand as ``b``."""
    flag = plain(t.left.get("bias"))
    if flag is False or (flag is True and "b" in t.left):
        del t.left["bias"]
    elif flag is True:
        raise t.fault("bias", "must be the numbers of the bias: send them, or leave it out")


def _translate_transposed(t: Translation) -> None:
    given = plain(t.left.pop("transposed", None))
    if given is None:
        return
    if not isinstance(given, bool):
        raise t.fault("transposed", "must be true or false")
    operation = "conv_transpose2d" if given else "conv2d"
    if t.values.get("operation") not in (None, operation):
        raise t.fault("transposed", "operation says otherwise: leave one of them out")
    t.default("operation", operation)
