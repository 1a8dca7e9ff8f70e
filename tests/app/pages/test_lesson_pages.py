"""Pages and the map on the numbers of an address, and of an address of nothing."""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode, urlsplit

import numpy as np
import pytest

from gradgrid.app.i18n import LANGUAGES, words
from gradgrid.app.lessons.link_codec import encode
from gradgrid.app.presets import BY_ID
from tests.app.client import Service
from tests.app.lesson_requests import (
    DATA,
    FIRST,
    MISSING,
    OWN,
    PAGES,
    arrays_of,
    assert_has_the_numbers,
    assert_is_the_default_example,
    in_page,
    links_of,
    notice_of,
    opened,
    without_notice,
)
from tests.app.link_convolutions import random_arrays


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_page_with_data_has_its_numbers_and_no_notice(
    service: Service, path: str, language: str
) -> None:
    query = {"data": DATA, "preset": "batch-2", "lang": language}
    response = service.client.get(path, params=query)
    assert response.status_code == 200
    assert response.headers["content-language"] == language
    found = in_page(response.text)
    assert_has_the_numbers(found["trace"], arrays_of(OWN))
    lesson = opened(service, **query)
    assert found["trace"] == lesson["trace"]
    assert found["lesson"] == lesson["lesson"]
    assert notice_of(response.text) is None
    own = words(language)["page"]["own"]
    assert f'<option id="own" value="" selected>{own}</option>' in response.text


def test_page_of_any_numbers_has_them_and_what_the_engine_makes_of_them(service: Service) -> None:
    rng = np.random.default_rng(20_260)
    for _ in range(20):
        arrays = random_arrays(rng)
        html = service.client.get("/forward-window/slide", params={"data": encode(arrays)}).text
        assert_has_the_numbers(in_page(html)["trace"], arrays)


@pytest.mark.parametrize("path", [*PAGES, "/"])
def test_links_of_a_page_with_data_carry_it_except_to_other_examples(
    service: Service, path: str
) -> None:
    query = {"preset": "batch-2", "data": DATA, "lang": "en", "theme": "projector"}
    html = service.client.get(path, params=query).text

    kept = {name: [value] for name, value in query.items()}
    found = [parse_qs(urlsplit(link).query) for link in links_of(html)]
    own = [each for each in found if "data" in each]
    assert len(own) > 10
    for each in own:
        assert each.items() >= {**kept, "lang": each["lang"]}.items()
    assert {each["lang"][0] for each in own} == set(LANGUAGES)
    for each in found:
        assert each in own or each.get("preset", [""])[0] in BY_ID
    assert "/?" + urlencode(query) in links_of(html)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["/forward-window/slide", "/"])
@pytest.mark.parametrize(("query", "notice"), MISSING.values(), ids=MISSING)
def test_page_of_an_address_of_nothing_is_that_of_the_default_example_with_a_notice(
    service: Service, query: dict[str, str], notice: str, path: str, language: str
) -> None:
    kept = {"lang": language, "theme": "dark"}
    response = service.client.get(path, params={**query, **kept})
    default = service.client.get(path, params={"preset": FIRST, **kept})

    assert response.status_code == 200
    assert notice_of(response.text) == words(language)["notices"][notice]
    assert without_notice(response.text) == without_notice(default.text)
    assert "alert(1)" not in response.text
    assert f"/?{urlencode({'preset': FIRST, **kept})}" in links_of(response.text)
    assert all("data=" not in link for link in links_of(response.text))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("query", [query for query, _ in MISSING.values()], ids=MISSING)
def test_page_of_an_address_of_nothing_has_the_numbers_of_the_default_example(
    service: Service, query: dict[str, str], language: str
) -> None:
    html = service.client.get("/forward-window/slide", params={**query, "lang": language}).text
    assert_is_the_default_example(in_page(html))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["/forward-window/slide", "/"])
