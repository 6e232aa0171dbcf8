"""Mode: what a call gives of its rows of inputs."""

from enum import StrEnum


class Mode(StrEnum):
    """VALUE: the value of each row. ROWS: its gradient too. SUM: values and gradients, added up over the rows."""

    VALUE = "value"
    ROWS = "rows"
    SUM = "sum"

    @staticmethod
    def of(reduce: str | None) -> "Mode":
        """The mode for values and gradients, reduced or not."""
        return ROWS if reduce is None else SUM

    def axes(self, count: int) -> tuple[int, ...]:
        """The first axes of the results of `count` rows."""
        return () if self is SUM else (count,)


VALUE, ROWS, SUM = Mode  # a member is slower to reach through its class
