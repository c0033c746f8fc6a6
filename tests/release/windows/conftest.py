"""The artifacts of a release for Windows, and the throw-away identity of this checkout that signed them."""

import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from build.preflight.authenticode import Expected
from build.preflight.windows import expected_of
from build.sign.identity import TEST_IDENTITIES
from tests.release.artifacts import mark, not_made, product_facts, stem_of


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    mark(items, Path(__file__).parent, *not_made("win32-x64"))


@pytest.fixture(scope="session")
def product() -> dict[str, Any]:
    return product_facts()


@pytest.fixture(scope="session")
def stem() -> Path:
    """The path of every artifact, but for what comes after the last dot."""
    return stem_of("win32-x64")


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the throw-away identity."""
    return TEST_IDENTITIES / "windows" / "root.pem"


@pytest.fixture(scope="session")
def expected(product: dict[str, Any]) -> Expected:
    return expected_of(product, datetime.now(UTC), test=True)


@pytest.fixture(scope="session")
def app(stem: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is in the zip."""
    folder = tmp_path_factory.mktemp("app Zoë 测试")
    with zipfile.ZipFile(f"{stem}.zip") as archive:
        archive.extractall(folder)
    return folder
