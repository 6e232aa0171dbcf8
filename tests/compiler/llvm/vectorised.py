"""Elementary functions compiled and called on NumPy arrays: for tests only."""

import ctypes
import functools
from collections.abc import Callable
from typing import Any

import llvmlite.binding as llvm
import numpy as np

from autodiff.compiler.llvm.elementary import BINARY, FUNCTIONS, definitions

Array = np.ndarray[Any, np.dtype[np.float64]]

LOOP = """
define void @run.{name}(ptr %x, ptr %y, ptr %out, i64 %count) {{
  br label %loop
loop:
  %i = phi i64 [0, %0], [%next, %loop]
  %px = getelementptr double, ptr %x, i64 %i
  %py = getelementptr double, ptr %y, i64 %i
  %pout = getelementptr double, ptr %out, i64 %i
  %vx = load {type}, ptr %px, align 8
  %vy = load {type}, ptr %py, align 8
  %z = call {type} @ad.{name}.v{width}({arguments})
  store {type} %z, ptr %pout, align 8
  %next = add i64 %i, {width}
  %more = icmp slt i64 %next, %count
  br i1 %more, label %loop, label %done
done:
  ret void
}}
"""


def _loop(name: str, width: int) -> str:
    kind = "double" if width == 1 else f"<{width} x double>"
    arguments = f"{kind} %vx, {kind} %vy" if name in BINARY else f"{kind} %vx"
    return LOOP.format(name=name, type=kind, width=width, arguments=arguments)


@functools.cache
def engine(width: int, fma: bool = True) -> Any:
    """The machine code of all functions at a width."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    loops = (_loop(name, width) for name in sorted(FUNCTIONS))
    module = llvm.parse_assembly("\n".join([definitions(((name, width) for name in FUNCTIONS), fma=fma), *loops]))
    module.verify()
    features = llvm.get_host_cpu_features()
    if not fma:
        features["fma"] = features["fma4"] = False
    target = llvm.Target.from_default_triple()
    machine = target.create_target_machine(cpu=llvm.get_host_cpu_name(), features=features.flatten(), opt=1)
    return llvm.create_mcjit_compiler(module, machine)


@functools.cache
def vectorised(name: str, width: int, fma: bool = True) -> Callable[..., Array]:
    """A function on arrays of any length."""
    pointer = ctypes.c_void_p
    run = ctypes.CFUNCTYPE(None, pointer, pointer, pointer, ctypes.c_int64)(
        engine(width, fma).get_function_address(f"run.{name}"))

    def call(x: Any, y: Any = None) -> Array:
        size = -(-len(x) // width) * width
        given = [np.zeros(size), np.zeros(size)]
        given[0][: len(x)] = x
        given[1][: len(x)] = x if y is None else y
        out = np.empty(size)
        run(given[0].ctypes.data, given[1].ctypes.data, out.ctypes.data, size)
        return out[: len(x)]

    return call
