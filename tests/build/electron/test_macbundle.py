import plistlib

from build.electron.macbundle import unpack

HELPERS = ("FiftyOne Helper", "FiftyOne Helper (GPU)", "FiftyOne Helper (Renderer)")


def make_bundle(path, identifier):
    name = path.stem
    (path / "Contents" / "MacOS").mkdir(parents=True)
    (path / "Contents" / "MacOS" / name).write_bytes(b"\xcf\xfa\xed\xfe")
    plist = {
        "CFBundleIdentifier": identifier,
        "CFBundleExecutable": name,
        "CFBundleName": name,
        "ElectronAsarIntegrity": {"Resources/app.asar": {}},
        "LSMinimumSystemVersion": "10.11.0",
    }
    (path / "Contents" / "Info.plist").write_bytes(plistlib.dumps(plist))


def test_the_bundle_gets_electrons_names_and_loses_its_signatures(tmp_path):
    bundle = tmp_path / "FiftyOne.app"
    make_bundle(bundle, "com.voxel51.FiftyOne")
    frameworks = bundle / "Contents" / "Frameworks"
    for helper in HELPERS:
        make_bundle(frameworks / f"{helper}.app", "com.voxel51.FiftyOne.helper")
    (bundle / "Contents" / "_CodeSignature").mkdir()
    (bundle / "Contents" / "Resources").mkdir()
    framework = frameworks / "Electron Framework.framework"
    (framework / "Versions" / "A").mkdir(parents=True)
    (framework / "Versions" / "Current").symlink_to("A")

    unpack(bundle, tmp_path / "out")

    app = tmp_path / "out" / "Electron.app"
    assert (app / "Contents" / "MacOS" / "Electron").exists()
    main = plistlib.loads((app / "Contents" / "Info.plist").read_bytes())
    assert main["CFBundleIdentifier"] == "com.github.Electron"
    assert main["CFBundleExecutable"] == "Electron"
    assert main["LSMinimumSystemVersion"] == "10.11.0"
    assert "ElectronAsarIntegrity" not in main
    names = {path.name for path in (app / "Contents" / "Frameworks").iterdir()}
    assert names == {
        "Electron Framework.framework",
        "Electron Helper.app",
        "Electron Helper (GPU).app",
        "Electron Helper (Renderer).app",
    }
    helper = app / "Contents" / "Frameworks" / "Electron Helper (GPU).app" / "Contents"
    plist = plistlib.loads((helper / "Info.plist").read_bytes())
    assert plist["CFBundleExecutable"] == "Electron Helper (GPU)"
    assert plist["CFBundleIdentifier"] == "com.github.Electron.helper"
    assert (helper / "MacOS" / "Electron Helper (GPU)").exists()
    assert (app / "Contents/Frameworks/Electron Framework.framework/Versions/Current").is_symlink()
    assert not list(app.rglob("_CodeSignature"))
