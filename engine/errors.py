"""The errors the engine raises: each message gives the rule, the values received and the remedy."""


class EngineError(ValueError):
    """What was asked cannot be computed; ``argument`` names the parameter that is at fault."""

    def __init__(self, argument: str, message: str) -> None:
        super().__init__(message)
        self.argument = argument


class DtypeError(EngineError):
    """An array is not float32 or float64, or two arrays do not agree."""


class ShapeError(EngineError):
    """A rank, a channel count or a size does not fit the others."""


class OptionError(EngineError):
    """``stride``, ``padding``, ``dilation`` or ``groups`` has a value that means nothing."""
