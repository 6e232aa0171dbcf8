"""Groups: what lies where, and that every operand is found again whatever the order of instructions was."""

import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given

import autodiff as ad
from autodiff import Value
from autodiff.compiler.programs.adjoint import differentiated
from autodiff.compiler.programs.groups import MOST_RUNS, Layout, Span, layout
from autodiff.compiler.programs.program import LEAVES, Instruction, ScalarProgram, trace
from autodiff.compiler.programs.rewrites import rewrite
from autodiff.testing import programs
from autodiff.testing.program import Program as Random
from nn import MLP


def rewritten(outputs: list[Value], inputs: list[Value], wrt: list[Value] | None = None) -> ScalarProgram:
    return rewrite(trace(outputs, inputs, wrt)[0])


def read_back(program: ScalarProgram, found: Layout) -> list[Any]:
    """The instructions of the groups by the rows of their results, with operands as they are found in memory."""
    rows: dict[int, Any] = {}
    for group in found.groups:
        for member in range(group.count):
            operands = []
            for span in group.spans:
                length = 1 if span.length is None else span.length
                places = group.places(span).tolist()[member * length : (member + 1) * length]
                operands += ([repr(span.number)] * length if span.number is not None
                             else [repr(found.constants[p]) for p in places] if span.space == "constant"
                             else [(span.space, p) for p in places])
            assert group.base + member not in rows
            rows[group.base + member] = (group.op, tuple(operands))
    return [rows[row] for row in sorted(rows)]


def expected(program: ScalarProgram, found: Layout) -> list[Any]:
    """The same from the program: each instruction in one row, its operands where they were put."""
    code = program.instructions
    members = [(group.base + k, group.op) for group in found.groups for k in range(group.count)]
    assert [row for row, _ in members] == [*range(program.inputs, found.rows)]
    order = _order(program, found)
    place = {i: ("value", row) for row, i in order.items()}

    def operand(i: int) -> Any:
        op, args = code[i]
        return (repr(args[0]) if op == "constant" else (op, args[0]) if op in ("parameter", "seed")
                else ("value", args[0]) if op == "input" else place[i])

    return [(code[order[row]].op, tuple(operand(a) for a in code[order[row]].args)) for row in sorted(order)]


def _order(program: ScalarProgram, found: Layout) -> dict[int, int]:
    """Which instruction a row holds: members of a group are of one level, in the order of the program."""
    rows: dict[int, int] = {}
    taken: dict[int, int] = {}
    sinks = {i for i in program.gradient or () if program.gradient.count(i) == 1 and i not in program.outputs
             and not any(i in args for op, args in program.instructions if op not in LEAVES)}
    seeded = program.dependent({"seed"})
    same = [[i for i in members if (i in sinks, i not in sinks and seeded[i]) == stage]
            for stage in ((False, False), (False, True), (True, False)) for members in program.levels]
    row = program.inputs
    sizes = [group.count for group in found.groups]
    for members in same:
        rest = list(members)
        while rest:
            size = sizes.pop(0)
            for i in rest[:size]:
                rows[row] = i
                taken[i] = row
                row += 1
            rest = rest[size:]
    assert not sizes
    assert [taken[i] for i in program.outputs] == [*found.outputs]
    assert [taken[i] for i in program.gradient or ()] == [*found.gradient]
    assert all(taken[i] >= found.sinks for i in sinks)
    return rows


def assert_laid_out(program: ScalarProgram) -> Layout:
    found = layout(program)
    assert read_back(program, found) == expected(program, found)
    for group in found.groups:  # operands were computed before
        for span in group.spans:
            if span.space == "value":
                assert max(group.places(span), default=-1) < group.base
    return found


