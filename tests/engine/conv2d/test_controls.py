"""How far each control turns: every value that is offered fits, and none that fits is missing."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from gradgrid.engine import ConvGeometry, ShapeError
from gradgrid.engine.conv2d.controls import (
    JOINED,
    MAX_BATCH,
    MAX_CHANNELS,
    MAX_INPUT,
    MAX_KERNEL,
    REACH,
    Accepts,
    Bound,
    Control,
    controls,
    turned,
)
from tests.engine.geometries import SOME, geometries
from tests.engine.plain_loops import window_starts

CAPS = {
    "input_size": MAX_INPUT,
    "kernel_size": MAX_KERNEL,
    "in_channels": MAX_CHANNELS,
    "out_channels": MAX_CHANNELS,
    "batch": MAX_BATCH,
}
ENDS = {
    ("input_size", "least"): {"one", "fit"},
    ("input_size", "most"): {"drawn"},
    ("kernel_size", "least"): {"one"},
    ("kernel_size", "most"): {"fit", "drawn"},
    ("stride", "least"): {"one"},
    ("stride", "most"): {"windows"},
    ("dilation", "least"): {"one"},
    ("dilation", "most"): {"gaps", "fit"},
    ("padding", "least"): {"none", "fit"},
    ("padding", "most"): {"zeros"},
    ("in_channels", "least"): {"one", "groups"},
    ("in_channels", "most"): {"drawn"},
    ("out_channels", "least"): {"one", "groups"},
    ("out_channels", "most"): {"drawn"},
    ("groups", "least"): {"one"},
    ("groups", "most"): {"divides"},
    ("batch", "least"): {"one"},
    ("batch", "most"): {"drawn"},
}
REASONS = [(*end, reason) for end, reasons in ENDS.items() for reason in sorted(reasons)]


def single(g: ConvGeometry, accepts: Accepts = lambda _: True) -> list[Control]:
    """The controls that turn one number each."""
    return [control for control in controls(g, accepts) if not control.joined]


def joined(g: ConvGeometry, accepts: Accepts = lambda _: True) -> list[Control]:
    """Those that turn both axes and all sides as one."""
    return [control for control in controls(g, accepts) if control.joined]


def named(g: ConvGeometry, *names: str) -> list[Control]:
    return [control for control in single(g) if control.name in names]


def numbers(g: ConvGeometry) -> dict[tuple[str, int | None, int | None], int]:
    """Every number of a geometry by its name, axis and side."""
    names = ("batch", "in_channels", "out_channels", "groups")
    pairs = ("input_size", "kernel_size", "stride", "dilation")
    single = {(name, None, None): getattr(g, name) for name in names}
    double = {(name, axis, None): getattr(g, name)[axis] for name in pairs for axis in (0, 1)}
    sides = {("padding", k, side): g.padding[k][side] for k in (0, 1) for side in (0, 1)}
    return {**single, **double, **sides}


def checked(g: ConvGeometry) -> ConvGeometry:
    """The same geometry from its shapes and options, which are checked anew."""
    return ConvGeometry.of(g.input_shape, g.weight_shape, **g.options)


def starts(g: ConvGeometry, axis: int) -> list[int]:
    """Where windows start along an axis, counted from the first input cell."""
    sizes = (g.input_size[axis], *g.padding[axis], g.kernel_span[axis], g.stride[axis])
    return window_starts(*sizes)


def reads(g: ConvGeometry, axis: int, start: int) -> list[int]:
    """The input cells along an axis that a window reads, padding left out."""
    places = (start + tap * g.dilation[axis] for tap in range(g.kernel_size[axis]))
    return [place for place in places if 0 <= place < g.input_size[axis]]


def test_controls_stand_in_the_order_of_the_sliders() -> None:
    found = single(ConvGeometry.of((1, 3, 3, 1), (2, 2, 1, 1)))
    pairs = ("input_size", "kernel_size", "stride", "dilation")
    assert [(each.name, each.axis, each.side) for each in found] == [
        *((name, axis, None) for name in pairs for axis in (0, 1)),
        *(("padding", axis, side) for axis in (0, 1) for side in (0, 1)),
        *((name, None, None) for name in ("in_channels", "out_channels", "groups", "batch")),
    ]


@pytest.mark.parametrize(("name", "end", "reason"), REASONS, ids=map("-".join, REASONS))
def test_geometries_strategy_reaches_every_end_of_a_control(
    name: str, end: str, reason: str
) -> None:
    quick = settings(max_examples=2000, phases=[Phase.generate])

    def ends_so(g: ConvGeometry) -> bool:
        return any(getattr(control, end).reason == reason for control in named(g, name))

    assert ends_so(find(geometries(), ends_so, settings=quick))


@given(geometries())
def test_controls_any_geometry_end_for_the_reasons_that_have_words(g: ConvGeometry) -> None:
    for control in single(g):
        assert control.least.reason in ENDS[control.name, "least"]
        assert control.most.reason in ENDS[control.name, "most"]
        assert control.least.value == control.values[0]
        assert control.most.value == control.values[-1]


@given(geometries())
def test_values_any_geometry_rise_and_have_the_present_one(g: ConvGeometry) -> None:
    for control in single(g):
        assert list(control.values) == sorted(set(control.values))
        assert control.value in control.values
        assert turned(g, control, control.value) == g


@settings(max_examples=2 * SOME)
@given(geometries())
def test_values_any_geometry_give_a_geometry_that_is_accepted_and_differs_in_one_number(
    g: ConvGeometry,
) -> None:
    for control in single(g):
        for value in control.values:
            h = turned(g, control, value)
            assert checked(h) == h
            place = (control.name, control.axis, control.side)
            assert numbers(h) == numbers(g) | {place: value}


@given(geometries())
def test_value_past_an_end_where_the_kernel_would_not_fit_is_refused(g: ConvGeometry) -> None:
    for control in single(g):
        past = [
            bound.value + way
            for bound, way in ((control.least, -1), (control.most, 1))
            if bound.reason == "fit"
        ]
        for value in past:
            with pytest.raises(ShapeError, match=r"spans .*, the padded input is"):
                checked(turned(g, control, value))


@given(geometries())
def test_values_any_geometry_that_end_for_no_fit_end_at_a_fixed_number(g: ConvGeometry) -> None:
    for control in single(g):
        if control.least.reason in ("one", "none"):
            assert control.least.value == (0 if control.name == "padding" else 1)
        if control.most.reason == "gaps":
            assert g.kernel_size[control.axis or 0] == 1
            assert control.most.value == control.value
        if control.name in ("input_size", "batch"):
            assert control.most.value == CAPS[control.name]


@given(geometries())
def test_stride_at_its_end_is_the_first_that_leaves_one_window(g: ConvGeometry) -> None:
    for control in named(g, "stride"):
        axis = control.axis or 0
        first = next(s for s in count(1) if turned(g, control, s).output_size[axis] == 1)
        assert control.most.value == max(first, control.value)
        if first > 1:
            assert turned(g, control, first - 1).output_size[axis] == 2


@given(geometries())
def test_padding_before_at_its_end_has_the_first_window_read_the_first_cell_alone(
    g: ConvGeometry,
) -> None:
    for control in (each for each in named(g, "padding") if each.side == 0):
        axis = control.axis or 0
        end = g.kernel_span[axis] - 1
        assert control.most.value == max(end, control.value)

        at_end, past = turned(g, control, end), turned(g, control, end + 1)
        assert reads(at_end, axis, starts(at_end, axis)[0])[-1:] == [0]
        assert reads(past, axis, starts(past, axis)[0]) == []


@given(geometries())
def test_padding_after_past_its_end_adds_windows_of_zeros_alone(g: ConvGeometry) -> None:
    """Not at once where the stride is larger than 1: until then it adds none."""
    for control in (each for each in named(g, "padding") if each.side == 1):
        axis = control.axis or 0
        end = g.kernel_span[axis] - 1
        assert control.most.value == max(end, control.value)

        at_end = turned(g, control, end)
        last = g.input_size[axis] - 1
        assert all(start <= last for start in starts(at_end, axis))
        more = [turned(g, control, end + extra) for extra in range(1, g.stride[axis] + 1)]
        added = [set(starts(h, axis)) - set(starts(at_end, axis)) for h in more]
        assert list(map(len, added)) == sorted(map(len, added))
        assert len(added[-1]) == 1
        assert reads(more[-1], axis, added[-1].pop()) == []


@given(geometries())
def test_channels_any_geometry_are_all_multiples_of_the_groups(g: ConvGeometry) -> None:
    for control in named(g, "in_channels", "out_channels"):
        most = max(MAX_CHANNELS, control.value)
        assert control.values == tuple(n for n in range(1, most + 1) if n % g.groups == 0)
        assert control.least.value == g.groups


@given(geometries())
def test_groups_any_geometry_are_all_that_are_accepted(g: ConvGeometry) -> None:
    (control,) = named(g, "groups")
    assert control.values[-1] <= g.in_channels
    for groups in range(1, g.in_channels + 1):
        h = replace(g, groups=groups)
        if groups in control.values:
            assert checked(h) == h
        else:
            with pytest.raises(ShapeError, match="groups must divide both"):
                checked(h)


@settings(max_examples=3 * SOME)
@given(geometries(), st.integers(0, 3000))
def test_accepts_any_limit_keeps_the_run_of_accepted_values_around_the_present_one(
    g: ConvGeometry, most: int
) -> None:
    def accepts(h: ConvGeometry) -> bool:
        assert h != g, "the present one needs no question"
        return h.multiply_adds <= most

    for full, cut in zip(single(g), single(g, accepts), strict=True):
        at = full.values.index(full.value)
        is_kept = [v == full.value or accepts(turned(g, full, v)) for v in full.values]
        first = max((k + 1 for k in range(at) if not is_kept[k]), default=0)
        end = next((k for k in range(at, len(is_kept)) if not is_kept[k]), len(is_kept))
        kept = full.values[first:end]
        assert cut.values == kept
        assert cut.least == (full.least if first == 0 else Bound(kept[0], "drawn"))
        assert cut.most == (full.most if end == len(is_kept) else Bound(kept[-1], "drawn"))
        assert replace(cut, values=full.values, least=full.least, most=full.most) == full


@given(geometries())
def test_accepts_nothing_leaves_the_present_value(g: ConvGeometry) -> None:
    for full, cut in zip(single(g), single(g, lambda _: False), strict=True):
        assert cut.values == (full.value,)
        assert cut.least.value == cut.most.value == full.value
        assert (cut.least == full.least) == (full.value == full.values[0])
        assert cut.most.reason == (full.most.reason if full.value == full.values[-1] else "drawn")


def test_kernel_that_is_small_at_both_ends_is_not_offered_in_between() -> None:
    """Of 11 rows a kernel of 1 and one of 11 make as many products, one of 6 has 3 times more."""
    g = ConvGeometry.of((1, 11, 1, 1), (1, 1, 1, 1))
    rows = next(
        each for each in single(g, lambda h: h.multiply_adds <= 30) if each.name == "kernel_size"
    )
    assert [turned(g, rows, k).multiply_adds for k in (1, 2, 3, 4, 9, 10, 11)] == [
        *(11, 20, 27, 32),
        *(27, 20, 11),
    ]
    assert rows.values == (1, 2, 3)
    assert rows.most == Bound(3, "drawn")


def test_size_past_a_cap_can_only_shrink() -> None:
    g = ConvGeometry.of((9, 40, 33, 34), (13, 12, 17, 18), stride=60, padding=15, groups=2)
    for control in single(g):
        if control.name in CAPS:
            assert control.value > CAPS[control.name]
            assert control.most == Bound(control.value, "drawn")
            assert control.least.value < control.value
        if control.name in ("stride", "padding"):
            assert control.most.value == control.value > 1


def test_channels_of_more_groups_than_are_drawn_stay_as_they_are() -> None:
    g = ConvGeometry.of((1, 1, 1, 20), (1, 1, 1, 20), groups=20)
    for control in named(g, "in_channels", "out_channels"):
        assert control.values == (20,)
        assert (control.least, control.most) == (Bound(20, "groups"), Bound(20, "drawn"))


@given(geometries())
@settings(max_examples=SOME, deadline=None)
def test_joined_any_geometry_offers_just_what_fits_on_all_axes_and_sides(g: ConvGeometry) -> None:
    found = joined(g)
    assert [control.name for control in found] == list(JOINED)
    for control in found:
        parts = named(g, control.name)
        lowest, highest = min(p.values[0] for p in parts), max(p.values[-1] for p in parts)
        for value in range(lowest, highest + 1):
            changed = turned(g, control, value)
            pairs = getattr(changed, control.name)
            assert pairs in ((value, value), ((value, value), (value, value)))
            assert (value in control.values) == changed.fits or control.values == (control.value,)
            if value in control.values and changed.fits:
                assert checked(changed) == changed


def test_joined_padding_that_a_large_kernel_needs_cannot_be_taken_away() -> None:
    g = ConvGeometry.of((1, 3, 3, 1), (5, 5, 1, 1), padding=2)
    (padding,) = [control for control in joined(g) if control.name == "padding"]
    assert (padding.values, padding.least) == ((1, 2, 3, 4), Bound(1, "fit"))
    assert {control.values[0] for control in named(g, "padding")} == {0}


def test_joined_sizes_too_large_together_are_not_offered() -> None:
    g = ConvGeometry.of((1, 4, 4, 1), (2, 2, 1, 1))
    (size,) = [
        each
        for each in joined(g, lambda h: h.input_size[0] * h.input_size[1] <= 40)
        if each.name == "input_size"
    ]
    assert (size.values[-1], size.most) == (6, Bound(6, "drawn"))


@pytest.mark.parametrize("width", [5_000, 200_000])
def test_values_of_a_huge_size_are_those_near_it(width: int) -> None:
    g = ConvGeometry.of((1, 1, width, 1), (1, 1, 1, 1))
    for control in single(g):
        assert len(control.values) <= 2 * REACH + 1
        assert control.value in control.values
    columns = next(c for c in single(g) if (c.name, c.axis) == ("input_size", 1))
    assert (columns.values[0], columns.least) == (width - REACH, Bound(width - REACH, "drawn"))


@pytest.mark.parametrize(("rows", "columns"), [(5_000, 1), (200_000, 1), (5_000, 5_100)])
def test_values_of_both_axes_of_a_huge_size_are_those_near_it(rows: int, columns: int) -> None:
    g = ConvGeometry.of((1, rows, columns, 1), (1, 1, 1, 1))
    (both,) = (each for each in joined(g) if each.name == "input_size")
    assert len(both.values) <= 2 * REACH + 1
    assert rows in both.values
    assert (both.values[0], both.least) == (rows - REACH, Bound(rows - REACH, "drawn"))
    assert both.most == Bound(both.values[-1], "drawn")
