"""Print the JSON schema of the whole protocol; runs inside the project's own environment.

One definition for each model and for each union that the shell needs by name. What the backend writes is described
in serialization mode, where every field is there; what it reads in validation mode, where a default may be left out.
"""

import inspect
import json
import sys
from typing import Any, Literal

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode
from pydantic_core.core_schema import DataclassField, ModelField, TypedDictField

from backend.protocol import base, problem, process, rest, stream

MODULES = (process, problem, rest, stream)
BASES = (base.Message, base.Request, stream.RunEvent)
ALIASES: dict[str, tuple[JsonSchemaMode, Any]] = {
    "EngineState": ("serialization", process.EngineState),
    "RunState": ("serialization", rest.RunState),
    "FinishReason": ("serialization", stream.FinishReason),
    "MessagePart": ("serialization", rest.MessagePart),
    "AnyRunEvent": ("serialization", stream.AnyRunEvent),
    "ClientMessage": ("validation", stream.ClientMessage),
    "ServerMessage": ("serialization", stream.ServerMessage),
}
CONSTANTS = {
    "PROTOCOL_VERSION": base.PROTOCOL_VERSION,
    "SUBPROTOCOL": base.SUBPROTOCOL,
    "BEARER_PREFIX": base.BEARER_PREFIX,
    "MAX_INPUT_CHARS": stream.MAX_INPUT_CHARS,
}


class ProtocolSchema(GenerateJsonSchema):
    """Pydantic's generator without invented titles; every field that the backend writes counts as required."""

    def field_title_should_be_set(self, schema: object) -> Literal[False]:
        """Titles made of field names would become type names in TypeScript."""
        del schema
        return False

    def field_is_required(self, field: ModelField | DataclassField | TypedDictField, total: bool) -> bool:
        """A default is filled in before a message leaves the backend, so its reader can count on the field."""
        return self.mode == "serialization" or super().field_is_required(field, total)


def protocol_models() -> list[type[BaseModel]]:
    """Every model of the protocol, in the order in which the modules define them."""
    return [
        member
        for module in MODULES
        for member in vars(module).values()
        if inspect.isclass(member)
        and issubclass(member, BaseModel)
        and member.__module__ == module.__name__
        and member not in BASES
    ]


def protocol_schema() -> dict[str, Any]:
    """One JSON Schema document, draft 2020-12, with the protocol's constants beside its definitions."""
    models = protocol_models()
    inputs: list[tuple[str, JsonSchemaMode, TypeAdapter[Any]]] = [
        (model.__name__, "validation" if issubclass(model, base.Request) else "serialization", TypeAdapter(model))
        for model in models
    ]
    inputs += [(name, mode, TypeAdapter(alias)) for name, (mode, alias) in ALIASES.items()]
    schemas, document = TypeAdapter.json_schemas(inputs, schema_generator=ProtocolSchema)
    definitions: dict[str, Any] = dict(document["$defs"])
    definitions |= {name: schemas[name, mode] for name, (mode, _) in ALIASES.items()}
    names = [model.__name__ for model in models] + list(ALIASES)
    unexpected = definitions.keys() ^ set(names)
    if unexpected:
        message = f"models read and written under one name, or outside the protocol's modules: {sorted(unexpected)}"
        raise ValueError(message)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "ProtocolModel",
        "description": "Everything that crosses between the shell and the backend.",
        "x-constants": CONSTANTS,
        "anyOf": [{"$ref": f"#/$defs/{name}"} for name in names],
        "$defs": {name: definitions[name] for name in names},
    }


if __name__ == "__main__":
    json.dump(protocol_schema(), sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")
