import re
import tomllib

import pytest

from build.locks import LOCKS, current_hash, recorded_hash, requirements_of
from build.paths import PYPROJECT

PIN = re.compile(r"^[a-z0-9][a-z0-9.-]*==[^ ]+( ; .+)? \\$")
NAMES = [lock.file.name for lock in LOCKS]


@pytest.mark.parametrize("lock", LOCKS, ids=NAMES)
def test_the_lock_follows_pyproject_toml(lock):
    assert recorded_hash(lock) == current_hash(lock), "run `nox -s lock`"


@pytest.mark.attack("Dependencies", "Python packages that are locked without a hash, lock by lock")
@pytest.mark.parametrize("lock", LOCKS, ids=NAMES)
def test_every_pin_has_hashes_and_no_address(lock):
    lines = lock.file.read_text(encoding="utf-8").splitlines()
    pins = [number for number, line in enumerate(lines) if not line.startswith((" ", "#"))]
    assert pins
    for number in pins:
        assert PIN.match(lines[number]), lines[number]
        assert lines[number + 1].startswith("    --hash=sha256:")
    assert "://" not in "".join(lines)


def test_what_a_lock_holds_decides_whether_it_is_stale():
    pyproject = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))
    backend, dev, node, nox = (lock for lock in LOCKS if lock.file.stem in {"backend", "dev", "node", "nox"})
    before = {lock: current_hash(lock, pyproject) for lock in LOCKS}
    pyproject["dependency-groups"]["nox"].append("argcomplete>=3")
    changed = {lock for lock in LOCKS if current_hash(lock, pyproject) != before[lock]}
    assert changed == {dev, nox}
    pyproject["project"]["dependencies"].reverse()
    assert current_hash(backend, pyproject) == before[backend]
    assert requirements_of(node, pyproject) == pyproject["dependency-groups"]["node"]
