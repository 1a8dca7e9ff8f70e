"""Rules of one convolution directly from its options, without intermediate tensors.

They hold for what the chapters do not derive: a kernel that is flipped, padding below zero, which
crops, and a transposed convolution. With R the tensor that windows are read from and W the tensor
with a cell for each window, both kinds of convolution are the same three sums:

    gather       W[i, j]    = sum over c, u, v of  R[i*s + u*d - p, ...] * K[u, v]
    scatter      R[y, x]    = sum over o, u, v of  W[(y + p - u*d) / s, ...] * K[u, v]
    correlation  dK[u, v]   = sum over n, i, j of  R[i*s + u*d - p, ...] * W[i, j]

A convolution gathers its output and scatters its gradient; a transposed one the other way round.

Where R is padded with its own cells, the cell under a tap is that which stands there, and a cell of
R has a term for each position at which it stands, each window over that, and its tap:

    gather       W[i, j]    = sum over c, u, v of  R[cell(i*s + u*d - p), ...] * K[u, v]
    scatter      R[cell(i*s + u*d - p), ...] += W[i, j] * K[u, v]
"""

from __future__ import annotations

from dataclasses import dataclass

from gradgrid.engine.conv2d.answers import KERNELS
from gradgrid.engine.conv2d.chapters import given_names
from gradgrid.engine.conv2d.chapters.nudge import LOSS
from gradgrid.engine.conv2d.geometry import ConvGeometry
from gradgrid.engine.conv2d.options import Pair
from gradgrid.engine.conv2d.tensors import LETTER_OF, axes_of
from gradgrid.engine.rules.border import Border
from gradgrid.engine.rules.derivation import Derivation, Tensor, View
from gradgrid.engine.rules.rule import Axis, Factor, Index, Product, Rule, along
from gradgrid.engine.rules.symbol import Superscript, Symbol

KERNEL = ("weight", "grad_weight")
BIAS = ("bias", "grad_bias")
_AXES = {"read": "nyxgc", "written": "nijgo", "weight": "uvcgo"}
_BLOCKS = {"read": "ngc", "written": "ngo", "weight": "goc"}


