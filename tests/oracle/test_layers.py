"""Every layer of ``layers.jsonl``, read as a request: PyTorch's numbers, bit for bit."""

from __future__ import annotations

import json
import random
from collections import Counter

import numpy as np
import orjson
import pytest

from gradgrid.app.api.queries import backward_of, terms_of
from gradgrid.app.service.settings import DEFAULTS
from tests.oracle.layers import LAYERS, Layer, layers

CHUNK = 50
KINDS = {
    **{"transposed": 40, "one-dimension": 40, "unbatched": 30, "groups": 60, "depthwise": 25},
    **{"dilated": 60, "strided": 120, "one-sided": 30, "same": 10, "output-padding": 15},
    "no-bias": 40,
}


def assert_same_as_torch(layer: Layer) -> None:
    """The answer to the layer as JSON has PyTorch's output and gradients."""
    answer = orjson.loads(backward_of(layer.request(), DEFAULTS))

    for name, expected in layer.expected().items():
        found = np.array(answer[name])
        assert found.shape == expected.shape, name
        assert (found == expected).all(), name
    assert answer["layout"] == "NCHW"
    assert "warnings" not in answer


@pytest.mark.parametrize("first", range(0, len(layers()), CHUNK), ids=lambda first: f"from{first}")
def test_layers_are_answered_as_torch_computes_them(first: int) -> None:
    for line, layer in enumerate(layers()[first : first + CHUNK], start=first + 2):
        try:
            assert_same_as_torch(layer)
        except BaseException as error:
            error.add_note(f"{LAYERS.name}, line {line}: {layer.shapes}, {layer.options}")
            raise


def test_cells_of_layers_have_terms_that_add_up_to_what_torch_computes() -> None:
    chance = random.Random(3)
    for layer in layers()[::4]:
        for name, expected in layer.expected().items():
            if "transposed" in layer.kinds and name in ("output", "grad_bias"):
                continue  # written without the bias, and not at all
            index = [chance.randrange(size) for size in expected.shape]
            cell = orjson.loads(
                terms_of(layer.request() | {"tensor": name, "index": index}, DEFAULTS)
            )
            assert cell["value"] == expected[tuple(index)], (layer.shapes, layer.options, name)
            assert sum(term["product"] for term in cell["terms"]) == cell["value"]


def test_there_are_300_layers_of_every_kind() -> None:
    covered = Counter(kind for layer in layers() for kind in layer.kinds)

    assert len(layers()) == 300
    assert {kind for kind, least in KINDS.items() if covered[kind] < least} == set()


def test_layers_name_the_torch_that_made_them_and_are_small_enough_to_keep() -> None:
    header = json.loads(LAYERS.read_text("utf-8").splitlines()[0])

    assert header["torch"].count(".") == 2
    assert header["made_by"] == "python -m tests.oracle.generate_layers"
    assert LAYERS.stat().st_size < 400_000
