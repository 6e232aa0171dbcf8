"""What a type checker says of operators of Values."""

from pathlib import Path

import pytest

api = pytest.importorskip("mypy.api")

ALLOWED = ["v + 1", "1 + v", "v * 2.5", "v / True", "v ** Fraction(1, 2)", "Fraction(1, 2) * v", "v - v", "v * (v > 0)",
           "2 ** v", "v >= v", "0 < v"]
REFUSED = ['v + "x"', '"x" + v', "v * [1, 2]", "v - None", "v / 1j", 'v ** "2"', "math.exp(v)", "float(v)", "range(v)",
           'v > "x"', "v < None"]
HEAD = "import math\nfrom fractions import Fraction\nfrom autodiff.value.value import Value\nv = Value(1.0)\n"


def test_operators_take_numbers_and_values_and_nothing_else(tmp_path: Path) -> None:
    source = tmp_path / "snippet.py"
    source.write_text(HEAD + "\n".join(ALLOWED + REFUSED) + "\n")
    said, _, _ = api.run(["--config-file=", f"--cache-dir={tmp_path / 'cache'}", "--follow-imports=silent",
                          "--ignore-missing-imports", str(source)])
    first = HEAD.count("\n") + len(ALLOWED) + 1
    lines = {int(line.split(":")[1]) for line in said.splitlines() if ": error:" in line}
    assert lines == {*range(first, first + len(REFUSED))}, said