@dataclass(frozen=True, slots=True)
class DirectRules:
    """What the rules depend on.

    ``geometry`` is the convolution whose windows are meant: of a transposed one, that whose
    gradient it is. ``read_size`` is the size of R, (rows, columns), and ``before`` its padding
    above and on the left, below zero where that crops; both may differ from the geometry's.
    ``borders`` say what R is padded with, by its rows and by its columns: None is zeros.
    """

    geometry: ConvGeometry
    read_size: Pair
    before: Pair
    borders: tuple[Border | None, Border | None] = (None, None)
    flip_kernel: bool = False
    is_transposed: bool = False
    has_bias: bool = False

    def derivation(self) -> Derivation:
        """The tensors of a request and of its answer, each with its rule.

        >>> g = ConvGeometry.of((1, 3, 3, 1), (2, 2, 1, 1))
        >>> tensors = DirectRules(g, (3, 3), (0, 0), flip_kernel=True).derivation().tensors
        >>> tensors["output"].rule.products[0].factors[1].index[0]
        Index(terms=(('u', -1),), offset=1, divisor=1)
        """
        read, written = ("output", "input") if self.is_transposed else ("input", "output")
        sides = {read: "read", f"grad_{read}": "read", written: "written"}
        sides |= {f"grad_{written}": "written", "weight": "weight", "grad_weight": "weight"}
        rules = self._rules(sides)
        tensors = {name: self._tensor(name, side, rules) for name, side in sides.items()}
        for name in BIAS if self.has_bias else BIAS[1:]:
            tensors[name] = self._bias(name, sides["output"], rules)
        symbols = {name: self._symbol(name, sides) for name in tensors}
        given = given_names(has_bias=self.has_bias)
        return Derivation(tensors, (), symbols, given, tuple(KERNELS), LOSS)

    def _rules(self, sides: dict[str, str]) -> dict[str, Rule]:
        """By the tensor that is written; the others are given."""
        output, gradient = ("o", "c") if self.is_transposed else ("c", "o")
        products = {
            "output": (self._sum("input", sides, output), *self._bias_product(sides)),
            "grad_input": (self._sum("grad_output", sides, gradient),),
            "grad_weight": (self._correlation(sides),),
        }
        rules = {name: Rule(self._axes(sides[name]), each) for name, each in products.items()}
        if any(self.borders):
            rules["grad_input"] = self._scattered()
        summed, kept = self._axes(sides["output"])[:3], self._axes(sides["output"])[3:]
        letters = _AXES[sides["output"]]
        every = Product(summed, (Factor("grad_output", along(*letters)),))
        return rules | {"grad_bias": Rule(kept, (every,))}

    def _sum(self, source: str, sides: dict[str, str], summed: str) -> Product:
        """Gather from R, or scatter from W: one channel of the kernel is summed, and its taps."""
        is_gather = sides[source] == "read"
        positions = self._windows() if is_gather else self._reached()
        channel = "c" if is_gather else "o"
        index = (*along("n"), *positions, *along("g", channel))
        taps = self._taps() if self.flip_kernel else along("u", "v")
        kernel = Factor("weight", (*taps, *along("c", "g", "o")))
        return Product(self._sizes_of(summed + "uv"), (Factor(source, index), kernel))

    def _scattered(self) -> Rule:
        """Every product of W with a tap goes to the cell of R that stands under the tap."""
        assert not self.is_transposed, "what a transposed convolution crops are zeros"
        taps = self._taps() if self.flip_kernel else along("u", "v")
        kernel = Factor("weight", (*taps, *along("c", "g", "o")))
        factors = (Factor("grad_output", along(*_AXES["written"])), kernel)
        target = (*along("n"), *self._windows(), *along("g", "c"))
        product = Product(self._sizes_of("nijgcouv"), factors)
        return Rule(self._axes("read"), (product,), target=target)

    def _correlation(self, sides: dict[str, str]) -> Product:
        """The tap that stands at (u, v) of the kernel as it is given."""
        read = (*along("n"), *self._windows(flipped=self.flip_kernel), *along("g", "c"))
        written = along(*_AXES["written"])
        at = {"read": read, "written": written}
        factors = [Factor(name, at[sides[name]]) for name in ("input", "grad_output")]
        return Product(self._sizes_of("nij"), tuple(factors))

    def _bias_product(self, sides: dict[str, str]) -> tuple[Product, ...]:
        channels = _AXES[sides["output"]][3:]
        return (Product((), (Factor("bias", along(*channels)),)),) if self.has_bias else ()

    def _windows(self, *, flipped: bool = False) -> tuple[Index, ...]:
        """The cell of R under tap (u, v) of window (i, j): i*s + u*d - p."""
        g, found = self.geometry, []
        for axis, (window, tap) in enumerate((("i", "u"), ("j", "v"))):
            d, before = g.dilation[axis], self.before[axis]
            last = (g.kernel_size[axis] - 1) * d
            offset, step = (last - before, -d) if flipped else (-before, d)
            terms = ((window, g.stride[axis]), (tap, step))
            found.append(Index(terms, offset, border=self.borders[axis]))
        return tuple(found)

    def _reached(self) -> tuple[Index, ...]:
        """The window whose tap (u, v) lies on the cell (y, x) of R: (y + p - u*d) / s."""
        g = self.geometry
        return tuple(
            Index(((cell, 1), (tap, -g.dilation[axis])), self.before[axis], g.stride[axis])
            for axis, (cell, tap) in enumerate((("y", "u"), ("x", "v")))
        )

    def _taps(self) -> tuple[Index, ...]:
        """Where in the kernel as given stands the tap that is laid at (u, v): k - 1 - u."""
        sizes = zip("uv", self.geometry.kernel_size, strict=True)
        return tuple(Index(((tap, -1),), size - 1) for tap, size in sizes)

    def _tensor(self, name: str, side: str, rules: dict[str, Rule]) -> Tensor:
        at = 0 if side == "weight" else 1
        rows, columns = _AXES[side][at], _AXES[side][at + 1]
        view = View(tuple(_BLOCKS[side]), (rows,), (columns,))
        role = "gradient" if name.startswith("grad_") else "value"
        of = name.removeprefix("grad_")
        return Tensor(name, role, of, LETTER_OF[of], self._axes(side), view, rules.get(name))

    def _bias(self, name: str, side: str, rules: dict[str, Rule]) -> Tensor:
        axes = self._axes(side)[3:]
        view = View((), (), tuple(axis.name for axis in axes))
        role = "gradient" if name == "grad_bias" else "value"
        return Tensor(name, role, "bias", LETTER_OF["bias"], axes, view, rules.get(name))

    def _axes(self, side: str) -> tuple[Axis, ...]:
        return self._sizes_of(_AXES[side])

    def _sizes_of(self, letters: str) -> tuple[Axis, ...]:
        g = self.geometry
        positions = (*self.read_size, *g.output_size, *g.kernel_size)
        sizes = (*positions, g.group_in_channels, g.group_out_channels, g.groups, g.batch)
        size_of = dict(zip("yxijuvcogn", sizes, strict=True))
        return axes_of(letters, size_of)

    def _symbol(self, name: str, sides: dict[str, str]) -> Symbol:
        """As in the article: x is the input, whichever way the convolution goes, y the output."""
        is_gradient = name.startswith("grad_")
        if name in BIAS:
            channel = self._channel(sides["output"])
            return Symbol("b", is_gradient, ((channel,),), ())
        if name in KERNEL:
            marks = (*self._mark("out", sides["output"]), *self._mark("in", sides["input"]))
            return Symbol(
                "k", is_gradient, (_counted("u", "v"),), marks, _wide(self._sizes_of("uv"))
            )
        is_input = name.endswith("input")
        side = sides[name]
        rows, columns = _AXES[side][1], _AXES[side][2]
        batch = (Superscript("batch", *_counted("n")),) if self.geometry.batch > 1 else ()
        marks = (*batch, *self._mark("in" if is_input else "out", side))
        is_wide = _wide(self._sizes_of(rows + columns))
        return Symbol(
            "x" if is_input else "y", is_gradient, (_counted(rows, columns),), marks, is_wide
        )

    def _mark(self, kind: str, side: str) -> tuple[Superscript, ...]:
        g = self.geometry
        channels = g.in_channels if side == "read" else g.out_channels
        return (Superscript(kind, self._channel(side)),) if channels > 1 else ()

    def _channel(self, side: str) -> Index:
        g = self.geometry
        letter, size = ("c", g.group_in_channels) if side == "read" else ("o", g.group_out_channels)
        return Index((("g", size), (letter, 1)), offset=1)


def _counted(*letters: str) -> tuple[Index, ...]:
    return tuple(Index(((letter, 1),), offset=1) for letter in letters)


def _wide(axes: tuple[Axis, ...]) -> bool:
    return max(axis.size for axis in axes) > 9
