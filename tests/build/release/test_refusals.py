from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from build.release.refusals import Certificate, Circumstances, Refusal, refusals

NOW = datetime(2026, 11, 21, tzinfo=UTC)
REAL = Certificate("Windows programs", "CN=Example Ltd", test=False, expires=NOW + timedelta(days=200))
GOOD = Circumstances((), ("v1.2.0",), "1.2.0", "1.1.9", (REAL,), (), (), NOW)


def codes(around: Circumstances, *, test_identity: bool = False) -> list[str]:
    return [refusal.code for refusal in refusals(around, test_identity=test_identity)]


def test_nothing_forbids_a_release_from_a_tagged_tree_with_a_real_identity() -> None:
    assert codes(GOOD) == []
    assert codes(replace(GOOD, published=None)) == []


@pytest.mark.parametrize(
    ("around", "code"),
    [
        (replace(GOOD, changed=("electron/main/index.ts",)), "dirty-tree"),
        (replace(GOOD, tags=()), "untagged"),
        (replace(GOOD, tags=("v1.1.9", "nightly")), "untagged"),
        (replace(GOOD, published="1.2.0"), "not-newer"),
        (replace(GOOD, published="1.10.0"), "not-newer"),
        (replace(GOOD, version="1.2.0-beta.2", tags=("v1.2.0-beta.2",), published="1.2.0"), "not-newer"),
        (replace(GOOD, certificates=(replace(REAL, subject=None, expires=None),)), "identity-missing"),
        (replace(GOOD, certificates=(replace(REAL, test=True),)), "test-identity"),
        (replace(GOOD, certificates=(replace(REAL, expires=NOW),)), "certificate-expired"),
        (replace(GOOD, certificates=(replace(REAL, expires=NOW + timedelta(days=13)),)), "certificate-expires-soon"),
        (replace(GOOD, stand_ins=("the test runtime, Electron 22",)), "stand-ins"),
        (
            replace(GOOD, unready=(Refusal("notary-key-missing", "It is not there.", "Put it there."),)),
            "notary-key-missing",
        ),
    ],
)
def test_each_of_these_forbids_it(around: Circumstances, code: str) -> None:
    assert codes(around) == [code]


def test_a_test_identity_lifts_what_it_is_about_and_nothing_else() -> None:
    around = replace(
        GOOD,
        changed=("a",),
        tags=(),
        published="1.2.0",
        certificates=(replace(REAL, test=True, expires=NOW),),
        stand_ins=("a fixture",),
    )
    assert codes(around, test_identity=True) == ["dirty-tree", "untagged", "not-newer", "certificate-expired"]


def test_a_refusal_says_what_to_do_and_names_what_it_is_about() -> None:
    around = replace(GOOD, changed=tuple(f"file{number}.py" for number in range(8)), tags=("v0.9",))
    dirty, untagged = refusals(around, test_identity=False)
    assert dirty.message.startswith(
        "Not everything is committed: file0.py, file1.py, file2.py, file3.py, file4.py and 3 more."
    )
    assert "only v0.9, not v1.2.0" in untagged.message
    assert "git tag v1.2.0" in untagged.remedy


def test_a_certificate_that_a_service_renews_has_no_end_to_watch() -> None:
    assert codes(replace(GOOD, certificates=(replace(REAL, expires=None),))) == []
