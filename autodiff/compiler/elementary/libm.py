"""The functions of the C library, lane by lane: what has no vector code of its own."""

from autodiff.compiler.elementary.vectors import Vector

FAR = {"sin_far": "sin", "cos_far": "cos", "tan_far": "tan"}  # C's own take numbers of any size
NAMES = ("cbrt", "sin", "cos", "tan", "asin", "acos", "atan", "atan2", "sinh", "cosh", "asinh", "acosh", "atanh", "erf",
         "erfc", "pow", "hypot", *FAR)
PURE = " nounwind readnone willreturn"  # errno is not read


def lane_by_lane(name: str, *arguments: Vector) -> Vector:
    """A function of the C library on every lane."""
    code, function = arguments[0].code, FAR.get(name, name)
    if code.width == 1:
        return Vector(code, code.call(function, "double", *(a.name for a in arguments), attributes=PURE))
    vector, result = code.type("double"), "undef"
    for lane in range(code.width):
        taken = [code.line(f"extractelement {vector} {a.name}, i32 {lane}") for a in arguments]
        answer = code.call(function, "double", *taken, attributes=PURE)
        result = code.line(f"insertelement {vector} {result}, double {answer}, i32 {lane}")
    return Vector(code, result)
