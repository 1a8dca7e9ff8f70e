"""Names of what is computed here: the output, and the gradients, however they are written."""

from __future__ import annotations

import re

from gradgrid.app.wire.known_names.answers import Answer, each_of, letters
from gradgrid.app.wire.known_names.fields import FIELDS

_OUTPUT = (
    "output out y z dst top top_data pred y_pred y_hat logits feature_map feature_maps conv_out "
    "outputs out_data response conv_output layer_output activation_map top_blob"
)
_TO_COMPARE = "expected result results candidate target_output reference golden actual"
_MATRICES = (
    "x_col x_cols x_pad x_padded dx_padded dx_pad dx_col dx_cols cols col columns finput "
    "fgrad_input a_prev_pad da_prev_pad a_slice a_slice_prev im2col w_row w_col unfolded patches "
    "dout_padded dilated_dout "
    "dcols dcol col_w padded_input image_region region im_region"
)
# dL/dx and the like: d, or dL_d, before the name of a tensor; delta, diff and g as well.
_BEFORE = re.compile(
    r"(?:d(?:l|loss|j|e|c|cost|error)(?:by|over|wrt)?d|grads?(?:of|wrt)?|gradients?(?:of|wrt)?"
    r"|diff|delta|nabla|d|g)([a-z]\w*)"
)
_AFTER = re.compile(r"(\w+?)(?:grads?|gradients?|diff|updates?|bar|cotangent|adjoint)")
# Affixes that name the source of the numbers: dx_num is a numerical gradient.
_WHOSE = re.compile(
    r"(?:num|numeric|numerical|ref|expected|torch|tf|jax|np|numpy|manual|mine|hand|true|naive|fast)"
)
_GRADIENTS = {"input": "grad_input", "weight": "grad_weight", "bias": "grad_bias"}
_TENSORS = (*_GRADIENTS, "grad_output")
# Names that mean a tensor next to a d, although alone they may mean something else.
_ALSO_TENSORS = {"k": "weight", "f": "weight", "kernel": "weight", "filter": "weight"} | {
    "filters": "weight",
    "kernels": "weight",
    "in": "input",
    "image": "input",
    "features": "input",
}


def result(name: str) -> Answer:
    """What is said of a tensor of the answer."""
    said = f"it is a result, {name} in the answer" if name else "it is what is computed"
    return Answer(f"{said}: leave it out, and compare it with the answer", result=name)


RESULTS: dict[str, Answer] = (
    each_of(_OUTPUT, result("output"))
    | each_of(_TO_COMPARE, result(""))
    | each_of(_MATRICES, Answer("it is computed here from the input: leave it out"))
    | each_of("grad_input", result("grad_input"))
    | each_of("grad_weight", result("grad_weight"))
    | each_of("grad_bias", result("grad_bias"))
)


def gradient_of(name: str) -> Answer | None:
    """The answer to a name that says of which tensor it is the gradient; None of any other.

    >>> gradient_of("dL_dw").result, gradient_of("x_grad").result, gradient_of("diff_dst").field
    ('grad_weight', 'grad_input', 'grad_output')
    """
    whole = letters(name)
    for text in (whole, _without_whose(name)):
        for shape in (_BEFORE, _AFTER):
            found = shape.fullmatch(text)
            tensor = _tensor(found.group(1)) if found else ""
            if tensor in _GRADIENTS:
                return result(_GRADIENTS[tensor])
            if tensor == "output":
                return FIELDS["gradoutput"]
    return None


def _tensor(text: str) -> str:
    """Which tensor this is a name of; "" of none."""
    field = FIELDS[text].field if text in FIELDS else _ALSO_TENSORS.get(text, "")
    if field in _GRADIENTS:
        return field
    return RESULTS[text].result if text in RESULTS else ""


def _without_whose(name: str) -> str:
    words = re.split(r"[^a-z0-9]+", name.lower())
    return "".join(word for word in words if not _WHOSE.fullmatch(word))
