"""The networks of the documents, once each, with the documents' own names for parameters and intermediates.

Every system holds its parameters in `p` and its network in `net`; `forward` gives the intermediates as labelled Values.
Where a document prints no weights, those here are illustrative, and said to be.
"""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, ClassVar

from autodiff import Value, log_softmax, relu, softmax, variables
from nn import MLP, Neuron


def named(**values: Value) -> SimpleNamespace:
    """Values under the names a document gives them, which also become their labels."""
    for name, v in values.items():
        v.label = name
    return SimpleNamespace(**values)


def pre_activations(outputs: Sequence[Value]) -> list[Any]:
    """What the activations of a layer were applied to: each z of a = f(z)."""
    return [a.parents[0] for a in outputs]


class System:
    """A network of a document: parameters by name in `p`, the network in `net`."""

    net: MLP

    def __init__(self, **data: float) -> None:
        self.p = {v.label: v for v in variables(**data)}

    def matrix(self, *rows: str) -> list[list[Value]]:
        """Parameters by name, row by row: a weight matrix W[input][neuron], or the biases of each layer."""
        return [[self.p[name] for name in row.split()] for row in rows]


def descend(parameters: Sequence[Value], loss: Value, learning_rate: float) -> None:
    """One step of gradient descent on some parameters: all gradients are there before the first weight moves."""
    for p in parameters:
        p.grad = 0.0
    loss.backward()
    for p in parameters:
        p.data -= learning_rate * p.grad


class StudyHours(System):
    """000: 3-2-1, hours studied -> grade. Odd weights enter neuron 1, even ones neuron 2.

    The document prints nothing of neuron 2 but its output 0.047. w2 = w4 = w6 = 0.1 are illustrative, and with
    b2 = -17.5 make it 0.0474.
    """

    students = (((60, 80, 5), 82), ((70, 75, 8), 94), ((40, 51, 10), 45))

    def __init__(self, **changed: float) -> None:
        given = {"w1": 0.1, "w2": 0.1, "w3": 0.1, "w4": 0.1, "w5": 0.1, "w6": 0.1, "w7": 12.0, "w8": 9.0}
        super().__init__(**given | {"b1": -15.0, "b2": -17.5, "b3": 20.0} | changed)
        m = self.matrix
        self.net = MLP(3, [2, 1], activation=["sigmoid", "identity"], bias=m("b1 b2", "b3"),
                       weights=[m("w1 w2", "w3 w4", "w5 w6"), m("w7", "w8")])

    def forward(self, x: Sequence[float], y_act: float) -> SimpleNamespace:
        g1, g2 = self.net.layers[0].outputs(x)
        z1, z2 = pre_activations([g1, g2])
        y_pred = self.net.layers[1]([g1, g2])
        return named(z1=z1, z2=z2, g1=g1, g2=g2, y_pred=y_pred, cost=(y_pred - y_act) ** 2)


class DogCat(System):
    """001: the classifier 2-3-2, ReLU and softmax; class 1 is the cat, class 2 the dog."""

    animal = (8, 12)

    def __init__(self, b1: Sequence[float] = (0.1, 0.2, 0.3), b2: Sequence[float] = (0.1, 0.2)) -> None:
        first, second = ((0.1, 0.3, 0.5), (0.2, 0.4, 0.6)), ((0.1, 0.4), (0.2, 0.5), (0.3, 0.6))
        super().__init__(**{f"W1_{i}{j}": w for i, row in enumerate(first, 1) for j, w in enumerate(row, 1)},
                         **{f"W2_{i}{j}": w for i, row in enumerate(second, 1) for j, w in enumerate(row, 1)},
                         **{f"b1_{j}": b for j, b in enumerate(b1, 1)}, **{f"b2_{j}": b for j, b in enumerate(b2, 1)})
        m = self.matrix
        self.net = MLP(2, [3, 2], activation=["relu", "identity"], bias=m("b1_1 b1_2 b1_3", "b2_1 b2_2"), weights=[
            m("W1_11 W1_12 W1_13", "W1_21 W1_22 W1_23"), m("W2_11 W2_12", "W2_21 W2_22", "W2_31 W2_32")])

    def forward(self, x: Sequence[Any] = animal, target: int = 2) -> SimpleNamespace:
        a = self.net.layers[0].outputs(x)
        z = pre_activations(a)
        o1, o2 = self.net.layers[1](a)
        p1, p2 = softmax([o1, o2])
        loss = -log_softmax([o1, o2])[target - 1]
        return named(z1=z[0], z2=z[1], z3=z[2], a1=a[0], a2=a[1], a3=a[2], o1=o1, o2=o2, p1=p1, p2=p2, loss=loss)


