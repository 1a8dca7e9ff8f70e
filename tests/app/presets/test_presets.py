"""Every preset: what it is called, that its numbers are exact, and that it shows what it says."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from gradgrid.app import presets
from gradgrid.app.i18n import LANGUAGES
from gradgrid.app.presets import Preset
from gradgrid.app.presets.small import SMALL
from gradgrid.app.wire.answers import PresetAnswer, PresetsAnswer
from gradgrid.engine import conv2d, conv2d_backward
from tests.app.client import Service
from tests.engine import plain_loops

EVERY = pytest.mark.parametrize("preset", presets.PRESETS, ids=lambda preset: preset.id)
LAYERS = {
    "lenet5-conv1": ((1, 32, 32, 1), (5, 5, 1, 6), (1, 28, 28, 6)),
    "resnet-stage": ((1, 56, 56, 64), (3, 3, 64, 64), (1, 56, 56, 64)),
    "alexnet-conv1": ((1, 227, 227, 3), (11, 11, 3, 96), (1, 55, 55, 96)),
}


def test_presets_are_the_fifteen_in_the_order_of_the_menu() -> None:
    assert list(presets.BY_ID) == [
        "article-multi-channel",
        "article-single-channel",
        "stride-2-leftover",
        "same-padding",
        "asymmetric-padding",
        "dilated",
        "grouped",
        "depthwise",
        "one-by-one",
        "rectangular",
        "batch-2",
        "edge-filter",
        *LAYERS,
    ]


@EVERY
def test_preset_has_a_title_and_a_summary_in_every_language(preset: Preset) -> None:
    for texts in (preset.title, preset.summary):
        assert set(texts) == set(LANGUAGES)
        assert all(texts.values())
        assert len(set(texts.values())) == len(texts)
    assert all(len(title) <= 40 for title in preset.title.values())


@EVERY
def test_preset_of_small_integers_computes_the_same_in_both_precisions(preset: Preset) -> None:
    given = list(preset.integers.tensors.values())
    assert all(np.issubdtype(array.dtype, np.integer) for array in given)
    options = preset.geometry.options
    results = []
    for dtype in (np.float32, np.float64):
        x, weight, gradient = (array.astype(dtype) for array in (given[0], given[1], given[-1]))
        bias = None if preset.integers.bias is None else given[2].astype(dtype)
        output = conv2d(x, weight, bias, **options)
        assert output.shape == gradient.shape
        back = conv2d_backward(gradient, x, weight, **options)
        results.append((output, back.input, back.weight, back.bias))
        # Two oracles at once: the gradients of x and of the weight stand in for each other.
        plain = output - (0 if bias is None else bias)
        assert (plain * gradient).sum() == (back.input * x).sum() == (back.weight * weight).sum()
    for single, double in zip(*results, strict=True):
        assert np.array_equal(single, double)


@EVERY
def test_preset_has_numbers_that_show_an_axis_reversed_or_exchanged(preset: Preset) -> None:
    x, weight = preset.inputs.input, preset.inputs.weight
    changed = [x[:, ::-1], x[:, :, ::-1], x.transpose(0, 2, 1, 3)]
    assert not any(np.array_equal(each, x) for each in changed)
    if weight.shape[:2] != (1, 1):
        turned = [weight[::-1, ::-1], weight.transpose(1, 0, 2, 3)]
        assert not any(np.array_equal(each, weight) for each in turned)
    if weight.shape[2:] != (1, 1):
        assert not np.array_equal(weight.swapaxes(2, 3), weight)


@pytest.mark.parametrize("preset", SMALL, ids=lambda preset: preset.id)
def test_small_preset_gives_what_plain_loops_give(preset: Preset) -> None:
    inputs = preset.inputs
    x, weight, gradient = inputs.input, inputs.weight, inputs.grad_output
    g = preset.geometry
    assert np.array_equal(
        conv2d(x.astype(float), weight.astype(float), None, **g.options),
        plain_loops.forward(x, weight, None, g),
    )
    back = conv2d_backward(
        gradient.astype(float), x.astype(float), weight.astype(float), **g.options
    )
    assert np.array_equal(back.input, plain_loops.grad_input(weight, gradient, g))
    assert np.array_equal(back.weight, plain_loops.grad_weight(x, gradient, g))
    assert np.array_equal(back.bias, plain_loops.grad_bias(gradient))


@pytest.mark.parametrize(("id", "shapes"), LAYERS.items(), ids=LAYERS)
def test_layer_preset_has_the_size_of_the_layer(
    id: str, shapes: tuple[tuple[int, ...], ...]
) -> None:
    g = presets.BY_ID[id].geometry
    assert (g.input_shape, g.weight_shape, g.output_shape) == shapes


@EVERY
def test_preset_posted_as_it_is_served_is_answered_with_its_gradients(
    service: Service, preset: Preset
) -> None:
    content = service.client.get(f"/api/v1/presets/{preset.id}").content
    body = json.loads(content)
    PresetAnswer.model_validate(body)
    given = preset.inputs
    for name in ("input", "weight", "grad_output"):
        array = getattr(given, name)
        assert isinstance(body[name], dict) == (array.size > 4_000)
        assert np.array_equal(array_of(body[name]), array)
    answer = service.answer(content)
    x, weight, gradient = (given.input, given.weight, given.grad_output)
    bias = None if given.bias is None else given.bias.astype(float)
    options = preset.geometry.options
    back = conv2d_backward(gradient, x, weight, **options)
    assert np.array_equal(array_of(answer["output"]), conv2d(x, weight, bias, **options))
    assert np.array_equal(array_of(answer["grad_input"]), back.input)
    assert np.array_equal(array_of(answer["grad_weight"]), back.weight)
    assert np.array_equal(array_of(answer["grad_bias"]), back.bias)


@EVERY
def test_preset_is_traced_unless_it_is_a_layer_at_full_size(
    service: Service, preset: Preset
) -> None:
    content = service.client.get(f"/api/v1/presets/{preset.id}").content
    if preset.id in LAYERS:
        assert service.problem(content, 422, "trace")["detail"].startswith("The trace exceeds")
    else:
        assert service.answer(content, "trace")["geometry"]["output_size"] == list(
            preset.geometry.output_size
        )


def test_presets_without_a_bias_say_null_and_the_schema_allows_it(service: Service) -> None:
    without = [id for id, preset in presets.BY_ID.items() if preset.integers.bias is None]
    assert without == ["depthwise"]
    assert service.client.get("/api/v1/presets/depthwise").json()["bias"] is None
    schemas = service.client.get("/openapi.json").json()["components"]["schemas"]
    assert {"type": "null"} in schemas["PresetAnswer"]["properties"]["bias"]["anyOf"]
    assert "bias" in schemas["PresetAnswer"]["required"]


def test_preset_list_is_short_and_holds_no_tensors(service: Service) -> None:
    listed = service.client.get("/api/v1/presets")
    PresetsAnswer.model_validate(listed.json())
    assert len(listed.content) < 12_000


def array_of(tensor: Any) -> np.ndarray:
    """A tensor of the wire, nested or flat."""
    if isinstance(tensor, dict):
        return np.array(tensor["data"]).reshape(tensor["shape"])
    return np.array(tensor)
