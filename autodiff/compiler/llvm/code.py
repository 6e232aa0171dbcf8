"""LLVM's language as text: straight-line code and loops, memory, and blocks of samples."""

import struct
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from typing import Any


def vector(width: int, kind: str = "double") -> str:
    """The type of a vector of so many numbers."""
    return kind if width == 1 else f"<{width} x {kind}>"


def literal(x: float, width: int) -> str:
    """A number (in each lane), to the bit."""
    bits = f"0x{struct.unpack('<Q', struct.pack('<d', x))[0]:016X}"
    return bits if width == 1 else "<" + ", ".join([f"double {bits}"] * width) + ">"


def zeros(count: int, width: int) -> list[tuple[str, str]]:
    """Type and start of sums that a loop carries."""
    return [(vector(width), literal(0.0, width))] * count


def mangled(width: int) -> str:
    """How the names of LLVM's own functions spell the type."""
    return "f64" if width == 1 else f"v{width}f64"


class FunctionBody:
    """The body of a function being written. A result is reused in its block and in blocks inside it."""

    def __init__(self) -> None:
        self.lines: list[str] = ["entry:"]
        self.block = "entry"
        self.functions: set[tuple[str, int]] = set()  # elementary functions that are called, and their widths
        self.declared: set[str] = set()  # LLVM's own functions that are called
        self.arrays: dict[str, str] = {}
        self._count = 0
        self._known: list[dict[str, str]] = [{}]

    def name(self, stem: str = "") -> str:
        self._count += 1
        return f"{stem}{self._count}"

    def pure(self, text: str) -> str:
        """The name of a result that depends only on its text, so that it can be reused."""
        for scope in self._known:
            if text in scope:
                return scope[text]
        self._known[-1][text] = found = self.fresh(text)
        return found

    def fresh(self, text: str) -> str:
        """The name of a result that may differ each time, as of a load."""
        found = f"%v{self.name()}"
        self.lines.append(f"  {found} = {text}")
        return found

    def do(self, text: str) -> None:
        self.lines.append(f"  {text}")

    def start(self, block: str) -> None:
        self.lines.append(f"{block}:")
        self.block = block

    @contextmanager
    def _scope(self) -> Iterator[None]:
        """A block: what is computed in it is not known after it."""
        self._known.append({})
        yield
        self._known.pop()

    @contextmanager
    def loop(self, count: str | int, step: int = 1, sums: Sequence[tuple[str, str]] = (),
             first: str | int = 0) -> Iterator["Loop"]:
        """For each index from `first` below `count` (at least one), by `step`. sums: type and start of each sum."""
        before, body, after = self.block, self.name("loop"), self.name("after")
        self.do(f"br label %{body}")
        self.start(body)
        here = Loop(f"%i{self.name()}", [f"%c{self.name()}" for _ in sums])
        place = len(self.lines)
        with self._scope():
            yield here
        following = self.fresh(f"add nsw nuw i64 {here.index}, {step}")
        again = self.fresh(f"icmp ult i64 {following}, {count}")
        self.lines[place:place] = self._heads(here, sums, before, first, following)
        self.do(f"br i1 {again}, label %{body}, label %{after}")
        self.start(after)

    @contextmanager
    def loop_if_any(self, count: str, sums: Sequence[tuple[str, str]] = ()) -> Iterator["Loop"]:
        """For each index below `count`, which may be 0. The sums are in `carried` afterwards."""
        before, head, body, after = self.block, self.name("head"), self.name("body"), self.name("after")
        self.do(f"br label %{head}")
        self.start(head)
        here = Loop(f"%i{self.name()}", [f"%c{self.name()}" for _ in sums])
        place = len(self.lines)
        again = self.fresh(f"icmp ult i64 {here.index}, {count}")
        self.do(f"br i1 {again}, label %{body}, label %{after}")
        self.start(body)
        with self._scope():
            yield here
        following = self.fresh(f"add nsw nuw i64 {here.index}, 1")
        self.lines[place:place] = self._heads(here, sums, before, "0", following)
        self.do(f"br label %{head}")
        self.start(after)

    def _heads(self, here: "Loop", sums: Sequence[tuple[str, str]], before: str, first: str | int,
               following: str) -> list[str]:
        """The phi nodes of a loop's index and sums: their value before the loop, or at the end of its last iteration."""
        return [f"  {here.index} = phi i64 [{first}, %{before}], [{following}, %{self.block}]",
                *[f"  {carried} = phi {kind} [{begin}, %{before}], [{end}, %{self.block}]"
                  for carried, (kind, begin), end in zip(here.carried, sums, here.next, strict=True)]]

    @contextmanager
    def range(self, count: int, step: int = 1, first: int = 0) -> Iterator[int | str]:
        """A loop; without a branch if there is one iteration."""
        if first + step >= count:
            yield first
        else:
            with self.loop(count, step, first=first) as each:
                yield each.index

    @contextmanager
    def when(self, test: str) -> Iterator[None]:
        """Only if `test` holds."""
        yes, after = self.name("then"), self.name("after")
        self.do(f"br i1 {test}, label %{yes}, label %{after}")
        self.start(yes)
        with self._scope():
            yield
        self.do(f"br label %{after}")
        self.start(after)

    def constant_array(self, kind: str, content: Sequence[Any]) -> str:
        """The name of a global array with this content: the same for the same content, whatever else is in the module."""
        text = f"[{len(content)} x {kind}] [{', '.join(f'{kind} {x}' for x in content)}]"
        return self.arrays.setdefault(text, f"@array.{sha256(text.encode()).hexdigest()[:16]}")

    @contextmanager
    def unless_zero(self, count: str) -> Iterator[None]:
        """Only if a count is not 0, as loops have at least one iteration."""
        with self.when(self.fresh(f"icmp ne i64 {count}, 0")):
            yield

    def switch(self, number: str, cases: Sequence[Callable[[], None]]) -> None:
        """Do the case of that number."""
        names, after, nowhere = [self.name("case") for _ in cases], self.name("after"), self.name("nowhere")
        self.do(f"switch i64 {number}, label %{nowhere} [{' '.join(f'i64 {i}, label %{x}' for i, x in enumerate(names))}]")
        self.start(nowhere)
        self.do("unreachable")
        for name, case in zip(names, cases, strict=True):
            self.start(name)
            with self._scope():
                case()
            self.do(f"br label %{after}")
        self.start(after)

    # --- Blocks of samples ---

    def sizes(self, first: str, block: int, width: int) -> None:
        """Set %samples, the size of the block that starts at `first`, and %padded, rounded up to whole vectors."""
        left = self.fresh(f"sub i64 %count, {first}")
        self.do(f"%samples = call i64 @llvm.umin.i64(i64 {left}, i64 {block})")
        more = self.fresh(f"add i64 %samples, {width - 1}")
        self.do(f"%padded = and i64 {more}, {-width}")

    def valid(self, what: str, sample: int | str, width: int) -> str:
        """A vector that starts at a sample of the block, with zeros in lanes beyond the last sample."""
        if width == 1:
            return what
        kind = vector(width, "i64")
        index, limit = (self.pure(f"shufflevector {kind} {one}, {kind} poison, <{width} x i32> zeroinitializer") for one in
                        [self.pure(f"insertelement {kind} poison, i64 {x}, i64 0") for x in (sample, "%samples")])
        numbers = ", ".join(f"i64 {i}" for i in range(width))
        inside = self.pure(f"icmp ult {kind} {self.pure(f'add {kind} {index}, <{numbers}>')}, {limit}")
        lanes, zero = vector(width), literal(0.0, width)
        return self.pure(f"select {vector(width, 'i1')} {inside}, {lanes} {what}, {lanes} {zero}")

    # --- Integers and memory ---

    def affine(self, base: str | int, *terms: tuple[str | int, int]) -> str | int:
        """base + the sum of index * stride."""
        fixed, found = (base, None) if isinstance(base, int) else (0, base)
        for index, stride in terms:
            if isinstance(index, int):
                fixed += index * stride
            elif stride:
                scaled = index if stride == 1 else self.pure(f"mul nsw i64 {index}, {stride}")
                found = scaled if found is None else self.pure(f"add nsw i64 {found}, {scaled}")
        if found is None:
            return fixed
        return self.pure(f"add nsw i64 {found}, {fixed}") if fixed else found

    def address(self, array: str, index: str | int) -> str:
        """The address of the number at an index of an array."""
        return self.pure(f"getelementptr inbounds double, ptr {array}, i64 {index}")

    def load(self, where: str, width: int = 1) -> str:
        return self.fresh(f"load {vector(width)}, ptr {where}, align 8")

    def store(self, what: str, where: str, width: int = 1) -> None:
        self.do(f"store {vector(width)} {what}, ptr {where}, align 8")

    def add_to(self, where: str, what: str, width: int = 1) -> None:
        """Add to what is in memory."""
        self.store(self.fresh(f"fadd {vector(width)} {self.load(where, width)}, {what}"), where, width)

    def fill(self, array: str, count: int | str, first: int = 0) -> None:
        """Set numbers of an array to 0."""
        size = count * 8 if isinstance(count, int) else self.fresh(f"mul i64 {count}, 8")
        self.do(f"call void @llvm.memset.p0.i64(ptr {self.address(array, first)}, i8 0, i64 {size}, i1 false)")

    def spread(self, scalar: str, width: int) -> str:
        """The same number in each lane."""
        if width == 1:
            return scalar
        one = self.pure(f"insertelement {vector(width)} poison, double {scalar}, i64 0")
        return self.pure(f"shufflevector {vector(width)} {one}, {vector(width)} poison, <{width} x i32> zeroinitializer")

    def total(self, lanes: str, width: int) -> str:
        """The sum over the lanes, in a fixed order."""
        while width > 1:
            half = width // 2
            low, high = (", ".join(f"i32 {i}" for i in range(k, k + half)) for k in (0, half))
            kind = vector(width)
            parts = [self.fresh(f"shufflevector {kind} {lanes}, {kind} poison, <{half} x i32> <{part}>")
                     for part in (low, high)]
            if half == 1:
                parts = [self.fresh(f"extractelement <1 x double> {part}, i64 0") for part in parts]
            lanes, width = self.fresh(f"fadd {vector(half)} {parts[0]}, {parts[1]}"), half
        return lanes

    def times_zero(self, array: str, count: str | int, width: int) -> str:
        """The sum of so many numbers of an array, each times 0: it is 0 if all are finite, else nan."""
        kind = vector(width)
        with self.loop(count, width, zeros(1, width)) as each:
            product = self.fresh(f"fmul {kind} {self.load(self.address(array, each.index), width)}, {literal(0.0, width)}")
            each.next = [self.fresh(f"fadd {kind} {each.carried[0]}, {product}")]
        return self.total(each.next[0], width)

    def across(self, rows: list[str], width: int) -> str:
        """The sums over the lanes of `width` vectors, as one vector."""
        chunk, kind = 1, vector(width)
        while len(rows) > 1:
            picks = [[source * width + lane for start in range(half * chunk, width, 2 * chunk)
                      for source in (0, 1) for lane in range(start, start + chunk)] for half in (0, 1)]
            masks = [", ".join(f"i32 {i}" for i in pick) for pick in picks]
            joined = []
            for a, b in zip(rows[::2], rows[1::2], strict=True):
                low, high = (self.fresh(f"shufflevector {kind} {a}, {kind} {b}, <{width} x i32> <{mask}>") for mask in masks)
                joined.append(self.fresh(f"fadd {kind} {low}, {high}"))
            rows, chunk = joined, 2 * chunk
        return rows[0]

    def doubles(self, content: Sequence[float]) -> str:
        """The name of a global array of numbers."""
        return self.constant_array("double", [literal(x, 1) for x in content])


class Loop:
    """A loop being written: its index, its sums in this iteration, and their next values."""

    def __init__(self, index: str, carried: list[str]) -> None:
        self.index, self.carried, self.next = index, carried, list(carried)
