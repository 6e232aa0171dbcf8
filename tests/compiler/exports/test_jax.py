"""Graphs as functions of JAX, against the eager engine. JAX compiles slowly: what can be is one program."""

import itertools
import math
from collections.abc import Sequence
from random import Random
from typing import Any

import jax
import numpy as np
import pytest

import autodiff as ad
from autodiff import OPS, Op, Value, compile, to_jax
from autodiff.compiler.exports import jax as face
from autodiff.compiler.exports.jax_groups import Groups
from autodiff.compiler.exports.jax_tape import Tape
from autodiff.compiler.programs.adjoint import differentiated
from autodiff.compiler.programs.program import ScalarProgram
from autodiff.testing.building import RandomChoices, build, inside
from autodiff.value import value
from nn import MLP

jax.config.update("jax_enable_x64", True)

QUICK = {"xla_backend_optimization_level": 0, "xla_llvm_disable_expensive_passes": True}
def _groups(program: ScalarProgram) -> Groups:
    whole = differentiated(program, careful=True)
    return Groups(whole, face.layout(whole, face._most_runs))


ENGINES = {"groups": _groups, "tape": lambda program: Tape(differentiated(program, careful=True))}
SUBNORMAL = 2.3e-308  # what is smaller, XLA takes for 0


def jacobian(outputs: Sequence[Value], leaves: Sequence[Value]) -> tuple[Any, Any]:
    """Values and gradients by the eager engine."""
    gradients = []
    for y in outputs:
        for leaf in leaves:
            leaf.grad = 0.0
        y.backward()
        gradients.append([leaf.grad for leaf in leaves])
    return np.array([y.data for y in outputs]), np.array(gradients)


