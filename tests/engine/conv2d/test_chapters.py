"""The chapters as data: which steps a geometry has, and that each is drawn from what exists."""

import pytest
from hypothesis import given, settings

from gradgrid.engine import ConvGeometry
from gradgrid.engine.conv2d.chapters import CHAPTER_IDS, base_tensors, chapters_of, virtual_tensors
from gradgrid.engine.conv2d.derivation import derivation_of, tensors_of
from gradgrid.engine.conv2d.tensors import COLUMNS_TRANSPOSED, WEIGHT_MATRIX_TRANSPOSED
from gradgrid.engine.conv2d.trace import build_trace
from gradgrid.engine.rules.derivation import Chapter, Tensor, View
from tests.engine.geometries import geometries, small_integers, tensors

CHAPTERS = (
    "forward-window",
    "forward-matmul",
    "grad-weight",
    "grad-bias",
    "grad-input-elements",
    "grad-input-matrix",
    "grad-input-conv",
    "grad-input-fold",
    "three-routes",
    "nudge",
    "errata",
)
ALWAYS = {
    "forward-window": ["slide"],
    "forward-matmul": ["im2col", "kernel-matrix", "multiply", "reshape"],
    "grad-weight": ["im2col", "gradient-matrix", "multiply", "reshape", "correlate"],
    "grad-bias": ["sum"],
    "grad-input-elements": ["fan-out", "fan-in"],
    "grad-input-matrix": ["gradient-columns", "kernel-matrix", "multiply", "reshape"],
    "grad-input-conv": ["pad", "rotate", "swap", "slide", "im2col", "kernel-matrix", "multiply"],
    "grad-input-fold": ["multiply", "fold"],
    "three-routes": ["scatter", "fold", "gather"],
    "nudge": ["loss", "input", "weight"],
}
# Which slips show is a matter of the whole geometry: tests/engine/conv2d/test_errata.py.
SLIPS = {"errata": ["first-window", "reshape", "weight-shape"]}
PLAIN = ((1, 4, 4, 1), (2, 2, 1, 1))


def step_ids(chapters: tuple[Chapter, ...]) -> dict[str, list[str]]:
    return {chapter.id: [step.id for step in chapter.steps] for chapter in chapters}


def test_chapter_ids_are_those_of_the_design_in_its_order() -> None:
    assert CHAPTER_IDS == CHAPTERS
    plain = chapters_of(ConvGeometry.of(*PLAIN), has_bias=False)
    assert tuple(chapter.id for chapter in plain) == CHAPTERS


def test_steps_of_a_plain_convolution_have_no_optional_one() -> None:
    assert step_ids(chapters_of(ConvGeometry.of(*PLAIN), has_bias=False)) == ALWAYS | SLIPS


@pytest.mark.parametrize(
    ("input_shape", "weight_shape", "options", "has_bias", "added"),
    [
        (*PLAIN, {"padding": 1}, False, {"forward-window": "pad", "forward-matmul": "pad"}),
        (
            *PLAIN,
            {"padding": ((0, 0), (0, 1))},
            False,
            {"forward-window": "pad", "forward-matmul": "pad"},
        ),
        ((1, 4, 4, 2), (2, 2, 2, 1), {}, False, {"forward-window": "one-channel"}),
        ((1, 4, 4, 2), (2, 2, 1, 2), {"groups": 2}, False, {}),
        (*PLAIN, {"stride": 2}, False, {"grad-input-conv": "dilate"}),
        (*PLAIN, {"stride": (1, 2)}, False, {"grad-input-conv": "dilate"}),
        (*PLAIN, {"dilation": 2}, False, {}),
        (*PLAIN, {}, True, {"grad-bias": "broadcast", "nudge": "bias"}),
        ((2, 4, 4, 1), (2, 2, 1, 1), {}, False, {"grad-bias": "batch-mean"}),
    ],
    ids=[
        "padding",
        "one-sided-padding",
        "channels",
        "depthwise",
        "stride",
        "horizontal-stride",
        "dilation",
        "bias",
        "batch",
    ],
)
def test_steps_an_option_adds_just_its_own(
    input_shape: tuple[int, ...],
    weight_shape: tuple[int, ...],
    options: dict[str, object],
    has_bias: bool,
    added: dict[str, str],
) -> None:
    g = ConvGeometry.of(input_shape, weight_shape, **options)  # type: ignore[arg-type]

    steps = step_ids(chapters_of(g, has_bias=has_bias))

    for chapter, ids in ALWAYS.items():
        extra = [added[chapter]] if chapter in added else []
        assert sorted(steps[chapter]) == sorted(ids + extra), chapter


