"""Write ``layers.jsonl``: random layers in PyTorch's own layout, with what PyTorch computes.

``python -m tests.oracle.generate_layers``, in an environment that has torch. The first line names
the torch version.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

from tests.oracle.generate import as_integer
from tests.oracle.layers import LAYERS, RESULTS, integers
from tests.oracle.torch_reference import torch_version

SEED = 13
COUNT = 300
MAX_NUMBERS = 260


def main() -> None:
    """Write the file anew: the same bytes for the same torch."""
    header = {
        "made_by": "python -m tests.oracle.generate_layers",
        "torch": torch_version(),
        "layout": "NCHW; weight (C_out, C_in/groups, kh, kw), transposed (C_in, C_out/groups, ...)",
        "gradients_of": "sum(grad_output * output)",
    }
    lines = [header, *cases()]
    text = "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines)
    LAYERS.write_text(text, encoding="utf-8")
    print(f"{len(lines) - 1} layers, {len(text) / 1e3:.0f} KB, torch {header['torch']}")


def cases() -> Iterator[dict[str, Any]]:
    """``COUNT`` layers, each small enough to keep."""
    chance, found, seed = random.Random(SEED), 0, 0
    while found < COUNT:
        seed += 1
        layer = random_layer(chance)
        line = None if layer is None else computed(layer, seed)
        if line is not None and sum(len(line[name]) for name in RESULTS) <= MAX_NUMBERS:
            found += 1
            yield line


def random_layer(chance: random.Random) -> dict[str, Any] | None:
    """Shapes and options of one layer; None where its kernel does not fit."""
    is_transposed = chance.random() < 0.25
    axes = 1 if chance.random() < 0.25 else 2
    groups = chance.choice([1, 1, 1, 2, 3])
    of_group, outputs = chance.choice([1, 1, 2]), chance.choice([1, 1, 2])
    kernel = [chance.randint(1, 3) for _ in range(axes)]
    size = [chance.randint(2, 5 if is_transposed else 7) for _ in range(axes)]
    stride = [chance.randint(1, 3) for _ in range(axes)]
    dilation = [chance.choice([1, 1, 2]) for _ in range(axes)]
    sides = _sides(chance, axes, kernel, dilation, is_transposed)
    same = not is_transposed and chance.random() < 0.1
    spans = [d * (k - 1) + 1 for d, k in zip(dilation, kernel, strict=True)]
    padding: Any = sides
    if same:
        # PyTorch has "same" at stride 1 only.
        stride, padding, sides = [1] * axes, "same", [[0, 0]] * axes
    elif any(n + sum(s) < k for n, s, k in zip(size, sides, spans, strict=True)):
        return None
    batch = [] if chance.random() < 0.2 else [chance.choice([1, 2])]
    channels = groups * of_group
    weight = [groups * outputs, of_group] if not is_transposed else [channels, outputs]
    return {
        "operation": "conv_transpose2d" if is_transposed else "conv2d",
        "input": [*batch, channels, *size],
        "weight": [*weight, *kernel],
        "outputs": groups * outputs,
        "has_bias": chance.random() < 0.7,
        "stride": stride,
        "padding": padding,
        "dilation": dilation,
        "groups": groups,
        "output_padding": [
            chance.randrange(max(s, d)) if is_transposed and chance.random() < 0.5 else 0
            for s, d in zip(stride, dilation, strict=True)
        ],
    }


def _sides(
    chance: random.Random, axes: int, kernel: list[int], dilation: list[int], is_transposed: bool
) -> list[list[int]]:
    """Padding before and after each axis; alike where PyTorch's own argument has it."""
    if chance.random() < 0.35:
        return [[0, 0]] * axes
    if is_transposed or chance.random() < 0.6:
        most = [d * (k - 1) for k, d in zip(kernel, dilation, strict=True)]
        return [[side, side] for side in (chance.randint(0, min(2, m)) for m in most)]
    return [[chance.randint(0, 2), chance.randint(0, 2)] for _ in range(axes)]


def computed(layer: dict[str, Any], seed: int) -> dict[str, Any] | None:
    """The line of a layer, with PyTorch's results; None where PyTorch does not take it."""
    import torch

    shapes = {"input": layer["input"], "weight": layer["weight"], "bias": [layer["outputs"]]}
    tensors = {
        name: torch.tensor(integers(shape, f"{seed} {name}"), requires_grad=True)
        for name, shape in shapes.items()
    }
    bias = tensors["bias"] if layer["has_bias"] else 0 * tensors["bias"]
    try:
        output = _run(layer, tensors["input"], tensors["weight"], bias)
    except RuntimeError:
        return None
    grad_output = torch.tensor(integers(output.shape, f"{seed} grad_output"))
    (grad_output * output).sum().backward()
    grad_bias = tensors["bias"].grad if layer["has_bias"] else _sum(grad_output, layer)
    results = {
        "output": output.detach(),
        "grad_input": tensors["input"].grad,
        "grad_weight": tensors["weight"].grad,
        "grad_bias": grad_bias,
    }
    if not layer["has_bias"]:
        del shapes["bias"]
    return {
        "operation": layer["operation"],
        "shapes": shapes | {"grad_output": list(output.shape)},
        "options": _as_written(layer),
        "seed": seed,
        **{
            name: [as_integer(number) for number in tensor.numpy().flat]
            for name, tensor in results.items()
        },
    }


def _sum(grad_output: Any, layer: dict[str, Any]) -> Any:
    axes = len(layer["stride"])
    over = [axis for axis in range(grad_output.ndim) if axis != grad_output.ndim - axes - 1]
    return grad_output.sum(over)


def _run(layer: dict[str, Any], input: Any, weight: Any, bias: Any) -> Any:
    import torch.nn.functional as F  # noqa: N812

    axes, padding = len(layer["stride"]), layer["padding"]
    options = {name: layer[name] for name in ("stride", "dilation", "groups")}
    if layer["operation"] == "conv_transpose2d":
        run = F.conv_transpose1d if axes == 1 else F.conv_transpose2d
        options["output_padding"] = layer["output_padding"]
        return run(input, weight, bias, padding=[side for side, _ in padding], **options)
    run = F.conv1d if axes == 1 else F.conv2d
    if padding == "same":
        return run(input, weight, bias, padding=padding, **options)
    # F.pad takes the last axis first.
    padded = F.pad(input, [side for sides in reversed(padding) for side in sides])
    return run(padded, weight, bias, **options)


def _as_written(layer: dict[str, Any]) -> dict[str, Any]:
    """The options as people write them: one number where all are alike."""
    padding = layer["padding"]
    if padding != "same":
        alike = all(before == after for before, after in padding)
        padding = _short([before for before, _ in padding]) if alike else padding
    options = {
        "stride": _short(layer["stride"]),
        "padding": padding,
        "dilation": _short(layer["dilation"]),
        "groups": layer["groups"],
    }
    if any(layer["output_padding"]):
        options["output_padding"] = _short(layer["output_padding"])
    return options


def _short(sizes: list[int]) -> int | list[int]:
    return sizes[0] if len(set(sizes)) == 1 else sizes


if __name__ == "__main__":
    main()
