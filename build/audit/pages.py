"""The report for people: a page, and the table at the terminal."""

from collections.abc import Mapping
from typing import Any, Final

MOST_ROWS: Final = 8
"""So many of a kind are shown at the terminal."""

REMEDIES: Final = {
    "docstring": "compile with docstrings off, and ship no source",
    "comment": "ship no source; minify the shell",
    "sealed asset": "name it under `sealed` in pyproject.toml, and take its words out of the code",
    "prompt in code": "move it into a file that is sealed",
    "source line": "ship no source",
    "path of the source tree": "compile with `--file-reference-choice=frozen`; minify the shell",
    "path of the build machine": "build under a neutral prefix, or leave the module out that has it",
    "secret": "take it out, and revoke it: it may have been copied",
    "canary": "something that should compile away did not: compile anew with the flags of the report",
    "bytecode of the vendor": "have the module compiled to C: name its package under `plugins` in pyproject.toml",
    "source map": "build the shell without source maps",
}


def table(report: Mapping[str, Any]) -> str:
    """What was found, by kind, with the first places of each; what to do; and what could not be searched."""
    lines = []
    for kind, count in report["findings"]["counts"].items():
        lines.append(f"{count} x {kind}: {REMEDIES[kind]}")
        found = [finding for finding in report["findings"]["list"] if finding["kind"] == kind]
        lines += [
            f"    {one['where']} at {one['offset']:#x}: {one['what']}   [{one['origin']}]" for one in found[:MOST_ROWS]
        ]
        if count > MOST_ROWS:
            lines.append(f"    ... and {count - MOST_ROWS} more, in the report")
    lines += [f"not searched: {entry['where']}: {entry['why']}" for entry in report["not_searched"]]
    return "\n".join(lines)


def page(report: Mapping[str, Any]) -> str:
    """The whole report as Markdown."""
    searched, recovered = report["searched"], report["recovered"]
    sections = [
        f"# What {report['payload']} gives away\n",
        f"Verdict: **{report['verdict']}**. The gate and its limits: docs/ip-protection.md.\n",
        "## Recovered by taking it apart\n",
        _rows(
            ("", "recovered", "of"),
            ("Python modules", recovered["modules"], recovered["of"]),
            ("functions and classes in them", recovered["definitions"], recovered["definitions_of"]),
            ("prompts and other sealed assets", recovered["prompts"], recovered["prompts_of"]),
        ),
        "## Looked for\n",
        _rows(("kind", "pieces"), *report["collected"]["pieces"].items()),
        _bullets(
            "Left out, by rule:", [f"{rule} ({count})" for rule, count in report["collected"]["left_out"].items()]
        ),
        _bullets("Not looked for:", report["collected"]["not_looked_for"]),
        f"The canary of the last build: {report['collected']['canary'] or 'none is known'}.\n",
        "## Searched\n",
        _rows(
            ("what", "how much"),
            ("files", searched["files"]),
            ("bytes", searched["bytes"]),
            *((f"containers: {kind}", count) for kind, count in searched["containers"].items()),
            ("bytes unpacked from these", searched["unpacked_bytes"]),
            ("modules of anybody's found as bytecode, each read", searched["bytecode_modules"]),
            ("modules in Nuitka's constants, each read", searched["constants_modules"]),
        ),
        _bullets("Encrypted, so that only the header could be searched:", searched["sealed"]),
        _bullets("Not searched:", [f"{entry['where']}: {entry['why']}" for entry in report["not_searched"]]),
        "## Found\n",
        f"```\n{table(report) or 'nothing'}\n```\n",
        "## Stays readable\n",
        _readable(report["stays_readable"]),
    ]
    return "\n".join(section for section in sections if section)


def _readable(readable: Mapping[str, Any]) -> str:
    return (
        f"{len(readable['modules'])} modules of ours show {readable['identifiers']} different identifiers and "
        f"{readable['texts']} texts that the program needs: messages, keys, queries. The JSON lists the longer ones.\n"
    )


def _rows(*rows: tuple[object, ...]) -> str:
    head, *rest = (f"| {' | '.join(map(str, row))} |" for row in rows)
    return "\n".join([head, f"|{'---|' * len(rows[0])}", *rest, ""])


def _bullets(title: str, entries: list[str]) -> str:
    return "\n".join([title, "", *(f"- {entry}" for entry in entries), ""]) if entries else ""
