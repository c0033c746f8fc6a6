"""The bill of materials as the rest of the tooling calls for it: written, and checked by a library of others."""

from dataclasses import dataclass
from pathlib import Path

from build.errors import ToolFailedError
from build.process import capture


@dataclass(frozen=True)
class Subject:
    """What a bill is about.

    Attributes:
        product: the product file.
        target: the machine that the app is for.
        electron: the version of Electron in it.
    """

    product: Path
    target: str
    electron: str


def write_bill(python: Path, tools: Path, subject: Subject, file: Path) -> Path:
    """Write the bill; where it is.

    Args:
        python: the interpreter of the project's environment.
        tools: the interpreter of the release's own tools.
        subject: what the bill is about.
        file: what to write; its folder is there.

    Raises:
        BuildError: the bill is not as its standard says.
    """
    capture([python, "-m", "build.sbom", subject.product, subject.target, subject.electron, file])
    try:
        capture([tools, "-m", "build.sbom.validate", file])
    except ToolFailedError as error:
        raise ToolFailedError(
            "sbom-invalid", f"{file.name} is not as CycloneDX 1.6 says.", "Mend build/sbom.", error.output
        ) from error
    return file
