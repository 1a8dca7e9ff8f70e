"""Names that mean one thing in one library and another in the next: both are said."""

from __future__ import annotations

from gradgrid.app.wire.known_names.answers import Answer, each_of
from gradgrid.app.wire.known_names.fields import FIELDS
from gradgrid.app.wire.known_names.left_out import LEFT_OUT
from gradgrid.app.wire.known_names.not_offered import BETA

_KERNEL = (
    "as a tensor it is weight here: rename it; as a size or a count it follows from the weight's "
    "shape: leave it out"
)
_TENSOR_OR_COUNT = (
    "as a tensor it is {} here: rename it; as a size or a count it follows from the shapes: leave "
    "it out"
)
_PAIR = "[vertical, horizontal]"

# Names whose meaning depends on upper or lower case.
AS_SPELT: dict[str, Answer] = {
    "dW": Answer(
        "in notebooks it is a result, grad_weight in the answer: leave it out; in Torch7 it is the "
        f"horizontal stride, in DL4J dilation: give stride or dilation as {_PAIR}",
        result="grad_weight",
    ),
    "dH": Answer(
        f"in Torch7 it is the vertical stride: give stride as {_PAIR}; in DL4J it is the vertical "
        f"dilation: give dilation as {_PAIR}"
    ),
    "dA": Answer(
        "it is the gradient after an activation: send the one before it as grad_output; without an "
        "activation both are the same"
    ),
    "W": Answer(_TENSOR_OR_COUNT.format("weight"), "weight"),
    "B": Answer(_TENSOR_OR_COUNT.format("bias"), "bias"),
    "σ": LEFT_OUT["sigma"],
    "ȳ": FIELDS["gradoutput"],
    "δ": FIELDS["gradoutput"],
    "Δ": FIELDS["gradoutput"],
    "X": Answer("here it is input: rename it", "input", is_renamed=True),
    "F": Answer(
        "in CS231n it is the number of filters, which follows from the weight's shape: leave it "
        "out; as a tensor it is weight here",
        "weight",
    ),
}

_BY_FIELD: dict[str, dict[str, str]] = {
    "weight": {
        "in Keras, Flax, MXNet and others a size or a count, which follows from the shapes: leave "
        "it out; as a tensor, here it is weight: rename it": "kernel filters filter",
        _KERNEL: "k f",
    },
    "input": {
        "in Flax it is the number of output channels, which follows from the weight's shape: leave "
        "it out; as a tensor it is input here": "features",
    },
    "grad_output": {
        "here it is grad_output: rename it (in OpenCV delta is a number that is added: give it as "
        "bias)": "delta deltas",
    },
    "padding": {
        'as "valid", "same" or "pad" (MindSpore) it is padding here; as "reflect" or "circular" it '
        "is padding_mode": "pad_mode",
        'as "same", "manual" or "SAME_UPPER" (MATLAB, TensorRT) it is padding here; as "reflect" '
        'or "circular" it is padding_mode': "padding_mode cropping_mode",
        'as "valid", "same" or "full" (SciPy) it is padding here; as "reflect" it is padding_mode; '
        "as convolution or cross-correlation (cuDNN) it is flip_kernel": "mode",
    },
    "dilation": {
        "as a number it is dilation here: rename it; as a count of channels leave it out": "d"
    },
    "dtype": {
        "as a type of numbers it is dtype here; as the kind of a layer (Caffe) it is operation": (
            "type"
        ),
    },
    "": {
        'as a size it follows from the numbers: leave it out; as "same" or "valid" (MATLAB\'s '
        "conv2) it is padding here": "shape",
        BETA: "beta",
        'send what is in it beside the tensors, or say "convention": "onnx"': (
            "attributes attribute attrs"
        ),
        "as a choice of cells it is a field of /trace: post the request there; as the sizes of a "
        "kernel (StableHLO) it follows from the weight's shape: leave it out": "window",
        "the gradient of the output is grad_output here; the others are results: leave them out": (
            "gradients grads"
        ),
        "as the gradient of the output it is grad_output here; as a difference it is not needed: "
        "leave it out": "error errors",
        "as the image it is input here: rename it; as what an activation gave it is not needed: "
        "leave it out": "a",
        "as the gradient of the output (cuDNN's frontend) it is grad_output here; as a loss it "
        "is a part of training: leave it out": "loss",
        "as a tensor it is grad_output here; as a number it is groups": "g",
        "a mask of the weight (Flax) is multiplied into weight: send the product; deformable "
        "convolutions are not supported": "mask",
        "output sizes are rounded down here, as with false; for true, pad the bottom and right, "
        "padding [[top, bottom], [left, right]]": "cover_all ceil_mode",
    },
}
TWO_MEANINGS: dict[str, Answer] = {
    name: answer
    for field, groups in _BY_FIELD.items()
    for text, names in groups.items()
    for name, answer in each_of(names, Answer(text, field)).items()
}
