"""Names that other libraries have: of fields, of results, and of what is to be left out."""

from __future__ import annotations

from gradgrid.app.wire.known_names.answers import Answer, letters
from gradgrid.app.wire.known_names.fields import FIELDS
from gradgrid.app.wire.known_names.left_out import LEFT_OUT
from gradgrid.app.wire.known_names.not_offered import NOT_OFFERED
from gradgrid.app.wire.known_names.results import RESULTS, gradient_of
from gradgrid.app.wire.known_names.stems import by_stem
from gradgrid.app.wire.known_names.two_meanings import AS_SPELT, TWO_MEANINGS

__all__ = ["KNOWN", "Answer", "answer_of", "bare", "letters"]

# No name of a library, nor of a layer within a model, is longer.
MAX_LETTERS = 120
TABLES = (FIELDS, RESULTS, LEFT_OUT, TWO_MEANINGS, NOT_OFFERED)
KNOWN: dict[str, Answer] = {name: each for table in TABLES for name, each in table.items()}


def answer_of(name: str) -> Answer | None:
    """What is said of the name of another library; None of a name that nobody is known to use.

    >>> answer_of("dilation_rate").field, answer_of("self.conv1.weight").field
    ('dilation', 'weight')
    >>> answer_of("gradInput").result, answer_of("weight.grad").result
    ('grad_input', 'grad_weight')
    """
    if len(name) > MAX_LETTERS:
        return None
    short = bare(name)
    found = AS_SPELT.get(short) or KNOWN.get(letters(short))
    return found or gradient_of(short) or by_stem(short, KNOWN)


def bare(name: str) -> str:
    """A name without whose it is: that of its tensor.

    >>> bare("self.conv1.weight"), bare("x.grad"), bare("conv.weight.data"), bare("pads")
    ('weight', 'grad_x', 'weight', 'pads')
    """
    parts = [part for part in name.split(".") if part and part not in ("data", "value")]
    if len(parts) > 1 and parts[-1] == "grad":
        return f"grad_{parts[-2]}"
    return parts[-1] if parts else name
