"""Compiles LLVM's language to machine code of this computer. The only module that uses llvmlite."""

import ctypes
from collections.abc import Mapping
from functools import cache
from threading import Lock
from types import MappingProxyType
from typing import Any

from autodiff.compiler.llvm.code import FunctionBody
from autodiff.compiler.llvm.elementary import definitions

LEVEL = 2  # of LLVM's code generator
_lock = Lock()  # LLVM's compiler is one for the process


def library() -> Any:
    """llvmlite's binding; `ImportError` says what to install."""
    try:
        import llvmlite.binding
        import numpy  # noqa: F401  (kernels need it)
    except ImportError as error:
        raise ImportError("compiling needs llvmlite and NumPy: pip install 'autodiff-scalar[compile]'") from error
    return llvmlite.binding


@cache
def _prepared() -> Any:
    """LLVM, initialised once for this computer."""
    llvm = library()
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    return llvm


def target() -> Any:
    """A new description of this computer; the engine that is created with it owns it."""
    llvm = _prepared()
    return llvm.Target.from_default_triple().create_target_machine(
        cpu=llvm.get_host_cpu_name(), features=llvm.get_host_cpu_features().flatten(), opt=LEVEL, jit=True)


@cache
def features() -> dict[str, bool]:
    """What the processor can do: "avx512f", "fma" and the like."""
    return dict(library().get_host_cpu_features())


def lanes() -> int:
    """The number of lanes of a register."""
    return 8 if features().get("avx512f") else 4 if features().get("avx") else 2


ARGUMENTS = ("inputs", "count", "parameters", "seeds", "results", "gradients", "values", "work", "plan")
DECLARED = ("i64 @llvm.umin.i64(i64, i64)", "void @llvm.memset.p0.i64(ptr, i8, i64, i1)")


def module(*bodies: FunctionBody, above: Mapping[str, FunctionBody] = MappingProxyType({})) -> str:
    """The text of a module with the functions `run0`, `run1` ..., whose bodies are given, and the functions they call.

    above: functions that call these, by their heads.
    """
    everything = (*bodies, *above.values())
    arrays = {f"{name} = private unnamed_addr constant {content}, align 64"
              for body in everything for content, name in body.arrays.items()}
    called = {function for body in everything for function in body.functions}
    functions = definitions(called, fma=bool(features().get("fma"))).split("\n")
    declared = {f"declare {name}" for name in (*DECLARED, *(name for body in everything for name in body.declared))}
    declared |= {line for line in functions if line.startswith("declare")}
    defined = [line for line in functions if not line.startswith("declare")]
    return "\n".join([*sorted(arrays), *sorted(declared), *defined,
                      *(line for i, body in enumerate(bodies) for line in _run_and_call(i, body)),
                      *(line for head, body in above.items() for line in (f"define {head} {{", *body.lines, "}"))])


def _run_and_call(i: int, body: FunctionBody) -> list[str]:
    """The function `run`, and `call`, which calls it with the arguments in an array, for a bound call."""
    given = [(name, "i64" if name == "count" else "ptr") for name in ARGUMENTS]
    head = ", ".join(f"{kind} %{name}" if kind == "i64" else f"{kind} noalias %{name}" for name, kind in given)
    loads = [f"  %at_{name} = getelementptr inbounds i64, ptr %record, i64 {at}\n"
             f"  %{name} = load {kind}, ptr %at_{name}, align 8" for at, (name, kind) in enumerate(given)]
    passed = ", ".join(f"{kind} %{name}" for name, kind in given)
    return [f"define i32 @run{i}({head}) {{", *body.lines, "}", f"define i32 @call{i}(ptr %record) {{", *loads,
            f"  %finite = call i32 @run{i}({passed})", "  ret i32 %finite", "}"]


class MachineCode:
    """A compiled function, and the module it is in, which exists as long as this object."""

    def __init__(self, engine: Any, i: int) -> None:
        self._engine = engine
        kinds = [ctypes.c_int64 if name == "count" else ctypes.c_void_p for name in ARGUMENTS]
        # called through ctypes, which releases the GIL; they return 1 if the gradients are finite
        self.run = ctypes.CFUNCTYPE(ctypes.c_int32, *kinds)(engine.get_function_address(f"run{i}"))
        self.call = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p)(engine.get_function_address(f"call{i}"))


def compiled(*bodies: FunctionBody) -> list[MachineCode]:
    """The machine code of functions, in one module."""
    engine = loaded(module(*bodies))
    return [MachineCode(engine, i) for i in range(len(bodies))]


def loaded(text: str) -> Any:
    """The machine code of a module, which exists as long as what is returned."""
    with _lock:
        llvm, machine = _prepared(), target()
        parsed = llvm.parse_assembly(text)
        parsed.triple = llvm.get_default_triple()
        parsed.data_layout = str(machine.target_data)
        engine = llvm.create_mcjit_compiler(parsed, machine)
        engine.finalize_object()
        return engine
