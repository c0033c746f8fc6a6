"""Every task there is: `nox -l` is the table of contents.

Run as a script, `python3 noxfile.py -s dev`, it first puts nox into `.nox/nox` where it is missing.
"""

import sys

if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036 - it is what an older Python must hear
        sys.exit("This needs Python 3.11 or later: start noxfile.py with one, such as `python3.11 noxfile.py -l`.")
    from build.bootstrap import run_nox

    sys.exit(run_nox(sys.argv[1:]))

import nox

nox.needs_version = ">=2025.2.9"
nox.options.default_venv_backend = "none"
nox.options.error_on_missing_interpreters = True


@nox.session(default=False)
def dev(session: nox.Session) -> None:
    """Start the real app with reload; `-- --smoke` asks it one question and saves a screenshot."""
    build(session, "dev")


@nox.session
def tests(session: nox.Session) -> None:
    """Run everything, from lint to the packed app; `-- --keep-going` does not stop at the first failure."""
    build(session, "tests")


@nox.session(default=False)
def lint(session: nox.Session) -> None:
    """Check formats, lint and types of Python and TypeScript, and that generated files are fresh."""
    build(session, "lint")


@nox.session(default=False)
def format(session: nox.Session) -> None:  # noqa: A001
    """Bring every file into the project's format."""
    build(session, "format")


@nox.session(default=False)
def types(session: nox.Session) -> None:
    """Check types only: mypy and tsc."""
    build(session, "types")


@nox.session(default=False)
def unit(session: nox.Session) -> None:
    """Run pytest and Vitest; `-- --only pytest -k seq` runs one of them with arguments."""
    build(session, "unit")


@nox.session(default=False)
def e2e(session: nox.Session) -> None:
    """Run Playwright on the real Electron with the real backend; `-- --packaged` on the packed app."""
    build(session, "e2e")


@nox.session(default=False)
def compile(session: nox.Session) -> None:  # noqa: A001
    """Compile the backend into dist/backend; `-- --check-reproducible` does it twice and compares."""
    build(session, "compile")


@nox.session(default=False)
def verify(session: nox.Session) -> None:
    """Run the tests that start a backend on the compiled one, as a stranger has it; arguments go to pytest."""
    build(session, "verify")


@nox.session(default=False)
def audit(session: nox.Session) -> None:
    """Search the compiled backend, or `-- PATH`, for source, prompts, paths and keys that must not ship."""
    build(session, "audit")


@nox.session(default=False)
def package(session: nox.Session) -> None:
    """Pack the app with the compiled backend and sign its payload; `-- --dir` makes a folder, no installer."""
    build(session, "package")


@nox.session(default=False)
def bench(session: nox.Session) -> None:
    """Measure the compiled backend beside its rivals, `-- compiled`; `--update-docs` writes the tables anew."""
    build(session, "bench")


@nox.session(default=False)
def doctor(session: nox.Session) -> None:
    """Say what this machine lacks and how to mend it; `-- --fix` mends it."""
    build(session, "doctor")


@nox.session(default=False)
def electron(session: nox.Session) -> None:
    """Put Electron in place for this machine or the targets named; `-- --refresh` tries to download again."""
    build(session, "electron")


@nox.session(default=False)
def protocol(session: nox.Session) -> None:
    """Regenerate the protocol's TypeScript types, schema and tables; `-- --check` only compares."""
    build(session, "protocol")


@nox.session(default=False)
def lock(session: nox.Session) -> None:
    """Refresh the hash-locked requirements; `-- --upgrade` takes newer versions."""
    build(session, "lock")


def build(session: nox.Session, command: str) -> None:
    """Hand over to the tooling, which ends what it started before nox loses patience."""
    session.run(
        sys.executable, "-m", "build", command, *session.posargs, external=True, log=False, interrupt_timeout=30
    )