def test_page_of_a_request_in_another_form_says_so_and_hands_it_on(
    service: Service, path: str, language: str
) -> None:
    query = {"preset": FIRST, "data": DATA, "lang": language}
    told = words(language)["opening"]
    html = service.client.get(path, params=query | {"as": "circular,<b>,transposed"}).text

    framed = told["framed"].format(mode="circular")
    assert notice_of(html) == f"{told['transposed']} {framed}"
    own = [parse_qs(urlsplit(link).query) for link in links_of(html)]
    own = [each for each in own if "data" in each]
    assert own
    assert all(each["as"] == ["transposed,circular"] for each in own)
    assert all("as=" not in link for link in links_of(html) if "data=" not in link)


@pytest.mark.parametrize("path", ["/forward-window/slide", "/"])
def test_page_of_an_example_or_of_unknown_forms_says_nothing_of_them(
    service: Service, path: str
) -> None:
    for query in ({"preset": FIRST}, {"preset": FIRST, "data": DATA}):
        plain = service.client.get(path, params=query).text
        form = "transposed" if "data" not in query else "nonsense"
        assert service.client.get(path, params=query | {"as": form}).text == plain


@pytest.mark.parametrize("path", [*PAGES, "/"])
def test_page_of_words_that_mean_nothing_is_the_page_without_them(
    service: Service, path: str
) -> None:
    markup = '"><script>alert(1)</script>'
    plain = service.client.get(path, params={"preset": FIRST}).text
    names = ("theme", "show", "zeros", "order", "panel", "cell", "pin", "other")
    for text in ("x", "__proto__", markup, "a" * 4000):
        for name in names:
            found = service.client.get(path, params={"preset": FIRST, name: text})
            assert (found.status_code, found.text) == (200, plain), (name, text[:40])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", [*PAGES, "/"])
def test_page_with_data_and_an_unknown_preset_keeps_the_numbers_without_a_notice(
    service: Service, path: str, language: str
) -> None:
    query = {"data": DATA, "lang": language}
    response = service.client.get(path, params={"preset": "x", **query})
    assert response.status_code == 200
    assert notice_of(response.text) is None
    assert response.text == service.client.get(path, params={"preset": FIRST, **query}).text
    assert f"/?{urlencode({'preset': FIRST, **query})}" in links_of(response.text)


def test_notices_are_of_one_language_each() -> None:
    texts = [set(words(language)["notices"].values()) for language in LANGUAGES]
    assert len(set.union(*texts)) == sum(map(len, texts)) == 8


def test_page_of_a_step_that_the_numbers_do_not_have_opens_its_chapter(service: Service) -> None:
    """Without padding nothing is padded."""
    response = service.client.get("/forward-window/pad", params={"data": DATA})
    assert response.status_code == 200
    assert 'data-chapter="forward-window" data-step="one-channel"' in response.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_map_with_data_is_that_of_its_numbers(service: Service, language: str) -> None:
    body = {"input": np.ones((1, 5, 7, 1)).tolist(), "weight": [[[[3]], [[4]]]]}
    query = {"data": encode(arrays_of(body)), "lang": language}

    html = service.client.get("/", params=query).text

    page, overview = (words(language)[room] for room in ("page", "overview"))
    assert f"{overview['map']}: {page['own']}</h2>" in html
    assert f'<option id="own" value="" selected>{page["own"]}</option>' in html
    for text in ("5×7", "1×2", "5×6"):
        assert text in html
    # No bias is added to these, and the article's has one.
    assert 'data-op="add"' not in html
    assert 'data-op="add"' in service.client.get("/", params={"lang": language}).text


@pytest.mark.parametrize(("query", "notice"), MISSING.values(), ids=MISSING)
def test_map_of_an_address_of_nothing_is_that_of_the_default_example(
    service: Service, query: dict[str, str], notice: str
) -> None:
    response = service.client.get("/", params={**query, "lang": "en"})
    default = service.client.get("/", params={"preset": FIRST, "lang": "en"})
    assert response.status_code == 200
    assert links_of(response.text) == links_of(default.text)
