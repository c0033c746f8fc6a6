"""A model of the streaming protocol, and a machine that plays any moves against a real backend and it.

A run says something and ends, asks for approval and waits, or stops in the middle of its text, where the model's server
goes on only as a move of its own. So after each move the backend comes to rest, and the model knows every message that
each socket must have got by then.
"""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.backend.attacks.model_server import Held, ModelServer
from tests.backend.client import Backend, Socket

SAYS, ASKS, HOLDS = "say something", "write a file", "stop in the middle"
BEFORE, AFTER = "the beginning, ", "and the end"
"""A piece each: of more, it would be chance how many messages they become, and each game must be the same again."""

MOST_SOCKETS = 3
LETTERS = {
    "run.started": "s",
    "tool.request": "r",
    "approval.request": "a",
    "tool.result": "o",
    "token": "t",
    "run.finished": "f",
    "run.cancelled": "c",
}
GRAMMAR = {SAYS: re.compile("st+f"), ASKS: re.compile("sra(ot+f|c)"), HOLDS: re.compile("st+(f|c)")}
WAITING = {ASKS: re.compile("sra"), HOLDS: re.compile("st+")}
ENDS = {"run.finished", "run.cancelled"}

Message = dict[str, Any]


@dataclass
class Run:
    """What the model knows of a run: all messages so far, by ``seq``."""

    run_id: str
    kind: str
    start: Message
    log: list[Message] = field(default_factory=list)
    held: Held | None = None

    @property
    def waits(self) -> bool:
        """Whether it has not ended."""
        return self.log[-1]["type"] not in ENDS

    @property
    def rests(self) -> bool:
        """Whether nothing more comes of it by itself."""
        if not self.waits or self.log[-1]["type"] == "approval.request":
            return True
        return self.held is not None and not self.held.let_go.is_set() and self.text == BEFORE

    @property
    def text(self) -> str:
        return "".join(message["text"] for message in self.log if message["type"] == "token")


@dataclass
class Wire:
    """A socket, and the runs that it reads: each with the ``seq`` that comes next."""

    socket: Socket
    reading: dict[str, int] = field(default_factory=dict)


