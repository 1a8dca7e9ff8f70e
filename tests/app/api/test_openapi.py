"""The OpenAPI document: its examples are run, and a fuzzer holds every answer against it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from schemathesis.config import SchemathesisConfig
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.pytest._test_builder import build_operation_test
from schemathesis.python._constants.orchestrator import make_constants_value_source
from schemathesis.specs.openapi.checks import positive_data_acceptance
from schemathesis.specs.openapi.schemas import OpenApiSchema

from gradgrid.app.app import create_app
from tests.app.client import Service
from tests.app.numpy_files import npz

# No schema can say that a kernel must fit its input.
BEYOND_A_SCHEMA = [positive_data_acceptance]
# A body that is both too large and wrong is refused for its size.
REFUSED = ["400", "404", "405", "406", "413", "415", "422"]
CONFIG = SchemathesisConfig.from_dict(
    {"checks": {"negative_data_rejection": {"expected-statuses": REFUSED}}}
)
schemathesis.openapi.media_type(
    "application/x-npz",
    st.builds(
        npz,
        input=arrays("f4", st.tuples(*[st.integers(1, 4)] * 4), elements=st.integers(-9, 9)),
        weight=arrays("f8", st.tuples(*[st.integers(1, 2)] * 4), elements=st.integers(-9, 9)),
        stride=st.integers(0, 3),
        layout=st.sampled_from(["NHWC", "NCHW", "CHW"]),
    ),
)
OPERATIONS = [
    "post /api/v1/conv2d/backward",
    "post /api/v1/conv2d/trace",
    "post /api/v1/conv2d/terms",
    "post /api/v1/conv_transpose2d/backward",
    "get /api/v1/presets",
    "get /api/v1/presets/{preset_id}",
    "get /api/v1/limits",
    "get /healthz",
    "get /readyz",
]


def operations(service: Service) -> dict[str, dict[str, Any]]:
    document = service.client.get("/openapi.json").json()
    return {
        f"{method} {path}": operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


def answered_as(name: str, status: str) -> list[str]:
    if status != "200":
        return ["application/problem+json"]
    return ["application/json"] + ["application/x-npz"] * name.endswith("/backward")


def test_openapi_lists_exactly_the_api(service: Service) -> None:
    assert list(operations(service)) == OPERATIONS


def test_openapi_operation_has_an_id_a_summary_a_description_and_problems(
    service: Service,
) -> None:
    found = operations(service)
    assert len({operation["operationId"] for operation in found.values()}) == len(found)
    for name, operation in found.items():
        assert operation["summary"][0].isupper(), name
        assert operation["description"].endswith("."), name
        assert operation["tags"], name
        for status, response in operation["responses"].items():
            assert response["description"]
            assert [*response["content"]] == answered_as(name, status), (name, status)
    posts = {name: found[name]["responses"] for name in found if name.startswith("post")}
    for name, responses in posts.items():
        wanted = {"200", "400", "405", "406", "408", "413", "415", "422", "500", "503"}
        assert set(responses) == wanted, name


def test_openapi_components_are_all_described(service: Service) -> None:
    schemas = service.client.get("/openapi.json").json()["components"]["schemas"]
    assert "HTTPValidationError" not in schemas
    assert [name for name, schema in schemas.items() if not schema.get("description")] == []


def test_openapi_examples_give_the_answers_beside_them(service: Service) -> None:
    compared = 0
    for name, operation in operations(service).items():
        if not name.startswith("post"):
            continue
        requests = operation["requestBody"]["content"]["application/json"]["examples"]
        answers = operation["responses"]["200"]["content"]["application/json"].get("examples", {})
        assert set(answers) <= set(requests)
        for key, example in requests.items():
            response = service.client.post(name.removeprefix("post "), json=example["value"])
            assert response.status_code == 200, response.text
            if key in answers:
                assert response.json() == answers[key]["value"]
                compared += 1
    assert compared == 3


def test_openapi_is_the_same_for_every_app() -> None:
    assert create_app().openapi() == create_app().openapi()


@dataclass(frozen=True)
class Fuzzer:
    """What cases are made from."""

    described: OpenApiSchema
    feedback: FeedbackSources


@pytest.fixture(scope="module")
def fuzzer() -> Fuzzer:
    described = schemathesis.openapi.from_asgi("/openapi.json", create_app(), config=CONFIG)
    source = make_constants_value_source(described)
    return Fuzzer(described, FeedbackSources(constants_value_source=source))


def fuzz(fuzzer: Fuzzer, operation: str, examples: int) -> None:
    """Send cases for one operation: they are made here, since collecting must not wait for them."""
    method, path = operation.split()

    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    def is_answered_as_documented(case: Any) -> None:
        case.call_and_validate(excluded_checks=BEYOND_A_SCHEMA)

    build_operation_test(
        config=fuzzer.described.config,
        operation=fuzzer.described[path][method],
        test_func=is_answered_as_documented,
        given_kwargs={},
        feedback=fuzzer.feedback,
    )()


@pytest.mark.long
@pytest.mark.parametrize("operation", OPERATIONS)
def test_fuzzed_request_is_answered_as_documented(fuzzer: Fuzzer, operation: str) -> None:
    fuzz(fuzzer, operation, 30)


@pytest.mark.fuzz
@pytest.mark.parametrize("operation", OPERATIONS)
def test_fuzzed_request_is_answered_as_documented_for_long(fuzzer: Fuzzer, operation: str) -> None:
    fuzz(fuzzer, operation, 1000)
