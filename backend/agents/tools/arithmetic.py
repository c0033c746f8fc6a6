"""Evaluate arithmetic without ``eval``: parsed by Python's own parser, walked by us, bounded in every direction.

Whole numbers are exact. Everything else is decimal with 40 digits, of which 15 are shown: so 0.1 + 0.2 is 0.3.
"""

import ast
import math
import operator
import re
from collections.abc import Callable
from decimal import (
    ROUND_FLOOR,
    ROUND_HALF_UP,
    Context,
    Decimal,
    DecimalException,
    DivisionByZero,
    InvalidOperation,
    Overflow,
    localcontext,
)
from typing import Final

MAX_CHARS: Final = 500
MAX_DEPTH: Final = 60
MAX_BITS: Final = 4096
SHOWN_DIGITS: Final = 15
MAX_FACTORIAL: Final = 400

Number = int | Decimal

_CONTEXT: Final = Context(prec=40, Emin=-9999, Emax=9999, traps=[InvalidOperation, DivisionByZero, Overflow])
_SHOWN: Final = Context(prec=SHOWN_DIGITS, Emin=-99999, Emax=99999, traps=[])
# Only what arithmetic is written with reaches the parser; a number ends before a letter. Possessive, so that no
# input makes the check slow.
_ALLOWED: Final = re.compile(
    r"""(?:
        (?: [0-9]++ (?:\.[0-9]*+)? | \.[0-9]++ ) (?: [eE][+-]?[0-9]{1,5} )?+ (?![A-Za-z0-9_.])
        | [A-Za-z][A-Za-z0-9]*+
        | [-+*/%(),\ \t\r\n]
    )*+""",
    re.VERBOSE,
)
_SPELLINGS: Final = str.maketrans(
    {
        "\N{MULTIPLICATION SIGN}": "*",
        "\N{MIDDLE DOT}": "*",
        "\N{DIVISION SIGN}": "/",
        "\N{MINUS SIGN}": "-",
        "\N{EN DASH}": "-",
        "\N{NO-BREAK SPACE}": " ",
        "^": "**",
    }
)
_CONSTANTS: Final = {
    "pi": Decimal("3.141592653589793238462643383279502884197"),
    "e": Decimal("2.718281828459045235360287471352662497757"),
    "tau": Decimal("6.283185307179586476925286766559005768394"),
}


class ExpressionError(Exception):
    """The expression cannot be evaluated; the text is a sentence that says why."""


