"""Whether a bill is as its standard says. Runs in the environment of the release's tools.

python -m build.sbom.validate FILE
"""

import sys
from pathlib import Path

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator


def main(file: Path) -> int:
    """Print the first thing that is wrong; 1 if there is one."""
    error = JsonStrictValidator(SchemaVersion.V1_6).validate_str(file.read_text(encoding="utf-8"))
    if error is not None:
        print(error)
    return 0 if error is None else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
