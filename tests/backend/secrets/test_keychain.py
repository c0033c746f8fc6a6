"""Keys in a real keychain, and without one."""

import time
from types import SimpleNamespace

import pytest

from backend.secrets import keychain
from backend.secrets.keychain import KeychainKeyStore, KeyStoreError, MemoryKeyStore, open_key_store
from tests.backend.secrets.keyring_session import needs_keyring, run_python, run_python_with_keyring

pytestmark = pytest.mark.timeout(90)

KEY = "sk-test-0123456789abcdef"
OPEN = "from backend.secrets.keychain import open_key_store; store = open_key_store('dev.test.service');"
TELL = "print(store.storage); print(store.explanation)"


def test_a_real_keychain_keeps_the_key_for_the_next_process(tmp_path):
    needs_keyring()
    code = (
        f"import subprocess, sys\n{OPEN}\nprint(store.storage, store.get('openai'))\n"
        f"store.set('openai', '{KEY}')\nprint(store.get('openai'))\n"
        f"other = \"{OPEN} print(store.get('openai'))\"\n"
        "print(subprocess.run([sys.executable, '-c', other], capture_output=True, text=True, check=True).stdout)\n"
        "store.delete('openai'); store.delete('openai')\n"
        "print(subprocess.run([sys.executable, '-c', other], capture_output=True, text=True, check=True).stdout)\n"
        "print(store.explanation)"
    )
    lines = run_python_with_keyring(code, tmp_path).split()
    assert lines[:5] == ["keychain", "None", KEY, KEY, "None"]
    assert "Secret" in lines
    written = [path for path in tmp_path.rglob("*") if path.is_file() and path.name != "program.py"]
    assert written, "the keyring wrote its file somewhere else: the test looks in the wrong place"
    assert not [path for path in written if KEY.encode() in path.read_bytes()]


def test_the_probe_leaves_nothing_in_the_keychain(tmp_path):
    needs_keyring()
    code = f"{OPEN}\nimport keyring; print(keyring.get_password('dev.test.service', 'availability-probe'))"
    assert run_python_with_keyring(code, tmp_path).split() == ["None"]


def test_a_locked_keychain_that_nobody_can_unlock_falls_back_to_memory_in_time(tmp_path):
    needs_keyring()
    run_python_with_keyring(OPEN, tmp_path)  # makes the keyring, with a password
    began = time.monotonic()
    told = run_python_with_keyring(f"{OPEN}{TELL}", tmp_path, is_unlocked=False)
    assert told.startswith("memory\nThe system's keychain ")
    assert time.monotonic() - began < 30


def test_without_a_session_bus_keys_are_kept_in_memory_and_the_user_is_told(tmp_path):
    code = f"{OPEN}{TELL}; store.set('a', '{KEY}'); print(store.get('a')); store.delete('a'); print(store.get('a'))"
    lines = run_python(code, tmp_path).splitlines()
    assert lines[0] == "memory"
    assert "This system has no keychain. Keys are kept in memory" in lines[1]
    assert lines[2:] == [KEY, "None"]
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    "backend", ["keyring.backends.null.Keyring", "keyring.backends.fail.Keyring", "no.such.Backend"]
)
def test_backends_that_are_no_keychain_are_refused(tmp_path, backend):
    assert run_python(f"{OPEN}{TELL}", tmp_path, PYTHON_KEYRING_BACKEND=backend).startswith("memory\n")


def test_a_plain_text_backend_is_refused(tmp_path):
    """As keyrings.alt brings one: whatever the environment asks for, no key goes into a file."""
    (tmp_path / "plain.py").write_text(
        "from keyring.backend import KeyringBackend\n"
        "class Keyring(KeyringBackend):\n"
        "    priority = 9\n"
        "    def get_password(self, service, name): return open('keys').read()\n"
        "    def set_password(self, service, name, key): open('keys', 'w').write(key)\n"
        "    def delete_password(self, service, name): pass\n"
    )
    code = f"import sys; sys.path.insert(0, '.'); {OPEN}{TELL}; store.set('a', '{KEY}')"
    assert run_python(code, tmp_path, PYTHON_KEYRING_BACKEND="plain.Keyring").startswith("memory\n")
    assert not (tmp_path / "keys").exists()


def test_a_keychain_that_hangs_does_not_hang_the_opening(tmp_path, monkeypatch):
    """A stand-in for a D-Bus that never answers."""
    monkeypatch.setattr(keychain, "PROBE_SECONDS", 0.2)
    monkeypatch.setattr(keychain, "_probed", lambda _service: time.sleep(20))
    began = time.monotonic()
    store = open_key_store("dev.test.service")
    assert time.monotonic() - began < 5
    assert store.storage == "memory"
    assert "did not answer" in store.explanation


def test_a_keychain_that_fails_or_hangs_later_is_told_without_the_key(monkeypatch):
    """A stand-in for a keychain that is locked, or hangs, while the program runs."""
    monkeypatch.setattr(keychain, "CALL_SECONDS", 0.2)

    class KeyringLocked(Exception):  # noqa: N818 - the name in keyring.errors
        pass

    def locked(*_arguments):
        raise KeyringLocked(KEY)

    backend = SimpleNamespace(set_password=locked, get_password=lambda *_: time.sleep(20), delete_password=locked)
    store = KeychainKeyStore(backend, "service", "kept")  # type: ignore[arg-type]
    with pytest.raises(KeyStoreError, match="locked") as raised:
        store.set("openai", KEY)
    assert KEY not in f"{raised.value!r}{raised.value.__cause__!r}"
    with pytest.raises(KeyStoreError, match="did not answer"):
        store.get("openai")
    with pytest.raises(KeyStoreError, match="locked"):
        store.delete("openai")


def test_a_key_is_read_from_the_keychain_once():
    answers = iter([KEY])
    backend = SimpleNamespace(get_password=lambda _service, _name: next(answers))
    store = KeychainKeyStore(backend, "service", "kept")  # type: ignore[arg-type]
    assert [store.get("openai"), store.get("openai")] == [KEY, KEY]


def test_memory_keeps_a_key_for_this_run():
    store = MemoryKeyStore("No keychain.")
    store.set("openai", KEY)
    assert store.get("openai") == KEY
    store.delete("openai")
    store.delete("openai")
    assert store.get("openai") is None
    assert KEY not in repr(store)
