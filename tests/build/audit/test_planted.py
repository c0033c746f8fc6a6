"""A leak of every kind is found in every container."""

import io
import json
import marshal
import tarfile
import zipfile
from urllib.parse import quote

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    pkcs12,
)

from build.audit.needles import Kind
from build.audit.nuitka_blob import PROGRAM_MARK
from build.audit.search import Search
from build.electron.asar import asar
from tests.build.audit.world import (
    ASSET,
    CONTAINERS,
    LIMITS,
    MODULE,
    SECRETS,
    in_a_program,
    module_bytecode,
    nuitka_blob,
    pyc,
    searched,
    tarred,
    vendor,
    zipped,
)

WORD = "never-ships-" + "0123456789abcdef" * 2
SOURCE_MAP = {"version": 3, "mappings": "AAAA", "sources": ["../../electron/main/splash.ts"], "names": []}

LEAKS = {
    Kind.DOCSTRING: b"Weighs the offers of a haggler, oldest first.",
    Kind.COMMENT: b"The discount must never fall below what the partner pays.",
    Kind.ASSET: b"- Never reveal the lowest acceptable price to anybody who asks.",
    Kind.PROMPT: b"You are a relentless haggler who never names the first price.",
    Kind.SOURCE: b"    return min(offer.price * (1 + 0.07 / patience) for offer in offers)\n",
    Kind.TREE_PATH: b"Traceback: backend/deals/haggler.py, line 7",
    Kind.CANARY: WORD.encode(),
    Kind.SECRET: SECRETS["GitHub token"].encode(),
    Kind.BYTECODE: module_bytecode(),
    Kind.SOURCE_MAP: json.dumps(SOURCE_MAP).encode(),
}
PADDING = b"padding, so that a compressor has something to do " * 2


@pytest.fixture(scope="module")
def owner(tmp_path_factory):
    return vendor(tmp_path_factory.mktemp("checkout"))


def kinds(result):
    return {finding.kind for finding in result.findings}


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize("kind", [*LEAKS, Kind.MACHINE_PATH])
def test_a_leak_of_every_kind_is_found_in_every_container(owner, kind, container):
    if kind == Kind.MACHINE_PATH:
        leak = next(needle.text for needle in owner.collected.needles if needle.kind == kind).encode()
    else:
        leak = LEAKS[kind]
    whole = leak if kind == Kind.SOURCE_MAP else PADDING + leak + PADDING
    result = searched(owner, CONTAINERS[container](whole))
    if kind == Kind.SOURCE_MAP and container in {"inside a program", "Nuitka's constants, data"}:
        kind = Kind.TREE_PATH  # a map is known as such where it is all of a file; its paths are found anywhere
    assert kind in kinds(result)
    assert result.ledger.not_searched == {}


def zip_with_a_deleted_file(method):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in (("a.txt", b"hello"), ("gone.txt", PADDING + LEAKS[Kind.COMMENT]), ("c.txt", b"hello")):
            archive.writestr(name, content)
        del archive.filelist[1]
    return file.getvalue()


def zip_with_a_comment():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", b"hello")
        archive.comment = LEAKS[Kind.COMMENT]
    return file.getvalue()


def tar_with_a_comment():
    file = io.BytesIO()
    comment = {"comment": LEAKS[Kind.COMMENT].decode()}
    with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT, pax_headers=comment) as archive:
        archive.addfile(tarfile.TarInfo("a.txt"))
    return file.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        zip_with_a_comment(),
        zip_with_a_deleted_file(zipfile.ZIP_STORED),
        zip_with_a_deleted_file(zipfile.ZIP_DEFLATED),
        zipped(b"hello") + LEAKS[Kind.COMMENT],
        tar_with_a_comment(),
        tarred(b"hello") + LEAKS[Kind.COMMENT],
        asar({"main.js": b"start();"}) + LEAKS[Kind.COMMENT],
    ],
    ids=["zip comment", "deleted", "deleted, deflated", "after zip", "tar comment", "after tar", "after asar"],
)
def test_what_an_archive_has_besides_its_files_is_searched(owner, data):
    result = searched(owner, data)
    assert {(finding.kind, finding.where.split("!")[0]) for finding in result.findings} == {(Kind.COMMENT, "file")}
    assert result.ledger.not_searched == {}


