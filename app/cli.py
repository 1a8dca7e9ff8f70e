"""The command line: serve the explainer, open it on a file, or compute the gradients of one."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from gradgrid.app.commands.arguments import parser
from gradgrid.app.commands.command_error import CommandError

if TYPE_CHECKING:
    from gradgrid.app.service.problems import Problem


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit status."""
    whole = parser()
    parsed = whole.parse_args(arguments)
    if parsed.command is None:
        whole.print_help()
        return 0
    if arguments is None and parsed.command == "backward":
        # One request in a process of its own: looking for cycles is a tenth of its start.
        gc.disable()
    try:
        status = COMMANDS[parsed.command](parsed)
        sys.stdout.flush()
        return status
    except CommandError as error:
        return _fail(str(error), error.status)
    except BrokenPipeError:
        # The reader left. Python flushes standard output once more at exit, so it must not fail.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


def _serve(parsed: argparse.Namespace) -> int:
    from gradgrid.app.commands.serve import serve

    return serve(parsed)


def _backward(parsed: argparse.Namespace) -> int:
    from gradgrid.app.commands.backward import backward

    return _with_file(parsed, backward)


def _open(parsed: argparse.Namespace) -> int:
    from gradgrid.app.commands.open_page import open_page

    return _with_file(parsed, open_page)


COMMANDS = {"serve": _serve, "backward": _backward, "open": _open}


def _with_file(parsed: argparse.Namespace, command: Callable[[argparse.Namespace], int]) -> int:
    """What ``command`` returns; what is wrong with its files as a :class:`CommandError`."""
    from gradgrid.app.service.problems import OverLimit, Problem, TooLarge

    source = parsed.file or "the request"
    try:
        return command(parsed)
    except (OverLimit, TooLarge) as problem:
        remedy = "limits are set by environment variables such as GRADGRID_MAX_WORK"
        raise CommandError(f"{source}: {_one_line(problem, parsed)}; {remedy}") from None
    except Problem as problem:
        raise CommandError(f"{source}: {_one_line(problem, parsed)}") from None
    except BrokenPipeError:
        raise
    except OSError as error:
        raise CommandError(f"{error.filename or source}: {error.strerror or error}") from None
    except MemoryError:
        raise CommandError(f"{source}: not enough memory") from None


def _one_line(problem: Problem, parsed: argparse.Namespace) -> str:
    from gradgrid.app.commands.remedies import fault_in_options

    faults = [fault_in_options(each.pointer, each.detail, parsed) for each in problem.errors[:3]]
    return " ".join([problem.detail, "; ".join(faults)]).strip()


def _fail(message: str, status: int) -> int:
    print(f"gradgrid: {' '.join(message.split())}", file=sys.stderr)
    return status