class Xor(System):
    """001: C is OR, D is AND, Y = ReLU(C - 2D). The activation can be exchanged: the documents disagree on ReLU'(0)."""

    rows: ClassVar[dict[str, tuple[float, float]]] = {"00": (0, 0), "01": (0, 1), "10": (1, 0), "11": (1, 1)}

    def __init__(self, activation: Any = relu) -> None:
        super().__init__(w1c=1.0, w2c=1.0, bc=0.0, w1d=1.0, w2d=1.0, bd=-1.0, wc=1.0, wd=-2.0, by=0.0)
        m = self.matrix
        self.net = MLP(2, [2, 1], activation=[activation, activation], weights=[m("w1c w1d", "w2c w2d"), m("wc", "wd")],
                       bias=m("bc bd", "by"))

    def forward(self, x: Sequence[float]) -> SimpleNamespace:
        c, d = self.net.layers[0].outputs(x)
        return named(C=c, D=d, Y=self.net.layers[1]([c, d]))


class TanhNet(System):
    """001: 2-2-1, tanh, no intercepts. w1, w2 enter h1; w3, w4 enter h2; w5, w6 the linear output."""

    def __init__(self, w6: float = 0.8) -> None:
        super().__init__(w1=0.1, w2=0.2, w3=0.3, w4=0.1, w5=0.5, w6=w6)
        m = self.matrix
        self.net = MLP(2, [2, 1], activation=["tanh", "identity"], bias=False,
                       weights=[m("w1 w3", "w2 w4"), m("w5", "w6")])

    def forward(self, x: Sequence[float] = (2, 3), target: float = 1) -> SimpleNamespace:
        h1, h2 = self.net.layers[0].outputs(x)
        a1, a2 = pre_activations([h1, h2])
        y = self.net.layers[1]([h1, h2])
        residual = y - target
        return named(a1=a1, a2=a2, h1=h1, h2=h2, y=y, residual=residual, E=0.5 * residual**2)


class Mazur(System):
    """001m, the homework: 2-2-2, sigmoid, one bias per layer that its two neurons share."""

    def __init__(self) -> None:
        super().__init__(w1=0.15, w2=0.20, w3=0.25, w4=0.30, w5=0.40, w6=0.45, w7=0.50, w8=0.55, b1=0.35, b2=0.60)
        m = self.matrix
        self.net = MLP(2, [2, 2], activation=["sigmoid", "sigmoid"], weights=[m("w1 w3", "w2 w4"), m("w5 w7", "w6 w8")],
                       bias=m("b1 b1", "b2 b2"))

    def forward(self) -> SimpleNamespace:
        h1, h2 = self.net.layers[0].outputs([0.05, 0.10])
        o1, o2 = self.net.layers[1]([h1, h2])
        (nh1, nh2), (no1, no2) = pre_activations([h1, h2]), pre_activations([o1, o2])
        e1, e2 = 0.5 * (0.01 - o1) ** 2, 0.5 * (0.99 - o2) ** 2
        return named(net_h1=nh1, net_h2=nh2, out_h1=h1, out_h2=h2, net_o1=no1, net_o2=no2, out_o1=o1, out_o2=o2,
                     E_o1=e1, E_o2=e2, E_total=e1 + e2)


def gate(bias: float, activation: Any = "identity") -> Neuron:
    """002: Y = 1 X1 + 1 X2 + bias; -1 makes it AND, 0 makes it OR."""
    return Neuron(2, activation=activation, weights=[1.0, 1.0], bias=bias)


