from dataclasses import replace

import pytest

from build.doctor.checks import (
    BYTES_TO_PREPARE,
    BYTES_TO_RUN,
    FOR_ALL,
    FOR_DEV,
    FOR_LINT,
    FOR_TESTS,
    LIBRARIES,
    Need,
    Status,
    can_go_on,
    examine,
    packages_for,
)
from build.doctor.facts import Facts, parse_linker_cache, parse_unresolved
from build.doctor.report import table

READY = Facts(
    system="linux",
    distribution=frozenset({"debian"}),
    root=True,
    can_apt=True,
    python=(3, 11, 2),
    node=(24, 19),
    compiler="cc",
    free_bytes=BYTES_TO_PREPARE,
    prepared=False,
    display=False,
    libraries=frozenset(LIBRARIES),
    missing_libraries=frozenset(),
    fonts=True,
    programs=frozenset(
        {
            *("Xvfb", "ccache", "dbus-run-session", "faketime", "git", "gnome-keyring-daemon"),
            *("desktop-file-validate", "dpkg-deb", "makensis", "mksquashfs", "rpmbuild", "xorriso"),
            *("osslsigncode", "patchelf"),
            *("strip", "unshare", "unsquashfs"),
        }
    ),
    seven_zip=True,
    browser=True,
    user_namespaces=True,
    secret_service=False,
)
MAC = replace(
    READY, system="darwin", distribution=frozenset(), programs=frozenset({"codesign", "git", "xcrun"}), libraries=None
)
WINDOWS = replace(READY, system="win32", distribution=frozenset(), programs=frozenset({"signtool"}), libraries=None)


def without(*programs):
    return replace(READY, programs=READY.programs - set(programs))


def status_of(facts, name):
    return next(finding.status for finding in examine(facts) if finding.name == name)


@pytest.mark.parametrize("facts", [READY, MAC, WINDOWS], ids=["linux", "macos", "windows"])
def test_a_machine_that_has_everything_is_ready(facts):
    findings = examine(facts)
    assert {finding.status for finding in findings if finding.need in FOR_TESTS} == {Status.OK}
    assert can_go_on(findings, FOR_TESTS)


@pytest.mark.parametrize(
    ("facts", "name", "status"),
    [
        (replace(READY, python=(3, 10, 9)), "Python", Status.MISSING),
        (replace(READY, node=None), "Node", Status.OK),
        (replace(READY, node=(20, 1)), "Node", Status.OK),
        (replace(READY, free_bytes=BYTES_TO_PREPARE - 1), "disk", Status.MISSING),
        (replace(READY, free_bytes=BYTES_TO_RUN, prepared=True), "disk", Status.OK),
        (replace(READY, compiler=None), "C compiler", Status.MISSING),
        (without("ccache"), "ccache", Status.MISSING),
        (replace(MAC, programs=frozenset({"git"})), "ccache", Status.OPTIONAL),
        (without("patchelf"), "patchelf, strip", Status.MISSING),
        (without("strip"), "patchelf, strip", Status.MISSING),
        (without("git"), "git", Status.OPTIONAL),
        (MAC, "notary tools", Status.OK),
        (replace(MAC, programs=frozenset({"codesign", "git"})), "notary tools", Status.OPTIONAL),
        (without("Xvfb"), "display", Status.MISSING),
        (replace(without("Xvfb"), display=True), "display", Status.OK),
        (replace(READY, libraries=frozenset()), "system libraries", Status.MISSING),
        (replace(READY, libraries=None), "system libraries", Status.OK),
        (
            replace(READY, libraries=None, missing_libraries=frozenset({"libgbm.so.1"})),
            "system libraries",
            Status.MISSING,
        ),
        (replace(READY, fonts=False), "fonts", Status.MISSING),
        (replace(READY, user_namespaces=False), "Chromium sandbox", Status.MISSING),
        (without("unsquashfs"), "unsquashfs", Status.MISSING),
        (without("gnome-keyring-daemon"), "keychain", Status.MISSING),
        (without("faketime"), "faketime", Status.MISSING),
        (without("rpmbuild"), "package makers", Status.MISSING),
        (replace(READY, seven_zip=False), "7-Zip", Status.MISSING),
        (replace(READY, browser=False), "browser", Status.MISSING),
        (without("osslsigncode"), "signing tools", Status.OPTIONAL),
        (replace(MAC, programs=frozenset()), "signing tools", Status.OPTIONAL),
        (replace(WINDOWS, compiler=None), "C compiler", Status.MISSING),
    ],
)
def test_each_thing_is_judged_by_itself(facts, name, status):
    assert status_of(facts, name) is status


def test_development_goes_on_without_what_only_the_tests_or_a_release_need():
    findings = examine(replace(without("gnome-keyring-daemon", "osslsigncode"), seven_zip=False, compiler=None))
    assert can_go_on(findings, FOR_DEV)
    assert not can_go_on(findings, FOR_TESTS)


def test_lint_runs_on_a_machine_without_a_screen_or_its_libraries():
    findings = examine(replace(READY, libraries=frozenset(), programs=frozenset(), fonts=False, user_namespaces=False))
    assert can_go_on(findings, FOR_LINT)
    assert not can_go_on(findings, FOR_DEV)


def test_a_kernel_that_refuses_namespaces_is_not_mended_by_a_package():
    findings = examine(replace(READY, user_namespaces=False))
    assert packages_for(findings, FOR_ALL) == []
    assert "max_user_namespaces" in table(findings, READY)


def test_each_missing_package_is_named_once_and_only_for_who_needs_it():
    facts = replace(
        without("Xvfb", "dbus-run-session"), compiler=None, libraries=frozenset(LIBRARIES) - {"libgbm.so.1"}
    )
    findings = examine(facts)
    assert packages_for(findings, FOR_DEV) == ["xvfb", "libgbm1"]
    assert packages_for(findings, FOR_TESTS) == ["build-essential", "xvfb", "libgbm1", "dbus"]
    assert packages_for(findings, FOR_ALL) == ["build-essential", "xvfb", "libgbm1", "dbus"]


def test_the_table_gives_the_command_that_mends():
    text = table(examine(without("Xvfb")), READY)
    assert "-> apt-get install xvfb (for development)" in text
    text = table(examine(without("Xvfb")), replace(READY, root=False))
    assert "-> sudo apt-get install xvfb" in text
    text = table(examine(replace(MAC, compiler=None)), MAC)
    assert "-> xcode-select --install (for compiling the backend)" in text


def test_every_missing_thing_has_a_remedy():
    nothing = replace(
        READY,
        distribution=frozenset(),
        python=(3, 9, 0),
        node=None,
        compiler=None,
        free_bytes=0,
        libraries=frozenset(),
        fonts=False,
        programs=frozenset(),
        seven_zip=False,
        browser=False,
        user_namespaces=False,
    )
    for system in ("linux", "darwin", "win32"):
        findings = [finding for finding in examine(replace(nothing, system=system)) if not finding.good]
        assert findings
        assert all(finding.command for finding in findings)
        assert Need.BASE in {finding.need for finding in findings}


def test_the_linkers_words_are_understood():
    cache = "2 libs found in cache `/etc/ld.so.cache'\n\tlibgbm.so.1 (libc6,x86-64) => /lib/libgbm.so.1\n"
    assert parse_linker_cache(cache) == {"libgbm.so.1"}
    unresolved = "\tlinux-vdso.so.1 (0x0)\n\tlibgbm.so.1 => not found\n\tlibc.so.6 => /lib/libc.so.6 (0x0)\n"
    assert parse_unresolved(unresolved) == {"libgbm.so.1"}
