"""The artifacts of a release for Macs, and the throw-away identity of this checkout that signed them."""

from pathlib import Path
from typing import Any

import pytest

from build.platforms import TARGETS, Target
from build.preflight.apple import AppleExpected
from build.preflight.apple_expected import apple_expected
from tests.release.artifacts import mark, not_made, product_facts, stem_of


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    mark(items, Path(__file__).parent)


@pytest.fixture(scope="session")
def product() -> dict[str, Any]:
    return product_facts()


@pytest.fixture(
    scope="session", params=[pytest.param(one, marks=not_made(one)) for one in TARGETS if one.startswith("darwin")]
)
def target(request: pytest.FixtureRequest) -> Target:
    chosen: Target = request.param
    return chosen


@pytest.fixture(scope="session")
def stem(target: Target) -> Path:
    """The path of every artifact, but for what comes after the last dot."""
    return stem_of(target)


@pytest.fixture(scope="session")
def expected(product: dict[str, Any]) -> AppleExpected:
    return apple_expected(product, test=True)
