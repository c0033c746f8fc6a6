"""What the demo model understands: which words lead to which tool."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.providers.demo.planner import plan
from backend.providers.model import AssistantTurn, ToolCall, ToolSpec, ToolTurn, UserTurn
from tests.backend.providers.demo_tools import TOOLS, called


@pytest.mark.parametrize(
    ("question", "expression"),
    [
        ("What is 12*(3+4)?", "12*(3+4)"),
        ("what's 2 + 2", "2 + 2"),
        ("calculate 2^8", "2^8"),
        ("Calculate 1.5 * 4.", "1.5 * 4"),
        ("sqrt(2)", "sqrt(2)"),
        ("max(3, 4) * 2 =", "max(3, 4) * 2"),
        ("2+2", "2+2"),
        ("-3 + 5", "-3 + 5"),
        ("What is 7 times 6?", "7 * 6"),
        ("how much is 10 divided by 4", "10 / 4"),
        ("what is 2 to the power of 10", "2 ** 10"),
        ("what is 20% of 50?", "20 / 100 * 50"),
        ("What is the square root of 16?", "sqrt(16)"),
        ("what is 1,000 + 1?", "1000 + 1"),
        ("what is 3 \N{MULTIPLICATION SIGN} 4?", "3 * 4"),
        ("Was ist 12*(3+4)?", "12*(3+4)"),
        ("Berechne 2,5 mal 4", "2.5 * 4"),
        ("wie viel ist 10 geteilt durch 4?", "10 / 4"),
        ("15 percent of 80", "15 / 100 * 80"),
        ("20% off 50", "50 * (1 - 20 / 100)"),
        ("what is 200 + 19%?", "200 * (1 + 19 / 100)"),
        ("17 % 5", "17 % 5"),
        ("sqrt 16", "sqrt(16)"),
        ("what is 3 squared?", "3 ** 2"),
        ("add 5 and 7 please", "5 + 7"),
        ("subtract 3 from 10", "10 - 3"),
        ("what is 5!", "factorial(5)"),
        ("hey, can you do 3*4?", "3*4"),
        ("1,234,567.5 * 2", "1234567.5 * 2"),
        ("Wie viel ist 1.234,5 + 1?", "1234.5 + 1"),
        ("15% von 80", "15 / 100 * 80"),
    ],
)
def test_sums_are_found(question, expression):
    assert called(question) == [("calculator", {"expression": expression})]


@pytest.mark.parametrize(
    ("question", "expression"),
    [
        ("and times 3?", "36 * 3"),
        ("Und mal 3?", "36 * 3"),
        ("what is that divided by 2?", "36 / 2"),
        ("divide it by 3", "36 / 3"),
        ("then minus 0.5", "36 - 0.5"),
        ("what is 2+2?", "2+2"),
    ],
)
def test_a_sum_goes_on_from_the_last_result(question, expression):
    before = (
        UserTurn("What is 12*3?"),
        AssistantTurn("", (ToolCall("c", "calculator", '{"expression": "12*3"}'),)),
        ToolTurn("c", "calculator", "12*3 = 36", is_error=False),
        ToolTurn("d", "calculator", "Division by zero has no value.", is_error=True),
        AssistantTurn("36"),
    )
    (call,) = plan([*before, UserTurn(question)], TOOLS).tool_calls
    assert json.loads(call.arguments) == {"expression": expression}


@pytest.mark.parametrize("question", ["-3", "and times 3?"])
def test_without_a_result_before_it_nothing_goes_on(question):
    assert called(question) == []


@pytest.mark.parametrize(
    ("question", "arguments"),
    [
        ("What time is it?", {}),
        ("what time is it in new york right now?", {"zone": "new york"}),
        ("time in tokyo", {"zone": "tokyo"}),
        ("Wie spät ist es in Tokio?", {"zone": "Tokyo"}),
        ("what time is it in Tokyo?", {"zone": "Tokyo"}),
        ("What's the time in New York", {"zone": "New York"}),
        ("what time is it in Europe/Berlin", {"zone": "Europe/Berlin"}),
        ("What day is today?", {}),
        ("What is the date?", {}),
        ("Wie spät ist es?", {}),
        ("Wie spät ist es in Tokyo?", {"zone": "Tokyo"}),
        ("Welcher Tag ist heute?", {}),
    ],
)
def test_the_time_is_asked_for(question, arguments):
    assert called(question) == [("clock", arguments)]


@pytest.mark.parametrize(
    ("question", "name", "arguments"),
    [
        ("List my files", "list_files", {}),
        ("show the files in docs", "list_files", {"path": "docs"}),
        ("Which files are in my folder?", "list_files", {}),
        ("ls", "list_files", {}),
        ("what's in docs?", "list_files", {"path": "docs"}),
        ("what is in my docs folder?", "list_files", {"path": "docs"}),
        ("what is in my folder?", "list_files", {}),
        ("read the first 5 lines of notes.txt", "read_file", {"path": "notes.txt", "last_line": 5}),
        ("Lies die ersten 3 Zeilen von a.txt", "read_file", {"path": "a.txt", "last_line": 3}),
        ("read the last 2 lines of notes.txt", "read_file", {"path": "notes.txt"}),
        ("cat notes.txt", "read_file", {"path": "notes.txt"}),
        ("where is the word milk?", "search_files", {"text": "milk"}),
        (
            "create a file todo.md with the text: Buy milk\nand 2+2",
            "write_file",
            {"path": "todo.md", "content": "Buy milk\nand 2+2"},
        ),
        ("Zeige meine Dateien", "list_files", {}),
        ("Welche Dateien sind im Ordner texte?", "list_files", {"path": "texte"}),
        ('search for "invoice" in files', "search_files", {"text": "invoice"}),
        (
            "Search for \N{LEFT DOUBLE QUOTATION MARK}due date\N{RIGHT DOUBLE QUOTATION MARK}",
            "search_files",
            {"text": "due date"},
        ),
        ("find TODO in my files", "search_files", {"text": "TODO"}),
        ("search for hello", "search_files", {"text": "hello"}),
        ('Suche nach "Rechnung"', "search_files", {"text": "Rechnung"}),
        ("read notes.txt", "read_file", {"path": "notes.txt"}),
        ("Show me the file docs/a.md", "read_file", {"path": "docs/a.md"}),
        ('open "my notes.txt"', "read_file", {"path": "my notes.txt"}),
        ("what is in notes.txt?", "read_file", {"path": "notes.txt"}),
        ("read ../../etc/passwd", "read_file", {"path": "../../etc/passwd"}),
        ("show lines 3-10 of main.py", "read_file", {"path": "main.py", "first_line": 3, "last_line": 10}),
        ("Lies notizen.txt", "read_file", {"path": "notizen.txt"}),
        ("Was steht in notizen.txt?", "read_file", {"path": "notizen.txt"}),
        ("Create notes.txt with the text: Buy milk", "write_file", {"path": "notes.txt", "content": "Buy milk"}),
        ("write a file called a/b.md with 1+1\n2+2", "write_file", {"path": "a/b.md", "content": "1+1\n2+2"}),
        ('write "hello world" to x.txt', "write_file", {"path": "x.txt", "content": "hello world"}),
        (
            "save x.txt: \N{LEFT DOUBLE QUOTATION MARK}Zoë\N{RIGHT DOUBLE QUOTATION MARK}",
            "write_file",
            {"path": "x.txt", "content": "Zoë"},
        ),
        ("Erstelle n.txt mit dem Text: Milch kaufen", "write_file", {"path": "n.txt", "content": "Milch kaufen"}),
    ],
)
def test_file_requests_are_understood(question, name, arguments):
    assert called(question) == [(name, arguments)]


@pytest.mark.parametrize(
    ("question", "calls"),
    [
        ('Use order_status {"order": "A-17"}', [("order_status", {"order": "A-17"})]),
        ('please call order_status with {"order": "“A” · 2+2"}', [("order_status", {"order": "“A” · 2+2"})]),
        ("Benutze das Werkzeug `order_status`", [("order_status", {})]),
        ('use calculator {"expression": "1+2"}', [("calculator", {"expression": "1+2"})]),
        ("use the calculator: 2+2", [("calculator", {"expression": "2+2"})]),
        ("use order_status {order: A}", []),
        ("use order_status " + '{"a":' + "[" * 1900 + "}", []),
        ("use teleport", []),
        ("Do not use order_status", []),
    ],
)
def test_any_tool_can_be_called_by_its_name(question, calls):
    assert called(question, [*TOOLS, ToolSpec("order_status", "", {})]) == calls


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("What time is it and what is 2+2?", ["clock", "calculator"]),
        ("what is 2+2 and what time is it in Tokyo", ["calculator", "clock"]),
        ("List the files and read notes.txt", ["list_files", "read_file"]),
        ("Wie spät ist es und was ist 2+2?", ["clock", "calculator"]),
        ("what is 1+1? what is 2+2?", ["calculator", "calculator"]),
    ],
)
def test_two_things_at_once(question, names):
    assert [name for name, _ in called(question)] == names


@given(st.text(max_size=300))
def test_any_text_gets_the_same_answer_twice(text):
    first = plan([UserTurn(text)], TOOLS)
    assert first == plan([UserTurn(text)], TOOLS)
    assert first.text or first.tool_calls


def test_a_long_content_is_written_whole():
    content = "milk and 2+2\n" * 5000
    assert called(f"create list.txt with the text: {content}") == [
        ("write_file", {"path": "list.txt", "content": content.strip()})
    ]


@pytest.mark.parametrize("piece", ["1", "write ", "use a {", "what time is it in ", 'read "', "(", "1,000 ", "and "])
@pytest.mark.timeout(10)
def test_no_text_makes_it_slow(piece):
    plan([UserTurn(piece * 30_000)], TOOLS)
