"""What to_jax says and takes."""

import pickle
import sys

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import autodiff as ad
from autodiff import Value, to_jax, variables
from autodiff.compiler.exports import jax_tape

jax.config.update("jax_enable_x64", True)


def test_float64_must_be_on() -> None:
    x, = variables(x=1.0)
    f = to_jax(x * 2, [x])
    with jax.enable_x64(False):
        with pytest.raises(RuntimeError, match=r"jax\.config\.update\('jax_enable_x64', True\)"):
            to_jax(x * 2, [x])
        with pytest.raises(RuntimeError, match="float32"):
            f(jnp.ones(1))


def test_without_jax_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jax", None)
    with pytest.raises(ImportError, match=r"pip install 'autodiff-scalar\[jax\]'"):
        to_jax(Value(1.0) * 2)


def test_what_it_is_given() -> None:
    x, w = variables(x=2.0, w=3.0)
    f = to_jax(w * x * x, [x], [w, x])
    assert float(f([2.0])[0]) == 12.0
    assert f(np.array([2], dtype=np.int32), [4.0])[1].tolist() == [4.0, 16.0]
    assert to_jax(w * 2)(None)[1].tolist() == [2.0]
    assert to_jax([w * 2, w], wrt=[])(None)[1].shape == (2, 0)
    for wrong in ([[2.0]], [2.0, 1.0], 2.0, None):
        with pytest.raises(ValueError, match=r"x must be a vector of 1 numbers, got an array of the shape .*see jax.vmap"):
            f(wrong)
    with pytest.raises(ValueError, match="parameters must be a vector of 1 numbers"):
        f([2.0], [1.0, 2.0])
    with pytest.raises(ValueError, match="x must be a vector of 1 numbers: "):
        f([[1.0, 2.0], 3.0])
    with pytest.raises(TypeError, match="x must be real numbers, got an array of complex128"):
        f([2j])
    with pytest.raises(TypeError, match="what is compiled must be a Value"):
        to_jax([1.0])
    with pytest.raises(ValueError, match="was computed"):
        to_jax(w * x, [w * 2])
    assert repr(f) == "<function of JAX of 1 inputs, 1 parameters, 4 instructions>"


def test_a_row_of_ones_own() -> None:
    product = ad.register("product", "*x", "prod(x)", "others(x)")
    cubed = ad.register("cubed", "x", "x*x*x", "3*square(x)")
    try:
        x, y = variables(x=2.0, y=3.0)
        assert to_jax(cubed(x), [x])([2.0])[1].tolist() == [12.0]
        with pytest.raises(ValueError, match="to_jax knows no function of JAX for 'others'"):
            to_jax(product([x, y]), [x, y])([2.0, 3.0])
    finally:
        ad.unregister("product")
        ad.unregister("cubed")


def test_it_pickles() -> None:
    x, w = variables(x=2.0, w=3.0)
    f = to_jax([w * x, ad.sin(x)], [x], [w, x])
    again = pickle.loads(pickle.dumps(f))
    assert str(jax.make_jaxpr(f)(jnp.ones(1))) == str(jax.make_jaxpr(again)(jnp.ones(1)))


def test_a_tape_refuses_what_would_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jax_tape, "LARGEST", 30_000)
    x, = variables(x=0.5)
    y = ad.max([x + i for i in range(200)])
    for _ in range(200):
        y = ad.sin(y)
    with pytest.raises(ValueError, match=r"\d+ operations is too irregular for JAX with a 'max' of 200 elements"):
        to_jax(y, [x])