@given(program=programs())
def test_every_operand_is_found_where_it_was_put(program: Random) -> None:
    y, xs = program.values()
    found = rewritten([y], xs[: len(xs) // 2])
    for each in (found, differentiated(found, careful=False), differentiated(found, careful=True)):
        assert_laid_out(each)


@pytest.mark.parametrize("seed", range(8))
def test_of_a_shuffled_net_too(seed: int) -> None:
    """Weights, inputs and neurons in any order, shared and left out."""
    rng = random.Random(seed)
    xs, ws = [Value(rng.random()) for _ in range(7)], [Value(rng.random()) for _ in range(60)]
    stock = list(xs)
    for _ in range(5):
        size = rng.randint(1, 7)
        dots = [ad.dot(rng.sample(ws, size), rng.sample(stock, size), rng.choice([0.0, 0.5, ws[0]]))
                for _ in range(rng.randint(1, 9))]
        stock += [rng.choice([ad.tanh, ad.sin, abs])(y) for y in dots]
    rng.shuffle(stock)
    found = rewritten(stock[:9], xs)
    for each in (found, differentiated(found, careful=False)):
        assert_laid_out(each)


def test_a_net_is_a_few_groups() -> None:
    xs = [Value(0.1 * i) for i in range(5)]
    model = MLP(5, [20, 30, 3], activation="tanh", rng=0)
    program = rewritten(list(model(xs)), xs, list(model.parameters()))
    groups = assert_laid_out(program).groups
    assert [(g.op, g.count, g.length) for g in groups if g.op == "dot"] == [("dot", 20, 5), ("dot", 30, 20), ("dot", 3, 30)]
    assert len(groups) <= 6
    assert all(span.table is None for group in groups for span in group.spans)


def test_the_adjoint_of_a_net_is_a_few_groups_too() -> None:
    """A layer's adjoint is a layer with its weights the other way, and its weights' gradient all products, line by line."""
    xs = [Value(0.1 * i) for i in range(5)]
    model = MLP(5, [20, 30, 1], activation="tanh", rng=0)
    program = differentiated(rewritten([model(xs)], xs, list(model.parameters())), careful=False)
    groups = assert_laid_out(program).groups
    assert [(g.count, g.length) for g in groups if g.op == "dot"] == [(20, 5), (30, 20), (1, 30), (20, 30)]
    assert [(g.count, g.line) for g in groups if g.op == "mul"] == [(30, 1), (600, 20), (30, 1), (100, 5)]
    assert all(span.table is None for group in groups for span in group.spans)


def test_places_are_a_base_and_two_steps() -> None:
    assert [*Span("value", 3, 10, 2, 3).places(2)] == [3, 5, 7, 13, 15, 17]
    assert [*Span("value", 3, 1).places(4)] == [3, 4, 5, 6]
    assert [*Span("value", 3, 10, along=1).places(6, 3)] == [3, 4, 5, 13, 14, 15]
    assert [*Span("value", 3, 0, -1, 2).places(2)] == [3, 2, 3, 2]
    assert [*Span("parameter", 0, 2, 1, 2, (9, 4, 1, 7)).places(2)] == [9, 4, 1, 7]


def test_what_is_in_no_order_has_a_table_and_what_is_in_pieces_runs() -> None:
    xs = [Value(0.1 * i) for i in range(64)]
    order = random.Random(1).sample(range(64), 64)
    found = layout(rewritten([ad.sum([ad.sin(xs[i]) for i in order])], xs))
    assert [(g.count, g.spans[0].table) for g in found.groups][:1] == [(64, tuple(order))]
    pieces = layout(rewritten([ad.sum([ad.sin(x) for x in [*xs[40:], *xs[:40]]])], xs))
    assert [(g.count, g.spans[0].base) for g in pieces.groups][:2] == [(24, 40), (40, 0)]
    assert len(pieces.groups) - 1 <= MOST_RUNS


def test_a_constant_is_one_number_or_one_for_each_member() -> None:
    xs = [Value(0.1 * i) for i in range(6)]
    same = layout(rewritten([ad.sum([x * 2.5 for x in xs])], xs)).groups
    assert [span.number for group in same for span in group.spans if span.space == "constant"] == [2.5] * sum(
        span.space == "constant" for group in same for span in group.spans)
    found = layout(rewritten([ad.max([ad.sin(x) - float(i) for i, x in enumerate(xs)])], xs))
    assert found.constants == (0.0, 1.0, 2.0, 3.0, 4.0, 5.0)
    zeros = layout(rewritten([ad.max([ad.sin(x) - (-0.0 if i else 0.0) for i, x in enumerate(xs)])], xs))
    assert np.signbit(zeros.constants).tolist() == [False, *[True] * 5]


def test_levels_are_as_far_from_the_leaves() -> None:
    code = [("input", (0,)), ("exp", (0,)), ("sin", (0,)), ("exp", (2,)), ("exp", (0,)), ("add", (1, 3))]
    program = ScalarProgram(tuple(Instruction(op, args) for op, args in code), 1, 0, (5,), ())
    assert program.levels == [[1, 4], [2], [3], [5]]
    assert {"input", "parameter", "constant", "seed"} == LEAVES
    assert Instruction("add", (1, 3)).arguments() == [1, 3]
