"""Document 001: the dog and cat classifier, XOR, losses, convexity, a graph, batch norm (rows 5, 6, 8 to 13, 20)."""

from types import SimpleNamespace

from autodiff import Value, log, sum, variables, where
from nn import Neuron
from nn.documents import document_000
from nn.documents.numbers import Numbers, data, grads, under
from nn.documents.systems import DogCat, StudyHours, Xor, named

BCE_CASES = {"y0_p08": (0, 0.8), "y0_p02": (0, 0.2), "y1_p08": (1, 0.8), "y1_p02": (1, 0.2)}


def bce(y: float, p: Value) -> Value:
    """Binary cross-entropy as document 001 writes it, for one observation."""
    return -(y * log(p) + (1 - y) * log(1 - p))


def row_5() -> Numbers:
    """Dog or cat: forward, and the gradients of the cross-entropy in parameters, inputs and logits."""
    net = DogCat()
    x1, x2 = variables(x1=8.0, x2=12.0)
    f = net.forward([x1, x2])
    f.loss.backward()
    forward = {name: v.data for name, v in vars(f).items() if name != "loss"}
    wanted = net.p | {"x1": x1, "x2": x2, "o1": f.o1, "o2": f.o2}
    return under("001.dc", forward | under("grad", grads(wanted)) | {
        "sigmoid_o2_minus_o1": (f.o2 - f.o1).sigmoid().data,
        "ce_ln": f.loss.data,
        "ce_log10": (f.loss / log(10)).data,
        "ce_if_dog_is_first": net.forward(target=1).loss.data,
        "nll_ln_09986": -log(0.9986),
        "nll_log10_09986": -log(0.9986) / log(10),
        "alt.p2_output_biases_swapped": DogCat(b2=(0.2, 0.1)).forward().p2.data,
        "alt.p2_hidden_biases_dropped": DogCat(b1=(0, 0, 0)).forward().p2.data,
        "alt.p2_output_biases_dropped": DogCat(b2=(0, 0)).forward().p2.data,
        "alt.p2_all_biases_dropped": DogCat(b1=(0, 0, 0), b2=(0, 0)).forward().p2.data,
    })


def relu_with_slope_1(z: Value) -> Value:
    """ReLU as the table of document 001 has it: its slope at 0 is 1."""
    return where(z >= 0, z, 0.0)


def row_6() -> Numbers:
    """XOR by hand-set weights: the twelve entries of its tables, and dY/dw under both conventions for ReLU'(0)."""
    found: Numbers = {}
    for row, x in Xor.rows.items():
        found |= under(row, data(vars(Xor().forward(x))))
        for convention, net in {"dYconv0": Xor(), "dYconv1": Xor(relu_with_slope_1)}.items():
            net.forward(x).Y.backward()
            found |= under(f"{row}.{convention}", grads(net.p))
    return under("001.xor", found)


def row_8() -> Numbers:
    """The two special cases: a linear and a logistic neuron."""
    found: Numbers = {}
    for name, activation in {"linear": "identity", "logistic": "sigmoid"}.items():
        neuron = Neuron(2, activation=activation, weights=[0.1, 0.2], bias=0.1)
        y = neuron(DogCat.animal)
        y.backward()
        found |= {name: y.data} | under(f"{name}.grad", grads(dict(neuron.named_parameters())))
    return under("001.neuron", found)


def row_9() -> Numbers:
    """The mean squared error, over the three students of document 000."""
    return under("000.B", document_000.batch())


def row_10() -> Numbers:
    """Binary cross-entropy in its four worked cases, with ln, and with log10 as printed."""
    found: Numbers = {}
    losses = []
    for name, (y, probability) in BCE_CASES.items():
        p = Value(probability)
        loss = bce(y, p)
        loss.backward()
        losses.append(loss)
        found |= under(name, {"ln": loss.data, "log10": (loss / log(10)).data, "grad": p.grad})
    return under("001.bce", found | {"mean_ln": (sum(losses) / 4).data})


def row_11() -> Numbers:
    """The regularised cost of all outputs, E(Theta), on the dog and cat network: one observation, lambda 0 and 1."""
    found: Numbers = {}
    for strength in (0, 1):
        net = DogCat()
        f = net.forward()
        squares = sum([w**2 for name, w in net.p.items() if name.startswith("W")])  # biases are not punished
        cost = bce(0, f.p1) + bce(1, f.p2) + strength / 2 * squares
        cost.backward()
        found |= {f"lam{strength}": cost.data, "sumsq": squares.data} | under(f"lam{strength}.grad", grads(net.p))
    return under("001.ETheta", found)


def row_12() -> Numbers:
    """Convexity of x², half way between 1 and 2."""
    x1, x2, t = variables(x1=1.0, x2=2.0, t=0.5)
    left, right = (t * x1 + (1 - t) * x2) ** 2, t * x1**2 + (1 - t) * x2**2
    return under("001.convex", {"lhs": left.data, "rhs": right.data, "gap": (right - left).data})


def computation_graph() -> SimpleNamespace:
    """d = 2b, e = a + d, L = c e. The inputs, lost with the picture, are those of the textbook it comes from."""
    a, b, c = variables(a=3.0, b=1.0, c=-2.0)
    d = 2 * b
    e = a + d
    return named(a=a, b=b, c=c, d=d, e=e, L=c * e)


def row_13() -> Numbers:
    """The three computed values of the graph, and the gradients of all but the last."""
    f = computation_graph()
    f.L.backward()
    forward, backward = data({"d": f.d, "e": f.e, "L": f.L}), grads(vars(f))
    return under("001.graph", forward | {f"grad.{name}": backward[name] for name in "abcde"})


def row_20() -> Numbers:
    """Batch normalisation of the three students, feature by feature, and its gradient for 1, 2, 3 times the outputs."""
    found: Numbers = {}
    columns = zip(*[x for x, _ in StudyHours.students], strict=True)
    for name, column in zip(("x1", "x2", "x3"), columns, strict=True):
        x = [Value(v) for v in column]
        mean = sum(x) / 3
        variance = sum([(v - mean) ** 2 for v in x]) / 3
        normal = [(v - mean) / (variance + 1e-5) ** 0.5 for v in x]
        sum([i * n for i, n in enumerate(normal, 1)]).backward()
        for i in (1, 2, 3):
            found |= {f"{name}.s{i}": normal[i - 1].data, f"{name}.grad.s{i}": x[i - 1].grad}
    return under("001.bn", found)
