"""The parts of the Windows installer that are ours: its script's words, its uninstaller, and who signs it."""

import subprocess
import sys
from pathlib import Path

import pytest

from build.package.windows.include import SCRIPT, write_include
from build.package.windows.signed import who_signed
from build.package.windows.uninstaller_writer import uninstaller_of
from build.paths import ROOT
from build.preflight.pe import read_pe
from tests.build.sign.windows.examples import identity_in, needs_osslsigncode, program_in, sign

needs_makensis = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux, and its makensis")

PRODUCT = {"name": 'Zoë\'s "$5" 测试', "id": "zoe", "scheme": "zoe", "version": "1.2.3"}

WRITES_UNINSTALLER = r"""
Unicode true
OutFile "setup.exe"
RequestExecutionLevel user
Icon "${NSISDIR}/Contrib/Graphics/Icons/orange-install.ico"
UninstallIcon "${NSISDIR}/Contrib/Graphics/Icons/orange-uninstall.ico"
Function .onInit
  WriteUninstaller "Z:\uninstaller.exe"
FunctionEnd
Section
SectionEnd
Section un.all
SectionEnd
"""


def made(folder, script, name="script.nsi"):
    (folder / name).write_text(script, encoding="utf-8")
    command = ["makensis", "-V4", "-INPUTCHARSET", "UTF8", "-NOCD", name]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, encoding="utf-8").stdout


@needs_makensis
def test_the_uninstaller_is_taken_out_of_the_program_that_would_write_it(tmp_path):
    made(tmp_path, WRITES_UNINSTALLER)
    command = [sys.executable, "-m", "build.package.windows.uninstaller_writer", tmp_path / "setup.exe"]
    subprocess.run(command, cwd=ROOT, check=True)
    written = (tmp_path / "setup.__uninstaller.exe").read_bytes()
    installer = (tmp_path / "setup.exe").read_bytes()
    assert read_pe(written).sections == read_pe(installer).sections
    end = max(section.offset + section.size for section in read_pe(written).sections)
    # The flag by which NSIS's stub knows that it is an uninstaller (exehead/fileform.h: FH_FLAGS_UNINSTALL).
    assert int.from_bytes(written[end : end + 4], "little") & 1
    icon = (Path("/usr/share/nsis") / "Contrib/Graphics/Icons/orange-uninstall.ico").read_bytes()
    largest = icon[-0x200:]
    assert largest in written
    assert largest not in installer[:end]


@needs_makensis
def test_what_writes_no_uninstaller_has_none(tmp_path):
    made(tmp_path, 'OutFile "setup.exe"\nSection\nSectionEnd\n')
    with pytest.raises(ValueError, match="no uninstaller"):
        uninstaller_of((tmp_path / "setup.exe").read_bytes())
    with pytest.raises(ValueError, match="no NSIS installer"):
        uninstaller_of(program_in(tmp_path).read_bytes())


def test_the_script_has_the_words_of_the_product(tmp_path):
    include = write_include(tmp_path / "Zoë" / "include.nsh", PRODUCT)
    first, *rest = include.read_text(encoding="utf-8").splitlines()
    assert first == '!define URL_SCHEME "zoe"'
    assert '!define DATA_FOLDER "Zoë\'s $\\"$$5$\\" 测试"' in rest
    assert rest[-1] == f'!include "{SCRIPT}"'


def test_the_script_names_no_product():
    assert "rmature" not in SCRIPT.read_text(encoding="utf-8")


@needs_osslsigncode
def test_an_app_that_nobody_signed_gets_an_installer_that_nobody_signs(tmp_path):
    file = program_in(tmp_path)
    assert who_signed(file) == "nobody"
    sign(file, identity_in(tmp_path / "test"))
    assert who_signed(file) == "test"
    sign(file, identity_in(tmp_path / "own", subject="Zoë Ltd"))
    assert who_signed(file) == "release"
