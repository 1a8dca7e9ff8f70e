"""A convolution forward and backward, with the rule behind every number.

Channels last unless ``layout="NCHW"``: input (N, H, W, C_in), weight (kh, kw, C_in/groups, C_out),
output (N, OH, OW, C_out). It is cross-correlation, as in every deep-learning library.

>>> import gradgrid
>>> image = [[[[1], [2]], [[3], [4]]]]
>>> gradgrid.conv2d(image, [[[[1]], [[1]]]]).tolist()
[[[[3.0]], [[7.0]]]]
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gradgrid.engine import (
        Conv2dGradients,
        ConvGeometry,
        DtypeError,
        EngineError,
        OptionError,
        ShapeError,
        col2im,
        conv2d,
        conv2d_backward,
        conv2d_grad_bias,
        conv2d_grad_input,
        conv2d_grad_weight,
        conv2d_with_gradients,
        im2col,
        set_threads,
        usable_cores,
    )

    __version__: str

__all__ = [
    "Conv2dGradients",
    "ConvGeometry",
    "DtypeError",
    "EngineError",
    "OptionError",
    "ShapeError",
    "col2im",
    "conv2d",
    "conv2d_backward",
    "conv2d_grad_bias",
    "conv2d_grad_input",
    "conv2d_grad_weight",
    "conv2d_with_gradients",
    "im2col",
    "set_threads",
    "usable_cores",
]

if not (Path(__file__).parent / "engine").is_dir():
    # A checkout whose symbolic links came as text files, as they do on Windows.
    __path__.append(str(Path(__file__).parents[1]))


def __getattr__(name: str) -> Any:
    """A public name, imported when it is first used: a command that prints help needs no NumPy."""
    if name == "__version__":
        return _version()
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module("gradgrid.engine"), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, "__version__"})


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("gradgrid")
    except PackageNotFoundError:  # a checkout that is not installed
        return "0+unknown"
