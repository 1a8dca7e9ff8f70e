"""What a lesson's answer leaves out: the parts of its geometry that the page has."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import jinja2
import orjson
import pytest

from gradgrid.app import presets
from gradgrid.app.i18n import LANGUAGES
from gradgrid.app.lessons import outline as outlines
from gradgrid.app.lessons.link_codec import request_of
from gradgrid.app.lessons.outline import LIVE_PARTS, PARTS, outline_of
from gradgrid.app.presets import BY_ID
from gradgrid.app.wire.lesson_answers import LessonAnswer
from gradgrid.engine.conv2d.inputs import ConvInputs
from tests.app.client import Service
from tests.app.lesson_requests import DATA, FIRST, OWN, SIZES, whole

MAX_BYTES = 8_000
# What an edit of a layer moves besides its numbers, which come and go.
MAX_BESIDE_NUMBERS = 2_000


def edited(preset: str, number: float = 7) -> ConvInputs:
    """The numbers of a preset, one of them changed."""
    arrays = BY_ID[preset].inputs
    values = arrays.input.copy()
    values.flat[0] += number
    return replace(arrays, input=values)


def body_of(arrays: ConvInputs, preset: str = FIRST) -> bytes:
    """What the page posts for these numbers."""
    return compact({"preset": preset} | request_of(arrays))


def compact(content: Any) -> bytes:
    """JSON as a page and the server write it."""
    return orjson.dumps(content, option=orjson.OPT_SERIALIZE_NUMPY)


def post(service: Service, body: bytes, **query: str) -> Any:
    headers = {"Content-Type": "application/json"}
    response = service.client.post("/lesson", content=body, params=query, headers=headers)
    assert response.status_code == 200, response.text[:500]
    return response


def keys_of(arrays: ConvInputs, language: str = "en") -> str:
    """The keys of all parts, as a page that has them names them."""
    return ".".join(outline_of(arrays.geometry, arrays.bias is not None, language).keys.values())


@pytest.mark.parametrize("preset", [each.id for each in presets.PRESETS])
def test_one_edited_number_moves_its_numbers_and_little_else(service: Service, preset: str) -> None:
    arrays = edited(preset)
    body = body_of(arrays, preset)
    query = {"lang": "en", "known": keys_of(arrays)}
    response = post(service, body, **query)

    found = response.json()
    assert found["parts"] == {}
    moved = len(response.request.url.query) + len(body) + len(response.content)
    asked = json.loads(body)
    sent = [asked["bias"], *(asked[name]["data"] for name in ("input", "weight", "grad_output"))]
    numbers = compact(sent) + compact(list(found["numbers"]["values"].values()))
    assert moved - len(numbers) <= MAX_BESIDE_NUMBERS
    if len(numbers) <= MAX_BYTES - MAX_BESIDE_NUMBERS:
        assert moved <= MAX_BYTES


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("preset", [each.id for each in presets.PRESETS])
def test_parts_of_two_sets_of_numbers_are_the_same(
    service: Service, preset: str, language: str
) -> None:
    """Every part of one set of numbers goes with the other: a page may put either to use."""
    first, second = (
        post(service, body_of(edited(preset, number), preset), lang=language).json()
        for number in (1, -0.5)
    )
    LessonAnswer.model_validate(first)
    assert first["numbers"] != second["numbers"]
    assert list(first["parts"]) == list(PARTS)
    assert first["keys"] == second["keys"]
    assert first["parts"] == second["parts"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("preset", [each.id for each in presets.PRESETS])
def test_prose_of_a_page_is_the_part_but_for_its_links_and_the_step_that_is_open(
    service: Service, preset: str, language: str
) -> None:
    arrays = edited(preset)
    found = post(service, body_of(arrays, preset), lang=language).json()
    html = service.client.get(f"/forward-window?preset={preset}&lang={language}").text
    start = html.index('<aside id="prose"')
    aside = html[html.index(">", start) + 1 : html.index("</aside>", start)]
    assert f'data-key="{found["keys"]["prose"]}"' in html
    assert _without_queries(aside) == _without_queries(found["parts"]["prose"])


def _without_queries(html: str) -> str:
    return re.sub(r'href="([^"?]*)\?[^"]*"', r'href="\1"', html.strip())


def test_answer_without_the_parts_that_are_known_makes_the_same_lesson(service: Service) -> None:
    arrays = edited(FIRST)
    body = body_of(arrays)
    complete = post(service, body, lang="en").json()
    for part, key in complete["keys"].items():
        known: dict[str, Any] = {key: complete["parts"][part]}
        some = post(service, body, lang="en", known=f"other.{key}").json()
        assert set(some["parts"]) == set(PARTS) - {part}
        assert whole(some, known) == whole(complete)
    known = {key: complete["parts"][part] for part, key in complete["keys"].items()}
    none = post(service, body, lang="en", known=".".join(known)).json()
    assert none["parts"] == {}
    assert whole(none, known) == whole(complete)


@pytest.mark.parametrize("known", ["", ".", "x", ".." * 1000, "%00.\u5377", "rules.code"])
def test_keys_that_mean_nothing_leave_nothing_out(service: Service, known: str) -> None:
    plain = service.client.get("/lesson", params={"preset": FIRST, "lang": "en"})
    found = service.client.get("/lesson", params={"preset": FIRST, "lang": "en", "known": known})
    assert (found.status_code, found.content) == (200, plain.content)


def test_address_is_answered_without_the_parts_that_are_known(service: Service) -> None:
    query = {"data": DATA, "lang": "en"}
    complete = service.client.get("/lesson", params=query).json()
    known = {key: complete["parts"][part] for part, key in complete["keys"].items()}
    found = service.client.get("/lesson", params=query | {"known": ".".join(known)}).json()
    assert found["parts"] == {}
    assert whole(found, known) == whole(complete)


def test_while_a_control_moves_a_size_that_was_there_costs_its_numbers_alone(
    service: Service,
) -> None:
    body = json.dumps(OWN | {"sizes": SIZES | {"kernel_size": [2, 1]}}).encode()
    first = post(service, body, lang="en", live="true").json()
    assert list(first["keys"]) == list(first["parts"]) == list(LIVE_PARTS)
    assert first["checks"] is None
    LessonAnswer.model_validate(first)
    again = post(service, body, lang="en", live="true", known=".".join(first["keys"].values()))
    assert again.json() == first | {"parts": {}}
    assert len(again.content) < MAX_BESIDE_NUMBERS
    # What is asked for at its end has the rest.
    end = post(service, body, lang="en", known=".".join(first["keys"].values())).json()
    assert set(end["parts"]) == set(PARTS) - set(LIVE_PARTS)
    assert end["keys"].items() > first["keys"].items()


def test_page_begins_with_the_answer_to_its_address(service: Service) -> None:
    """So its first edit is as small as any other."""
    html = service.client.get("/forward-window?lang=en").text
    content = html.split('<script type="application/json" id="lesson">')[1].split("</script>")[0]
    embedded = json.loads(content)
    answer = service.client.get("/lesson", params={"preset": FIRST, "lang": "en"}).json()
    prose = answer["keys"].pop("prose")
    assert f'<aside id="prose" data-key="{prose}" ' in html
    del answer["parts"]["prose"]
    assert embedded == answer


BUILDERS = [
    (outlines, "rules_to_wire"),
    (outlines, "controls_in"),
    (outlines, "code_of"),
    (outlines, "ChapterOutline"),
    (jinja2.Template, "render"),
]


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    """How often each part is made; nothing is kept from before."""
    counted: Counter[str] = Counter()

    def counting(name: str, build: Callable[..., Any]) -> Callable[..., Any]:
        def wrapper(*arguments: Any, **options: Any) -> Any:
            counted[name] += 1
            return build(*arguments, **options)

        return wrapper

    for holder, name in BUILDERS:
        monkeypatch.setattr(holder, name, counting(name, getattr(holder, name)))
    outline_of.cache_clear()
    yield counted
    outline_of.cache_clear()


def test_edit_of_a_page_that_has_the_parts_makes_none_of_them(
    service: Service, built: Counter[str]
) -> None:
    arrays = edited(FIRST)
    body, known = body_of(arrays), keys_of(arrays)
    outline_of.cache_clear()
    post(service, body, lang="en", known=known)
    assert not built
    # Without the keys all of them are made.
    post(service, body, lang="en")
    assert set(built) == {name for _, name in BUILDERS}


def test_parts_of_one_geometry_are_made_once_but_for_the_prose(
    service: Service, built: Counter[str]
) -> None:
    for number in (1, 2, 3):
        post(service, body_of(edited(FIRST, number)), lang="en")
    made = {name: count for name, count in built.items() if name != "ChapterOutline"}
    assert made == {"rules_to_wire": 1, "controls_in": 1, "code_of": 1, "render": 3}
