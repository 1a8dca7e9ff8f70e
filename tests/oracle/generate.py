"""Write ``cases.jsonl``: convolutions of small integers with PyTorch's output and gradients.

``python -m tests.oracle.generate``, in an environment that has torch. The first line names the
torch version; every other line is a case, with arrays flat in C order, channels last.
"""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path
from typing import Any

from tests.oracle import torch_reference
from tests.oracle.problems import Problem, integer_arrays, random_problems

CASES = Path(__file__).with_name("cases.jsonl")
SEED = 20
COUNT = 720


def main() -> None:
    """Write the file anew: the same bytes for the same torch."""
    header = {
        "made_by": "python -m tests.oracle.generate",
        "torch": torch_reference.torch_version(),
        "layout": "input NHWC, weight HWIO (channels of a group), output NHWC",
        "gradients_of": "sum(grad_output * output)",
    }
    problems = islice(dict.fromkeys(islice(random_problems(SEED), 2 * COUNT)), COUNT)
    lines = [header, *(case(problem, seed) for seed, problem in enumerate(problems))]
    text = "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines)
    CASES.write_text(text, encoding="utf-8")
    print(
        f"{len(lines) - 1} cases, {len(text) / 1e6:.2f} MB, torch {header['torch']}: {CASES.name}"
    )


def case(problem: Problem, seed: int) -> dict[str, Any]:
    """The problem, its arrays, and what PyTorch makes of them."""
    arrays = integer_arrays(problem, torch_reference.output_shape(problem), seed)
    arrays |= torch_reference.results(problem, arrays)
    flat = {name: [as_integer(value) for value in array.flat] for name, array in arrays.items()}
    shapes = {"input_shape": problem.input_shape, "weight_shape": problem.weight_shape}
    return {**shapes, **problem.options, "output_shape": arrays["output"].shape, **flat}


def as_integer(value: float) -> int:
    """The same number without a decimal point; a sum that came out fractional is a fault."""
    whole = int(value)
    assert whole == value, f"{value} is not whole"
    return whole


if __name__ == "__main__":
    main()
