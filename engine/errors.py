"""The errors the engine raises: each message gives the rule, the values received and the remedy."""


class EngineError(ValueError):
    """The base of all errors here: an argument is wrong; ``argument`` is its name.

    A fault of a shape is named after the tensor: "input" for ``input_shape``, "weight" for
    ``weight_shape``.
    """

    def __init__(self, argument: str, message: str) -> None:
        super().__init__(message)
        self.argument = argument


class DtypeError(EngineError):
    """An argument is missing, or is no array or nested lists of numbers of at most 64 bits."""


class ShapeError(EngineError):
    """A rank, a channel count or a size does not fit the others."""


class OptionError(EngineError):
    """An option has an invalid value.

    The options are ``stride``, ``padding``, ``dilation``, ``groups``, ``layout`` and
    ``weight_layout``; for im2col and col2im also ``kernel_size``, ``input_size`` and
    ``patch_order``; and the number of threads.
    """