def test_steps_with_every_option_stand_in_order() -> None:
    g = ConvGeometry.of((2, 5, 5, 2), (2, 2, 2, 1), stride=2, padding=1)

    steps = step_ids(chapters_of(g, has_bias=True))

    assert steps["forward-window"] == ["pad", "one-channel", "slide"]
    assert steps["forward-matmul"] == ["pad", *ALWAYS["forward-matmul"]]
    assert steps["grad-bias"] == ["broadcast", "sum", "batch-mean"]
    assert steps["grad-input-conv"] == ["dilate", *ALWAYS["grad-input-conv"]]


@settings(max_examples=60)
@given(geometries())
def test_steps_any_geometry_draw_what_they_read_and_then_what_they_write(g: ConvGeometry) -> None:
    has_bias = g.batch != 2
    chapters = chapters_of(g, has_bias=has_bias)
    given = base_tensors(g, has_bias=has_bias) + virtual_tensors(g, has_bias=has_bias)
    known = {tensor.name: tensor for tensor in given}
    for chapter in chapters:
        ids = [step.id for step in chapter.steps]
        assert len(ids) == len(set(ids)), chapter.id
        for step in chapter.steps:
            rule = step.tensor.rule
            assert rule is not None
            assert rule.axes == step.tensor.axes
            own = [*rule.sources, step.tensor.name]
            drawn = [drawing.tensor for drawing in step.draws]
            assert drawn[-len(own) :] == own
            assert len(drawn) == len(set(drawn))
            assert set(drawn[: -len(own)]) <= set(known), "context is known before it is drawn"
            assert step.cursor_over in drawn
            for factor in (f for product in rule.products for f in product.factors):
                assert len(factor.index) == len(known[factor.tensor].axes), step.id
            first = known.setdefault(step.tensor.name, step.tensor)
            assert (first.axes, first.view) == (step.tensor.axes, step.tensor.view)


@settings(max_examples=60)
@given(geometries())
def test_views_any_geometry_name_each_axis_of_their_tensor_once(g: ConvGeometry) -> None:
    for chapter in chapters_of(g, has_bias=True):
        for step in chapter.steps:
            views = [d.view for d in step.draws if d.tensor == step.tensor.name and d.view]
            for view in (step.tensor.view, *views):
                assert_names_each_axis_once(view, step.tensor)
    for tensor in base_tensors(g, has_bias=True) + virtual_tensors(g, has_bias=True):
        assert_names_each_axis_once(tensor.view, tensor)


def assert_names_each_axis_once(view: View, tensor: Tensor) -> None:
    letters = [axis.name for axis in tensor.axes]
    assert sorted((*view.blocks, *view.rows, *view.cols)) == sorted(letters)


@pytest.mark.parametrize("has_bias", [False, True])
def test_axes_of_the_derivation_have_the_kind_of_their_letter(has_bias: bool) -> None:
    g = ConvGeometry.of((2, 5, 5, 4), (2, 2, 2, 4), stride=2, padding=1, groups=2)
    rules = (tensor.rule for tensor in tensors_of(g, has_bias=has_bias).values() if tensor.rule)
    axes = {axis for rule in rules for axis in (*rule.axes, *rule.products[0].sum)}

    assert {axis.name: axis.kind for axis in axes} == {
        "n": "batch",
        "g": "group",
        "c": "channel_in",
        "o": "channel_out",
        "y": "row",
        "i": "row",
        "x": "column",
        "j": "column",
        "u": "tap_row",
        "v": "tap_column",
        "l": "other",
    }


