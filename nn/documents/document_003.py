"""Document 003: the matrix network, the sigmoid chain with all its formulas, Ejemplo 2 (rows 27 to 32)."""

import math

from autodiff import Value, sigmoid, sum
from nn import Layer
from nn.documents.numbers import Numbers, data, grads, under
from nn.documents.systems import Chain, Example2, Matrices


def row_27() -> Numbers:
    """The 3-4-2 network: forward and backward for each of three samples."""
    found: Numbers = {}
    for i, (x, target) in enumerate(Matrices.samples, 1):
        net = Matrices()
        f = net.forward(x, target)
        f.C.backward()
        found |= under(f"s{i}", data(vars(f)) | under("grad", grads(net.p)))
    return under("003.net342", found)


def row_28() -> Numbers:
    """The chain of two sigmoid neurons, and a step with r = 0,1."""
    net = Chain()
    f = net.forward()
    f.C.backward()
    forward = {name: v.data for name, v in vars(f).items() if name in ("z1", "a1", "z2", "a2", "C")}
    gradients = grads(net.p | {"a0": f.a0, "a1": f.a1})
    net.net.gradient_step(0.1)
    return under("003.chain", forward | under("grad", gradients) | under("upd_lr01", data(net.p)))


def row_29() -> Numbers:
    """sigma' as a primitive knows it."""
    found: Numbers = {}
    for point in ("-2", "-0.5", "0", "1", "3"):
        x = Value(float(point))
        sigmoid(x).backward()
        found[f"003.dsigma({point})"] = x.grad
    return found


def row_30() -> Numbers:
    """The total cost of the 3-4-2 network: the mean over the samples of a sum over the outputs."""
    net = Matrices()
    total = sum([net.forward(x, target).C for x, target in Matrices.samples]) / len(Matrices.samples)
    total.backward()
    return under("003.net342.total", {"C": total.data} | under("grad", grads(net.p)))


def row_31() -> Numbers:
    """[4,3].[3,100]: the errors of 100 samples, carried back through a layer of 4 inputs and 3 neurons."""
    carried = list(zip(*[carry_back(sample)[0] for sample in range(100)], strict=True))
    return under("003.shape", {"rows": float(len(carried)), "cols": float(len(carried[0]))})


def carry_back(sample: int) -> tuple[list[float], list[float]]:
    """The gradient in the 4 inputs of a layer, for one sample, and W delta, from which it should come."""
    w = [[0.1 * i - 0.2 * j for j in range(3)] for i in range(4)]
    a = [Value(math.cos(sample + i)) for i in range(4)]
    z = Layer(4, 3, activation="identity", weights=w, bias=False)(a)
    sum([(z[j] - j) ** 2 for j in range(3)]).backward()
    return [v.grad for v in a], [math.fsum(w[i][j] * z[j].grad for j in range(3)) for i in range(4)]


def row_32() -> Numbers:
    """Ejemplo 2: three weight matrices and two biases, as the read-out has none."""
    net = Example2()
    f = net.forward()
    f.C.backward()
    return under("003.ex2", data(vars(f)) | under("grad", grads(net.p)))
