"""The mutants of a file: the changes that mutmut would make, each as the source of one changed function."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, ClassVar

import libcst as cst
from libcst.metadata import MetadataWrapper, ParentNodeProvider, PositionProvider
from mutmut.mutation import file_mutation
from mutmut.mutation.mutators import mutation_operators
from mutmut.mutation.pragma_handling import get_ignored_lines


@dataclass(frozen=True)
class Mutant:
    """A function of a file with one change in it.

    key: what tells it from all others, and stays when the rest of the file changes. function: its name, "Class.method"
    for methods. start: its first line. lines: the lines of the file that run what was changed. source: the changed
    function without decorators, as it stands in its class. change: the changed lines, before and after.
    """

    key: str
    file: str
    function: str
    start: int
    lines: range
    source: str
    change: tuple[str, str]


class Visitor(file_mutation.MutationVisitor):
    """mutmut passes over decorated functions, as it could not put its call in their place; we exchange only their code."""

    METADATA_DEPENDENCIES: ClassVar[Any] = (*file_mutation.MutationVisitor.METADATA_DEPENDENCIES, ParentNodeProvider)

    def _skip_node_and_children(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.FunctionDef) and node.decorators:
            return any(isinstance(d.decorator, cst.Name) and d.decorator.value == "overload" for d in node.decorators)
        return super()._skip_node_and_children(node)


def mutants(path: Path) -> Iterator[Mutant]:
    """Every mutant of a file, in the order of its lines."""
    text = path.read_text(encoding="utf-8")
    wrapper = MetadataWrapper(cst.parse_module(text), unsafe_skip_copy=True)
    visitor = Visitor(mutation_operators, get_ignored_lines(str(path), text, wrapper, None))
    module = wrapper.visit(visitor)
    positions, parents = wrapper.resolve(PositionProvider), wrapper.resolve(ParentNodeProvider)
    classes = {node: top for top in module.body if isinstance(top, cst.ClassDef) for node in top.body.body}
    counts: dict[str, int] = {}
    last = None
    for mutation in visitor.mutations:
        function = mutation.contained_by_top_level_function
        if not isinstance(function, cst.FunctionDef):
            continue
        within = classes.get(function)
        name = f"{within.name.value}.{function.name.value}" if within else function.name.value
        if function is not last:
            last, before = function, plain(function)
            original = module.code_for_node(before)
        source = module.code_for_node(before.deep_replace(mutation.original_node, mutation.mutated_node))
        if source == original:
            continue
        digest = sha256(f"{path}:{name}:{source}".encode()).hexdigest()[:16]
        counts[digest] = counts.get(digest, 0) + 1
        yield Mutant(f"{digest}-{counts[digest]}", str(path), name, first_line(function, positions),
                     lines_of(mutation.original_node, positions, parents), source, difference(original, source))


def lines_of(changed: cst.CSTNode, positions: Mapping[cst.CSTNode, Any], parents: Mapping[cst.CSTNode, Any]) -> range:
    """The lines that run what is changed: of the statement that holds it, up to its end; for a default, of the function."""
    held = changed
    while not isinstance(held, cst.SimpleStatementLine | cst.FunctionDef | cst.If | cst.While | cst.For | cst.With):
        held = parents[held]
    last = held if isinstance(held, cst.SimpleStatementLine | cst.FunctionDef) else changed
    return range(positions[held].start.line, positions[last].end.line + 1)


def first_line(function: cst.FunctionDef, positions: Mapping[cst.CSTNode, Any]) -> int:
    """Where Python says that a function starts: at its decorators, or at `def`."""
    return positions[function.decorators[0] if function.decorators else function.name].start.line  # type: ignore[no-any-return]


def plain(function: cst.FunctionDef) -> cst.FunctionDef:
    """The function without decorators and comments above it, so that its source starts with `def`."""
    return function.with_changes(decorators=(), leading_lines=(), lines_after_decorators=())


def difference(before: str, after: str) -> tuple[str, str]:
    """The lines that are not the same, without those around them."""
    old, new = before.splitlines(), after.splitlines()
    first = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), 0)
    last = next((i for i, (a, b) in enumerate(zip(old[first:][::-1], new[first:][::-1], strict=False)) if a != b), 0)
    return "\n".join(old[first:len(old) - last]).strip(), "\n".join(new[first:len(new) - last]).strip()
