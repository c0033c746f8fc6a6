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
from build.compile.places import Compiled, Places
from build.compile.progress import Watch
from build.compile.settings import Settings, read_settings
from build.doctor.checks import FOR_COMPILE
from build.doctor.mend import see_to
from build.environment.compile_env import prepare_compile
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
    staged = _stage(places, settings, found)
    compiled = _run_compiler(places, settings, found, executable_name(product))
    slimmed = _complete(places, settings, found, compiled)
    _try_out(compiled.executable, product)
    told: dict[str, Any] = {
        "product": f"{product['id']} {product['version']}",
        "executable": compiled.executable.name,
        "inputs": key,
        **staged,
        **slimmed,
        **_findings(places, settings, found, compiled),
    }
    told["seconds"]["all"] = round(time.monotonic() - begun, 1)
    _replace(places.output, compiled.program)
    report.write(places.report, told)
    say(f"{places.output}: {megabytes(told['bytes'])} in {seconds(told['seconds']['all'])}, digest {told['digest']}")
    return CompileResult(places.output, places.output / compiled.executable.name, told, fresh=True)


def _stage(places: Places, settings: Settings, found: Environment) -> dict[str, Any]:
    """Lay out what is compiled, and what the program finds beside it; what the report says of that."""
    shutil.rmtree(places.made, ignore_errors=True)
    places.made.mkdir(parents=True)
    canary = stage.stage_packages(places.source, settings, found, places.staged)
    sealed = _seal(places, found.python, places.staged, places.made / PACK)
    stage.stage_stand_ins(settings, places.staged)
    return {"canary": canary, "sealed": sealed}


def _run_compiler(places: Places, settings: Settings, found: Environment, name: str) -> Compiled:
    job = _job(places, settings, found.python, name)
    watch = Watch(job.log, places.made / "found", places.made / "backend.build")
    with step(f"Compiling {', '.join(settings.own)} to C") as current:
        nuitka.compile_package(job, current, watch.look)
    program = places.made / "backend.dist"
    return Compiled(program, program / f"{name}{'.exe' if this_system() == 'win32' else ''}", job.log, watch.seconds)


def _complete(places: Places, settings: Settings, found: Environment, compiled: Compiled) -> dict[str, Any]:
    """Take out of the program's folder what must not ship, and put in what belongs there."""
    with step("Taking out debug information and the paths of this machine"):
        slimmed = _slim(places, found, compiled.program)
        shutil.copyfile(places.made / PACK, compiled.program / PACK)
        stage.copy_data(places.source, settings, places.staged, compiled.program)
        slim.settle_permissions(compiled.program, compiled.executable)
    return {"slimmed": slimmed}


def _findings(places: Places, settings: Settings, found: Environment, compiled: Compiled) -> dict[str, Any]:
    """What the report says of the finished program, and of how it came about."""
    files = report.files_of(compiled.program)
    by_package = json.loads((places.made / "sizes.json").read_bytes())
    return {
        "digest": report.digest_of(files),
        "bytes": folder_size(compiled.program),
        "seconds": {phase: round(spent, 1) for phase, spent in compiled.seconds.items()},
        "modules": report.modules_by_kind(places.made / "report.xml", settings.own),
        "sizes": report.size_by_package(by_package, compiled.program, compiled.executable),
        "cache": report.cache_use(compiled.log.read_text(encoding="utf-8", errors="replace")),
        "flags": list(plan.SWITCHES),
        "settings": json.loads(json.dumps(settings.__dict__, default=str)),
        "versions": {"python": sys.version.split()[0], "compiler": compiler(), **dict(sorted(found.versions.items()))},
        "files": files,
    }


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
    made = places.made
    return nuitka.Job(
        python,
        plan.options(settings, name, this_system(), made / "report.xml", plan.jobs()),
        plan.main_package(places.staged),
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
    xml = places.made / "report.xml"
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
