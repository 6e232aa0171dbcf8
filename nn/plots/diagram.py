"""The layout of the picture of a network. The unit is the distance between two neurons of a column, and y points up."""

from dataclasses import dataclass
from itertools import pairwise
from math import isfinite

from autodiff.forks import cached_property
from nn.plots.layers import Column

GAP = 3.2  # smallest distance between two columns
STEEPEST = 0.35  # smallest distance between two columns, relative to their height
RADIUS = 0.33  # of a circle
STUB = 0.27  # length of the line of a bias
WIDEST = 4.5  # width of a line in points, if there is room
HIGH, WIDE, ROOMY = 6.0, 12.0, 0.95  # largest sizes in inches: of the columns, and of a unit
THIN = 0.36  # inches of a unit, below which lines do not become thinner
NARROW = 5.2  # width of the legend in inches
TEXT, LETTER = 0.2, 0.1  # inches for a line of text, and for a letter
Place = tuple[float, float]
Line = tuple[Place, Place, float]  # from, to, weight


@dataclass(frozen=True, slots=True)
class Spread:
    """The neurons of a column that are drawn, with their heights, and the height of the ellipsis, if there is one."""

    heights: dict[int, float]
    rows: int
    ellipsis: float | None = None


def spread(size: int, largest: int) -> Spread:
    """A column of `size` neurons, of which at most `largest` are drawn, half from each end.

    >>> spread(2, 4)
    Spread(heights={0: 0.5, 1: -0.5}, rows=2, ellipsis=None)
    >>> spread(100, 3)
    Spread(heights={0: 1.5, 1: 0.5, 99: -1.5}, rows=4, ellipsis=-0.5)
    """
    if size <= largest:
        return Spread({i: (size - 1) / 2 - i for i in range(size)}, size)
    above, below = largest - largest // 2, largest // 2
    chosen = [*range(above), None, *range(size - below, size)]
    heights = {neuron: largest / 2 - row for row, neuron in enumerate(chosen) if neuron is not None}
    return Spread(heights, largest + 1, largest / 2 - above)


def heaviest(lines: list[Line]) -> float:
    """The largest size of a weight."""
    return max((abs(w) for *_, w in lines if isfinite(w)), default=0.0)


@dataclass(frozen=True)
class Diagram:
    """The columns of a network, the neurons of each that are drawn, and the sizes of the picture."""

    columns: list[Column]
    spreads: list[Spread]
    inputs: list[str]
    outputs: list[str]

    @cached_property
    def weights(self) -> list[Line]:
        """A line for each weight between two neurons that are drawn."""
        return [((self.x(i), start), (self.x(i + 1), end), self.columns[i + 1].weights[k][m])
                for i, (before, after) in enumerate(pairwise(self.spreads))
                for k, end in after.heights.items() for m, start in before.heights.items()]

    @cached_property
    def biases(self) -> list[Line]:
        """A short line below the neuron for each bias."""
        return [((self.x(i), y - RADIUS - STUB), (self.x(i), y - RADIUS), bias)
                for i, (column, spread) in enumerate(zip(self.columns, self.spreads, strict=True)) if column.biases
                for k, y in spread.heights.items() if (bias := column.biases[k]) is not None]

    def x(self, column: int) -> float:
        """The x of a column."""
        return column * self.gap

    @property
    def gap(self) -> float:
        """The distance between two columns."""
        return max(GAP, STEEPEST * self.high)

    @property
    def high(self) -> int:
        """The height of the columns."""
        return max(spread.rows for spread in self.spreads)

    @property
    def unit(self) -> float:
        """The size of a unit in inches."""
        return min(ROOMY, HIGH / self.high, WIDE / (self.gap * len(self.columns)))

    @property
    def widest(self) -> float:
        """The width of the line of the largest weight in points."""
        return WIDEST * max(self.unit, THIN)

    @property
    def left(self) -> float:
        """The left end of the picture, with the names of the inputs."""
        return -0.5 - LETTER * max(map(len, self.inputs)) / self.unit

    @property
    def right(self) -> float:
        """The right end, with the names of the outputs."""
        return self.x(len(self.columns) - 1) + 0.5 + LETTER * max(map(len, self.outputs)) / self.unit

    @property
    def top(self) -> float:
        """The upper end, with the headings."""
        return self.high / 2 + TEXT * max(len(column.heading) for column in self.columns) / self.unit

    @property
    def bottom(self) -> float:
        """The lower end, with the lines of the lowest biases."""
        return -self.high / 2 - 0.15

    @property
    def inches(self) -> tuple[float, float]:
        """The size of the picture in inches, with a legend."""
        return max((self.right - self.left) * self.unit, NARROW), (self.top - self.bottom) * self.unit + 0.5

    @property
    def description(self) -> str:
        """The picture in words."""
        inputs, *layers = (column.size for column in self.columns)
        sizes = f"{', '.join(map(str, layers[:-1]))} and {layers[-1]}" if len(layers) > 1 else f"{layers[0]}"
        return (f"a network of {inputs} input{'s' * (inputs > 1)} and "
                f"{f'layers of {sizes}' if len(layers) > 1 else f'a layer of {sizes}'} neuron{'s' * (sum(layers) > 1)}")
