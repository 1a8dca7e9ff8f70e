"""A request in a library's names on its way to ours."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from gradgrid.app.service.problems import Fault, Invalid, escaped
from gradgrid.app.wire.formats.tensor import Tensor, shape_of
from gradgrid.app.wire.geometry.shapes import Warning

Change = Callable[[Any], Any]


class Translation:
    """The values by our names so far, and those that are left in theirs."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.left = dict(values)
        self.ours: dict[str, Any] = {}
        self.names: dict[str, str] = {}
        self.places: dict[str, str] = {}
        self.warnings: tuple[Warning, ...] = ()

    @property
    def values(self) -> dict[str, Any]:
        """All values: by our names, and by their own where none of ours is known."""
        return self.ours | self.left

    def move(self, theirs: str, ours: str, change: Change | None = None) -> None:
        """Give the value of ``theirs``, where there is one, our name."""
        if theirs in self.left:
            value = self.left.pop(theirs)
            self.put(ours, value if change is None else change(value), theirs)

    def adopt(self, names: Mapping[str, str]) -> None:
        """Take names that are everybody's for our fields that nothing else stands for."""
        for theirs, ours in names.items():
            if ours not in self.values:
                self.move(theirs, ours)

    def put(self, ours: str, value: Any, theirs: str) -> None:
        """Set the value of our field ``ours``, which came as ``theirs``."""
        if ours in self.values:
            raise self.fault(theirs, f"{theirs} is {ours} here, and both were given: leave one out")
        self.ours[ours] = value
        place = self.places.get(theirs, theirs)
        if place != ours:
            self.names[ours] = place

    def unfold(self, name: str, inside: Mapping[str, Any]) -> None:
        """Take the fields of the object ``name`` as if they stood beside it."""
        for theirs, value in inside.items():
            place = f"{name}/{escaped(theirs)}"
            if theirs in self.left:
                raise self.fault(place, f"{theirs} stands beside {name} as well: leave one out")
            self.left[theirs] = value
            self.places[theirs] = place

    def default(self, ours: str, value: Any) -> None:
        """What is so in the library where a request does not say."""
        if self.values.get(ours) is None:
            self.left.pop(ours, None)
            self.ours[ours] = value

    def require(self, ours: str, value: Any, why: str) -> None:
        """The same where the library has no choice."""
        given = self.values.get(ours)
        if given not in (None, value):
            raise self.fault(self.names.get(ours, ours), why)
        self.default(ours, value)

    def drop(self, theirs: str, harmless: Sequence[Any], why: str) -> None:
        """Leave out a field that changes nothing, or refuse it where it would."""
        if theirs in self.left and plain(self.left.pop(theirs)) not in harmless:
            raise self.fault(theirs, why)

    def fault(self, pointer: str, detail: str) -> Invalid:
        """A refusal of the field ``pointer``."""
        return Invalid.at(f"/{self.places.get(pointer, pointer)}", detail)

    @contextmanager
    def pointing_at_their_names(self) -> Iterator[None]:
        """Faults of our fields that are raised inside are faults of theirs."""
        try:
            yield
        except Invalid as problem:
            problem.errors = tuple(
                Fault(self._their_pointer(fault.pointer), fault.detail) for fault in problem.errors
            )
            raise

    def _their_pointer(self, pointer: str) -> str:
        _, name, *rest = f"{pointer}/".split("/", 2)
        theirs = self.names.get(name)
        return pointer if theirs is None else f"/{theirs}/{rest[0]}".rstrip("/")


def plain(value: Any) -> Any:
    """Arrays as lists, as JSON has them."""
    if isinstance(value, Tensor):
        return value.listed()
    if isinstance(value, (np.ndarray, np.generic)):
        return value.tolist()
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    return value


def axes_of_space(translation: Translation) -> int:
    """How many axes of space the weight has, 1 or 2; 0 where that is not known."""
    axes = len(shape_of(translation.values.get("weight"))) - 2
    return axes if axes in (1, 2) else 0


def one_for_each_axis(translation: Translation, theirs: str) -> None:
    """Refuse a list of another length than there are axes, where a library takes no other."""
    given, axes = plain(translation.left.get(theirs)), axes_of_space(translation)
    if axes and isinstance(given, list) and len(given) != axes:
        rule = f"{theirs} must have one element for each spatial axis, here {axes}"
        raise translation.fault(theirs, f"{rule}: got {len(given)}")


def check_sizes(translation: Translation, theirs: str, wanted: Sequence[int]) -> None:
    """Drop a field that repeats the sizes of a tensor, or refuse it where it contradicts them."""
    if theirs not in translation.left:
        return
    given = plain(translation.left.pop(theirs))
    sizes = given if isinstance(given, list) else [given] * len(wanted)
    if wanted and sizes != list(wanted):
        shown = list(wanted) if len(wanted) > 1 else wanted[0]
        raise translation.fault(theirs, f"{theirs} is {shown} by the shapes: leave it out")
