"""From a checkout to dist/backend: one step after the other, none of them twice for the same inputs."""

import json
import os
import shutil
import sys
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from build.compile import environment, plan, report, slim, stage
from build.compile.environment import Environment
from build.compile.inputs import compiler, inputs_key
from build.compile.progress import Watch
from build.compile.settings import Settings, read_settings
from build.doctor.checks import FOR_COMPILE
from build.doctor.mend import see_to
from build.environment.compile_env import ENV, prepare_compile
from build.errors import BuildError
from build.files import folder_size
from build.locking import exclusive
from build.paths import LOCK_FILE, PYPROJECT, ROOT, WORK
from build.platforms import this_system
from build.process import capture
from build.progress import megabytes, say, seconds, step
from build.seal.secret import VARIABLE as SECRET_VARIABLE
from build.stamps import Stamp, content_key
from build.tools import nuitka
from build.workbench import Workbench

PROGRAM: Final = ROOT / "dist" / "backend"
CACHE: Final = WORK / "cache" / "nuitka"
PACK: Final = "assets.pack"
LEAST_FREE_BYTES: Final = 2_000_000_000


@dataclass(frozen=True)
class Places:
    """Where one compilation reads and writes.

    Attributes:
        source: the checkout.
        output: the program's folder, replaced as a whole.
        work: for everything in between.
        cache: Nuitka's.
        env: the environment to compile in, made if it is not there.
    """

    source: Path
    output: Path
    work: Path
    cache: Path
    env: Path = ENV

    @property
    def report(self) -> Path:
        """The report lies beside the program's folder."""
        return self.output.with_name("compile-report.json")


@dataclass(frozen=True)
class CompileResult:
    """The program that is there now.

    Attributes:
        folder: all of it.
        executable: what to start.
        report: what `compile-report.json` says.
        fresh: whether it was compiled now, and not before from the same inputs.
    """

    folder: Path
    executable: Path
    report: dict[str, Any]
    fresh: bool


def compile_backend(bench: Workbench, source: Path = ROOT, output: Path = PROGRAM) -> CompileResult:
    """Compile a checkout's backend, unless that was done before with the same inputs.

    Args:
        bench: the prepared checkout; without one nothing is compiled.
        source: the checkout to compile; the environment and the caches are always this checkout's.
        output: the program's folder.

    Raises:
        BuildError: it cannot be compiled; the error says what to do.
    """
    del bench
    name = "checkout" if source == ROOT else content_key([], facts=[str(source)])[:8]
    cache = plan.cache_folder(os.environ, CACHE)
    return compile_program(Places(source, output, WORK / "compiling" / name, cache))


def compile_program(places: Places) -> CompileResult:
    """Compile with all places given; see ``compile_backend``."""
    see_to(FOR_COMPILE)
    with exclusive(LOCK_FILE):
        python = prepare_compile(places.env)
    settings = read_settings(places.source / PYPROJECT.name)
    with exclusive(places.work.with_name(f"{places.work.name}.lock")):
        found = environment.examine(python, places.source, settings)
        key = inputs_key(places.source, settings, found)
        stamp = Stamp("stamp", places.work)
        done = _done(places) if stamp.matches(key) else None
        if done:
            return done
        stamp.clear()
        result = _compile(places, settings, found, key)
        stamp.write(key)
        return result


