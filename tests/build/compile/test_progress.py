from build.compile.progress import Watch, phase


def test_phases_follow_nuitkas_words():
    log = "Nuitka: Starting Python compilation with:\n"
    assert phase(log) == "modules"
    log += "Nuitka: Completed Python level compilation and optimization.\n"
    assert phase(log) == "writing C"
    log += "Nuitka: Running C compilation via Scons.\n"
    assert phase(log) == "C compiler"
    log += "Nuitka-Scons: Compiled 162 C files using ccache.\n"
    assert phase(log) == "libraries"


def test_it_tells_how_far_it_is_and_how_long_each_phase_took(tmp_path):
    now = iter([0.0, 1.0, 4.0, 9.0])
    log, found = tmp_path / "log", tmp_path / "found"
    watch = Watch(log, found, tmp_path, lambda: next(now))
    assert watch.look() == "modules, 0 found"
    found.write_bytes(b"..")
    for name in ("a.c", "b.c", "a.o"):
        (tmp_path / name).touch()
    log.write_text("Nuitka: Running C compilation via Scons.")
    assert watch.look() == "C compiler, 1 of 2 files"
    watch.look()
    assert watch.seconds == {"modules": 4.0, "C compiler": 5.0}
