"""PyTorch's layers opened on the page, as .npz, as prints and as lists: its gradients are shown."""

from __future__ import annotations

import io
import json
from typing import Any

import numpy as np
import pytest

from gradgrid.app.lessons.file_numbers import opened
from gradgrid.app.service.settings import DEFAULTS
from gradgrid.engine import conv2d_with_gradients
from tests.oracle.layers import Layer, layers

FORMS = ("npz", "tensor", "lists")


def file_of(layer: Layer, form: str) -> bytes:
    """The layer as somebody would paste or drop it; only the .npz says its layout."""
    settings = layer.settings()
    if form == "npz":
        file = io.BytesIO()
        np.savez(file, **layer.arrays(), **settings)
        return file.getvalue()
    del settings["layout"]
    lines = [f"{name} = {value!r}" for name, value in settings.items()]
    for name, array in layer.arrays().items():
        value = str(array.tolist())
        lines.append(f"{name} = tensor({value})" if form == "tensor" else f"{name} = {value}")
    return "\n".join(lines).encode()


def read(layer: Layer, form: str) -> dict[str, Any]:
    """What the page gets; where it is asked, channels first is the answer."""
    body = file_of(layer, form)
    answer: dict[str, Any] = json.loads(opened(body, DEFAULTS, "en", None))
    if "question" in answer:
        assert form == "lists"
        answer = json.loads(opened(body, DEFAULTS, "en", "NCHW"))
    found: dict[str, Any] = answer["request"]
    return found


def on_page(layer: Layer) -> dict[str, np.ndarray]:
    """PyTorch's results as the page shows them: channels last, a transposed layer's exchanged."""
    results = layer.expected()
    shown = {name: last(results[name], layer, name) for name in results if name != "grad_bias"}
    if layer.operation == "conv2d":
        return shown | {"grad_bias": results["grad_bias"]}
    bias = layer.arrays().get("bias", np.zeros(1))
    return {
        "output": shown["grad_input"],
        "grad_weight": shown["grad_weight"],
        "grad_input": shown["output"] - bias,
    }


def last(array: np.ndarray, layer: Layer, name: str) -> np.ndarray:
    """A tensor of PyTorch with its channels last, on four axes."""
    if len(layer.shapes["weight"]) == 3:
        array = np.expand_dims(array, -2)
    if name == "grad_weight":
        return array.transpose(2, 3, 1, 0)
    return (array if array.ndim == 4 else array[None]).transpose(0, 2, 3, 1)


def array_of(tensor: dict[str, Any]) -> np.ndarray:
    return np.array(tensor["data"], float).reshape(tensor["shape"])


@pytest.mark.parametrize("form", FORMS)
def test_layers_of_pytorch_are_opened_with_its_gradients(form: str) -> None:
    cropped = 0
    for at, layer in enumerate(layers()):
        request = read(layer, form)
        input, weight, grad_output = (
            array_of(request[name]) for name in ("input", "weight", "grad_output")
        )
        bias = None if request["bias"] is None else np.array(request["bias"], float)
        options = {name: request[name] for name in ("stride", "padding", "dilation", "groups")}
        output, gradients = conv2d_with_gradients(
            grad_output,
            input,
            weight,
            bias,
            **{name: as_pairs(value) for name, value in options.items()},
        )
        found = {
            "output": output,
            "grad_input": gradients.input,
            "grad_weight": gradients.weight,
            "grad_bias": gradients.bias,
        }
        right = on_page(layer)
        if found["grad_input"].shape != right["grad_input"].shape:
            # Shown cropped or with its padding, and it is said so.
            cropped += 1
            del right["grad_input"]
        for name, array in right.items():
            np.testing.assert_array_equal(found[name], array, err_msg=f"{at} {name} {layer}")
    assert cropped < len(layers()) / 10


def as_pairs(value: Any) -> Any:
    return tuple(map(as_pairs, value)) if isinstance(value, list) else value
