"""STAND-INS for Apple's command line tools, which only a Mac has: programs on PATH that give scripted answers.

What they print is what `xcrun notarytool` 1.0, `xcrun stapler`, `codesign` and `security` print, shortened.
They prove what we ask for and how we take an answer, nothing about Apple.
"""

import json
import os
import sys
from pathlib import Path

PROGRAM = """#!{python}
import json, pathlib, sys
folder = pathlib.Path({folder!r})
asked = folder / "asked.jsonl"
with asked.open("a", encoding="utf-8") as file:
    file.write(json.dumps([{name!r}, *sys.argv[1:]]) + "\\n")
key = {name!r} if {name!r} != "xcrun" else " ".join(sys.argv[1:3])
answers = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
for known in sorted(answers, key=len, reverse=True):
    if key.startswith(known) and answers[known]:
        answer = answers[known].pop(0) if len(answers[known]) > 1 else answers[known][0]
        (folder / "answers.json").write_text(json.dumps(answers), encoding="utf-8")
        sys.stdout.write(answer.get("out", ""))
        sys.stderr.write(answer.get("err", ""))
        sys.exit(answer.get("code", 0))
sys.exit("STAND-IN: no answer was scripted for " + key)
"""

SUBMISSION = "2efe2717-52ef-43a5-96dc-0797e4ca1041"
ACCEPTED = {"out": json.dumps({"id": SUBMISSION, "message": "Processing complete", "status": "Accepted"})}
INVALID = {"out": json.dumps({"id": SUBMISSION, "message": "Processing complete", "status": "Invalid"})}
INVALID_WITH_A_CODE = {**INVALID, "code": 65, "err": "Processing: Invalid\n"}
BUSY = {"code": 1, "err": "Error: HTTP status code: 503. Service Unavailable. Please try again at a later time.\n"}
REFUSED = {"code": 1, "err": "Error: HTTP status code: 401. Unauthenticated. Request ID: 7QZJ.\n"}
BROKEN_ZIP = {"code": 64, "err": "Error: The file isn't a zip archive, disk image or installer package.\n"}
STAPLED = {"out": "The staple and validate action worked!\n"}
TICKET_LATE = {
    "code": 65,
    "out": "Could not find base64 encoded ticket in response.\nThe staple action failed! Error 65.\n",
}
LOG = {
    "out": json.dumps(
        {
            "jobId": SUBMISSION,
            "status": "Invalid",
            "statusSummary": "Archive contains critical validation errors",
            "issues": [
                {
                    "severity": "error",
                    "path": "Zoë.zip/Zoë.app/Contents/Resources/backend/lib/_json.so",
                    "message": "The binary is not signed with a valid Developer ID certificate.",
                },
                {
                    "severity": "error",
                    "path": "Zoë.zip/Zoë.app/Contents/MacOS/Zoë",
                    "message": "The executable does not have the hardened runtime enabled.",
                },
            ],
        }
    )
}


class StandIns:
    """Stand-ins in a folder of their own, first on PATH."""

    def __init__(self, folder, monkeypatch, answers):
        self.folder = Path(folder)
        self.folder.mkdir()
        (self.folder / "answers.json").write_text(json.dumps(answers), encoding="utf-8")
        for name in ("xcrun", "codesign", "ditto", "security", "hdiutil"):
            program = self.folder / name
            program.write_text(PROGRAM.format(python=sys.executable, folder=str(folder), name=name), encoding="utf-8")
            program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{self.folder}{os.pathsep}{os.environ['PATH']}")

    @property
    def asked(self):
        """The commands that they were given, in order."""
        file = self.folder / "asked.jsonl"
        return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []

    def names(self):
        return [" ".join(command[:3]) if command[0] == "xcrun" else command[0] for command in self.asked]
