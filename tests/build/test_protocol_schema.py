from build.protocol.schema import CONSTANTS, protocol_models, protocol_schema

SCHEMA = protocol_schema()
DEFINITIONS = SCHEMA["$defs"]


def test_every_model_has_a_definition_of_its_own_name():
    assert {model.__name__ for model in protocol_models()} <= DEFINITIONS.keys()
    assert {"ClientMessage", "ServerMessage"} <= DEFINITIONS.keys()


def test_what_the_backend_writes_is_always_there():
    assert set(DEFINITIONS["Problem"]["required"]) == {"type", "title", "detail", "retryable", "status"}
    assert "type" in DEFINITIONS["Token"]["required"]


def test_what_the_backend_reads_may_leave_defaults_out():
    assert set(DEFINITIONS["RunStart"]["required"]) == {"type", "request_id", "input"}
    assert "required" not in DEFINITIONS["SettingsPatch"]


def test_the_unions_hold_every_message_of_the_stream():
    def types(union):
        names = [reference["$ref"].rpartition("/")[2] for reference in DEFINITIONS[union]["oneOf"]]
        return {DEFINITIONS[name]["properties"]["type"]["const"] for name in names}

    assert types("ClientMessage") == {"run.start", "run.resume", "run.cancel", "approval.reply"}
    assert types("ServerMessage") >= {"run.started", "token", "run.finished", "run.cancelled", "run.failed", "error"}


def test_the_constants_are_those_of_the_models():
    assert SCHEMA["x-constants"] == CONSTANTS
    assert CONSTANTS["PROTOCOL_VERSION"] == 1