def evaluate(expression: str) -> Number:
    """Return the value of an expression.

    Raises:
        ExpressionError: it is not arithmetic, has no value, or is too large. Nothing else is ever raised.
    """
    text = expression.translate(_SPELLINGS).strip()
    if not text:
        raise ExpressionError("There is nothing to calculate.")
    if len(text) > MAX_CHARS:
        raise ExpressionError(f"The expression is longer than {MAX_CHARS} characters.")
    if not _ALLOWED.fullmatch(text):
        raise ExpressionError("Only numbers, + - * / // % **, parentheses and the known functions can be used.")
    try:
        tree = ast.parse(" ".join(text.split()), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ExpressionError("This is not a complete expression: check its parentheses and operators.") from error
    with localcontext(_CONTEXT):
        try:
            return _Walk(text=" ".join(text.split())).value(tree.body, MAX_DEPTH)
        except (ZeroDivisionError, DivisionByZero) as error:
            raise ExpressionError("Division by zero has no value.") from error
        except Overflow as error:
            raise _too_large() from error
        except (DecimalException, ValueError, OverflowError) as error:
            raise ExpressionError("This has no value among the real numbers.") from error


def show(value: Number) -> str:
    """Write a value as people do: exact when whole, else with 15 significant digits and no needless zeros."""
    if isinstance(value, int):
        return str(value)
    rounded = _SHOWN.plus(value)
    if rounded == 0:
        return "0"
    if -7 <= rounded.adjusted() < SHOWN_DIGITS + 6:
        plain = f"{rounded:f}"
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    return f"{_SHOWN.normalize(rounded):e}"


class _Walk:
    def __init__(self, text: str) -> None:
        self._text = text

    def value(self, node: ast.expr, depth: int) -> Number:
        if depth == 0:
            raise ExpressionError(f"The expression is nested deeper than {MAX_DEPTH} levels.")
        match node:
            case ast.Constant():
                return self._number(node)
            case ast.Name(id=name):
                return _constant(name)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -self.value(operand, depth - 1)
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.value(operand, depth - 1)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
                return _bounded(_OPERATORS[type(op)](self.value(left, depth - 1), self.value(right, depth - 1)))
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
                return _bounded(_call(name, [self.value(one, depth - 1) for one in arguments]))
            case _:
                raise ExpressionError("Only numbers, operators and the known functions can be used.")

    def _number(self, node: ast.Constant) -> Number:
        written = ast.get_source_segment(self._text, node) or ""
        if isinstance(node.value, bool) or not isinstance(node.value, int | float):
            raise ExpressionError("Only numbers can be calculated with.")
        return _bounded(node.value if isinstance(node.value, int) else Decimal(written))


def _constant(name: str) -> Number:
    if name.lower() not in _CONSTANTS:
        raise ExpressionError(f"“{name}” is not known. The constants are: {', '.join(_CONSTANTS)}.")
    return _CONSTANTS[name.lower()]


def _call(name: str, values: list[Number]) -> Number:
    function = _FUNCTIONS.get(name.lower())
    if function is None:
        raise ExpressionError(f"“{name}” is not known. The functions are: {', '.join(_FUNCTIONS)}.")
    least, most, apply = function
    if not least <= len(values) <= most:
        raise ExpressionError(f"{name} does not take {len(values)} numbers.")
    return apply(*values)


def _too_large() -> ExpressionError:
    return ExpressionError("The result is too large to be written out.")


def _bounded(value: Number) -> Number:
    if isinstance(value, int) and value.bit_length() > MAX_BITS:
        raise _too_large()
    if isinstance(value, Decimal) and not value.is_finite():
        raise ExpressionError("This has no value among the real numbers.")
    return value


def _decimal(value: Number) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(value)


def _exact(whole: Callable[[int, int], int], real: Callable[[Decimal, Decimal], Decimal]) -> Callable[..., Number]:
    def apply(left: Number, right: Number) -> Number:
        if isinstance(left, int) and isinstance(right, int):
            return whole(left, right)
        return real(_decimal(left), _decimal(right))

    return apply


def _divide(left: Number, right: Number) -> Number:
    if isinstance(left, int) and isinstance(right, int) and right != 0 and left % right == 0:
        return left // right
    return _decimal(left) / _decimal(right)


def _floor_divide(left: Decimal, right: Decimal) -> Decimal:
    return (left / right).to_integral_value(rounding=ROUND_FLOOR)


def _modulo(left: Decimal, right: Decimal) -> Decimal:
    return left - right * _floor_divide(left, right)


def _power(base: Number, exponent: Number) -> Number:
    if isinstance(base, int) and isinstance(exponent, int) and exponent >= 0:
        if abs(base) > 1 and (base.bit_length() - 1) * exponent > MAX_BITS:
            raise _too_large()
        whole: int = base**exponent
        return whole
    if base == 0 and exponent < 0:
        raise ZeroDivisionError
    result: Decimal = _decimal(base) ** _decimal(exponent)
    return result


def _round(value: Number, places: Number = 0) -> Number:
    if not isinstance(places, int) or abs(places) > 30:
        raise ExpressionError("The number of places to round to must be a whole number up to 30.")
    if isinstance(value, int) and places >= 0:
        return value
    rounded = _decimal(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return int(rounded) if places <= 0 else rounded


def _floating(function: Callable[[float], float]) -> Callable[[Number], Number]:
    def apply(value: Number) -> Number:
        # Zero where the exact answer is zero: sin(pi) is 1.2e-16 only because pi is not exact.
        result = function(float(value))
        return Decimal(repr(result)) if abs(result) > 1e-15 else Decimal(0)

    return apply


def _root(value: Number) -> Number:
    if isinstance(value, int) and value >= 0 and math.isqrt(value) ** 2 == value:
        return math.isqrt(value)
    return _decimal(value).sqrt()


def _factorial(value: Number) -> Number:
    if not isinstance(value, int) or not 0 <= value <= MAX_FACTORIAL:
        raise ExpressionError(f"factorial takes whole numbers from 0 to {MAX_FACTORIAL}.")
    return math.factorial(value)


def _whole(rounding: Callable[[Number], int]) -> Callable[[Number], Number]:
    def apply(value: Number) -> Number:
        if isinstance(value, Decimal) and value.adjusted() > 1000:
            raise _too_large()
        return rounding(value)

    return apply


_OPERATORS: Final[dict[type[ast.operator], Callable[..., Number]]] = {
    ast.Add: _exact(operator.add, operator.add),
    ast.Sub: _exact(operator.sub, operator.sub),
    ast.Mult: _exact(operator.mul, operator.mul),
    ast.Div: _divide,
    ast.FloorDiv: _exact(operator.floordiv, _floor_divide),
    ast.Mod: _exact(operator.mod, _modulo),
    ast.Pow: _power,
}
_MANY: Final = 100
_FUNCTIONS: Final[dict[str, tuple[int, int, Callable[..., Number]]]] = {
    "sqrt": (1, 1, _root),
    "abs": (1, 1, abs),
    "round": (1, 2, _round),
    "floor": (1, 1, _whole(math.floor)),
    "ceil": (1, 1, _whole(math.ceil)),
    "min": (1, _MANY, min),
    "max": (1, _MANY, max),
    "factorial": (1, 1, _factorial),
    "sin": (1, 1, _floating(math.sin)),
    "cos": (1, 1, _floating(math.cos)),
    "tan": (1, 1, _floating(math.tan)),
    "asin": (1, 1, _floating(math.asin)),
    "acos": (1, 1, _floating(math.acos)),
    "atan": (1, 1, _floating(math.atan)),
    "exp": (1, 1, lambda value: _decimal(value).exp()),
    "ln": (1, 1, lambda value: _decimal(value).ln()),
    "log": (1, 1, lambda value: _decimal(value).log10()),
    "log10": (1, 1, lambda value: _decimal(value).log10()),
    "log2": (1, 1, lambda value: _decimal(value).ln() / Decimal(2).ln()),
    "degrees": (1, 1, lambda value: _decimal(value) * 180 / _CONSTANTS["pi"]),
    "radians": (1, 1, lambda value: _decimal(value) * _CONSTANTS["pi"] / 180),
}
FUNCTION_NAMES: Final = tuple(_FUNCTIONS)
