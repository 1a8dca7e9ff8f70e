"""The arguments of ``gradgrid``, and what they are read as; imports nothing of ours."""

from __future__ import annotations

import argparse
from typing import NoReturn

EXAMPLES = """\
examples:
  gradgrid serve                          the explainer at http://127.0.0.1:8000
  gradgrid serve --host 0.0.0.0 --port 80 --workers 4
  gradgrid open layer.npz                 the explainer on the numbers of a file
  gradgrid backward layer.json            JSON on standard output, as the API answers it
  gradgrid backward layer.npz --layout NCHW --stride 2 --output gradients.npz
  gradgrid backward --input x.npy --weight w.npy --grad-output dout.npy
  curl -s http://127.0.0.1:8000/api/v1/presets/article-multi-channel | gradgrid backward -

exit status: 0 done, 1 the port is taken, 2 an argument or a file is wrong, 130 interrupted.
"""

FILES = """\
The format of FILE is detected from its content; "-" is standard input:
  JSON  the body of POST /api/v1/conv2d/backward
  .npz  arrays named input and weight, optionally bias and grad_output, and options under the
        names of their fields; float32 if all floating-point arrays are
  text  arrays printed by PyTorch, NumPy or JAX, nested lists, a curl command
Each may be compressed with gzip. --input, --weight, --bias and --grad-output read one array each,
from a .npy or from text. grad_output defaults to ones. Command-line options override those in the
file.
"""

BACKWARD = f"""\
Compute output, grad_input, grad_weight and grad_bias of one convolution.

{FILES}
For JSON and text, JSON is written to standard output, byte for byte as the API answers. For .npz
and .npy, FILE.gradients.npz is written, or a .npz to standard output if FILE is standard input.
--output and --format override this. Standard error says what was written and what was assumed.

exit status: 0 done, 2 an argument or a file is wrong, 130 interrupted.
"""

OPEN = f"""\
Open the explainer on the numbers of a file.

{FILES}
If a Gradgrid server runs on the port, its page is opened. Otherwise, or if the numbers do not fit
in an address, this command serves the page until interrupted.

exit status: 0 done, 1 the port is taken, 2 an argument or a file is wrong, 130 interrupted.
"""

TENSORS = ("input", "weight", "bias", "grad_output")
FLAGS = (
    "stride",
    "padding",
    "output_padding",
    "dilation",
    "groups",
    "layout",
    "weight_layout",
    "dtype",
    "operation",
    "flip_kernel",
    "padding_mode",
)

PADDING_NAMES = ("same", "same_upper", "same_lower", "valid")
CONVENTIONS = ("torch", "onnx", "jax", "tensorflow", "keras", "mlx", "cs231n", "deeplearning.ai")


class _Parser(argparse.ArgumentParser):
    """One line for a wrong argument: the usage is for --help."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and leave with status 2."""
        self.exit(2, f"{self.prog}: {message} ({self.prog} --help explains)\n")


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command line; without a command, ``command`` is None."""
    raw = argparse.RawDescriptionHelpFormatter
    whole = _Parser(
        prog="gradgrid",
        description="See every number in a convolution's backward pass.",
        epilog=EXAMPLES,
        formatter_class=raw,
    )
    whole.add_argument("--version", action=_Version, nargs=0, help="show the version and exit")
    commands = whole.add_subparsers(dest="command", metavar="COMMAND")
    serve = commands.add_parser("serve", help="serve the explainer and the API")
    _add_serve(serve)
    backward = commands.add_parser(
        "backward",
        help="compute the gradients of a file",
        description=BACKWARD,
        formatter_class=raw,
    )
    _add_request(backward)
    backward.add_argument(
        "--output", metavar="FILE", help='where to write the answer, "-" for standard output'
    )
    backward.add_argument("--format", choices=["json", "npz"], help="format of the answer")
    opened = commands.add_parser(
        "open", help="open the explainer on a file", description=OPEN, formatter_class=raw
    )
    _add_request(opened)
    opened.add_argument(
        "--port", type=_port, help="port of a running server, or to serve on (8000)"
    )
    opened.add_argument(
        "--no-browser", action="store_true", help="print the address without opening a browser"
    )
    return whole


class _Version(argparse.Action):
    def __call__(self, whole: argparse.ArgumentParser, *_: object) -> None:
        from gradgrid import __version__

        print(f"gradgrid {__version__}")
        whole.exit()


def _add_serve(serve: argparse.ArgumentParser) -> None:
    serve.description = (
        "Serve the explainer and the API until interrupted. Limits are set in the environment: "
        "GRADGRID_MAX_BODY_BYTES and the others that GET /api/v1/limits lists."
    )
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    serve.add_argument(
        "--port", type=_port, default=8000, help="0 chooses a free port (%(default)s)"
    )
    serve.add_argument("--workers", type=_count, default=1, help="processes (%(default)s)")


def _add_request(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", metavar="FILE", nargs="?", help='a file, or "-"')
    for name in TENSORS:
        command.add_argument(f"--{name.replace('_', '-')}", metavar="FILE", help="one array")
    for name in ("stride", "dilation", "output-padding"):
        command.add_argument(f"--{name}", type=_numbers, metavar="N[,N]")
    command.add_argument(
        "--padding",
        type=_padding,
        metavar="N[,N]|T,B,L,R|same|same_lower|valid",
        help="in one dimension N or 0,0,L,R",
    )
    command.add_argument("--groups", type=_count, metavar="N")
    # Unchecked here: the request reader knows the values, and the names of other libraries.
    command.add_argument("--layout", metavar="NHWC|NCHW", help="order of the axes")
    command.add_argument("--weight-layout", metavar="HWIO|OIHW|OHWI|IOHW|HWOI")
    command.add_argument("--dtype", metavar="float64|float32", help="precision of the computation")
    command.add_argument("--operation", metavar="conv2d|conv_transpose2d")
    command.add_argument("--padding-mode", metavar="zeros|circular|reflect|replicate")
    command.add_argument(
        "--flip-kernel",
        action="store_const",
        const=True,
        help="flip the kernel: a true convolution",
    )
    command.add_argument(
        "--convention",
        metavar="|".join(CONVENTIONS),
        help="library whose names and forms FILE uses",
    )


def _port(text: str) -> int:
    if text.isdecimal() and len(text) <= 5 and int(text) <= 65535:
        return int(text)
    raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")


def _count(text: str) -> int:
    if text.isdecimal() and len(text) <= 9 and int(text) >= 1:
        return int(text)
    raise argparse.ArgumentTypeError("must be an integer >= 1")


def _numbers(text: str) -> int | list[int]:
    numbers = _integers(text)
    if numbers is None or len(numbers) > 2 or min(numbers) < 0:
        raise argparse.ArgumentTypeError("must be an integer >= 0, or two with a comma")
    return numbers[0] if len(numbers) == 1 else numbers


def _padding(text: str) -> object:
    """A name, or numbers: negative ones crop."""
    if text.lower() in PADDING_NAMES:
        return text.lower()
    numbers = _integers(text)
    if numbers is None or len(numbers) not in (1, 2, 4):
        raise argparse.ArgumentTypeError(
            "must be one integer, vertical,horizontal, top,bottom,left,right, or one of "
            f"{', '.join(PADDING_NAMES)}"
        )
    if len(numbers) == 4:
        return [numbers[:2], numbers[2:]]
    return numbers[0] if len(numbers) == 1 else numbers


def _integers(text: str) -> list[int] | None:
    parts = text.split(",")
    is_whole = all(part.removeprefix("-").isdecimal() and len(part) <= 9 for part in parts)
    return [int(part) for part in parts] if is_whole else None
