"""A rule as one line: which cells of which tensors a cell sums, for every cell at once."""

from gradgrid.engine.rules.rule import Index, Product, Rule


def index_equation(name: str, rule: Rule) -> str:
    """The rule of the tensor ``name`` as one line over its axes.

    >>> from gradgrid.engine.conv2d.chapters.grad_input_fold import grad_input_by_fold
    >>> from gradgrid.engine.conv2d.tensors import Conv2dTensors
    >>> from gradgrid.engine.conv2d.geometry import ConvGeometry
    >>> g = ConvGeometry.of((1, 5, 1, 1), (3, 1, 1, 1), stride=(2, 1), padding=(1, 0))
    >>> fold = grad_input_by_fold(Conv2dTensors(g, has_bias=False))
    >>> index_equation(fold.name, fold.rule)
    'grad_input[n,y,x,g,c] = sum over u,v of grad_columns[g,n,(y-u+1)/2,x-v,c,u,v]'
    """
    axes = ",".join(axis.name for axis in rule.axes)
    if rule.target is not None:
        axes = ",".join(_index(index) for index in rule.target)
    return f"{name}[{axes}] = {' + '.join(_product(product) for product in rule.products)}"


def _product(product: Product) -> str:
    factors = " * ".join(
        f"{factor.tensor}[{','.join(_index(index) for index in factor.index)}]"
        for factor in product.factors
    )
    summed = ",".join(axis.name for axis in product.sum)
    scale = "" if product.scale == 1 else f"{product.scale:.6g} * "
    return f"{scale}sum over {summed} of {factors}" if summed else f"{scale}{factors}"


def _index(index: Index) -> str:
    text = ""
    for axis, coefficient in index.terms:
        size = "" if abs(coefficient) == 1 else f"{abs(coefficient)}*"
        sign = "-" if coefficient < 0 else "+" if text else ""
        text += f"{sign}{size}{axis}"
    if index.offset:
        text += f"{index.offset:+d}"
    text = text if index.divisor == 1 else f"({text})/{index.divisor}"
    return text if index.border is None else f"{index.border.mode}({text})"
