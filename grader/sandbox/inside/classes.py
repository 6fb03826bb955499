"""Which classes of SymPy and NumPy an answer may hold, in words: what each is written as."""

from __future__ import annotations

FUNCTIONS = """
    exp log sin cos tan cot sec csc asin acos atan acot asec acsc atan2 sinh cosh tanh coth sech
    csch asinh acosh atanh acoth asech acsch sign floor ceiling gamma loggamma factorial
    factorial2 binomial digamma erf erfc zeta beta re im conjugate arg Abs Max Min Mod LambertW
    Heaviside RisingFactorial FallingFactorial polygamma Trace Determinant Transpose Inverse
    MatMul MatAdd Order harmonic
""".split()  # noqa: SIM905 - a table reads better as words
"""Classes of SymPy that are written as a call of their own name."""
OPERATIONS = {"Add": "add", "Mul": "mul", "Pow": "pow"}
CONSTANTS = {
    "Pi": "pi", "Exp1": "e", "ImaginaryUnit": "i", "Infinity": "oo", "NegativeInfinity": "-oo",
    "NaN": "nan", "ComplexInfinity": "zoo", "GoldenRatio": "golden", "EulerGamma": "euler",
}  # fmt: skip
TRUTH = {"BooleanTrue": True, "BooleanFalse": False}
COLLECTIONS = {
    "FiniteSet": "set", "EmptySet": "set", "Tuple": "tuple", "And": "and", "Or": "or", "Not": "not",
}  # fmt: skip
METHODS = {
    "symbol": "Symbol Dummy MatrixSymbol",
    "indexed": "Indexed MatrixElement",
    "labelled": "Idx IndexedBase",
    "sympy_rational": "Integer Rational Zero One NegativeOne Half",
    "sympy_float": "Float",
    "relation": "Equality Unequality StrictLessThan LessThan StrictGreaterThan GreaterThan",
    "piecewise": "Piecewise",
    "bound": "Sum Product",
    "interval": "Interval",
    "matrix": """MutableDenseMatrix ImmutableDenseMatrix MutableSparseMatrix
        ImmutableSparseMatrix""",
    "sympy_array": "MutableDenseNDimArray ImmutableDenseNDimArray",
}
"""Methods of the writer, and the classes that they write."""
MODULES = """
    sympy.core.numbers sympy.core.relational sympy.logic.boolalg sympy.sets.sets
    sympy.matrices.expressions.matexpr sympy
""".split()  # noqa: SIM905
"""Where SymPy's classes are looked for, in this order."""
SCALARS = """
    bool_ int8 int16 int32 int64 uint8 uint16 uint32 uint64 longlong ulonglong float16 float32
    float64 longdouble complex64 complex128 clongdouble str_
""".split()  # noqa: SIM905
"""Numbers and texts of NumPy."""