def test_letters_are_those_of_the_article_and_z_before_a_bias_is_added() -> None:
    g = ConvGeometry.of(*PLAIN)
    letters = {name: each.letter for name, each in tensors_of(g, has_bias=True).items()}

    assert [letters[name] for name in ("input", "weight", "bias", "output")] == [*"XKbY"]
    assert [letters[name] for name in ("grad_input", "input_columns", "loss")] == [*"XXY"]
    assert letters["output_matrix"] == "Z"
    assert tensors_of(g, has_bias=False)["output_matrix"].letter == "Y"


@pytest.mark.parametrize("has_bias", [False, True])
def test_derivation_names_what_is_given_answered_and_what_the_loss_is_made_of(
    has_bias: bool,
) -> None:
    derivation = derivation_of(ConvGeometry.of(*PLAIN), has_bias=has_bias)
    loss = derivation.tensors["loss"].rule

    assert derivation.given == ("input", "weight", *["bias"][:has_bias], "grad_output")
    assert all(derivation.tensors[name].rule is None for name in derivation.given)
    assert derivation.answers == ("output", "grad_input", "grad_weight", "grad_bias")
    assert loss is not None
    assert (derivation.loss, {*loss.sources}) == (("output", "grad_output"), {*derivation.loss})


def test_products_with_a_transposed_matrix_draw_it_transposed() -> None:
    chapters = {c.id: c for c in chapters_of(ConvGeometry.of(*PLAIN), has_bias=False)}

    def views(chapter: str, step: str) -> dict[str, object]:
        (found,) = (s for s in chapters[chapter].steps if s.id == step)
        return {drawing.tensor: drawing.view for drawing in found.draws}

    assert views("grad-weight", "multiply")["input_columns"] == COLUMNS_TRANSPOSED
    assert views("grad-input-fold", "multiply")["weight_matrix"] == WEIGHT_MATRIX_TRANSPOSED
    assert views("forward-matmul", "multiply")["weight_matrix"] is None


def test_trace_holds_every_tensor_that_a_step_draws() -> None:
    g = ConvGeometry.of((2, 5, 5, 2), (2, 2, 2, 1), stride=2, padding=1)
    trace = build_trace(g, *tensors(g))

    drawn = {d.tensor for c in trace.chapters for s in c.steps for d in s.draws}

    assert drawn == set(trace.tensors)


@pytest.mark.parametrize("name", ["output", "grad_input", "grad_weight", "grad_bias"])
def test_trace_keeps_for_each_answer_a_rule_that_is_more_than_a_copy(name: str) -> None:
    g = ConvGeometry.of((2, 5, 5, 2), (2, 2, 2, 1), stride=2, padding=1)
    rule = build_trace(g, *tensors(g)).tensors[name].rule

    assert rule is not None
    assert not rule.is_copy


@pytest.mark.parametrize("batch", [2, 3])
def test_batch_mean_of_several_examples_is_the_sum_scaled_by_one_over_their_number(
    batch: int,
) -> None:
    g = ConvGeometry.of((batch, 3, 3, 1), (2, 2, 1, 2))
    *arrays, grad_output = tensors(g)
    trace = build_trace(g, *arrays, grad_output=grad_output * batch)
    rule = trace.tensors["grad_bias_mean"].rule

    assert rule is not None
    assert [product.scale for product in rule.products] == [1 / batch]
    assert trace.tensors["grad_bias"].rule.common_scale == 1  # type: ignore[union-attr]
    mean = trace.values("grad_bias_mean").reshape(-1)
    assert mean == pytest.approx(grad_output.sum(axis=(0, 1, 2)), abs=1e-12)


def test_trace_without_bias_has_no_bias_tensor() -> None:
    g = ConvGeometry.of(*PLAIN)
    trace = build_trace(g, small_integers(g.input_shape, 0), small_integers(g.weight_shape, 1))

    assert "bias" not in trace.tensors
    assert "grad_bias" in trace.tensors