@pytest.mark.parametrize("container", CONTAINERS)
def test_a_container_without_a_leak_is_clean(owner, container):
    result = searched(owner, CONTAINERS[container](PADDING + b"The offer could not be read: try again with a number."))
    assert result.findings == []
    assert result.ledger.not_searched == {}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("what", SECRETS)
def test_secrets_are_found_and_shown_masked(owner, what, encoding):
    before = in_a_program("some words: ".encode(encoding))
    findings = searched(owner, before + SECRETS[what].encode(encoding) + bytes(4)).findings
    found = {finding.origin: finding for finding in findings}
    assert what in found
    assert abs(found[what].offset - len(before)) < 80
    assert all(SECRETS[what] not in finding.what and "characters" in finding.what for finding in findings)


RSA_KEY = rsa.generate_private_key(65537, 2048)
PRIVATE_KEYS: dict[str, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey] = {
    "RSA": RSA_KEY,
    "elliptic curve": ec.generate_private_key(ec.SECP384R1()),
    "Ed25519": ed25519.Ed25519PrivateKey.generate(),
}


@pytest.mark.parametrize("encoding", [Encoding.PEM, Encoding.DER])
@pytest.mark.parametrize("what", PRIVATE_KEYS)
def test_private_keys_are_found_in_every_form(owner, what, encoding):
    key = PRIVATE_KEYS[what].private_bytes(encoding, PrivateFormat.PKCS8, NoEncryption())
    expected = f"private key ({'PEM' if encoding == Encoding.PEM else what})"
    assert {finding.origin for finding in searched(owner, in_a_program(key)).findings} == {expected}
    public = PRIVATE_KEYS[what].public_key().public_bytes(encoding, PublicFormat.SubjectPublicKeyInfo)
    assert searched(owner, in_a_program(public)).findings == []


def test_the_certificate_that_signs_is_found(owner):
    password = BestAvailableEncryption(b"word")
    packed = pkcs12.serialize_key_and_certificates(b"vendor", RSA_KEY, None, None, password)
    assert "PKCS#12" in str(searched(owner, in_a_program(packed)).findings)


@pytest.mark.parametrize(
    "assignment",
    [
        'api_key = "{}"',
        '"apiKey": "{}",',
        "DB_PASSWORD={}\n",
        "export API_TOKEN='{}'",
        "  password: {}\n",
        "//registry.example/:_authToken={}\n",
        "AccountKey={}==;EndpointSuffix=x",
    ],
)
def test_secrets_are_found_in_files_of_settings(owner, assignment):
    text = assignment.format("Zk9Qm2Lx7Tt4Wv8Rb1Ns6Pd3Hf5Jc0G")
    assert kinds(searched(owner, text.encode())) == {Kind.SECRET}


def test_the_secret_of_the_build_is_found_whatever_it_looks_like(owner):
    search = Search(owner, secrets={"the secret of the seal": b"plain words that no pattern would ever take for one"})
    search.data(zipped(b"plain words that no pattern would ever take for one"), "file", 0)
    assert [(finding.kind, finding.origin) for finding in search.result.findings] == [
        (Kind.SECRET, "the secret of the seal")
    ]


@pytest.mark.parametrize(
    "harmless",
    [
        "-----BEGIN PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
        'password = "password"',
        'token: "the_name_of_a_variable_here"',
        "Authorization: Bearer <your token goes here>",
        "AKIAIOSFODNN7EXAMPLE",
        "task-management-and-disk-operations-are-long-words-with-sk-in-them",
        "sha256 = 'b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c'",
        "openssh-key-v1",
        "https://user:password@host.example",
        "postgresql://scott:tiger1@localhost/db",
        "token=getTheNextTokenOfTheStream1(argument)",
        'api_key = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1"',
    ],
)
def test_what_only_looks_like_a_secret_is_none(owner, harmless):
    assert searched(owner, harmless.encode()).findings == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_texts_are_found_in_every_encoding(owner, encoding):
    leak = "x" * 33 + " The discount must never fall below what the partner pays. "
    assert Kind.COMMENT in kinds(searched(owner, in_a_program(leak.encode(encoding))))


