"""Initialisers: how the initial weights are drawn.

An initialiser is a function of a random generator, the number of inputs (fan in) and the number of neurons of the layer (fan
out), which returns one weight. `init=` takes one, or its name in `NAMED`.
"""

import math
import random
from collections.abc import Callable
from typing import Any

from autodiff.messages import shown
from nn.checks import checked_finite, checked_not_negative

Initializer = Callable[[random.Random, int, int], float]


def uniform(low: float = -1.0, high: float = 1.0) -> Initializer:
    """The uniform distribution from low to high. The default, as in micrograd, is `uniform(-1, 1)`.

    >>> uniform(0.0, 0.0)(random.Random(0), 2, 3)
    0.0
    """
    low, high = checked_finite(low, "low of uniform()"), checked_finite(high, "high of uniform()")
    checked_not_negative(high - low, "high - low of uniform()")
    return lambda rng, fan_in, fan_out: rng.uniform(low, high)


def normal(mean: float = 0.0, std: float = 1.0) -> Initializer:
    """The normal distribution with this mean and standard deviation (0 or more).

    >>> normal(2.0, 0.0)(random.Random(0), 2, 3)
    2.0
    """
    mean, std = checked_finite(mean, "mean of normal()"), checked_not_negative(std, "std of normal()")
    return lambda rng, fan_in, fan_out: rng.normalvariate(mean, std)  # not gauss, which keeps a number for the next call


def constant(x: float) -> Initializer:
    """The same number for every weight. The neurons of a layer then stay equal in training.

    >>> constant(0.1)(random.Random(0), 2, 3)
    0.1
    """
    x = checked_finite(x, "x of constant()")
    return lambda rng, fan_in, fan_out: x


def xavier_uniform(gain: float = 1.0) -> Initializer:
    """Uniform within gain·√(6/(fan in + fan out)), for tanh and sigmoid (Glorot and Bengio, 2010).

    >>> abs(xavier_uniform()(random.Random(0), 2, 4)) <= 1
    True
    """
    gain = checked_not_negative(gain, "gain of xavier_uniform()")
    return _uniform_within(lambda fan_in, fan_out: gain * math.sqrt(6 / (fan_in + fan_out)))


def xavier_normal(gain: float = 1.0) -> Initializer:
    """Normal with standard deviation gain·√(2/(fan in + fan out)) (Glorot and Bengio, 2010).

    >>> xavier_normal(0.0)(random.Random(0), 2, 4)
    0.0
    """
    gain = checked_not_negative(gain, "gain of xavier_normal()")
    return lambda rng, fan_in, fan_out: rng.normalvariate(0.0, gain * math.sqrt(2 / (fan_in + fan_out)))


def he_uniform() -> Initializer:
    """Uniform within √(6/fan in), for relu (He and others, 2015).

    >>> abs(he_uniform()(random.Random(0), 6, 4)) <= 1
    True
    """
    return _uniform_within(lambda fan_in, fan_out: math.sqrt(6 / fan_in))


def he_normal() -> Initializer:
    """Normal with standard deviation √(2/fan in), for relu (He and others, 2015).

    >>> type(he_normal()(random.Random(0), 6, 4))
    <class 'float'>
    """
    return lambda rng, fan_in, fan_out: rng.normalvariate(0.0, math.sqrt(2 / fan_in))


def _uniform_within(limit: Callable[[int, int], float]) -> Initializer:
    def draw(rng: random.Random, fan_in: int, fan_out: int) -> float:
        bound = limit(fan_in, fan_out)
        return rng.uniform(-bound, bound)

    return draw


FACTORIES = (uniform, normal, constant, xavier_uniform, xavier_normal, he_uniform, he_normal)
NAMED: dict[str, Initializer] = {
    "uniform": uniform(), "normal": normal(), "zeros": constant(0.0), "ones": constant(1.0),
    "xavier": xavier_uniform(), "xavier_uniform": xavier_uniform(), "xavier_normal": xavier_normal(),
    "he": he_uniform(), "he_uniform": he_uniform(), "he_normal": he_normal(),
}


def initializer(init: Any) -> Initializer:
    """The initialiser of a name, or a function as it is; `ValueError` for anything else.

    >>> initializer("ones")(random.Random(0), 2, 3)
    1.0
    """
    if any(init is factory for factory in FACTORIES):
        raise ValueError(f"init must be an initialiser, got a function that returns one: call it, {init.__name__}()")
    if callable(init):
        return init  # type: ignore[no-any-return]
    if not isinstance(init, str) or init not in NAMED:
        raise ValueError(f"init must be an initialiser or the name of one, got {shown(init)}: try {', '.join(NAMED)}")
    return NAMED[init]
