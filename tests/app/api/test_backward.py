"""POST /api/v1/conv2d/backward: the numbers, and the form they come in."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from gradgrid.engine import conv2d, conv2d_backward
from tests.app.client import SMALL, Service

RNG = np.random.default_rng(7)
INPUT = RNG.integers(-3, 4, (2, 5, 6, 4)).astype(float)
WEIGHT = RNG.integers(-3, 4, (3, 2, 2, 6)).astype(float)
BIAS = RNG.integers(-3, 4, 6).astype(float)
OPTIONS: dict[str, Any] = {
    "stride": [2, 1],
    "padding": [[1, 0], [2, 1]],
    "dilation": [1, 2],
    "groups": 2,
}
GRAD_OUTPUT = RNG.integers(-3, 4, (2, 2, 7, 6)).astype(float)


def body(**changes: Any) -> dict[str, Any]:
    tensors = {"input": INPUT, "weight": WEIGHT, "bias": BIAS, "grad_output": GRAD_OUTPUT}
    return {name: array.tolist() for name, array in tensors.items()} | OPTIONS | changes


def expected() -> dict[str, np.ndarray]:
    options = OPTIONS | {"stride": (2, 1), "padding": ((1, 0), (2, 1)), "dilation": (1, 2)}
    gradients = conv2d_backward(GRAD_OUTPUT, INPUT, WEIGHT, **options)
    return {
        "output": conv2d(INPUT, WEIGHT, BIAS, **options),
        "grad_input": gradients.input,
        "grad_weight": gradients.weight,
        "grad_bias": gradients.bias,
    }


def test_backward_channels_last_gives_the_engines_numbers(service: Service) -> None:
    answer = service.answer(body())
    for name, array in expected().items():
        np.testing.assert_array_equal(answer[name], array, name)


def test_backward_channels_first_gives_the_same_numbers_transposed(service: Service) -> None:
    answer = service.answer(
        body(
            layout="NCHW",
            input=INPUT.transpose(0, 3, 1, 2).tolist(),
            weight=WEIGHT.transpose(3, 2, 0, 1).tolist(),
            grad_output=GRAD_OUTPUT.transpose(0, 3, 1, 2).tolist(),
        )
    )
    for name, array in expected().items():
        axes = (3, 2, 0, 1) if name == "grad_weight" else (0, 3, 1, 2)
        wanted = array.transpose(axes) if array.ndim == 4 else array
        np.testing.assert_array_equal(answer[name], wanted, name)
    assert answer["layout"] == "NCHW"


def test_backward_flat_input_gives_flat_answers(service: Service) -> None:
    flat = {"shape": INPUT.shape, "data": INPUT.reshape(-1).tolist()}
    answer = service.answer(body(input=flat))
    for name, array in expected().items():
        assert answer[name] == {"shape": list(array.shape), "data": array.reshape(-1).tolist()}


def test_backward_nested_input_with_flat_weight_gives_nested_answers(service: Service) -> None:
    flat = {"shape": WEIGHT.shape, "data": WEIGHT.reshape(-1).tolist()}
    assert service.answer(body(weight=flat)) == service.answer(body())


@pytest.mark.parametrize("ones", [None, "absent"])
def test_backward_without_grad_output_takes_ones(service: Service, ones: str | None) -> None:
    sent = body(grad_output=None)
    if ones == "absent":
        del sent["grad_output"]
    assert service.answer(sent) == service.answer(
        body(grad_output=np.ones_like(GRAD_OUTPUT).tolist())
    )


def test_backward_without_bias_answers_its_gradient_all_the_same(service: Service) -> None:
    answer = service.answer(body(bias=None))
    assert answer["grad_bias"] == expected()["grad_bias"].tolist()


def test_backward_float32_rounds_to_float32(service: Service) -> None:
    answer = service.answer({"input": [[[[0.1]]]], "weight": [[[[1]]]], "dtype": "float32"})
    assert answer["output"] == [[[[0.1]]]]
    assert answer["dtype"] == "float32"
    text = service.post({"input": [[[[0.1]]]], "weight": [[[[3]]]], "dtype": "float32"}).text
    assert text.startswith('{"output":[[[[0.3]]]]')


def test_backward_id_is_echoed(service: Service) -> None:
    assert service.answer(SMALL | {"id": "héllo \u0000 ☃"})["id"] == "héllo \u0000 ☃"
    assert "id" not in service.answer(SMALL)


def test_backward_repeated_gives_the_same_bytes(service: Service) -> None:
    noise = RNG.standard_normal((1, 20, 20, 8)).tolist()
    sent = {"input": noise, "weight": RNG.standard_normal((3, 3, 8, 8)).tolist()}
    answers = {service.post(sent).content for _ in range(5)}
    assert len(answers) == 1


def test_backward_whole_number_past_2_53_is_read_as_the_nearest_float(service: Service) -> None:
    answer = service.answer(b'{"input":[[[[9007199254740993]]]],"weight":[[[[1]]]]}')
    assert answer["output"] == [[[[9007199254740992]]]]


def test_backward_minus_zero_and_subnormals_are_numbers(service: Service) -> None:
    answer = service.answer(b'{"input":[[[[-0.0],[5e-324]]]],"weight":[[[[1]]]]}')
    assert answer["output"] == [[[[0], [5e-324]]]]


def test_backward_preset_can_be_posted_as_it_is(service: Service) -> None:
    preset = service.client.get("/api/v1/presets/article-multi-channel")
    answer = service.answer(preset.content)
    assert answer["id"] == "article-multi-channel"
    assert answer["grad_input"][0][0][1][0] == -2


def test_backward_geometry_states_the_sizes(service: Service) -> None:
    geometry = service.answer(body())["geometry"]
    assert geometry["output_size"] == [2, 7]
    assert geometry["padding"] == [[1, 0], [2, 1]]
    assert geometry["padded_size"] == [6, 9]
    assert geometry["leftover"] == [1, 0]


def test_backward_answer_ends_with_a_newline(service: Service) -> None:
    content = service.post(SMALL).content
    assert content.endswith(b"}\n")
    assert json.loads(content)
