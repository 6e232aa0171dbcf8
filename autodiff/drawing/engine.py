"""Graphviz: takes DOT, returns a picture or positions. Imported when the first graph is drawn."""

import shutil
import subprocess
import threading
from typing import Any

from autodiff.errors import DrawingError
from autodiff.forks import freed_in_child

_one_at_a_time = freed_in_child(threading.Lock())  # the library has global state

MISSING = ("no layout engine found: `pip install pygraphviz` (2.0 and later bring one), or put Graphviz's `dot` on the "
           "PATH; draw(y).source gives the graph as DOT without one")


def run(source: str, output: str, program: str = "dot") -> bytes:
    """Run Graphviz on DOT text. program: "dot" computes a layout; "nop2" keeps the positions in the text."""
    module = _pygraphviz()
    if module is not None:
        return _in_process(module, source, output, program)
    path = shutil.which("dot")
    if path is None:
        raise DrawingError(MISSING)
    return _as_command(path, source, output, program)


def _pygraphviz() -> Any:
    try:
        import pygraphviz
    except (ImportError, OSError):  # OSError: a shared library is missing or broken
        return None
    return pygraphviz


def _in_process(module: Any, source: str, output: str, program: str) -> bytes:
    with _one_at_a_time:
        graph = module.AGraph(string=source)
        # with has_layout pygraphviz uses nop2; with the program in `args` it prints no warning about large graphs
        graph.has_layout = True
        try:
            made = graph.draw(format=output, args="" if program == "nop2" else f"-K{program}")
        except (OSError, ValueError, TypeError, module.DotError) as error:  # TypeError: an unsupported format
            raise DrawingError(f"Graphviz could not make {output} of the graph: {error}") from error
    return made  # type: ignore[no-any-return]


def _as_command(path: str, source: str, output: str, program: str) -> bytes:
    command = [path, f"-K{program}", f"-T{output}"]
    try:
        done = subprocess.run(command, input=source.encode(), capture_output=True, check=False)  # noqa: S603
    except OSError as error:
        raise DrawingError(f"Graphviz could not be run: {error}") from error
    if done.returncode != 0:
        said = done.stderr.decode(errors="replace")[:200]
        raise DrawingError(f"Graphviz could not make {output} of the graph: {said}")
    return done.stdout
