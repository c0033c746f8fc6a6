"""The installer, without questions: what is where after it, for one person and for everybody."""

from collections.abc import Iterator

import pytest

from build.wine.versions import NEW, OLD
from tests.release.wine.app import App, listed
from tests.release.wine.conftest import machine_with_installers
from tests.release.wine.machine import Registry

CHOICES = {"one person": [], "everybody": ["/allusers"]}


@pytest.fixture(scope="module", params=CHOICES)
def app(request: pytest.FixtureRequest, display: str, product) -> Iterator[App]:
    """The older version, installed for whom the parameter says."""
    for machine in machine_with_installers(display, product):
        installed = App(machine, product, for_all=request.param == "everybody")
        assert installed.install(OLD, *CHOICES[request.param]) == 0
        yield installed


@pytest.fixture(scope="module")
def registry(app: App) -> Registry:
    return app.machine.registry()


def test_every_file_is_there(app: App):
    assert app.is_whole(OLD)


def test_windows_lists_it_once_among_its_apps(app: App, registry: Registry, product):
    found = listed(registry, product)
    assert list(found) == [app.hive]
    assert found[app.hive]["DisplayName"] == f"{app.name} {OLD}"
    assert found[app.hive]["DisplayVersion"] == OLD
    assert found[app.hive]["Publisher"] == product["publisher"]
    assert found[app.hive]["UninstallString"].startswith(f'"{app.uninstaller}"')
    assert found[app.hive]["DisplayIcon"].startswith(app.program)


def test_start_menu_and_desktop_lead_to_it(app: App):
    for link in app.links():
        assert app.program.encode("utf-16-le") in app.machine.path(link).read_bytes()


def test_links_of_its_scheme_lead_to_it(app: App, registry: Registry, product):
    scheme = rf"{app.hive}\Software\Classes\{product['scheme']}"
    assert registry[scheme]["URL Protocol"] == ""
    assert registry[rf"{scheme}\shell\open\command"][""] == f'"{app.program}" "%1"'


def test_a_later_installer_follows_the_choice(app: App, product):
    assert app.install(NEW) == 0
    assert app.is_whole(NEW)
    found = listed(app.machine.registry(), product)
    assert {hive: values["DisplayVersion"] for hive, values in found.items()} == {app.hive: NEW}
