"""Version 1 of the wire: these names are fixed. A change here is a change for every client."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel

from gradgrid.app.presets import PRESETS
from gradgrid.app.presets.small import SMALL
from gradgrid.app.service.settings import Settings
from gradgrid.app.wire import answers, requests, trace_answers
from gradgrid.app.wire.answers import BackwardAnswer, LimitsAnswer, PresetAnswer, PresetsAnswer
from gradgrid.app.wire.requests import Conv2dRequest
from gradgrid.app.wire.trace.selection import TraceRequest
from tests.app.client import Service, assert_problem

ROOT = Path(__file__).parents[2]

REQUEST = """operation layout weight_layout dtype input weight bias grad_output stride padding
    padding_mode dilation groups output_padding flip_kernel convention id title summary"""
ABOUT = "layout dtype id read_as roles warnings"
GEOMETRY = """batch input_size in_channels out_channels kernel_size stride padding dilation groups
    padded_size kernel_span output_size leftover dilated_size backward_padding multiply_adds"""
FIELDS: dict[type[BaseModel], str] = {
    requests.Conv2dRequest: REQUEST,
    TraceRequest: f"{REQUEST} only window",
    requests.TermsRequest: f"{REQUEST} tensor index zeros limit offset",
    answers.AboutRequest: ABOUT,
    answers.BackwardAnswer: f"output grad_input grad_weight grad_bias geometry {ABOUT}",
    answers.WarningBody: "type pointer detail",
    answers.ReadAsBody: """convention operation layout weight_layout stride padding dilation groups
        output_padding padding_mode flip_kernel""",
    answers.GeometryBody: GEOMETRY,
    answers.ProblemBody: "type title status detail errors",
    answers.FaultBody: "pointer detail",
    answers.PresetsAnswer: "presets",
    answers.PresetBrief: "id title summary geometry",
    answers.PresetAnswer: """id title summary layout dtype input weight bias grad_output
        stride padding dilation groups""",
    answers.LimitsAnswer: "limits",
    answers.LimitBody: "value description",
    answers.HealthAnswer: "status version",
    trace_answers.DerivationBody: "geometry tensors chapters given answers loss",
    trace_answers.TraceAnswer: f"geometry tensors chapters given answers loss {ABOUT}",
    trace_answers.TensorBody: "name role of letter axes view values rule symbol window",
    trace_answers.AxisBody: "axis size kind",
    trace_answers.ViewBody: "blocks rows cols",
    trace_answers.RuleBody: "products",
    trace_answers.ProductBody: "scale sum factors",
    trace_answers.FactorBody: "tensor index",
    trace_answers.IndexBody: "terms offset divisor",
    trace_answers.SymbolBody: "letter gradient subscripts superscripts wide",
    trace_answers.SuperscriptBody: "kind index",
    trace_answers.ChapterBody: "id steps",
    trace_answers.StepBody: "id draws writes cursor_over rule perturbs erratum",
    trace_answers.ErratumBody: "cell terms scale value right",
    trace_answers.QuotedFactorBody: "tensor cell symbol value wrong",
    trace_answers.DrawingBody: "tensor view",
    trace_answers.TermsAnswer: f"""tensor index symbol value scale terms term_count latex readers
        reader_count next_offset {ABOUT}""",
    trace_answers.TermBody: "factors product",
    trace_answers.FactorReadBody: "tensor index value symbol",
    trace_answers.ReaderBody: "tensor index symbol",
}


@pytest.fixture(scope="module")
def service() -> Service:
    return Service()


@pytest.mark.parametrize(
    ("model", "names"), FIELDS.items(), ids=lambda it: getattr(it, "__name__", "")
)
def test_wire_object_has_exactly_these_fields(model: type[BaseModel], names: str) -> None:
    assert set(model.model_fields) == set(names.split())
    assert model.model_config["extra"] == "forbid"


def test_wire_objects_are_all_listed_here() -> None:
    found = {
        model
        for room in (answers, requests, trace_answers)
        for model in vars(room).values()
        if isinstance(model, type) and issubclass(model, BaseModel)
    }
    assert found - set(FIELDS) == {BaseModel, answers.Wire}


def test_request_defaults_are_those_of_conv2d() -> None:
    defaults = {name: field.default for name, field in Conv2dRequest.model_fields.items()}
    assert {name: defaults[name] for name in defaults if name not in ("input", "weight")} == {
        "operation": "conv2d",
        "layout": "NHWC",
        "weight_layout": None,
        "dtype": "float64",
        "bias": None,
        "grad_output": None,
        "stride": 1,
        "padding": 0,
        "padding_mode": "zeros",
        "dilation": 1,
        "groups": 1,
        "output_padding": 0,
        "flip_kernel": False,
        "convention": None,
        "id": None,
        "title": None,
        "summary": None,
    }


def test_answers_have_the_documented_form(service: Service) -> None:
    body = PRESETS[0].request()
    BackwardAnswer.model_validate(service.answer(body))
    LimitsAnswer.model_validate(service.client.get("/api/v1/limits").json())
    PresetsAnswer.model_validate(service.client.get("/api/v1/presets").json())
    PresetAnswer.model_validate(service.client.get(f"/api/v1/presets/{body['id']}").json())


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "kind"),
    [
        ("POST", "/api/v1/conv2d/backward", b"{", 400, "malformed-body"),
        ("POST", "/api/v1/conv2d/trace", b"{}", 422, "invalid-request"),
        ("GET", "/api/v1/conv2d/backward", b"", 405, "method-not-allowed"),
        ("GET", "/api/v1/none", b"", 404, "not-found"),
    ],
)
def test_every_error_has_one_shape(
    service: Service, method: str, path: str, body: bytes, status: int, kind: str
) -> None:
    headers = {"Content-Type": "application/json"}
    response = service.client.request(method, path, content=body, headers=headers)
    assert_problem(response, status)
    problem = answers.ProblemBody.model_validate(response.json())
    assert problem.type == f"/problems/{kind}"


def test_presets_are_listed_in_the_order_to_show_them(service: Service) -> None:
    listed = service.client.get("/api/v1/presets").json()["presets"]
    ids = [preset["id"] for preset in listed]
    assert ids[:3] == ["article-multi-channel", "article-single-channel", "stride-2-leftover"]
    assert ids == [preset.id for preset in PRESETS]


@pytest.mark.parametrize("preset", SMALL, ids=lambda preset: preset.id)
def test_preset_can_be_posted_as_it_is(service: Service, preset: object) -> None:
    path = f"/api/v1/presets/{preset.id}"  # type: ignore[attr-defined]
    content = service.client.get(path).content
    for query in ("backward", "trace"):
        answer = service.answer(content, query)
        assert all(number == int(number) for number in answer.get("grad_bias", []))


def test_preset_of_the_article_has_the_articles_numbers() -> None:
    body = PRESETS[0].request()
    weight = body["weight"]
    kernels = [[[weight[u][v][0][o] for v in (0, 1)] for u in (0, 1)] for o in (0, 1)]
    assert kernels == [[[1, 0], [2, -1]], [[-1, 3], [2, 1]]]
    grad = body["grad_output"][0]
    by_channel = [[[grad[i][j][o] for j in (0, 1)] for i in (0, 1)] for o in (0, 1)]
    assert by_channel == [[[2, -1], [3, 1]], [[1, 4], [-2, 2]]]


def test_preset_with_a_leftover_row_leaves_one(service: Service) -> None:
    answer = service.answer(PRESETS[2].request())
    assert answer["geometry"]["leftover"] == [1, 0]
    assert all(number == 0 for pixel in answer["grad_input"][0][4] for number in pixel)


def test_setting_is_documented_by_a_sentence() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert field.description.endswith("."), name


@pytest.mark.parametrize("name", sorted(set(Settings.model_fields) - {"playground"}))
def test_setting_is_read_from_the_environment(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"GRADGRID_{name.upper()}", "7")
    assert getattr(Settings(), name) == 7
    monkeypatch.setenv(f"GRADGRID_{name.upper()}", "-1")
    with pytest.raises(ValueError, match="greater than"):
        Settings()


def test_playground_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings().playground is False
    monkeypatch.setenv("GRADGRID_PLAYGROUND", "1")
    assert Settings().playground is True
