"""Where Wine can be set up, and where the session says why not."""

import pytest

from build.wine.root import refusal


def test_it_can_be_on_linux_as_root_with_debootstrap():
    assert refusal("linux-x64", root=True, has_debootstrap=True) is None


@pytest.mark.parametrize(
    ("target", "root", "has_debootstrap", "code"),
    [
        ("darwin-arm64", True, True, "wine-needs-linux"),
        ("win32-x64", False, False, "wine-needs-linux"),
        ("linux-arm64", True, True, "wine-needs-linux"),
        ("linux-x64", False, True, "wine-needs-root"),
        ("linux-x64", True, False, "debootstrap-missing"),
    ],
)
def test_elsewhere_it_says_what_is_missing(target, root, has_debootstrap, code):
    reason = refusal(target, root=root, has_debootstrap=has_debootstrap)
    assert reason is not None
    assert reason.code == code
    assert reason.remedy
