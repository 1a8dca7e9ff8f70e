"""The valid values of each size and option while all others stay, and why they end there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import gcd, isqrt
from typing import Any

from gradgrid.engine.conv2d.geometry import ConvGeometry

# Sliders end here: larger pictures explain nothing. A size already above stays selectable.
MAX_INPUT = 32
MAX_KERNEL = 11
MAX_CHANNELS = 16
MAX_BATCH = 8
# Values that a slider offers on either side of the present one.
REACH = 255
JOINED = ("input_size", "kernel_size", "stride", "dilation", "padding")


@dataclass(frozen=True, slots=True)
class Bound:
    """The last valid value of a control, and why it is the last.

    The reason is "one", "none", "fit", "groups", "windows", "gaps", "zeros", "divides" or "drawn".
    """

    value: int
    reason: str


@dataclass(frozen=True, slots=True)
class Control:
    """One slider: its valid values in order, and the reason at either end.

    ``axis`` is 0 for rows and 1 for columns, ``side`` 0 before and 1 after; None where there is no
    such choice. A ``joined`` one turns both axes and all sides as one.
    """

    name: str
    axis: int | None
    side: int | None
    value: int
    values: tuple[int, ...]
    least: Bound
    most: Bound
    joined: bool = False


Accepts = Callable[[ConvGeometry], bool]


def controls(g: ConvGeometry, accepts: Accepts = lambda _: True) -> tuple[Control, ...]:
    """Every control of a geometry, each with the values that it can take by itself.

    For what has axes there is one more, that turns them all to one value. ``accepts`` says which
    geometries are small enough to draw. The present one always is.

    >>> g = ConvGeometry.of((1, 3, 3, 1), (2, 2, 1, 1))
    >>> rows = next(control for control in controls(g) if control.name == "kernel_size")
    >>> rows.values, rows.most
    ((1, 2, 3), Bound(value=3, reason='fit'))
    """
    single = [_within(control, g, accepts) for control in _controls(g)]
    joined = [
        _joined([each for each in single if each.name == name], g, accepts) for name in JOINED
    ]
    return (*single, *joined)


def _joined(parts: list[Control], g: ConvGeometry, accepts: Accepts) -> Control:
    """All axes and sides of one name turned to the same value: what fits, within REACH."""
    first = parts[0]
    whole = replace(first, axis=None, side=None, joined=True)
    near = first.value - REACH
    lowest = max(near, min(part.values[0] for part in parts))
    highest = min(first.value + REACH, max(part.values[-1] for part in parts))

    def is_offered(value: int) -> bool:
        changed = turned(g, whole, value)
        return changed == g or (changed.fits and accepts(changed))

    values = [value for value in range(lowest, highest + 1) if is_offered(value)] or [first.value]
    least = max((part.least for part in parts), key=lambda bound: bound.value)
    most = min((part.most for part in parts), key=lambda bound: bound.value)
    reason = "drawn" if values[0] == near else "fit"
    return replace(
        whole,
        values=tuple(values),
        least=least if least.value == values[0] else Bound(values[0], reason),
        most=most if most.value == values[-1] else Bound(values[-1], "drawn"),
    )


def _controls(g: ConvGeometry) -> Iterator[Control]:
    for axis in (0, 1):
        yield _input_size(g, axis)
    for axis in (0, 1):
        yield _kernel_size(g, axis)
    for axis in (0, 1):
        yield _stride(g, axis)
    for axis in (0, 1):
        yield _dilation(g, axis)
    for axis in (0, 1):
        for side in (0, 1):
            yield _padding(g, axis, side)
    # Every group has as many channels, so the counts go in steps of the groups.
    for name in ("in_channels", "out_channels"):
        value = getattr(g, name)
        most = max(value, MAX_CHANNELS // g.groups * g.groups)
        least = Bound(g.groups, "one" if g.groups == 1 else "groups")
        first, last = max(least.value, value - REACH * g.groups), value + REACH * g.groups
        values = tuple(range(first, min(most, last) + 1, g.groups))
        least = least if first == least.value else Bound(first, "drawn")
        yield Control(name, None, None, value, values, least, Bound(values[-1], "drawn"))
    common = gcd(g.in_channels, g.out_channels)
    halves = [count for count in range(1, isqrt(common) + 1) if common % count == 0]
    divisors = tuple(sorted({*halves, *(common // count for count in halves)}))
    yield Control(
        "groups", None, None, g.groups, divisors, Bound(1, "one"), Bound(common, "divides")
    )
    yield _range("batch", None, None, g.batch, Bound(1, "one"), Bound(MAX_BATCH, "drawn"))


def _input_size(g: ConvGeometry, axis: int) -> Control:
    needed = g.kernel_span[axis] - sum(g.padding[axis])
    least = Bound(needed, "fit") if needed > 1 else Bound(1, "one")
    return _range("input_size", axis, None, g.input_size[axis], least, Bound(MAX_INPUT, "drawn"))


def _kernel_size(g: ConvGeometry, axis: int) -> Control:
    fitting = (g.padded_size[axis] - 1) // g.dilation[axis] + 1
    most = Bound(fitting, "fit") if fitting <= MAX_KERNEL else Bound(MAX_KERNEL, "drawn")
    return _range("kernel_size", axis, None, g.kernel_size[axis], Bound(1, "one"), most)


def _stride(g: ConvGeometry, axis: int) -> Control:
    """Strides above padded_size - kernel_span all give one window, so the slider ends there."""
    slack = g.padded_size[axis] - g.kernel_span[axis]
    return _range(
        "stride", axis, None, g.stride[axis], Bound(1, "one"), Bound(slack + 1, "windows")
    )


def _dilation(g: ConvGeometry, axis: int) -> Control:
    taps = g.kernel_size[axis]
    most = Bound(1, "gaps") if taps == 1 else Bound((g.padded_size[axis] - 1) // (taps - 1), "fit")
    return _range("dilation", axis, None, g.dilation[axis], Bound(1, "one"), most)


def _padding(g: ConvGeometry, axis: int, side: int) -> Control:
    value, other = g.padding[axis][side], g.padding[axis][1 - side]
    needed = g.kernel_span[axis] - g.input_size[axis] - other
    least = Bound(needed, "fit") if needed > 0 else Bound(0, "none")
    return _range("padding", axis, side, value, least, Bound(g.kernel_span[axis] - 1, "zeros"))


def _range(
    name: str, axis: int | None, side: int | None, value: int, least: Bound, most: Bound
) -> Control:
    """All whole numbers between two bounds; the present value is one of them in any case."""
    least = replace(least, value=min(least.value, value))
    most = replace(most, value=max(most.value, value))
    if value - least.value > REACH:
        least = Bound(value - REACH, "drawn")
    if most.value - value > REACH:
        most = Bound(value + REACH, "drawn")
    values = tuple(range(least.value, most.value + 1))
    return Control(name, axis, side, value, values, least, most)


def _within(control: Control, g: ConvGeometry, accepts: Accepts) -> Control:
    """The control without the values at either end that are too large to draw."""
    at = control.values.index(control.value)
    last = _last(lambda k: accepts(turned(g, control, control.values[k])), at, len(control.values))
    first = -_last(lambda k: accepts(turned(g, control, control.values[-k])), -at, 1)
    values = control.values[first : last + 1]
    least, most = control.least, control.most
    return replace(
        control,
        values=values,
        least=least if first == 0 else Bound(values[0], "drawn"),
        most=most if last == len(control.values) - 1 else Bound(values[-1], "drawn"),
    )


def _last(holds: Callable[[int], bool], known: int, end: int) -> int:
    """The last k before ``end`` up to which it ``holds``, starting at ``known``, where it does.

    One by one: a kernel as large as its input is small to draw, and one half as large may not be.
    """
    while known + 1 < end and holds(known + 1):
        known += 1
    return known


def turned(g: ConvGeometry, control: Control, value: int) -> ConvGeometry:
    """The geometry with one number changed, or all that are turned as one."""
    changed: Any = value
    if control.joined:
        changed = ((value, value), (value, value)) if control.name == "padding" else (value, value)
    elif control.axis is not None:
        pairs = list(getattr(g, control.name))
        sides = list(pairs[control.axis]) if control.side is not None else []
        if control.side is not None:
            sides[control.side] = value
        pairs[control.axis] = tuple(sides) or value
        changed = tuple(pairs)
    return replace(g, **{control.name: changed})