def _done(places: Places) -> CompileResult | None:
    """What an earlier run left, if it is still whole."""
    try:
        told = json.loads(places.report.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if told["digest"] != report.digest_of(report.files_of(places.output)):
        return None
    return CompileResult(places.output, places.output / told["executable"], told, fresh=False)


def _compile(places: Places, settings: Settings, found: Environment, key: str) -> CompileResult:
    begun = time.monotonic()
    _refuse_full_disk(places.work)
    product = json.loads((places.source / "product.json").read_text(encoding="utf-8"))
    name = executable_name(product)
    staged, made = places.work / "stage", places.work / "out"
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True)
    canary = stage.stage_packages(places.source, settings, found, staged)
    pack = made / PACK
    sealed = _seal(places, found.python, staged, pack)
    stage.stage_stand_ins(settings, staged)
    job = _job(places, settings, found.python, name)
    watch = Watch(job.log, made / "found", made / "backend.build")
    with step(f"Compiling {', '.join(settings.own)} to C") as current:
        nuitka.compile_package(job, current, watch.look)
    program = made / "backend.dist"
    executable = program / f"{name}{'.exe' if this_system() == 'win32' else ''}"
    with step("Taking out debug information and the paths of this machine"):
        slimmed = _slim(places, found, program)
        shutil.copyfile(pack, program / PACK)
        stage.copy_data(places.source, settings, staged, program)
        slim.settle_permissions(program, executable)
    _try_out(executable, product)
    files = report.files_of(program)
    told = {
        "product": f"{product['id']} {product['version']}",
        "executable": executable.name,
        "digest": report.digest_of(files),
        "inputs": key,
        "canary": canary,
        "bytes": folder_size(program),
        "seconds": {**{phase: round(spent, 1) for phase, spent in watch.seconds.items()}},
        "modules": report.modules_by_kind(made / "report.xml", settings.own),
        "sizes": report.size_by_package(json.loads((made / "sizes.json").read_bytes()), program, executable),
        "cache": report.cache_use(job.log.read_text(encoding="utf-8", errors="replace")),
        "slimmed": slimmed,
        "sealed": sealed,
        "flags": list(plan.SWITCHES),
        "settings": json.loads(json.dumps(settings.__dict__, default=str)),
        "versions": {"python": sys.version.split()[0], "compiler": compiler(), **dict(sorted(found.versions.items()))},
        "files": files,
    }
    told["seconds"]["all"] = round(time.monotonic() - begun, 1)
    _replace(places.output, program)
    report.write(places.report, told)
    say(f"{places.output}: {megabytes(told['bytes'])} in {seconds(told['seconds']['all'])}, digest {told['digest']}")
    return CompileResult(places.output, places.output / executable.name, told, fresh=True)


def executable_name(product: dict[str, Any]) -> str:
    """The name of the program's executable, without a suffix.

    Raises:
        BuildError: ``executable-name``: it would stand where the package's own folder is.
    """
    name = str(product["backendExecutable"])
    if name.lower() in {"backend", PACK}:
        raise BuildError(
            "executable-name",
            f"The executable cannot be named {name}: the program's folder has that already.",
            "Give backendExecutable in product.json another name.",
        )
    return name


def _job(places: Places, settings: Settings, python: Path, name: str) -> nuitka.Job:
    made, staged = places.work / "out", places.work / "stage"
    return nuitka.Job(
        python,
        plan.options(settings, name, this_system(), made / "report.xml", plan.jobs()),
        plan.main_package(staged),
        made,
        made / "nuitka.log",
        plan.variables(settings, places.cache, ROOT, made / "found", made / "sizes.json"),
    )


def _seal(places: Places, python: Path, staged: Path, pack: Path) -> dict[str, Any]:
    keep = (SECRET_VARIABLE, *nuitka.KEPT_VARIABLES)
    environ = {name: os.environ[name] for name in keep if name in os.environ}
    pyproject = places.source / PYPROJECT.name
    with step("Sealing the assets"):
        told: dict[str, Any] = json.loads(
            capture([python, "-m", "build.seal", staged, pack, "--pyproject", pyproject], env=environ)
        )
    return told


def _slim(places: Places, found: Environment, program: Path) -> dict[str, int]:
    xml = places.work / "out" / "report.xml"
    prefixes = {"sys.prefix": str(found.python.parent.parent), "sys.real_prefix": str(found.base)}
    saved = slim.strip_libraries(program, slim.pristine_libraries(xml, prefixes)) if this_system() == "linux" else 0
    others = {found.python.parent.parent, ROOT, places.source, places.work, Path.home()}
    count = sum(slim.neutralise(file, found.base, others) for file in sorted(program.rglob("*")) if file.is_file())
    return {"stripped_bytes": saved, "neutralised_paths": count}


def _try_out(executable: Path, product: dict[str, Any]) -> None:
    """Start what was made, from a folder that has nothing to do with it."""
    with_version = partial(capture, [executable, "--version"], cwd=Path(executable.anchor))
    try:
        event = json.loads(with_version())
    except (BuildError, ValueError) as error:
        raise BuildError(
            "compiled-broken",
            f"The compiled program does not start: {error}",
            "See `exclude` and `modules` in pyproject.toml.",
        ) from error
    if (event["product"], event["version"]) != (product["id"], product["version"]):
        raise BuildError("compiled-broken", f"The compiled program says it is {event}.", "Compile again.")


def _replace(output: Path, program: Path) -> None:
    output.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(output, ignore_errors=True)
    shutil.move(program, output)


def _refuse_full_disk(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE_BYTES:
        raise BuildError(
            "disk-full",
            f"The disk has {megabytes(free)} left; to compile takes {megabytes(LEAST_FREE_BYTES)} meanwhile.",
            "Make room on the disk that holds the checkout.",
        )
