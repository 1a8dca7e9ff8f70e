"""The command line: serve the explainer, or compute gradients of a file."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from app import __version__
from app.gradient_files import OPTIONS, backward_json, backward_npz
from app.problems import Problem
from app.serving import CannotListenError, serve
from app.settings import Settings

EXAMPLES = """\
examples:
  gradgrid serve                          the explainer at http://127.0.0.1:8000
  gradgrid serve --host 0.0.0.0 --port 80 --workers 4
  gradgrid backward layer.json            JSON on standard output, as the API answers it
  curl -s http://127.0.0.1:8000/api/v1/presets/article-multi-channel | gradgrid backward -
  gradgrid backward layer.npz --stride 2 --output gradients.npz
"""

BACKWARD = """\
Compute output, grad_input, grad_weight and grad_bias of one convolution.

FILE.json holds the body of POST /api/v1/conv2d/backward, and the same answer, byte for byte, goes
to standard output or to --output. "-" reads it from standard input.

FILE.npz holds the arrays input and weight, and bias and grad_output where there are any (all ones
is the default), float32 or float64 or whole numbers. Options may be stored beside them as arrays
named stride, padding, dilation, groups and layout; an option given on the command line goes first.
The gradients go to --output, FILE.gradients.npz unless given.

exit status: 0 done, 1 the port is taken, 2 an argument or a file is wrong.
"""


class CommandError(Exception):
    """A command that cannot be done, said in one line."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit status."""
    parsed = _parser().parse_args(arguments)
    try:
        status = _serve(parsed) if parsed.command == "serve" else _backward(parsed)
        sys.stdout.flush()
        return status
    except CommandError as error:
        return _fail(str(error), 2)
    except CannotListenError as error:
        return _fail(str(error), 1)
    except BrokenPipeError:
        # The reader left. Python flushes standard output once more at exit, so it must not fail.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


def _serve(parsed: argparse.Namespace) -> int:
    _settings()
    serve(parsed.host, parsed.port, parsed.workers, _announce)
    return 0


def _announce(address: str) -> None:
    print(f"Gradgrid is at {address}", flush=True)


def _backward(parsed: argparse.Namespace) -> int:
    settings = _settings()
    source: str = parsed.file
    options = {name: getattr(parsed, name) for name in OPTIONS if getattr(parsed, name) is not None}
    try:
        if source.endswith(".npz"):
            output = parsed.output or f"{source.removesuffix('.npz')}.gradients.npz"
            backward_npz(Path(source), Path(output), options, settings)
        else:
            if options:
                raise CommandError("options go inside a JSON file; --stride and so on are for .npz")
            _write(backward_json(source, settings), parsed.output)
    except Problem as error:
        raise CommandError(f"{source}: {_one_line(error)}") from None
    except BrokenPipeError:
        raise
    except OSError as error:
        raise CommandError(f"{error.filename or source}: {error.strerror or error}") from None
    return 0


def _write(answer: bytes, output: str | None) -> None:
    if output is None:
        sys.stdout.buffer.write(answer)
    else:
        Path(output).write_bytes(answer)


def _one_line(problem: Problem) -> str:
    faults = [f"{fault.pointer}: {fault.detail}" for fault in problem.errors[:3]]
    return " ".join([problem.detail, "; ".join(faults)]).strip()


def _settings() -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = f"GRADGRID_{str(first['loc'][0]).upper()}"
        raise CommandError(f"the environment variable {name}: {first['msg']}") from None


def _fail(message: str, status: int) -> int:
    print(f"gradgrid: {' '.join(message.split())}", file=sys.stderr)
    return status


class _Parser(argparse.ArgumentParser):
    """One line for a wrong argument: the usage is for --help."""

    def error(self, message: str) -> None:  # type: ignore[override]
        """Say what is wrong and leave with status 2."""
        self.exit(2, f"{self.prog}: {message} ({self.prog} --help explains)\n")


def _parser() -> argparse.ArgumentParser:
    raw = argparse.RawDescriptionHelpFormatter
    parser = _Parser(
        prog="gradgrid",
        description="See every number in a convolution's backward pass.",
        epilog=EXAMPLES,
        formatter_class=raw,
    )
    parser.add_argument("--version", action="version", version=f"gradgrid {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_serve(commands.add_parser("serve", help="serve the explainer and the API"))
    _add_backward(
        commands.add_parser(
            "backward",
            help="compute the gradients of a file",
            description=BACKWARD,
            formatter_class=raw,
        )
    )
    return parser


def _add_serve(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Serve the explainer and the API until interrupted. Limits are set in the environment: "
        "GRADGRID_MAX_BODY_BYTES and the others that GET /api/v1/limits lists."
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=_port, default=8000, help="0 takes a free one (%(default)s)")
    parser.add_argument("--workers", type=_count, default=1, help="processes (%(default)s)")


def _add_backward(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help='a .json or .npz file, or "-"')
    parser.add_argument("--output", metavar="FILE", help="where to write the answer")
    for name in ("stride", "dilation"):
        parser.add_argument(f"--{name}", type=_numbers, metavar="N[,N]", help="for .npz")
    parser.add_argument(
        "--padding", type=_padding, metavar="N[,N]|T,B,L,R|same|valid", help="for .npz"
    )
    parser.add_argument("--groups", type=_count, metavar="N", help="for .npz")
    parser.add_argument("--layout", choices=["NHWC", "NCHW"], help="for .npz")


def _port(text: str) -> int:
    if text.isdecimal() and len(text) <= 5 and int(text) <= 65535:
        return int(text)
    raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")


def _count(text: str) -> int:
    if text.isdecimal() and len(text) <= 9 and int(text) >= 1:
        return int(text)
    raise argparse.ArgumentTypeError("a whole number of at least 1 is wanted")


def _numbers(text: str) -> int | list[int]:
    parts = text.split(",")
    if len(parts) in (1, 2) and all(part.isdecimal() and len(part) <= 9 for part in parts):
        numbers = [int(part) for part in parts]
        return numbers[0] if len(numbers) == 1 else numbers
    raise argparse.ArgumentTypeError("one whole number is wanted, or two with a comma")


def _padding(text: str) -> object:
    if text in ("same", "valid"):
        return text
    if text.count(",") == 3:
        top, bottom, left, right = text.split(",")
        return [_numbers(f"{top},{bottom}"), _numbers(f"{left},{right}")]
    return _numbers(text)