def assert_alike(found: Any, wanted: Any, what: str = "") -> None:
    """Equal but for rounding; nan and infinities too."""
    wanted = np.where(np.abs(wanted) < SUBNORMAL, 0.0, wanted)
    np.testing.assert_allclose(np.asarray(found), wanted, rtol=1e-12, atol=0.0, equal_nan=True, err_msg=what)


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways to evaluate, each made to take any program."""
    monkeypatch.setattr(face, "_evaluation", ENGINES[request.param])
    return str(request.param)


# --- Rows ---

POINTS = 24  # ordinary ones of each row
EDGES = (0.0, -0.0, math.inf, -math.inf, math.nan, 1.0, -1.0, 2.0, -2.0, 0.5, 40.0)
FAR = (1e300, -1e300, 1e17, 1e-300, 710.0, -745.0)  # for one argument; a sum of more is 0 here and there
FAR_PAIRS = [(710.0, 1e300), (1e300, 3.0), (-0.0, 1e-300), (1e-300, 2.0)]
ELEMENTS = 3


def arity(op: Op) -> int:
    return sum(ELEMENTS if a.startswith("*") else 1 for a in op.args)


def points(op: Op, count: int) -> list[tuple[float, ...]]:
    """Ordinary points, then edges."""
    rng = Random(op.name)
    domains = [d for d, a in zip(op.domain, op.args, strict=True) for _ in range(ELEMENTS if a.startswith("*") else 1)]
    found = [tuple(rng.uniform(*inside(d)) for d in domains) for _ in range(POINTS)]
    edges = [*itertools.product(EDGES, repeat=arity(op))] if arity(op) < 3 else [
        tuple(rng.choices(EDGES, k=arity(op))) for _ in range(count)]
    edges += [(x,) for x in FAR] if arity(op) == 1 else FAR_PAIRS if arity(op) == 2 else []
    if op.name == "bce_with_logits":
        edges = [(x, y) for x, y in edges if 0.0 <= y <= 1.0]  # beyond it is a difference of infinities
    rng.shuffle(edges)
    return (found + edges * count)[:count]


def applied(op: Op, leaves: Sequence[Value]) -> Value:
    rest = list(leaves)
    given = [[rest.pop(0) for _ in range(ELEMENTS)] if a.startswith("*") else rest.pop(0) for a in op.args]
    return getattr(value, op.name)(*given)  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def eager() -> dict[Op, tuple[Any, Any]]:
    """For each row its points, and at each of them the value and the gradient."""
    found = {}
    for op in OPS.values():
        x = points(op, POINTS + len(EDGES) ** 2 + len(FAR_PAIRS))
        answers = []
        for point in x:
            leaves = [Value(number) for number in point]
            y = applied(op, leaves)
            y.backward()
            answers.append([y.data, *[leaf.grad for leaf in leaves]])
        found[op] = np.array(x), np.array(answers)
    return found


def test_every_row_at_ordinary_points_and_at_edges(engine: str, eager: dict[Op, tuple[Any, Any]]) -> None:
    tried = [op for op in OPS.values() if engine == "groups" or op.variadic or op.selected]  # the others are no different
    leaves = {op: [Value(0.5) for _ in range(arity(op))] for op in tried}
    f = to_jax([applied(op, leaves[op]) for op in tried], [v for row in leaves.values() for v in row])
    x = np.concatenate([eager[op][0] for op in tried], axis=1)
    values, gradients = map(np.asarray, jax.jit(jax.vmap(f), compiler_options=QUICK)(x))
    column = 0
    for i, op in enumerate(tried):
        mine = range(column, column := column + arity(op))
        assert_alike(np.column_stack([values[:, i], gradients[:, i, mine]]), eager[op][1], op.name)
        assert not np.delete(gradients[:, i], mine, axis=1).any(), f"{op.name} does not read the others"


# --- Programs ---

def shapes() -> tuple[list[Value], list[Value], list[Value]]:
    """Outputs whose operands lie in memory in many ways; inputs, and other leaves."""
    x = [Value(0.1 * i - 0.4) for i in range(12)]
    w = [Value(0.3 * math.sin(3 * i)) for i in range(24)]
    hidden = [ad.tanh(ad.dot(w[4 * j:4 * j + 3], x[:3], w[4 * j + 3])) for j in range(4)]
    samples = [[ad.relu(ad.dot(w[3 * j:3 * j + 3], x[3 * s:3 * s + 3])) for j in range(5)] for s in range(4)]
    waves = [ad.sin(x[i * 5 % 12] * w[i * 7 % 24]) for i in range(40)]
    outputs = [
        ad.dot(hidden[::-1], w[:4], 0.5),
        sum(((h - 0.3)**2 for row in samples for h in row), Value(0.0)),  # shared weights, a sum of many
        ad.sum([x[i] * x[i + 1] * w[2 * i] for i in range(11)]),
        sum((100 * (x[i + 1] - x[i]**2)**2 + (1 - x[i])**2 for i in range(11)), Value(0.0)),
        ad.log_softmax([hidden[j] * hidden[0] for j in range(4)])[2],
        ad.sum([w[3] * wave for wave in waves]),  # one leaf, used often and here and there
        ad.dot([0.5, -1.0, 2.0], [hidden[0], x[4], w[5]], 1.0),
        ad.max([ad.sum([waves[0], x[1]]), ad.prod([x[2], w[1], x[2]]), hidden[3]]),
        ad.logsumexp([x[11 - i] for i in range(12)]) + ad.dot([x[3]] * 5, [w[i * i] for i in range(5)]),
    ]
    return [*outputs, outputs[1]], x, w


def test_operands_lie_in_any_way(engine: str) -> None:
    outputs, x, w = shapes()
    wrt = [w[5], *x[:4], w[0], *w[8:20], x[9]]
    f = to_jax(outputs, x, wrt)
    found = jax.jit(f, compiler_options=QUICK)(np.array([v.data for v in x]), f.parameters)
    y, gradients = jacobian(outputs, wrt)
    assert_alike(found[0], y)
    np.testing.assert_allclose(found[1], gradients, rtol=1e-12, atol=1e-14)


SOME = ("add", "sub", "mul", "div", "tanh", "exp", "sin", "relu", "where", "sum", "dot", "max", "logsumexp")


def test_random_programs_go_on_a_tape() -> None:
    rng, some = Random(5), [OPS[name] for name in SOME]
    outputs, leaves = [], []
    for _ in range(40):
        program = build(RandomChoices(rng), some)
        mine = [Value(x) for x in program.point]
        outputs.append(program.run(mine)[-1])
        leaves += mine
    f = to_jax(outputs, leaves)
    assert isinstance(f._evaluate, Tape)
    found = jax.jit(f, compiler_options=QUICK)(np.array([v.data for v in leaves]))
    y, gradients = jacobian(outputs, leaves)
    assert_alike(found[0], y)
    np.testing.assert_allclose(found[1], gradients, rtol=1e-12, atol=1e-14)


def network(width: int) -> tuple[Value, list[Value], MLP]:
    x = [Value(0.3), Value(-0.7)]
    model = MLP(2, [width, width, 1], activation="relu", rng=Random(1))
    return (model(x) - 1.0)**2, x, model


def test_a_network_in_vmap_and_jit() -> None:
    loss, x, model = network(8)
    kernel = compile(loss, x, model.parameters())
    rows = np.array([[0.3, -0.7], [1.5, 0.25], [-2.0, 1.0]])
    values, gradients = jax.jit(jax.vmap(kernel.to_jax(), in_axes=(0, None)))(rows, kernel.parameters)
    for k, row in enumerate(rows):
        for leaf, number in zip(x, row.tolist(), strict=True):
            leaf.data = number
        loss.recompute()
        y, gradient = jacobian([loss], model.parameters())
        assert_alike(values[k], y[0])
        np.testing.assert_allclose(gradients[k], gradient[0], rtol=1e-12, atol=1e-14)


def equations(f: Any, inputs: int) -> int:
    return len(jax.make_jaxpr(f)(np.zeros(inputs), f.parameters).eqns)


def test_equations_grow_with_the_layers_and_not_with_the_scalars() -> None:
    small, large = ((to_jax(loss, x, model.parameters())) for loss, x, model in map(network, (8, 32)))
    assert isinstance(large._evaluate, Groups)
    assert equations(small, 2) == equations(large, 2) < 250

    def chain(length: int) -> Any:
        x = Value(0.5)
        y = x
        for i in range(length):
            y = ad.sin(y) * x if i % 3 else ad.tanh(y) + 0.5
        return to_jax(y, [x])

    assert isinstance(chain(100)._evaluate, Tape)
    assert equations(chain(100), 1) == equations(chain(300), 1) < 100


# --- Nothing passes to a branch not taken ---

def test_branches_not_taken_receive_nothing(engine: str) -> None:
    x, y, w = Value(0.0), Value(1.0), [Value(-math.inf), Value(0.3), Value(1.0), Value(0.5)]
    hidden = [ad.relu(ad.dot(w[2 * j:2 * j + 2], [y, y * 0.5])) for j in range(2)]  # the first is dead: relu(-inf)
    outputs = [ad.where(x > 0.0, ad.sqrt(x), 2 * y), x * y, ad.log(x), ad.maximum(ad.log(x), y), ad.sqrt(x) * ad.sqrt(x),
               ad.dot([Value(2.0), Value(3.0)], hidden), ad.relu(ad.sin(ad.reciprocal(x) * 0.0)) + y]
    f = to_jax(outputs, [x, y], [x, y, *w])
    found = jax.jit(f, compiler_options=QUICK)(np.array([0.0, 1.0]), f.parameters)
    wanted = jacobian(outputs, [x, y, *w])
    assert np.isnan(wanted[1]).any()
    assert np.isinf(wanted[1]).any()
    assert_alike(found[0], wanted[0])
    assert_alike(found[1], wanted[1])


def test_a_weight_that_is_infinite_reaches_no_living_neuron() -> None:
    x = [Value(1.0), Value(2.0)]
    w = [Value(n) for n in (-math.inf, 1.0, 0.3, 0.5, 0.25, -0.5)]
    y = ad.dot([2.0, 3.0, 4.0], [ad.relu(ad.dot(w[2 * j:2 * j + 2], x)) for j in range(3)])
    f = to_jax(y, x, x)
    assert isinstance(f._evaluate, Groups)
    found = jax.jit(jax.vmap(f, in_axes=(0, None)))(np.array([[1.0, 2.0]]), f.parameters)
    assert_alike(found[1], jacobian([y], x)[1])