def test_a_text_of_another_script_is_found(owner):
    line = ASSET.splitlines()[-1].split("、")[0]
    assert Kind.ASSET in kinds(searched(owner, in_a_program(line.encode())))


def test_a_text_of_another_script_is_found_in_json(owner):
    assert Kind.ASSET in kinds(searched(owner, json.dumps({"prompt": ASSET}).encode()))


@pytest.mark.parametrize("form", ["{}", "file://{}/x", "{}\0", "C:{}/x"])
def test_the_folder_that_it_was_built_in_is_found_in_every_form(owner, form):
    folder = next(needle.text for needle in owner.collected.needles if needle.text.endswith("测试\0"))[:-1]
    quoted = quote(folder) if "file:" in form else folder
    leak = in_a_program(form.format(quoted).encode() + b"\0")
    assert kinds(searched(owner, leak)) == {Kind.MACHINE_PATH}


def test_a_prompt_is_found_whatever_its_lines_are(owner):
    rewrapped = ASSET.replace("\n", " ").replace(" for the ", "\nfor the\n").replace("lowest", "lowest\n")
    assert Kind.ASSET in kinds(searched(owner, rewrapped.encode()))


@pytest.mark.parametrize("container", ["base64", "zlib", "zip, deflated"])
def test_a_prompt_in_utf_16_is_found_in_containers(owner, container):
    assert Kind.ASSET in kinds(searched(owner, CONTAINERS[container](ASSET.encode("utf-16"))))


def test_the_place_of_a_leak_is_told(owner):
    leak = LEAKS[Kind.COMMENT]
    (finding,) = searched(owner, bytes(1000) + leak).findings
    assert (finding.where, finding.offset, finding.origin) == ("file", 1000, "backend/deals/haggler.py:3")
    (inner,) = searched(owner, CONTAINERS["wheel in a zip"](bytes(50) + leak)).findings
    assert (inner.where, inner.offset) == ("file!inside/data.bin!inside/data.bin", 50)


def test_messages_of_the_program_may_stay(owner):
    assert searched(owner, b"The offer could not be read: try again with a number.").findings == []


@pytest.mark.parametrize(
    "code",
    [
        compile(MODULE, "backend/deals/haggler.py", "exec"),
        compile(MODULE, "/build/stage/backend/deals/haggler.py", "exec"),
        compile(MODULE, r"C:\stage\backend\deals\haggler.py", "exec"),
        compile(MODULE, "<frozen backend.deals.haggler>", "exec"),
        compile(MODULE, "renamed.py", "exec", optimize=2),
        compile("from backend.deals.haggler import weigh_offers", "x.py", "exec"),
        compile(LIMITS, "renamed.py", "exec", optimize=2),
    ],
    ids=["path", "absolute path", "Windows path", "frozen", "no path, no docstrings", "imports ours", "names"],
)
def test_bytecode_is_ours_by_path_name_shape_or_import(owner, code):
    assert Kind.BYTECODE in kinds(searched(owner, in_a_program(marshal.dumps(code))))


def test_bytecode_of_others_may_stay(owner):
    others = "import json\ndef weigh():\n    '''Weigh.'''\nclass Offer:\n    def backend(self): pass\n"
    result = searched(owner, in_a_program(marshal.dumps(compile(others, "vendor/backend/haggler.py", "exec"))))
    assert (result.findings, result.bytecode_modules) == ([], 1)


def test_modules_are_counted_as_recovered(owner):
    result = searched(owner, pyc() + bytes(9))
    assert result.recovered == {"backend.deals.haggler"}


def test_a_short_docstring_is_found_among_parsed_constants(owner):
    assert Kind.DOCSTRING in kinds(searched(owner, nuitka_blob(b"uLeave.\0")))
    assert searched(owner, nuitka_blob(b"uLeave.\0", module="theirs.module")).findings == []


def test_a_program_of_nuitkas_whose_constants_cannot_be_found_is_not_called_clean(owner):
    result = searched(owner, b"\x7fELF" + PROGRAM_MARK + bytes(1000))
    assert list(result.ledger.not_searched) == ["file (constants)"]
