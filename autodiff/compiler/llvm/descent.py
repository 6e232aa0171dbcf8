"""Gradient descent in LLVM's language: many steps in one call.

A step gathers the samples of its batch, evaluates the sum of their parts (`run0`) and the rest of the loss (`run1`), joins
the two gradients, and applies the rule of the optimiser to all weights (`run2`). Weights and states are rows of a table,
read from one and written to another; then the two change places.
"""

from dataclasses import dataclass
from math import inf

from autodiff.compiler.llvm.code import FunctionBody, literal, zeros

LANES = 8  # numbers that are checked at a time; tables are rounded up to whole vectors
FIELDS = ("data", "order", "starts", "sizes", "scalars", "rows", "results", "batch", "parameters", "one", "total", "slopes",
          "back", "losses", "values0", "work0", "values1", "work1", "values2", "work2")  # of the record: an address each
COPY = "void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)"
ROOT = "double @llvm.sqrt.f64(double)"


@dataclass(frozen=True)
class Sizes:
    """Of a descent. inputs: numbers of a sample. weights, parameters: of the loss. numbers: of a row of the table, which are
    the weight, its state and its gradient. scalars: of the rule, in a step. reads_norm: whether the first of the scalars is
    the norm of the gradient, which is known only during a step."""

    inputs: int
    weights: int
    parameters: int
    numbers: int
    scalars: int
    reads_norm: bool

    @property
    def table(self) -> int:
        """The numbers of the table, in whole vectors."""
        return -(-self.weights * self.numbers // LANES) * LANES


def write(sizes: Sizes) -> FunctionBody:
    """The body of `i64 @descend(ptr %record, i64 %steps)`.

    It returns the number of steps taken: all, or those before one that found a number that is not finite, which changes
    nothing.
    """
    code = FunctionBody()
    _DescentWriter(code, sizes).write()
    return code


class _DescentWriter:
    def __init__(self, code: FunctionBody, sizes: Sizes) -> None:
        self.code, self.sizes = code, sizes
        code.declared |= {COPY, ROOT}

    def write(self) -> None:
        code = self.code
        for k, name in enumerate(FIELDS):
            code.do(f"%{name} = load ptr, ptr {code.pure(f'getelementptr inbounds ptr, ptr %record, i64 {k}')}, align 8")
        with code.loop("%steps", sums=[("ptr", "%rows"), ("ptr", "%results")]) as step:
            rows, results = step.carried
            self._evaluate(step.index, self._gather(step.index))
            self._rule(step.index, self._gradient(rows), rows, results)
            step.next = [results, rows]
        code.do("ret i64 %steps")

    def _gather(self, step: str) -> str:
        """Copy the samples of the batch one behind the other; their number."""
        code, inputs = self.code, self.sizes.inputs
        first = self._integer("%starts", step)
        count = code.fresh(f"sub i64 {self._integer('%starts', code.pure(f'add i64 {step}, 1'))}, {first}")
        with code.loop(count) as each:
            sample = self._integer("%order", code.fresh(f"add i64 {first}, {each.index}"))
            target = code.address("%batch", code.affine(0, (each.index, inputs)))
            source = code.address("%data", code.affine(0, (sample, inputs)))
            code.do(f"call void @llvm.memcpy.p0.p0.i64(ptr {target}, ptr {source}, i64 {8 * inputs}, i1 false)")
        return count

    def _evaluate(self, step: str, count: str) -> None:
        """The loss of the batch, and the gradients of the sum of its parts and of the rest."""
        code, after = self.code, self.sizes.parameters
        loss = code.address("%losses", step)
        parts = self._run(0, "%batch", count, "%parameters", "%total", "%slopes")
        code.store(code.load("%total"), code.address("%parameters", after))
        for k in (0, 1):  # the number of samples, and its reciprocal
            size = code.load(code.address("%sizes", code.affine(k, (step, 2))))
            code.store(size, code.address("%parameters", after + 1 + k))
        rest = self._run(1, "null", "1", "%parameters", loss, "%back")
        nothing = code.fresh(f"fmul double {code.load(loss)}, {literal(0.0, 1)}")  # nan if the loss is not finite
        finite = code.fresh(f"icmp ne i32 {code.fresh(f'and i32 {parts}, {rest}')}, 0")
        whole = code.fresh(f"fcmp oeq double {nothing}, {literal(0.0, 1)}")
        self._stop_unless(code.fresh(f"and i1 {finite}, {whole}"), step)

    def _gradient(self, rows: str) -> str:
        """Write the gradient of the loss into the table; the sum of its squares."""
        code, sizes = self.code, self.sizes
        factor = code.load(code.address("%back", sizes.weights))
        with code.loop(sizes.weights, sums=zeros(1, 1)) as weight:
            share = code.fresh(f"fmul double {factor}, {code.load(code.address('%slopes', weight.index))}")
            slope = code.fresh(f"fadd double {code.load(code.address('%back', weight.index))}, {share}")
            code.store(slope, code.address(rows, code.affine(sizes.numbers - 1, (weight.index, sizes.numbers))))
            weight.next = [code.fresh(f"fadd double {weight.carried[0]}, {code.fresh(f'fmul double {slope}, {slope}')}")]
        return weight.next[0]

    def _rule(self, step: str, squares: str, rows: str, results: str) -> None:
        """Apply the rule, and take over the new weights if everything is finite."""
        code, sizes = self.code, self.sizes
        scalars = code.address("%scalars", code.affine(0, (step, sizes.scalars)))
        if sizes.reads_norm:
            norm = code.fresh(f"call double @llvm.sqrt.f64(double {squares})")
            self._stop_unless(code.fresh(f"fcmp one double {norm}, {literal(inf, 1)}"), step)
            code.store(norm, scalars)
        self._run(2, rows, str(sizes.weights), scalars, results, "null")
        nothing = code.times_zero(results, sizes.table, LANES)
        self._stop_unless(code.fresh(f"fcmp oeq double {nothing}, {literal(0.0, 1)}"), step)
        with code.loop(sizes.weights) as weight:
            new = code.load(code.address(results, code.affine(0, (weight.index, sizes.numbers))))
            code.store(new, code.address("%parameters", weight.index))

    def _run(self, k: int, inputs: str, count: str, parameters: str, results: str, gradients: str) -> str:
        """Call a kernel of the module."""
        after = ", ".join(f"ptr {x}" for x in (parameters, "%one", results, gradients, f"%values{k}", f"%work{k}", "null"))
        return self.code.fresh(f"call i32 @run{k}(ptr {inputs}, i64 {count}, {after})")

    def _stop_unless(self, fine: str, step: str) -> None:
        """Return the number of steps before this one unless a test holds."""
        stop, on = self.code.name("stop"), self.code.name("on")
        self.code.do(f"br i1 {fine}, label %{on}, label %{stop}")
        self.code.start(stop)
        self.code.do(f"ret i64 {step}")
        self.code.start(on)

    def _integer(self, array: str, index: str) -> str:
        where = self.code.pure(f"getelementptr inbounds i64, ptr {array}, i64 {index}")
        return self.code.fresh(f"load i64, ptr {where}, align 8")
