"""The exceptions of the package that Python has no name for."""


class NonFiniteError(ArithmeticError):
    """Inside `strict()`: an operation turned finite numbers into nan or inf.

    >>> issubclass(NonFiniteError, ArithmeticError)
    True
    """


class ExpressionError(ValueError):
    """An expression given as text could not be read: `message`, and the `column` (from 0) at which it went wrong."""

    def __init__(self, message: str, text: str = "", column: int = 0) -> None:
        super().__init__(message)
        self.text = text
        self.column = column


class DrawingError(RuntimeError):
    """A picture could not be made: the graph is too large, or no layout engine is installed."""
