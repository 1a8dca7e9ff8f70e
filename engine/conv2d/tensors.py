"""The tensors of the derivation before any rule: names, axes and views for one geometry.

Axis letters: n batch, y x input position, i j output position, u v kernel tap, g group, c input
channel of its group, o output channel of its group, l the one loss, p q r the three axes of the
article's reshape.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gradgrid.engine.conv2d.article.reshape import ReshapeErratum
from gradgrid.engine.conv2d.geometry import ConvGeometry
from gradgrid.engine.rules.derivation import Tensor, View
from gradgrid.engine.rules.rule import Axis, AxisKind, Index, Rule

COLUMNS_TRANSPOSED = View(("g",), ("c", "u", "v"), ("n", "i", "j"))
COLUMNS_CHANNEL_LAST = View(("g",), ("n", "i", "j"), ("u", "v", "c"))
WEIGHT_MATRIX_TRANSPOSED = View(("g",), ("o",), ("c", "u", "v"))

KIND_OF: Mapping[str, AxisKind] = {
    "n": "batch",
    "g": "group",
    "c": "channel_in",
    "o": "channel_out",
    "y": "row",
    "x": "column",
    "i": "row",
    "j": "column",
    "u": "tap_row",
    "v": "tap_column",
}
"""By the letter of an axis; of any other letter it is "other"."""

LETTER_OF = {"input": "X", "weight": "K", "bias": "b", "output": "Y"}
"""What titles and prose call a tensor of the request, and those that wear its colour."""

_VIEWS = {
    "input": View(("n", "g", "c"), ("y",), ("x",)),
    "weight": View(("g", "o", "c"), ("u",), ("v",)),
    "bias": View((), (), ("g", "o")),
    "output": View(("n", "g", "o"), ("i",), ("j",)),
    "output_by_channel": View(("n", "g", "o", "c"), ("i",), ("j",)),
    "input_columns": View(("g",), ("n", "i", "j"), ("c", "u", "v")),
    "weight_matrix": View(("g",), ("c", "u", "v"), ("o",)),
    "output_matrix": View(("g",), ("n", "i", "j"), ("o",)),
    "grad_output_padded": View(("n", "g", "o"), ("y",), ("x",)),
    "weight_swapped": View(("g", "c", "o"), ("u",), ("v",)),
    "grad_output_columns": View(("g",), ("n", "y", "x"), ("o", "u", "v")),
    "weight_rotated_matrix": View(("g",), ("o", "u", "v"), ("c",)),
    "grad_input_matrix": View(("g",), ("n", "y", "x"), ("c",)),
    "loss": View((), (), ("l",)),
    # The grids of one raised cell stand together: those of its output channels, or of its images.
    "output_change_input": View(("n", "g", "c", "y", "x", "o"), ("i",), ("j",)),
    "output_change_weight": View(("g", "o", "c", "u", "v", "n"), ("i",), ("j",)),
    "article_columns": View(("p",), ("q",), ("r",)),
}

# name: (axes, the tensor whose view it shares, role, the tensor whose colour it wears)
_TENSORS = {
    "input": ("nyxgc", "input", "value", "input"),
    "weight": ("uvcgo", "weight", "value", "weight"),
    "bias": ("go", "bias", "value", "bias"),
    "output": ("nijgo", "output", "value", "output"),
    "grad_output": ("nijgo", "output", "gradient", "output"),
    "grad_input": ("nyxgc", "input", "gradient", "input"),
    "grad_weight": ("uvcgo", "weight", "gradient", "weight"),
    "grad_bias": ("go", "bias", "gradient", "bias"),
    "grad_bias_mean": ("go", "bias", "gradient", "bias"),
    "input_padded": ("nyxgc", "input", "value", "input"),
    "input_columns": ("gnijcuv", "input_columns", "value", "input"),
    "weight_matrix": ("gcuvo", "weight_matrix", "value", "weight"),
    "output_by_channel": ("nijgoc", "output_by_channel", "value", "output"),
    "output_matrix": ("gnijo", "output_matrix", "value", "output"),
    "grad_output_matrix": ("gnijo", "output_matrix", "gradient", "output"),
    "grad_weight_matrix": ("gcuvo", "weight_matrix", "gradient", "weight"),
    "grad_columns": ("gnijcuv", "input_columns", "gradient", "input"),
    "grad_output_dilated": ("nijgo", "output", "gradient", "output"),
    "grad_output_padded": ("nyxgo", "grad_output_padded", "gradient", "output"),
    "grad_output_columns": ("gnyxouv", "grad_output_columns", "gradient", "output"),
    "weight_rotated": ("uvcgo", "weight", "value", "weight"),
    "weight_swapped": ("uvogc", "weight_swapped", "value", "weight"),
    "weight_rotated_matrix": ("gouvc", "weight_rotated_matrix", "value", "weight"),
    "grad_input_matrix": ("gnyxc", "grad_input_matrix", "gradient", "input"),
    "loss": ("l", "loss", "value", "output"),
    "output_change_input": ("nyxgcijo", "output_change_input", "value", "output"),
    "output_change_weight": ("uvcgonij", "output_change_weight", "value", "output"),
    "article_columns": ("pqr", "article_columns", "value", "input"),
}

# As large as the input times the output, or the weight times it: read a cell at a time.
_VIRTUAL = {"output_change_input", "output_change_weight"}


@dataclass(frozen=True, slots=True)
class Conv2dTensors:
    """The axes of every tensor for one geometry, and the index expressions that chapters share."""

    geometry: ConvGeometry
    has_bias: bool

    @property
    def is_padded(self) -> bool:
        """Whether the forward pass puts zeros around the input."""
        return self.geometry.padding != ((0, 0), (0, 0))

    @property
    def is_strided(self) -> bool:
        """Whether windows are more than one step apart."""
        return self.geometry.stride != (1, 1)

    @property
    def window_source(self) -> str:
        """What the window slides over."""
        return "input_padded" if self.is_padded else "input"

    def axes(self, name: str) -> tuple[Axis, ...]:
        """The axes of the tensor ``name``, with sizes."""
        return axes_of(_TENSORS[name][0], self._sizes | self._resized(name))

    def sum(self, letters: str) -> tuple[Axis, ...]:
        """Summed axes, the first outermost."""
        return axes_of(letters, self._sizes)

    def tensor(self, name: str, rule: Rule | None = None) -> Tensor:
        """The tensor ``name``; with a rule where it is derived."""
        _, view, role, of = _TENSORS[name]
        # With a bias, the product of the matrices is not the output yet.
        letter = "Z" if name == "output_matrix" and self.has_bias else LETTER_OF[of]
        axes, is_virtual = self.axes(name), name in _VIRTUAL
        return Tensor(name, role, of, letter, axes, _VIEWS[view], rule, is_virtual)

    def window(self) -> tuple[Index, Index]:
        """Row and column of ``window_source`` under tap (u, v) of window (i, j): i*s + u*d."""
        (sh, sw), (dh, dw) = self.geometry.stride, self.geometry.dilation
        return Index((("i", sh), ("u", dh))), Index((("j", sw), ("v", dw)))

    def reached(self, *, rotated: bool = False) -> tuple[Index, Index]:
        """The output (i, j) whose tap (u, v) read input (y, x): (y + p - u*d) / s.

        ``rotated`` counts the taps from the far corner, u for k - 1 - u.
        """
        g = self.geometry
        spans = g.kernel_span if rotated else (1, 1)
        return (
            _reached("y", "u", g.padding[0][0], g.dilation[0], g.stride[0], spans[0], rotated),
            _reached("x", "v", g.padding[1][0], g.dilation[1], g.stride[1], spans[1], rotated),
        )

    def rotated(self) -> tuple[Index, Index]:
        """The kernel's tap in the place of (u, v) after a turn by 180 degrees: k - 1 - u."""
        kh, kw = self.geometry.kernel_size
        return Index((("u", -1),), offset=kh - 1), Index((("v", -1),), offset=kw - 1)

    @property
    def _sizes(self) -> dict[str, int]:
        g = self.geometry
        positions = (*g.input_size, *g.output_size, *g.kernel_size)
        channels = (g.group_in_channels, g.group_out_channels)
        sizes = (*positions, *channels, g.groups, g.batch, 1)
        return dict(zip("yxijuvcognl", sizes, strict=True))

    def _resized(self, name: str) -> dict[str, int]:
        g = self.geometry
        if name == "input_padded":
            return dict(zip("yx", g.padded_size, strict=True))
        if name == "grad_output_dilated":
            return dict(zip("ij", g.dilated_size, strict=True))
        if name == "grad_output_padded":
            (h, w), (span_h, span_w) = g.input_size, g.kernel_span
            return {"y": h + span_h - 1, "x": w + span_w - 1}
        if name == "article_columns":
            shape = ReshapeErratum.of(g).shape
            assert shape is not None, "NumPy makes no array of it"
            return dict(zip("pqr", shape, strict=True))
        return {}


def axes_of(letters: Iterable[str], sizes: Mapping[str, int]) -> tuple[Axis, ...]:
    """The axes of these letters, each of the kind that its letter stands for."""
    return tuple(Axis(each, sizes[each], KIND_OF.get(each, "other")) for each in letters)


def _reached(
    at: str, tap: str, before: int, dilation: int, stride: int, span: int, rotated: bool
) -> Index:
    sign = dilation if rotated else -dilation
    return Index(((at, 1), (tap, sign)), offset=before - (span - 1), divisor=stride)
