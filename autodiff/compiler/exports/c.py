"""A program as one file of C that needs only <math.h>: documentation, numbers, tables, functions."""

import re
import textwrap
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from autodiff.compiler.exports.c_functions import CFunctions
from autodiff.compiler.exports.c_text import literal
from autodiff.compiler.programs.program import ScalarProgram
from autodiff.graph.functions import apply
from autodiff.messages import shown
from autodiff.table.op import OPS
from autodiff.value.strictness import lenient
from autodiff.value.value import Value

WIDTH = 110
KEYWORDS = frozenset((
    "auto", "break", "case", "char", "const", "continue", "default", "do", "double", "else", "enum", "extern", "float",
    "for", "goto", "if", "inline", "int", "long", "register", "restrict", "return", "short", "signed", "sizeof", "static",
    "struct", "switch", "typedef", "union", "unsigned", "void", "volatile", "while"))
SHOWN = 8  # outputs whose formulas are shown

EXP_DIFFERENCE = """\
/* exp(x - y) for x <= y: the rounding error of x - y is put back as a factor. */
static double {name}_exp_difference(double x, double y)
{{
    const double d = x - y, t = d - x, error = (x - (d - t)) - (y + t);
    return x == y ? 1.0 : fabs(error) < 1.0 ? exp(d)*(1.0 + error) : exp(d);
}}
"""

HEAD = """\
{name}: {results} of {inputs} and {parameters}, and the derivatives. Written by autodiff.

{formulas}

    x  the inputs: {name}_INPUTS numbers
    p  the parameters: {name}_PARAMETERS numbers; if it is 0 their present ones, {name}_parameters
    y  the results: {name}_OUTPUTS numbers
    g  the derivatives: {name}_OUTPUTS rows of {name}_WRT numbers, by
       {asked}

C99; link with -lm. Nothing is kept between calls: threads may share the functions. They need {memory} bytes of stack.
With inf and nan it is as IEEE 754 has it: do not compile with -ffast-math. With -ffp-contract=off no product and sum
are rounded at once, and the bits are the same on all machines whose mathematical library is the same.

    #include <stdio.h>

    void {name}_gradient(const double *x, const double *p, double *y, double *g);

    int main(void)
    {{
        double x[{n_inputs}] = {{0.0}}, y[{n_outputs}], g[{n_slopes}] = {{0.0}};
        {name}_gradient(x, 0, y, g);
        printf("%.17g, %.17g\\n", y[0], g[0]);
        return 0;
    }}
"""


def source(original: ScalarProgram, careful: ScalarProgram, parameters: Sequence[float], labels: Sequence[str],
           name: str) -> str:
    """The file. original: the traced program, for the documentation. careful: its careful adjoint, for the functions."""
    if not isinstance(name, str) or not re.fullmatch(r"[A-Za-z_]\w*", name, re.ASCII) or name in KEYWORDS:
        raise ValueError(f"name must be an identifier of C, such as 'model', got {shown(name)}")
    functions = CFunctions(careful, name)
    texts = [functions.forward(), functions.backward(), functions.value(), functions.gradient()]
    counts = {"INPUTS": original.inputs, "PARAMETERS": original.parameters, "OUTPUTS": len(original.outputs),
              "WRT": len(original.wrt)}
    constants = functions.layout.constants
    return "\n".join([
        _head(original, functions), "#include <math.h>\n",
        "enum {" + ", ".join(f"{name}_{what} = {count}" for what, count in counts.items()) + "};\n",
        _parameters(parameters, labels, name),
        *[_table("double", f"{name}_constants", map(literal, constants))] * bool(constants),
        *[_table("int", table, map(str, places)) for places, table in functions.tables.items()],
        *[EXP_DIFFERENCE.format(name=name)] * ("exp_difference" in functions.called), *texts])


# --- Documentation ---

def _head(program: ScalarProgram, functions: CFunctions) -> str:
    """The comment at the top."""
    counts = {"results": len(program.outputs), "inputs": program.inputs, "parameters": program.parameters}
    text = HEAD.format(
        name=functions.name, asked=_wrapped(", ".join(_asked(program.wrt)) or "nothing", 7).lstrip(),
        formulas="\n".join(f"    y[{i}] = {text}" for i, text in enumerate(_formulas(program)) if harmless(text)),
        memory=8 * (functions.layout.rows + len(program.outputs)), n_inputs=max(program.inputs, 1),
        n_outputs=len(program.outputs), n_slopes=max(len(program.outputs) * len(program.wrt), 1),
        **{what: f"{count} {what[:-1]}{'s' * (count != 1)}" for what, count in counts.items()})
    return "/*\n" + "".join(f" * {line}".rstrip() + "\n" for line in text.splitlines()) + " */\n"


def harmless(text: str) -> bool:
    """Whether a text is safe in a comment: it has no delimiter of comments, and only ASCII.

    >>> harmless("a*b/c"), harmless("*/ int x; /*"), harmless("ŷ")
    (True, False, False)
    """
    return text.isascii() and text.isprintable() and not re.search(r"\*/|/\*", text)


def _formulas(program: ScalarProgram) -> list[str]:
    """The formulas of the outputs, shortened to a line each."""
    nodes: list[Any] = []
    names = {"input": "x", "parameter": "p"}
    with lenient():
        for op, args in program.instructions:
            nodes.append(args[0] if op == "constant" else Value(1.0, label=f"{names[op]}[{args[0]}]") if op in names
                         else apply(OPS[op], [nodes[a] for a in args]))
    found = [nodes[i] for i in program.outputs[:SHOWN]]
    return [(node.expression(WIDTH - 20) if isinstance(node, Value) else repr(node)).replace("…", "...") for node in found]


def _asked(wrt: Sequence[tuple[str, int]]) -> list[str]:
    """What each column of the gradient is with respect to: "p[0] to p[9]"."""
    found = []
    for (array, _), columns in groupby(enumerate(wrt), lambda column: (column[1][0][0], column[1][1] - column[0])):
        places = [place for _, (_, place) in columns]
        first, last = (f"{'x' if array == 'i' else 'p'}[{place}]" for place in (places[0], places[-1]))
        found.append(first if first == last else f"{first} to {last}")
    return found


def _wrapped(text: str, indent: int) -> str:
    return textwrap.fill(text, WIDTH, initial_indent=" " * indent, subsequent_indent=" " * indent)


# --- Numbers ---

def _table(kind: str, name: str, content: Iterable[str]) -> str:
    texts = list(content)
    return f"static const {kind} {name}[{len(texts)}] = {{\n{_wrapped(', '.join(texts), 4)}\n}};\n"


def _parameters(numbers: Sequence[float], labels: Sequence[str], name: str) -> str:
    """The present parameters, with their decimal values and labels as comments."""
    called = [f", {label}" if label and harmless(label) else "" for label in labels] or [""] * len(numbers)
    lines = [f"    {literal(x)}, /* p[{i}] = {x!r}{label} */\n"
             for i, (x, label) in enumerate(zip(numbers, called, strict=True))] or ["    0.0 /* there are none */\n"]
    return f"static const double {name}_parameters[{len(lines)}] = {{\n{''.join(lines)}}};\n"
