"""Compiles LLVM's language to machine code of this computer. The only module that uses llvmlite."""

import ctypes
from functools import cache
from threading import Lock
from typing import Any

from autodiff.compiler.llvm.code import FunctionBody
from autodiff.compiler.llvm.elementary import definitions

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
        cpu=llvm.get_host_cpu_name(), features=llvm.get_host_cpu_features().flatten(), opt=2, jit=True)


@cache
def features() -> dict[str, bool]:
    """What the processor can do: "avx512f", "fma" and the like."""
    return dict(library().get_host_cpu_features())


def lanes() -> int:
    """The number of lanes of a register."""
    return 8 if features().get("avx512f") else 4 if features().get("avx") else 2


ARGUMENTS = ("inputs", "count", "parameters", "seeds", "results", "gradients", "values", "work", "plan")
DECLARED = ("i64 @llvm.umin.i64(i64, i64)", "void @llvm.memset.p0.i64(ptr, i8, i64, i1)")


def module(code: FunctionBody) -> str:
    """The text of a module with the function `run`, whose body is given, and the functions it calls."""
    arrays = [f"{name} = private unnamed_addr constant {content}, align 64" for content, name in code.arrays.items()]
    widths = sorted({w for _, w in code.functions})
    fma = bool(features().get("fma"))
    functions = [line for width in widths
                 for line in definitions((n for n, w in code.functions if w == width), width, fma=fma).split("\n")]
    declared = {f"declare {name}" for name in (*DECLARED, *code.declared)}
    declared |= {line for line in functions if line.startswith("declare")}
    defined = [line for line in functions if not line.startswith("declare")]
    given = ", ".join(f"i64 %{name}" if name == "count" else f"ptr noalias %{name}" for name in ARGUMENTS)
    return "\n".join([*arrays, *sorted(declared), *defined, f"define i32 @run({given}) {{", *code.lines, "}", *_call()])


def _call() -> list[str]:
    """The function `call`, which calls `run` with the arguments in an array, for a bound call."""
    lines = ["define i32 @call(ptr %record) {"]
    for i, name in enumerate(ARGUMENTS):
        kind = "i64" if name == "count" else "ptr"
        lines += [f"  %at_{name} = getelementptr inbounds i64, ptr %record, i64 {i}",
                  f"  %{name} = load {kind}, ptr %at_{name}, align 8"]
    given = ", ".join(f"i64 %{name}" if name == "count" else f"ptr %{name}" for name in ARGUMENTS)
    return [*lines, f"  %finite = call i32 @run({given})", "  ret i32 %finite", "}"]


class MachineCode:
    """A compiled module, which exists as long as this object."""

    def __init__(self, text: str) -> None:
        with _lock:
            llvm, machine = _prepared(), target()
            self.module = llvm.parse_assembly(text)
            self.module.triple = llvm.get_default_triple()
            self.module.data_layout = str(machine.target_data)
            self.engine = llvm.create_mcjit_compiler(self.module, machine)
            self.engine.finalize_object()

            kinds = [ctypes.c_int64 if name == "count" else ctypes.c_void_p for name in ARGUMENTS]
            # called through ctypes, which releases the GIL; they return 1 if the gradients are finite
            self.run = ctypes.CFUNCTYPE(ctypes.c_int32, *kinds)(self.engine.get_function_address("run"))
            self.call = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p)(self.engine.get_function_address("call"))
