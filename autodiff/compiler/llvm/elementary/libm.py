"""The functions of the C library, lane by lane: what has no vector code of its own."""

from autodiff.compiler.llvm.elementary.vectors import Vector

NAMES = ("pow",)
PURE = " nounwind readnone willreturn"  # errno is not read


def lane_by_lane(name: str, *arguments: Vector) -> Vector:
    """A function of the C library on every lane."""
    code = arguments[0].code
    lanes = zip(*(a.lanes for a in arguments), strict=True)
    return code.joined([code.call(name, "double", *lane, attributes=PURE) for lane in lanes])
