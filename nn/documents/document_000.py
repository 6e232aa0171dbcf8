"""Document 000: a 3-2-1 sigmoid network that learns a grade from hours studied (rows 1 to 4)."""

from autodiff import exp, log, sigmoid, sum
from nn.documents.numbers import Numbers, data, grads, under
from nn.documents.systems import StudyHours

PRINTED_G2 = 0.047
LOGIT = log(PRINTED_G2 / (1 - PRINTED_G2))  # the z2 that gives neuron 2 exactly its printed output


def document_net(**changed: float) -> StudyHours:
    """The network with neuron 2 set so that student 1 finds g2 = 0.047, as printed."""
    return StudyHours(b2=LOGIT - 0.1 * (60 + 80 + 5), **changed)


def row_1() -> Numbers:
    """Student 1: forward and backward, one step with each of the two learning rates, and what the document rounds."""
    net = document_net()
    f = net.forward(*StudyHours.students[0])
    f.cost.backward()
    forward = {"z1": f.z1, "g1": f.g1, "ypred": f.y_pred, "cost": f.cost, "z2_logit": f.z2}
    found = data(forward) | {"dC_dy": f.y_pred.grad, "dg1_dz1": f.g1.partials[0]}
    found |= under("grad", grads(net.p | {"g1": f.g1}))
    for rate in (0.01, 0.001):
        stepped = document_net()
        stepped.forward(*StudyHours.students[0]).cost.backward()
        stepped.net.gradient_step(rate)
        found |= under(f"upd_lr{str(rate)[2:]}", data(stepped.p))
    return under("000.A", found) | rounded_intermediates()


def rounded_intermediates() -> Numbers:
    """The document's own substitutions, with the rounded numbers it uses."""
    g1 = sigmoid(-0.5)  # in line 183 it is written out in full, and not rounded
    return under("000.doc", {
        "ypred_line59": 12 * 0.37 + 9 * 0.047 + 20,
        "w7grad_line112": 2 * (24.95 - 82) * 0.37,
        "b3grad_line123": 2 * (24.95 - 82) * 1,
        "w1grad_line183": 2 * (24.95 - 82) * 12 * g1 * (1 - g1) * 60,
        "w1grad_y2496": 2 * (24.96 - 82) * 12 * g1 * (1 - g1) * 60,
        "w7upd_line137": 12 - 0.001 * -42.2,
        "w7upd_lr01": 12 - 0.01 * -42.2,
        "w1upd_line192": 0.1 - 0.01 * -19303,
        "g1_line45": 1 / (1 + exp(-0.5)),
    })


def row_2() -> Numbers:
    """All eleven gradients of student 1, most of which the document leaves out."""
    net = document_net()
    f = net.forward(*StudyHours.students[0])
    f.cost.backward()
    return under("000.A.grad", grads(net.p | {"g1": f.g1})) | under("000.B", student(1))


def row_3() -> Numbers:
    """All three students with the illustrative weights, one by one and as a batch."""
    return under("000.B", student(1) | student(2) | student(3) | batch())


def student(i: int) -> Numbers:
    """Forward and all gradients for one student."""
    net = StudyHours()
    f = net.forward(*StudyHours.students[i - 1])
    f.cost.backward()
    forward = {"z1": f.z1, "g1": f.g1, "z2": f.z2, "g2": f.g2, "ypred": f.y_pred, "cost": f.cost}
    return under(f"s{i}", data(forward) | under("grad", grads(net.p)))


def batch() -> Numbers:
    """The mean cost of all students, and its gradients."""
    net = StudyHours()
    mean = sum([net.forward(x, y_act).cost for x, y_act in StudyHours.students]) / len(StudyHours.students)
    mean.backward()
    return under("mean", {"cost": mean.data} | under("grad", grads(net.p)))


def row_4() -> Numbers:
    """After the printed step: w1 = 193 drives the sigmoid into saturation, and w1 will never move again."""
    net = document_net(w1=193.0, w7=12.04)
    f = net.forward(*StudyHours.students[0])
    f.cost.backward()
    forward = data({"z1": f.z1, "g1": f.g1, "ypred": f.y_pred, "cost": f.cost})
    return under("000.after", forward | {f"grad.{name}": net.p[name].grad for name in ("w1", "w7", "b3")})