class StreamMachine(RuleBasedStateMachine):
    """Plays start, resume, cancel, reply, disconnect and nonsense, in any order, on up to three sockets."""

    backend: Backend
    model: ModelServer
    moves = 0

    def __init__(self) -> None:
        super().__init__()
        self.wires: list[Wire] = []
        self.runs: list[Run] = []

    @initialize()
    def keep_one_socket(self) -> None:
        # It reads every run, so that none is cancelled for want of a reader.
        self.keeper = Wire(self.backend.connect())

    @rule()
    @precondition(lambda self: len(self.wires) < MOST_SOCKETS)
    def connect(self) -> None:
        self.wires.append(Wire(self.backend.connect()))

    @rule(data=st.data(), politely=st.booleans())
    @precondition(lambda self: self.wires)
    def disconnect(self, data: st.DataObject, politely: bool) -> None:
        wire = self.wires.pop(data.draw(st.integers(0, len(self.wires) - 1)))
        if politely:
            wire.socket.connection.close()
        else:
            wire.socket.connection.socket.close()

    @rule(data=st.data(), kind=st.sampled_from([SAYS, ASKS, HOLDS]))
    @precondition(lambda self: self.wires)
    def start(self, data: st.DataObject, kind: str) -> None:
        wire = data.draw(st.sampled_from(self.wires))
        within = data.draw(st.sampled_from([None, *self.runs]))
        question = f"{kind} {id(self)}-{self.moves}" if kind == HOLDS else kind
        held = Held(BEFORE, AFTER) if kind == HOLDS else None
        if held:
            self.model.script_for(question, held)
        self.send(
            wire,
            type="run.start",
            request_id=f"request-{id(self)}-{self.moves}",
            input=question,
            **({"conversation_id": within.log[0]["conversation_id"]} if within else {}),
        )
        if within and self.is_busy(within.log[0]["conversation_id"]):
            self.refused(wire, "conversation-busy")
            return
        first = wire.socket.receive()
        assert (first["type"], first["seq"], first["request_id"]) == ("run.started", 0, self.sent["request_id"])
        run = Run(first["run_id"], kind, self.sent, [first], held)
        self.runs.append(run)
        wire.reading[run.run_id] = 1
        self.read(wire, run)
        self.resume_on(self.keeper, run, -1)

    @rule(data=st.data())
    @precondition(lambda self: self.wires and any(run.waits for run in self.runs))
    def start_once_more(self, data: st.DataObject) -> None:
        """What a client does that lost its socket before it had heard of its run."""
        wire = data.draw(st.sampled_from(self.wires))
        run = data.draw(st.sampled_from([run for run in self.runs if run.waits]))
        self.send(wire, **run.start)
        wire.reading[run.run_id] = 0
        self.read(wire, run)

    @rule(data=st.data())
    @precondition(lambda self: self.wires and self.runs)
    def resume(self, data: st.DataObject) -> None:
        wire = data.draw(st.sampled_from(self.wires))
        run = data.draw(st.sampled_from(self.runs))
        self.resume_on(wire, run, data.draw(st.integers(-1, len(run.log) + 2)))

    @rule(data=st.data(), approved=st.booleans())
    @precondition(lambda self: self.wires and self.runs)
    def reply(self, data: st.DataObject, approved: bool) -> None:
        wire = data.draw(st.sampled_from(self.wires))
        run = data.draw(st.sampled_from(self.runs))
        asked = [message["call_id"] for message in run.log if message["type"] == "approval.request"]
        call_id = data.draw(st.sampled_from([*asked, "call-of-nobody"]))
        self.send(wire, type="approval.reply", run_id=run.run_id, call_id=call_id, approved=approved)
        if run.waits and call_id in asked:
            self.read_everywhere(run)
            (result,) = [message for message in run.log if message["type"] == "tool.result"]
            assert result["is_error"] is not approved
        else:
            self.refused(wire, "approval-not-found", run.run_id)

    @rule(data=st.data())
    @precondition(lambda self: self.wires and self.runs)
    def cancel(self, data: st.DataObject) -> None:
        wire = data.draw(st.sampled_from(self.wires))
        run = data.draw(st.sampled_from(self.runs))
        waited = run.waits
        self.send(wire, type="run.cancel", run_id=run.run_id)
        if waited:
            self.read_everywhere(run)
            assert run.log[-1]["type"] == "run.cancelled"
            assert run.log[-1]["text"] == run.text

    @rule(data=st.data())
    @precondition(lambda self: any(run.waits and run.held for run in self.runs))
    def go_on_with_the_text(self, data: st.DataObject) -> None:
        run, held = data.draw(st.sampled_from([(run, run.held) for run in self.runs if run.waits and run.held]))
        held.let_go.set()
        self.read_everywhere(run)
        assert run.log[-1]["type"] == "run.finished"
        assert run.text == run.log[-1]["text"] == BEFORE + AFTER

    @rule(
        data=st.data(),
        message=st.sampled_from(
            [
                {"type": "run.resume", "run_id": "nobody", "after": -1},
                {"type": "run.cancel", "run_id": "nobody"},
                {"type": "approval.reply", "run_id": "nobody", "call_id": "x", "approved": True},
            ]
        ),
    )
    @precondition(lambda self: self.wires)
    def ask_for_nobody(self, data: st.DataObject, message: Message) -> None:
        wire = data.draw(st.sampled_from(self.wires))
        self.send(wire, **message)
        self.refused(wire, "run-not-found", "nobody")

    @rule(data=st.data(), text=st.one_of(st.text(max_size=40), st.binary(max_size=40)))
    @precondition(lambda self: self.wires)
    def send_nonsense(self, data: st.DataObject, text: str | bytes) -> None:
        wire = data.draw(st.sampled_from(self.wires))
        wire.socket.connection.send(text)
        self.count()
        assert wire.socket.receive()["type"] == "error"

    @invariant()
    def nothing_more_has_come(self) -> None:
        for wire in [*self.wires, self.keeper] if hasattr(self, "keeper") else []:
            wire.socket.send({"type": "what comes next", "request_id": "nothing"})
            answer = wire.socket.receive()
            assert (answer["type"], answer.get("request_id")) == ("error", "nothing"), answer

    @invariant()
    def every_run_keeps_to_the_grammar(self) -> None:
        for run in self.runs:
            said = "".join(LETTERS[message["type"]] for message in run.log)
            assert (WAITING if run.waits else GRAMMAR)[run.kind].fullmatch(said), said

    def teardown(self) -> None:
        for run in self.runs:
            if run.waits:
                self.send(self.keeper, type="run.cancel", run_id=run.run_id)
                self.read(self.keeper, run)
            if run.held:
                run.held.let_go.set()
        for wire in [*self.wires, self.keeper]:
            wire.socket.connection.close()

    def send(self, wire: Wire, **message: Any) -> None:
        self.sent = message
        self.count()
        wire.socket.send(message)

    def count(self) -> None:
        type(self).moves += 1

    def is_busy(self, conversation_id: str) -> bool:
        return any(run.waits for run in self.runs if run.log[0]["conversation_id"] == conversation_id)

    def resume_on(self, wire: Wire, run: Run, after: int) -> None:
        self.send(wire, type="run.resume", run_id=run.run_id, after=after)
        if not run.waits and after + 1 >= len(run.log):
            self.refused(wire, "run-over", run.run_id)
            return
        wire.reading[run.run_id] = after + 1
        if after + 1 < len(run.log):
            self.read(wire, run)

    def read_everywhere(self, run: Run) -> None:
        self.read(self.keeper, run)
        for wire in [wire for wire in self.wires if run.run_id in wire.reading]:
            if wire.reading[run.run_id] < len(run.log):
                self.read(wire, run)
            else:
                # It has asked for what would come after the end.
                del wire.reading[run.run_id]
                self.refused(wire, "run-over", run.run_id)

    def read(self, wire: Wire, run: Run) -> None:
        """Read what this socket must get of the run until it ends or waits; the same that the others got."""
        while True:
            message = wire.socket.receive()
            seq = wire.reading[run.run_id]
            assert (message.get("run_id"), message.get("seq")) == (run.run_id, seq), message
            if seq < len(run.log):
                assert message == run.log[seq]
            else:
                run.log.append(message)
            wire.reading[run.run_id] += 1
            if seq == len(run.log) - 1 and run.rests:
                break
        if message["type"] in ENDS:
            del wire.reading[run.run_id]

    def refused(self, wire: Wire, problem: str, run_id: str | None = None) -> None:
        answer = wire.socket.receive()
        assert answer["type"] == "error", answer
        assert answer["problem"]["type"] == problem, json.dumps(answer)
        assert answer["run_id"] == run_id
