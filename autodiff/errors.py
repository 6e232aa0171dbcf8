"""The exceptions of the package that Python has no name for."""


class NonFiniteError(ArithmeticError):
    """Inside `strict()`: an operation turned finite numbers into nan or inf.

    >>> issubclass(NonFiniteError, ArithmeticError)
    True
    """


class UsageError(ValueError):
    """What was typed on the command line could not be used: an option, a `name=number`, an expression.

    text: what was typed. column: where in it the mistake is, counted from 0. A `text` of "" means nothing to point at.
    """

    def __init__(self, message: str, text: str = "", column: int = 0) -> None:
        super().__init__(message, text, column)  # all of them, so that copies and pickles keep them
        self.text = text
        self.column = column

    def __str__(self) -> str:
        return str(self.args[0])


class ExpressionError(UsageError):
    """An expression could not be read, or not be evaluated.

    >>> error = ExpressionError("unexpected '*'", "a * * b", 4)
    >>> error.text[error.column :]
    '* b'
    """


class DrawingError(RuntimeError):
    """A picture could not be made: the graph is too large, or no layout engine is installed."""
