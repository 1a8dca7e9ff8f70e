"""What /trace says of the last chapters: cells that are raised, and slips beside the rule."""

from __future__ import annotations

from typing import Any

import pytest

from gradgrid.app.presets import BY_ID
from gradgrid.app.service.settings import Settings
from gradgrid.app.wire.trace_answers import TraceAnswer
from tests.app.client import Service

VIRTUAL = ("output_change_input", "output_change_weight")
TWO_IMAGES = {
    "input": [[[[1], [2], [3]]], [[[-1], [0], [4]]]],
    "weight": [[[[2]], [[1]]]],
    "grad_output": [[[[5], [1]]], [[[-2], [3]]]],
}


@pytest.fixture(scope="module")
def service() -> Service:
    return Service()


def steps_of(answer: Any, chapter: str) -> dict[str, Any]:
    (steps,) = (each["steps"] for each in answer["chapters"] if each["id"] == chapter)
    return {step["id"]: step for step in steps}


def trace_of(service: Service, preset: str) -> Any:
    return service.answer(BY_ID[preset].request(), "trace")


def written(erratum: Any) -> str:
    return " + ".join(
        " ".join(f"<{f['symbol']}>" if f["wrong"] else f["symbol"] for f in term)
        for term in erratum["terms"]
    )


def test_trace_with_every_kind_of_slip_has_the_documented_form(service: Service) -> None:
    for body in (TWO_IMAGES, BY_ID["stride-2-leftover"].request()):
        TraceAnswer.model_validate(service.answer(body, "trace"))


def test_nudge_raises_a_tensor_that_it_draws_first(service: Service) -> None:
    steps = steps_of(trace_of(service, "article-multi-channel"), "nudge")

    raised = {id: step["perturbs"] for id, step in steps.items()}
    assert raised == {"loss": None, "input": "input", "weight": "weight", "bias": "bias"}
    for name in ("input", "weight", "bias"):
        assert steps[name]["draws"][0]["tensor"] == name
        assert steps[name]["writes"] == f"grad_{name}"


def test_jacobians_are_sent_as_rules_without_values(service: Service) -> None:
    tensors = {each["name"]: each for each in service.answer(TWO_IMAGES, "trace")["tensors"]}

    for name in VIRTUAL:
        assert tensors[name]["values"] is None
        (product,) = tensors[name]["rule"]["products"]
        assert product["sum"] == []


def test_jacobians_do_not_count_towards_the_limit_of_a_trace() -> None:
    answer = trace_of(Service(), "article-multi-channel")
    sizes = {each["name"]: 1 for each in answer["tensors"]}
    for each in answer["tensors"]:
        for axis in each["axes"]:
            sizes[each["name"]] *= axis["size"]
    largest = max(size for name, size in sizes.items() if name not in VIRTUAL)
    total = sum(size for name, size in sizes.items() if name not in VIRTUAL)
    assert sizes["output_change_input"] > largest

    just = Service(Settings(max_trace_tensor_cells=largest, max_trace_cells=total))
    assert just.answer(BY_ID["article-multi-channel"].request(), "trace")["tensors"]
    less = Service(Settings(max_trace_tensor_cells=largest, max_trace_cells=total - 1))
    less.problem(BY_ID["article-multi-channel"].request(), 422, "trace")


def test_terms_of_a_jacobian_are_those_of_one_cell(service: Service) -> None:
    body = BY_ID["article-multi-channel"].request()
    asked = {"tensor": "output_change_input", "index": [0, 1, 0, 0, 0, 1, 0, 1]}

    answer = service.answer(body | asked, "terms")

    # x21[1] stands under the first tap of the window below, whose weight to {2} is -1.
    assert (answer["symbol"], answer["value"]) == ("k11{2}[1]", -1)
    assert [term["factors"][0]["tensor"] for term in answer["terms"]] == ["weight"]
    assert answer["readers"] == []


@pytest.mark.parametrize(
    ("preset", "id", "cell", "value"),
    [
        ("article-single-channel", "first-window", [0, 0, 0, 0, 0], 21),
        ("article-multi-channel", "third-channel", [0, 0, 0, 0, 0], None),
        ("article-multi-channel", "second-line-x21", [0, 1, 0, 0, 0], 23),
        ("article-multi-channel", "second-line-x32", [0, 2, 1, 0, 0], 7),
        ("article-multi-channel", "superscripts", [0, 0, 0, 0, 1], None),
        ("stride-2-leftover", "window-count", [0, 0, 1, 1, 0, 0, 0], 12),
    ],
)
def test_slip_of_a_preset_says_what_the_article_comes_to(
    service: Service, preset: str, id: str, cell: list[int], value: float | None
) -> None:
    erratum = steps_of(trace_of(service, preset), "errata")[id]["erratum"]

    assert (erratum["cell"], erratum["value"], erratum["scale"]) == (cell, value, 1)


def test_slip_writes_zeros_and_what_does_not_exist_without_a_cell(service: Service) -> None:
    steps = steps_of(trace_of(service, "article-multi-channel"), "errata")

    line = steps["second-line-x21"]["erratum"]
    assert written(line).endswith(
        "0 k22{2}[1] + dL/dy11{2} k21{2}[1] + <dL/dy12{2}> k12{2}[1] + dL/dy21{2} k11{2}[1]"
    )
    zero = {"tensor": "grad_output", "cell": None, "symbol": "0", "value": 0, "wrong": False}
    assert line["terms"][0][0] == zero
    last = steps["third-channel"]["erratum"]["terms"][11][1]
    beyond = {"tensor": "weight", "cell": None, "symbol": "k22{1}[4]", "value": None, "wrong": True}
    assert last == beyond


def test_slip_of_the_mean_has_the_scale_of_the_batch(service: Service) -> None:
    erratum = steps_of(service.answer(TWO_IMAGES, "trace"), "errata")["bias-mean"]["erratum"]

    assert written(erratum) == "dL/dy11(1) + dL/dy12(1) + dL/dy11(2) + dL/dy12(2)"
    assert (erratum["scale"], erratum["value"]) == (1 / 2, (5 + 1 - 2 + 3) / 2)


def test_reshape_of_the_article_is_drawn_beside_the_rows(service: Service) -> None:
    answer = trace_of(service, "article-multi-channel")
    (made,) = (each for each in answer["tensors"] if each["name"] == "article_columns")

    assert [axis["size"] for axis in made["axes"]] == [4, 4, 3]
    assert made["view"] == {"blocks": ["p"], "rows": ["q"], "cols": ["r"]}
    assert made["rule"] is None
    # The first window, channel last, in four pieces; the second one begins with x12.
    assert made["values"][:6] == [1, -1, 2, 2, 3, -3]
    drawn = [each["tensor"] for each in steps_of(answer, "errata")["reshape"]["draws"]]
    assert drawn == ["article_columns", "input", "input_columns"]
