"""variables, softmax, log_softmax, and the shapes that operations take."""

from typing import Any

import numpy as np
import pytest

import autodiff as ad
from autodiff import Value, variables


def test_variables() -> None:
    a, b = variables(a=2.0, b=-3)
    assert (a.label, a.data, b.data) == ("a", 2.0, -3.0)
    x, y, z = variables("x y, z")
    assert [v.label for v in (x, y, z)] == ["x", "y", "z"]
    p, q = variables("p", q=1.0)
    assert (p.data, q.data) == (0.0, 1.0)
    (w,) = variables(names=3.0)
    assert w.label == "names"
    for bad in ("", "a a"):
        with pytest.raises(ValueError, match="needs different names"):
            variables(bad)
    with pytest.raises(ValueError, match="different names"):
        variables("a", a=1.0)
    with pytest.raises(TypeError, match="needs names as text, not int"):
        variables(3)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="must be a real number"):
        variables(a="2")  # type: ignore[arg-type]


def test_functions_of_floats_give_floats() -> None:
    for name, args, expected in [("tanh", (0.5,), 0.46211715726000974), ("add", (2, 3), 5.0), ("pow", (2, 3), 8.0),
                                 ("hypot", (3, 4), 5.0), ("where", (True, 1, 2), 1.0), ("sum", ([1, 2, 3],), 6.0),
                                 ("dot", ([1, 2], [3, 4]), 11.0), ("max", ([1, 5, 2],), 5.0), ("clip", (7, 0, 1), 1.0),
                                 ("prod", ([2, 3],), 6.0), ("leaky_relu", (-1,), -0.01), ("step", (0,), 1.0)]:
        got = getattr(ad, name)(*args)
        assert type(got) is float
        assert got == expected


def test_softmax_of_doc_001() -> None:
    assert ad.softmax([1.0, 2.0, 3.0]) == pytest.approx([0.09003057317038046, 0.24472847105479767, 0.6652409557748219])
    assert ad.softmax([1000.0, 1001.0]) == pytest.approx([0.2689414213699951, 0.7310585786300049], rel=1e-15)
    x = Value(1.0)
    assert all(isinstance(p, Value) for p in ad.softmax([x, 2.0]))
    with pytest.raises(ValueError, match="empty list"):
        ad.softmax([])


def test_lists_may_be_anything_that_iterates() -> None:
    x = Value(2.0)
    for given in ([x, 1.0], (x, 1.0), iter([x, 1]), np.array([x, 1.0]), {x: 0, 1.0: 1}.keys()):
        assert ad.sum(given).data == 3.0
    assert ad.dot(np.array([1.0, 2.0]), [x, x], np.float64(1.0)).data == 7.0
    assert ad.sum([]) == 0.0
    assert ad.prod([]) == 1.0


@pytest.mark.parametrize(("call", "message"), [
    (lambda: ad.sum(3.0), r"sum\(\) needs a list of Values and numbers, not float"),
    (lambda: ad.sum(["a"]), r"an argument of sum\(\) must be a real number, not str \('a'\)"),
    (lambda: ad.dot([1, Value(1)], [2, None]), r"an argument of dot\(\) must be a real number, not NoneType"),
    (lambda: ad.hypot(Value(1), "b"), r"an argument of hypot\(\) must be a real number, not str"),
    (lambda: ad.tanh("a"), "must be a real number, not str"),
    (lambda: ad.tanh(np.array([1.0])), "one element at a time"),
])
def test_wrong_types_are_named(call: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        call()


def test_lists_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match=r"dot\(\) needs two lists of the same length, got 2 and 3 elements"):
        ad.dot([Value(1.0), 2.0], [1.0, 2.0, 3.0])
    with pytest.raises(ValueError, match="empty list"):
        ad.max([])


def test_constants_in_lists_receive_no_gradient_but_stay_operands() -> None:
    w, b = variables(w=2.0, b=0.5)
    y = ad.dot([w, 3.0], [4.0, 5.0], b)
    assert y.parents == (w, 3.0, 4.0, 5.0, b)
    assert y.partials == (4.0, 0.0, 0.0, 0.0, 1.0)
    assert y.data == 23.5


def test_prelu_learns_its_slope() -> None:
    x, slope = variables(x=-2.0, slope=0.25)
    y = ad.prelu(x, slope)
    y.backward()
    assert (y.data, x.grad, slope.grad) == (-0.5, 0.25, -2.0)


def test_clip_with_open_ends_and_value_bounds() -> None:
    low = Value(1.0)
    y = ad.clip(0.5, low)
    y.backward()
    assert (y.data, low.grad) == (1.0, 1.0)
    assert ad.clip(Value(9.0), high=4.0).data == 4.0
    assert ad.clip(2.0, 5.0, 3.0) == 3.0


@pytest.mark.parametrize("f", [ad.softmax, ad.log_softmax], ids=["softmax", "log_softmax"])
def test_what_is_no_list_of_logits_is_named(f: Any) -> None:
    with pytest.raises(TypeError, match=rf"^{f.__name__}\(\) needs a list of Values and numbers, not float \(2\.0\)"):
        f(2.0)
    with pytest.raises(TypeError, match=rf"^an argument of {f.__name__}\(\) must be a real number, not str \('a'\)"):
        f([1.0, "a"])
