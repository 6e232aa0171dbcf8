"""A hypothesis state machine: build, differentiate, change leaves, recompute, delete, in any order, beside a naive model."""

from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from mpmath import mp

from autodiff.table.op import Op, find
from autodiff.testing.exact import ALL_DIGITS, exact_partial, exact_value, ulps
from autodiff.testing.oracle import ULP
from autodiff.testing.strategies import numbers
from autodiff.transforms.gradients import gradients
from autodiff.value import value
from autodiff.value.value import Value

NODES = 10  # at one time, so that the naive model, which follows every path, is fast enough

# Smooth on all numbers and of slow growth, so that leaves may be given any data later.
OPERATIONS = ("add", "sub", "mul", "neg", "tanh", "sin", "cos", "atan", "sigmoid", "gaussian", "softplus", "asinh", "erf")


@dataclass(eq=False, repr=False)
class Naive:
    """What a node should be: its number, its operands, its gradient; the partials are the oracle's, at the time."""

    data: float
    op: Op | None = None
    operands: "list[Naive]" = field(default_factory=list)
    given: list[float] = field(default_factory=list)  # the operands' numbers when it was computed
    partials: list[float] = field(default_factory=list)
    grad: float = 0.0
    allowed: float = 0.0  # how far rounding may carry the gradient

    def __repr__(self) -> str:
        return f"{self.op.name if self.op else 'leaf'} of {self.data!r}"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # of hypothesis, which would list the fields
        printer.text(repr(self))

    def compute(self, data: float) -> None:
        """Be computed from the operands as they are now, which gave the engine `data`."""
        if self.op is not None:
            self.given = given = [o.data for o in self.operands]
            with mp.workdps(ALL_DIGITS):
                _expect(ulps(data, exact_value(self.op, given)) <= self.op.ulp, f"{self.op.name} of {given} is not {data!r}")
                self.partials = [float(exact_partial(self.op, given, i)) for i in range(len(given))]
        self.data = data

    def slope(self, x: "Naive") -> tuple[float, float]:
        """d self/dx and the size that its rounding is relative to: the sum over all paths, one by one."""
        if self is x:
            return 1.0, 1.0
        total = size = 0.0
        for operand, d in zip(self.operands, self.partials, strict=True):
            inner, s = operand.slope(x)
            total, size = total + d * inner, size + abs(d) * s
        return total, size

    def ancestors(self) -> "list[Naive]":
        """Every node it was made of, operands first, itself last."""
        found: dict[Naive, None] = {}
        for operand in self.operands:
            found |= dict.fromkeys(operand.ancestors())
        return [*found, self]

    def bound(self, size: float) -> float:
        """How far rounding may carry a gradient of this size: by partials, products and sums along the longest path."""
        return 8 * len(self.ancestors()) * ULP * size


def _expect(holds: bool, message: str) -> None:
    if not holds:
        raise AssertionError(message)


class GraphMachine(RuleBasedStateMachine):
    """Values beside naive nodes: after every rule, all data and all gradients must be those of the model.

    Use it as a test with `TestGraph = GraphMachine.TestCase`, or add rules of your own in a subclass.

    >>> from hypothesis import settings
    >>> from hypothesis.stateful import run_state_machine_as_test
    >>> quick = settings(max_examples=5, stateful_step_count=10, deadline=None, database=None, derandomize=True)
    >>> run_state_machine_as_test(GraphMachine, settings=quick)
    """

    def __init__(self) -> None:
        super().__init__()
        self.nodes: list[tuple[Value, Naive]] = []

    def choose(self, data: st.DataObject, leaf: bool = False) -> tuple[Value, Naive]:
        """One of the nodes, or of the leaves."""
        return data.draw(st.sampled_from([pair for pair in self.nodes if not leaf or pair[1].op is None]))

    def room(self) -> bool:
        return len(self.nodes) < NODES

    def any_node(self) -> bool:
        return bool(self.nodes)

    def any_leaf(self) -> bool:
        return any(naive.op is None for _, naive in self.nodes)

    @precondition(room)
    @rule(x=numbers())
    def leaf(self, x: float) -> None:
        """A new leaf."""
        self.nodes.append((Value(x), Naive(x)))

    @precondition(any_node)
    @precondition(room)
    @rule(name=st.sampled_from(OPERATIONS), data=st.data())
    def operate(self, name: str, data: st.DataObject) -> None:
        """A new node made of old ones."""
        op = find(name)
        chosen = [self.choose(data) for _ in op.args]
        y = getattr(value, name)(*[v for v, _ in chosen])
        naive = Naive(0.0, op, [n for _, n in chosen])
        naive.compute(y.data)
        self.nodes.append((y, naive))

    @precondition(any_node)
    @rule(data=st.data())
    def backward(self, data: st.DataObject) -> None:
        """Leaves add, the others take."""
        y, naive = self.choose(data)
        y.backward()
        for node in naive.ancestors():
            slope, size = naive.slope(node)
            keep = node.op is None
            node.grad, node.allowed = keep * node.grad + slope, keep * node.allowed + naive.bound(size)

    @precondition(any_leaf)
    @rule(data=st.data())
    def zero(self, data: st.DataObject) -> None:
        """A gradient is set to 0."""
        x, naive = self.choose(data, leaf=True)
        x.grad = naive.grad = naive.allowed = 0.0

    @precondition(any_leaf)
    @rule(x=numbers(), data=st.data())
    def change(self, x: float, data: st.DataObject) -> None:
        """A leaf is given other data: nothing that was computed changes."""
        leaf, naive = self.choose(data, leaf=True)
        leaf.data = naive.data = x

    @precondition(any_node)
    @rule(data=st.data())
    def recompute(self, data: st.DataObject) -> None:
        """What a node was made of is computed anew, and nothing else."""
        y, naive = self.choose(data)
        y.recompute()
        self._follow(y, naive, {})

    def _follow(self, node: Any, naive: Naive, done: dict[Naive, bool]) -> None:
        """Compute the model anew, operands first, along the graph."""
        if naive not in done:
            for parent, operand in zip(node.parents, naive.operands, strict=True):
                self._follow(parent, operand, done)
            naive.compute(node.data)
            done[naive] = True

    @precondition(any_node)
    @rule(data=st.data())
    def gradients(self, data: st.DataObject) -> None:
        """The gradient as a graph is the same, and changes nothing; it may be refused where leaves have moved since."""
        y, naive = self.choose(data)
        xs = [self.choose(data) for _ in range(2)]
        moved = any([o.data for o in n.operands] != n.given for n in naive.ancestors())
        try:
            slopes = gradients(y, [x for x, _ in xs])
        except ValueError:
            _expect(moved, "gradients of a graph that is up to date were refused")
            return
        for (_, n), g in zip(xs, slopes, strict=True):
            slope, size = naive.slope(n)
            _expect(abs(g.data - slope) <= naive.bound(size), f"gradients gives {g.data!r}, the model {slope!r}")

    @precondition(any_node)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        """A name is dropped; what was made of it still works."""
        self.nodes.remove(self.choose(data))

    @invariant()
    def agree(self) -> None:
        """Every number and every gradient is that of the model."""
        for v, naive in self.nodes:
            _expect(v.data == naive.data, f"{v!r} should hold {naive.data!r}")
            _expect(abs(v.grad - naive.grad) <= naive.allowed, f"{v!r} should have the gradient {naive.grad!r}")
