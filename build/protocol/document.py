"""The tables of ``docs/protocol.md``, written from the protocol's JSON schema.

The page itself is prose by hand. A line ``<!-- model: Name -->`` asks for the table of a model; everything from it to
the next ``<!-- end -->`` is replaced.
"""

import re
from collections.abc import Mapping
from typing import Any

PLACE = re.compile(r"<!-- model: (?P<name>\w+) -->\n.*?<!-- end -->", re.DOTALL)


def fill_tables(page: str, schema: Mapping[str, Any]) -> str:
    """The page with every table made anew.

    Raises:
        KeyError: the page asks for a model that the protocol does not have.
    """
    definitions = schema["$defs"]

    def table(place: re.Match[str]) -> str:
        name = place["name"]
        return f"<!-- model: {name} -->\n{model_table(definitions[name])}<!-- end -->"

    return PLACE.sub(table, page)


def undocumented_models(page: str, schema: Mapping[str, Any]) -> list[str]:
    """Objects of the protocol for which the page has no place."""
    places = {match["name"] for match in PLACE.finditer(page)}
    objects = {name for name, definition in schema["$defs"].items() if definition.get("type") == "object"}
    return sorted(objects - places)


def model_table(definition: Mapping[str, Any]) -> str:
    """What a model is, and a Markdown table of its fields."""
    summary = definition.get("description", "").strip()
    required = set(definition.get("required", ()))
    rows = [
        f"| `{name}` | {type_text(field)} | {'yes' if name in required else 'no'} | {field.get('description', '')} |"
        for name, field in definition.get("properties", {}).items()
    ]
    head = ["| field | type | always there | meaning |", "|---|---|---|---|"] if rows else []
    return "\n".join([summary, "", *head, *rows, ""]) + "\n"


def type_text(field: Mapping[str, Any]) -> str:
    """The type of a field, as a person would write it; constraints included."""
    if "const" in field:
        return f"`{_literal(field['const'])}`"
    if "enum" in field:
        return ", ".join(f"`{_literal(value)}`" for value in field["enum"])
    if "$ref" in field:
        return str(field["$ref"]).rsplit("/", 1)[-1]
    options = field.get("anyOf") or field.get("oneOf")
    if options:
        return " or ".join(dict.fromkeys(type_text(option) for option in options))
    if field.get("type") == "array":
        return f"list of {type_text(field.get('items', {}))}"
    return f"{field.get('type', 'any')}{_limits(field)}"


def _literal(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


def _limits(field: Mapping[str, Any]) -> str:
    limits = []
    if "minimum" in field:
        limits.append(f"at least {field['minimum']}")
    if "maxLength" in field:
        limits.append(f"at most {field['maxLength']} characters")
    if "pattern" in field:
        limits.append(f"`{field['pattern']}`".replace("|", "\\|"))
    return f" ({', '.join(limits)})" if limits else ""
