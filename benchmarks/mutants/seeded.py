"""`python -m benchmarks.mutants.seeded [WORD]`: faults that compiled gradients once had, or might have, put into a copy of
the compiler one by one; and whether CI's programs drawn by structure notice each.

One is a text of a file and what stands there instead. The proof suite runs until its first failure.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
PROGRAMS, LLVM, EXPORTS = (f"autodiff/compiler/{part}" for part in ("programs", "llvm", "exports"))
SUITE = "tests/compiler/test_structure.py"


class Fault(NamedTuple):
    """What it does, and where."""

    name: str
    file: str
    right: str
    wrong: str


FAULTS = (
    Fault("an adjoint is overwritten, not added to", f"{PROGRAMS}/adjoint.py",
          "self.terms.setdefault(a, []).append(term)", "self.terms[a] = [term]"),
    Fault("how often a value stands in a list is lost", f"{PROGRAMS}/adjoint.py",
          "        if len(terms) == 1:", "        terms = [*dict.fromkeys(terms)]\n        if len(terms) == 1:"),
    Fault("an element meets the partner of its mirror image", f"{PROGRAMS}/adjoint.py",
          "zip(operands, factors, strict=True)", "zip(operands, factors[::-1], strict=True)"),
    Fault("the first output begins alone", f"{PROGRAMS}/adjoint.py",
          "            if self.varies[i]:\n", "            if self.varies[i] and i not in self.program.outputs[:k]:\n"),
    Fault("a mark is lost behind a choice", f"{PROGRAMS}/adjoint.py",
          "if selected and self.careful:", "if selected and not self.careful:"),
    Fault("values are taken back before all their uses", f"{PROGRAMS}/adjoint.py",
          "return sorted(found, key=lambda i: height[i])", "return sorted(found, key=lambda i: -height[i])"),
    Fault("operands at uneven distances pass for even", f"{PROGRAMS}/groups.py",
          "    if (found.places(len(places), line) == places.ravel()).all():", "    if length is None or len(places) > 3:"),
    Fault("lines of members begin where the ones before end", f"{PROGRAMS}/groups.py",
          'Span("value", group.base, group.line, along=1)', 'Span("value", group.base, group.line - 1, along=1)'),
    Fault("equal instructions of other operands become one", f"{PROGRAMS}/program.py",
          "else (op, args)  #", "else (op, tuple(sorted(args)))  #"),
    Fault("an element of a list is known by its first", f"{LLVM}/segments.py",
          "self.frame.place(span, self.member, element)\n        name",
          "self.frame.place(span, self.member, 0 if span.stride == 1 else element)\n        name"),
    Fault("a member reads what another has made", f"{LLVM}/blocks.py",
          "if ((places >= first) & (places < last)).any():", "if ((places >= first) & (places < first)).any():"),
    Fault("a value that is read elsewhere is not kept", f"{LLVM}/segments.py",
          "found |= groups if _looped(span) else groups - own", "found |= groups - own"),
    Fault("a layer takes what members do not share for shared", f"{LLVM}/layers.py",
          "and (x.step == 0 or group.count == 1)", ""),
    Fault("a loop over an empty list has a turn", f"{LLVM}/lanes.py",
          "        if isinstance(length, str):", "        if length is None:"),
    Fault("lanes beyond the samples add to a sum", f"{LLVM}/frame.py",
          'if span.space == "seed" and self.summed else found', 'if span.space == "none" else found'),
    Fault("derivatives of a sum go to the first column", f"{LLVM}/frame.py",
          "found = [self._column[row] for row in range(group.base, group.base + group.count)]",
          "found = [self._column[group.base] for row in range(group.base, group.base + group.count)]"),
    Fault("adjoint and input of a weight change places", f"{LLVM}/sums.py",
          "            return first, second", "            return second, first"),
    Fault("C starts each output from all seeds so far", f"{EXPORTS}/c_functions.py",
          'self.to.do(f"s[{i}] = 0.0;")', 'self.to.do(";")'),
    Fault("a table is read line by line where there are elements", f"{PROGRAMS}/groups.py",
          "Span(space, 0, size * line, 1, length,", "Span(space, 0, line, 1, length,"),
    Fault("JAX takes a view of one repeated value for shorter", f"{EXPORTS}/jax_groups.py",
          "if max(w.shape[1], x.shape[1]) == length else w * x * length", "if length else w * x"),
)


def main() -> int:
    """Try each; the status is 1 if one is not noticed."""
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    missed = [fault.name for fault in FAULTS if wanted in fault.name and not tried(fault)]
    print(f"missed: {', '.join(missed) or 'none'}")
    return bool(missed)


def tried(fault: Fault) -> bool:
    """Whether the suite fails on a copy with the fault; prints by which test."""
    with tempfile.TemporaryDirectory() as folder:
        for part in ("autodiff", "nn", "tests", "pyproject.toml"):
            copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
            copy(ROOT / part, Path(folder) / part)
        path = Path(folder) / fault.file
        text = path.read_text(encoding="utf-8")
        if text.count(fault.right) != 1:
            raise ValueError(f"{fault.file} holds {fault.right!r} {text.count(fault.right)} times: mend the fault")
        path.write_text(text.replace(fault.right, fault.wrong), encoding="utf-8")
        begun = time.perf_counter()
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", "-p", "no:cacheprovider", SUITE]
        done = subprocess.run(command, cwd=folder, env={**os.environ, "PYTHONPATH": folder}, capture_output=True, text=True,
                              check=False)
    failed = [line for line in done.stdout.splitlines() if line.startswith("FAILED")]
    by = failed[0].split("::")[1].split(" ")[0] if failed else "nothing" if not done.returncode else "a crash"
    print(f"{fault.name}: noticed by {by}, {time.perf_counter() - begun:.0f} s", flush=True)
    return bool(done.returncode)


if __name__ == "__main__":
    sys.exit(main())
