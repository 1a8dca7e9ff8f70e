"""Names that are made of a known one: ``conv1_weight``, ``stride_value``, ``gamma_initializer``."""

from __future__ import annotations

import re
from collections.abc import Mapping

from gradgrid.app.wire.known_names.answers import Answer, letters
from gradgrid.app.wire.known_names.left_out import SIZES, TRAINING
from gradgrid.app.wire.known_names.results import gradient_of
from gradgrid.app.wire.options import GEOMETRY_OPTIONS

_DIMENSIONS = re.compile(r"(?:conv)?[1-3]d(?![a-z])", re.IGNORECASE)
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|\d+")
# Parts of a name that say nothing about which tensor it is.
_BESIDE = {
    *("conv", "layer", "my", "the", "given", "new", "full", "batch", "test"),
    *("tensor", "tensors", "np", "numpy", "torch", "tf", "jax", "array", "arr", "t", "fn", "py"),
    *("m", "l", "value", "values", "val", "nd", "param", "data", "factor"),
}
_TRAINING = ("initializer", "initialiser", "init", "regularizer", "constraint", "filler")
_SIZES = (
    *("size", "sizes", "shape", "shapes", "channels", "height", "width", "dims", "desc"),
    *("descriptor", "count", "info"),
)


def by_stem(name: str, known: Mapping[str, Answer]) -> Answer | None:
    """What is said of a name by its parts; None where they say nothing.

    >>> from gradgrid.app.wire.known_names import KNOWN
    >>> by_stem("conv1_weight", KNOWN).field, by_stem("stride_size", KNOWN).field
    ('weight', 'stride')
    >>> by_stem("dW1", KNOWN).result
    'grad_weight'
    >>> by_stem("scale_initializer", KNOWN).text == TRAINING
    True
    """
    words = [word.lower() for word in _WORD.findall(_DIMENSIONS.sub(" ", name))]
    if len(words) < 2:
        return None
    if words[-1] in _TRAINING:
        return Answer(TRAINING)
    if words[-1] in _SIZES:
        stem = known.get(letters("".join(words[:-1])))
        return stem if stem is not None and stem.field in GEOMETRY_OPTIONS else Answer(SIZES)
    kept = [word for word in words if word not in _BESIDE and not word.isdigit()]
    if not 0 < len(kept) < len(words):
        return None
    return known.get("".join(kept)) or gradient_of("_".join(kept))
