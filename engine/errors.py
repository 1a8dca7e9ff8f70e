"""The errors the engine raises: each message gives the rule, the values received and the remedy."""


class EngineError(ValueError):
    """What was asked cannot be computed; ``argument`` names the parameter that is at fault.

    A fault of a shape is named after the tensor: "input" for ``input_shape``, "weight" for
    ``weight_shape``.
    """

    def __init__(self, argument: str, message: str) -> None:
        super().__init__(message)
        self.argument = argument


class DtypeError(EngineError):
    """What should be an array is none, is not float32 or float64, or two do not agree."""


class ShapeError(EngineError):
    """A rank, a channel count or a size does not fit the others."""


class OptionError(EngineError):
    """An option has a value that means nothing.

    The options are ``stride``, ``padding``, ``dilation`` and ``groups``; for im2col and col2im also
    ``kernel_size``, ``input_size`` and ``patch_order``.
    """
