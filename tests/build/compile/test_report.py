from build.compile.report import cache_use, digest_of, files_of, modules_by_kind, size_by_package

NUITKA = """<r>
<module name="backend" kind="PythonMainModule"/><module name="backend.a" kind="CompiledPythonModule"/>
<module name="anyio-preLoad" kind="CompiledPythonModule"/><module name="json" kind="UncompiledPythonPackage"/>
<module name="_json" kind="PythonExtensionModule"/></r>"""
LOG = """Nuitka-Scons: Compiled 178 C files using ccache.
Nuitka-Scons: Cached C files (using ccache) with result 'cache hit': 150
Nuitka-Scons: Cached C files (using ccache) with result 'cache miss': 28
"""


def test_modules_are_counted_by_what_became_of_them(tmp_path):
    path = tmp_path / "report.xml"
    path.write_text(NUITKA)
    assert modules_by_kind(path, ("backend",)) == {"bytecode": 1, "extension": 1, "other-c": 1, "own-c": 2}


def test_a_packages_size_is_its_bytecode_and_its_files(tmp_path):
    program, executable = tmp_path, tmp_path / "acme"
    executable.write_bytes(b"x" * 100)
    (program / "PIL").mkdir()
    (program / "PIL" / "_imaging.so").write_bytes(b"x" * 7)
    (program / "_json.so").write_bytes(b"x" * 3)
    sizes = size_by_package({"PIL.Image": 5, "json": 1, "json.encoder": 1}, program, executable)
    assert sizes == {"PIL": 12, "_json": 3, "json": 2}


def test_the_caches_part_is_read_from_the_log():
    assert cache_use(LOG) == {"hit": 150, "miss": 28}


def test_a_folders_digest_is_of_names_and_contents(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b").write_bytes(b"1")
    first = digest_of(files_of(tmp_path))
    assert list(files_of(tmp_path)) == ["a/b"]
    (tmp_path / "a" / "b").write_bytes(b"2")
    assert digest_of(files_of(tmp_path)) != first
