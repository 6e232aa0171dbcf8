"""Examples to try networks on: points in classes of known shape, and linear regression.

The classes alternate, so that any slice is balanced. The points of a class are spaced evenly on its curve, in random order.
Noise is Gaussian, the same in every direction.
"""

from collections.abc import Callable, Sequence
from math import cos, pi, sin, sqrt
from typing import Any

from autodiff import dot
from autodiff.messages import shown
from nn.checks import checked_not_negative, checked_size, generator
from nn.data.conversion import finite, listed, matrix
from nn.data.dataset import Dataset

Curve = Callable[[float], Sequence[float]]  # from 0 < t < 1 to a point


def _on_curves(curves: Sequence[Curve], n: Any, noise: Any, rng: Any, **about: Any) -> Dataset:
    """n points that alternate between k curves, each in the middle of its own part of the curve."""
    checked_size(n, "n, the number of samples,")
    random, spread, k = generator(rng), checked_not_negative(noise, "noise"), len(curves)
    sizes = [len(range(c, n, k)) for c in range(k)]
    places = [random.sample(range(size), size) for size in sizes]
    targets = [i % k for i in range(n)]
    points = [curves[c]((places[c][i // k] + 0.5) / sizes[c]) for i, c in enumerate(targets)]
    inputs = [[x + random.gauss(0.0, spread) for x in point] for point in points] if spread else points
    return Dataset(inputs, targets, **about)


def moons(n: int = 100, noise: float = 0.0, rng: Any = 0) -> Dataset:
    """Two interleaved half circles of radius 1 (scikit-learn's make_moons).

    n: the number of samples, in both classes together. noise: the standard deviation of what is added to each coordinate.
    rng: a seed or a `random.Random`. The upper one has its centre in (0, 0), the lower one in (1, 0.5).

    >>> moons(200, noise=0.1)
    moons: 200 samples of 2 inputs in 2 classes: 100 upper, 100 lower
    """
    curves: list[Curve] = [lambda t: (cos(pi * t), sin(pi * t)), lambda t: (1 - cos(pi * t), 0.5 - sin(pi * t))]
    return _on_curves(curves, n, noise, rng, classes=("upper", "lower"), name="moons")


def circles(n: int = 100, noise: float = 0.0, rng: Any = 0, *, factor: float = 0.5) -> Dataset:
    """A circle of radius 1 around one of radius `factor`, between 0 and 1 (scikit-learn's make_circles).

    n, noise, rng: as in `moons`.

    >>> circles(5)
    circles: 5 samples of 2 inputs in 2 classes: 3 outer, 2 inner
    """
    inner = finite(factor, "factor")
    if not 0 < inner < 1:
        raise ValueError(f"factor, the radius of the inner circle, must be between 0 and 1, got {inner!r}")
    curves = [_circle(1.0), _circle(inner)]
    return _on_curves(curves, n, noise, rng, classes=("outer", "inner"), name="circles")


def _circle(radius: float) -> Curve:
    return lambda t: (radius * cos(2 * pi * t), radius * sin(2 * pi * t))


def spirals(n: int = 100, noise: float = 0.0, rng: Any = 0, *, arms: int = 2, turns: float = 1.0) -> Dataset:
    """Arms that wind around the origin, one class each: the radius grows evenly with the angle, from 0.1 to 1.

    n, noise, rng: as in `moons`. arms: 2 or more. turns: of each arm; more are harder to learn. After
    Lang and Witbrock, Learning to tell two spirals apart (1988), who had 2 arms of 3 turns.

    >>> spirals(90, arms=3)
    spirals: 90 samples of 2 inputs in 3 classes: 30 arm 1, 30 arm 2, 30 arm 3
    """
    _two_classes(arms, "arms")
    angle = finite(2 * pi * finite(turns, "turns"), "2*pi*turns")
    curves = [_arm(2 * pi * c / arms, angle) for c in range(arms)]
    return _on_curves(curves, n, noise, rng, classes=[f"arm {c + 1}" for c in range(arms)], name="spirals")


def _arm(start: float, angle: float) -> Curve:
    def at(t: float) -> Sequence[float]:
        radius = sqrt(0.01 + 0.99 * t)  # points are then about equally dense everywhere
        phi = start + angle * (radius - 0.1) / 0.9
        return radius * cos(phi), radius * sin(phi)

    return at


def blobs(n: int = 100, noise: float = 0.2, rng: Any = 0, *, centers: Any = 3) -> Dataset:
    """Gaussian clouds, one class each (scikit-learn's make_blobs).

    n, noise, rng: as in `moons`. centers: how many, evenly on a circle of radius 1; or the centres as rows of any
    length.

    >>> blobs(8, centers=[[0, 0, 0], [1, 2, 3]])
    blobs: 8 samples of 3 inputs in 2 classes: 4 blob 1, 4 blob 2
    """
    if type(centers) is int:
        _two_classes(centers, "centers")
        circle = _circle(1.0)
        points: Sequence[Sequence[float]] = [circle(c / centers) for c in range(centers)]
    else:
        points = matrix(centers, "centers")
        _two_classes(len(points), "centers")
    curves = [_point(point) for point in points]
    return _on_curves(curves, n, noise, rng, classes=[f"blob {c + 1}" for c in range(len(points))], name="blobs")


def _point(center: Sequence[float]) -> Curve:
    return lambda t: center


def _two_classes(count: Any, what: str) -> None:
    if checked_size(count, what) < 2:
        raise ValueError(f"{what} must be 2 or more, got {shown(count)}")


def linear(n: int = 100, noise: float = 0.0, rng: Any = 0, *, weights: Any = (2.0, -3.0), bias: float = 0.5) -> Dataset:
    """Linear regression (regresión) with known weights: target = weights·x + bias + noise, inputs uniform in [-1, 1].

    n, noise, rng: as in `moons`; the noise is of the target. weights: one per input.

    >>> X, y = linear(50, weights=[3.0], bias=1.0)
    >>> all(target == 3.0 * x + 1.0 for (x,), target in zip(X, y))
    True
    """
    checked_size(n, "n, the number of samples,")
    slopes = [finite(w, "weights", i) for i, w in enumerate(listed(weights, "weights"))]
    if not slopes:
        raise ValueError("weights must be a list of at least one number, got none: give one per input")
    start, random, spread = finite(bias, "bias"), generator(rng), checked_not_negative(noise, "noise")
    inputs = [[random.uniform(-1, 1) for _ in slopes] for _ in range(n)]
    targets = [dot(slopes, x, start) + random.gauss(0.0, spread) for x in inputs]
    return Dataset(inputs, targets, name="linear")