class Matrices(System):
    """003: 3-4-2 in matrix form, sigmoid. The weights are illustrative: the document has none."""

    samples = (((1, 2, 3), (0, 1)), ((-1, 0, 2), (1, 0)), ((2, -1, 1), (1, 1)))

    def __init__(self) -> None:
        super().__init__(**{f"W1_{i}{j}": 0.1 * i - 0.05 * j for i in range(1, 4) for j in range(1, 5)},
                         **{f"b1_{j}": 0.01 * j for j in range(1, 5)},
                         **{f"W2_{j}{k}": 0.2 * j - 0.3 * k for j in range(1, 5) for k in range(1, 3)},
                         **{f"b2_{k}": -0.1 * k for k in range(1, 3)})
        w1 = self.matrix(*[" ".join(f"W1_{i}{j}" for j in range(1, 5)) for i in range(1, 4)])
        w2 = self.matrix(*[f"W2_{j}1 W2_{j}2" for j in range(1, 5)])
        bias = self.matrix("b1_1 b1_2 b1_3 b1_4", "b2_1 b2_2")
        self.net = MLP(3, [4, 2], activation=["sigmoid", "sigmoid"], weights=[w1, w2], bias=bias)

    def forward(self, x: Sequence[float], target: Sequence[float]) -> SimpleNamespace:
        a = self.net.layers[0].outputs(x)
        o1, o2 = self.net.layers[1](a)
        return named(a1=a[0], a2=a[1], a3=a[2], a4=a[3], o1=o1, o2=o2, C=(o1 - target[0]) ** 2 + (o2 - target[1]) ** 2)


class Chain(System):
    """003: 1-1-1, sigmoid, with the input as a Value, for dC/da0. Numbers illustrative."""

    def __init__(self) -> None:
        super().__init__(w1=0.8, b1=-0.2, w2=-1.2, b2=0.3)
        m = self.matrix
        self.net = MLP(1, [1, 1], activation=["sigmoid", "sigmoid"], weights=[m("w1"), m("w2")], bias=m("b1", "b2"))

    def forward(self) -> SimpleNamespace:
        a0, y = variables(a0=1.5, y=1.0)
        a1 = self.net.layers[0]([a0])
        a2 = self.net.layers[1]([a1])
        z1, z2 = pre_activations([a1, a2])
        return named(a0=a0, z1=z1, a1=a1, z2=z2, a2=a2, y=y, C=(a2 - y) ** 2)


class Example2(System):
    """003, "Ejemplo 2": two activated layers and a linear read-out without bias. Numbers illustrative."""

    def __init__(self) -> None:
        super().__init__(A11=0.5, A12=-0.4, A21=0.3, A22=0.4, c1=0.05, c2=-0.05, B11=0.5, B12=0.6, B21=-0.7, B22=0.8,
                         d1=0.1, d2=0.2, S1=1.5, S2=-0.5)
        m = self.matrix  # the document multiplies from the left, W x: the rows of W[input][neuron] are its columns
        self.net = MLP(2, [2, 2, 1], activation=["sigmoid", "sigmoid", "identity"], bias=[*m("c1 c2", "d1 d2"), False],
                       weights=[m("A11 A21", "A12 A22"), m("B11 B21", "B12 B22"), m("S1", "S2")])

    def forward(self) -> SimpleNamespace:
        s = self.net([1, 2])
        return named(s=s, C=(s - 1) ** 2)


class Apartment(System):
    """004: 1-1-1, ReLU and a linear output, square metres -> price; the listing calls w2, b2 `w_out`, `b_out`."""

    def __init__(self) -> None:
        super().__init__(w1=0.5, b1=0.1, w2=0.4, b2=0.2)
        m = self.matrix
        self.net = MLP(1, [1, 1], activation=["relu", "identity"], weights=[m("w1"), m("w2")], bias=m("b1", "b2"))

    def forward(self, x: float = 50, price: float = 300) -> SimpleNamespace:
        a1 = self.net.layers[0]([x])
        (z1,) = pre_activations([a1])
        pred = self.net.layers[1]([a1])
        return named(z1=z1, a1=a1, pred=pred, E=0.5 * (pred - price) ** 2)
