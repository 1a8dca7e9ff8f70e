"""Index expressions as text: what stands between the brackets of a tensor.

Where an axis has size 1, or an option is trivial, the expression is the simpler one: a teacher
writes ``i:i+2``, and not ``1*i : 1*i + 1*(2-1) + 1 : 1``.
"""

from __future__ import annotations

from collections.abc import Sequence


def at(name: str, *parts: str) -> str:
    """The cells of ``name`` at ``parts``, one for each axis; those at the end that are whole go.

    >>> at("input", "0", "i:i+2", "j:j+2", ":"), at("weight", ":", ":", ":", "o")
    ('input[0, i:i+2, j:j+2]', 'weight[..., o]')
    >>> at("bias", ":")
    'bias'
    """
    kept = list(parts)
    if len(kept) > 2 and set(kept[:-1]) == {":"} != {kept[-1]}:
        kept = ["...", kept[-1]]
    while kept and kept[-1] == ":":
        kept.pop()
    return f"{name}[{', '.join(kept)}]" if kept else name


def scaled(factor: int, letter: str) -> str:
    """``2*i``, or ``i`` where the factor is 1; 0 stays 0."""
    return letter if factor == 1 or letter == "0" else f"{factor}*{letter}"


def affine(*terms: tuple[int, str], offset: int = 0) -> str:
    """A sum of multiples of letters, the offset after the first.

    >>> affine((1, "y"), (-2, "u"), offset=1), affine((1, "y"), (1, "u"), offset=-1)
    ('y + 1 - 2*u', 'y - 1 + u')
    """
    parts = [(factor, scaled(abs(factor), letter)) for factor, letter in terms if letter != "0"]
    if offset:
        parts.insert(1, (offset, str(abs(offset))))
    (_, first), *others = parts
    return first + "".join(f" {'+' if sign > 0 else '-'} {text}" for sign, text in others)


def span(letter: str, step: int, gap: int, taps: int) -> str:
    """Where a window of ``taps`` cells, ``gap`` apart, lies when it has moved on by ``letter``.

    >>> span("i", 1, 1, 2), span("i", 2, 1, 3), span("i", 2, 3, 2), span("i", 2, 1, 1)
    ('i:i+2', '2*i:2*i+3', '2*i:2*i+4:3', '2*i')
    >>> span("0", 1, 1, 2)
    '0:2'
    """
    start = scaled(step, letter)
    if taps == 1:
        return start
    reach = gap * (taps - 1) + 1
    end = str(reach) if start == "0" else f"{start}+{reach}"
    return f"{start}:{end}" + (f":{gap}" if gap > 1 else "")


def whole(size: int) -> str:
    """A whole axis; the one place of it where it has size 1."""
    return ":" if size > 1 else "0"


def one(letter: str, size: int) -> str:
    """A place on an axis; 0 where it has size 1."""
    return letter if size > 1 else "0"


def channel(letter: str, size: int, groups: int) -> str:
    """A channel of all, of which each of the groups has ``size``.

    >>> channel("c", 3, 1), channel("c", 1, 1), channel("c", 3, 2), channel("c", 1, 2)
    ('c', '0', '3*g+c', 'g')
    """
    if groups == 1:
        return one(letter, size)
    return "g" if size == 1 else f"{size}*g+{letter}"


def channels(size: int, groups: int) -> str:
    """All channels of a group, of ``size``.

    >>> channels(3, 1), channels(1, 1), channels(3, 2), channels(1, 2)
    (':', '0', '3*g:3*g+3', 'g')
    """
    if groups == 1:
        return whole(size)
    return "g" if size == 1 else f"{size}*g:{size}*g+{size}"


def crop(before: int, after: int) -> str:
    """What is left of an axis without its ends.

    >>> crop(1, 2), crop(1, 0), crop(0, 2), crop(0, 0)
    ('1:-2', '1:', ':-2', ':')
    """
    return f"{before or ''}:{-after if after else ''}"


def shape(*sizes: int) -> str:
    """Sizes as NumPy takes them, one after another.

    >>> shape(4, 12)
    '4, 12'
    """
    return ", ".join(map(str, sizes))


def zeros(sizes: Sequence[int]) -> str:
    """An array of zeros.

    >>> zeros((1, 2)), zeros((3,))
    ('np.zeros((1, 2))', 'np.zeros(3)')
    """
    return f"np.zeros(({shape(*sizes)}))" if len(sizes) > 1 else f"np.zeros({sizes[0]})"
