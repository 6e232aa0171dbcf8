"""Document 004: the price of an apartment by a 1-1-1 ReLU network, and its listing (rows 33 and 34)."""

from nn.documents.numbers import Numbers, data, grads, under
from nn.documents.systems import Apartment

RATE = 0.00001
SHOWN = (1, 2, 3, 101, 201, 301, 1000)  # the iterations of the loop whose prediction and error are compared
ROUNDS = 1000


def row_33() -> Numbers:
    """The first forward and backward pass."""
    net = Apartment()
    f = net.forward()
    f.E.backward()
    return under("004.init", data(vars(f)) | {"dE_dy": f.pred.grad} | under("grad", grads(net.p)))


def row_34() -> Numbers:
    """True gradient descent, the listing as printed, and the listing with one of its two faults."""
    return under("004", under("true", gradient_descent()) | under("listing", listing())
                 | under("fresh_a1_updated_w", listing(stale_a1=False))
                 | under("stale_a1_original_w", listing(updated_weight=False)))


def gradient_descent() -> Numbers:
    """What section 3 describes: all four parameters move at once, in one step before the loop and 1000 in it."""
    net = Apartment()
    found: Numbers = {}
    for i in range(ROUNDS + 1):
        f = net.forward()
        if i in SHOWN:
            found |= under(f"it{i}", {"pred": f.pred.data, "E": f.E.data})
        net.net.zero_grad()
        f.E.backward()
        net.net.gradient_step(RATE)
        if i == 0:
            found |= under("step0", data(net.p))
    return found | under("final", data(net.p) | {"pred_printed": f.pred.data})


def listing(stale_a1: bool = True, updated_weight: bool = True) -> Numbers:
    """The listing of section 4, which derives by hand, with its two faults: each can be switched off.

    stale_a1: w_out's derivative keeps the a1 of before the loop. updated_weight: the error goes back through a w_out
    that has already moved.
    """
    w1, b1, w_out, b_out = 0.5, 0.1, 0.4, 0.2
    found: Numbers = {}
    first_a1 = w1 * 50 + b1
    for i in range(ROUNDS + 1):
        a1 = max(0.0, w1 * 50 + b1)
        prediction = w_out * a1 + b_out
        if i in SHOWN:
            found |= under(f"it{i}", {"pred": prediction, "E": 0.5 * (prediction - 300) ** 2})
        d_z_out = prediction - 300
        w_before = w_out
        w_out -= RATE * d_z_out * (first_a1 if stale_a1 else a1)
        b_out -= RATE * d_z_out
        d_z1 = d_z_out * (w_out if updated_weight else w_before) * (1 if a1 > 0 else 0)
        w1 -= RATE * d_z1 * 50
        b1 -= RATE * d_z1
        if i == 0:
            found |= under("step0", {"w1": w1, "b1": b1, "w2": w_out, "b2": b_out})
    return found | under("final", {"w1": w1, "b1": b1, "w2": w_out, "b2": b_out, "pred_printed": prediction})
