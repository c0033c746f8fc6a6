"""The calculator tool."""

from typing import Annotated

from pydantic import Field

from backend.agents.tools.arithmetic import FUNCTION_NAMES, MAX_CHARS, ExpressionError, evaluate, show
from backend.agents.tools.tool import Tool, ToolArguments, ToolContext, ToolError


class CalculatorArguments(ToolArguments):
    """What to calculate."""

    expression: Annotated[str, Field(description="such as (3 + 4) * 12 or sqrt(2) ** 3", max_length=MAX_CHARS)]


def calculate(arguments: CalculatorArguments, _context: ToolContext) -> str:
    """Return ``expression = value``."""
    try:
        return f"{arguments.expression.strip()} = {show(evaluate(arguments.expression))}"
    except ExpressionError as error:
        raise ToolError(str(error)) from error


CALCULATOR = Tool(
    name="calculator",
    summary="Does exact arithmetic.",
    details=(
        f"Knows + - * / // % **, parentheses, pi, e, and the functions {', '.join(FUNCTION_NAMES)}. "
        "Angles are in radians; log is to base 10; halves are rounded away from zero."
    ),
    arguments=CalculatorArguments,
    run=calculate,
    time_limit_seconds=5.0,
)
