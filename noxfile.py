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
def updates(session: nox.Session) -> None:
    """Make two versions, install the older one and let it update itself, undisturbed and disturbed."""
    build(session, "updates")


@nox.session(default=False)
def wine(session: nox.Session) -> None:
    """Install, upgrade and remove two versions of the Windows installer on Linux, under Wine; as root."""
    build(session, "wine")


@nox.session(default=False)
def audit(session: nox.Session) -> None:
    """Search the compiled backend, or `-- PATH`, for source, prompts, paths and keys that must not ship."""
    build(session, "audit")


@nox.session(default=False)
def package(session: nox.Session) -> None:
    """Pack the app with the compiled backend, seal it, make its installers; `-- --dir`, `-- --installers` do half."""
    build(session, "package")


@nox.session(default=False)
def sign(session: nox.Session) -> None:
    """Sign the packed apps; `-- --test-identity` takes an identity that nobody trusts."""
    build(session, "sign")


@nox.session(default=False)
def notarize(session: nox.Session) -> None:
    """Let Apple's notary service look at the signed macOS apps, or `-- --images`, and staple its tickets."""
    build(session, "notarize")


@nox.session(default=False)
def preflight(session: nox.Session) -> None:
    """Read the finished artifacts back as customers' machines will, and refuse what would go wrong there."""
    build(session, "preflight")


@nox.session(default=False)
def feed(session: nox.Session) -> None:
    """Write and sign the update feeds of the artifacts in dist/release; `-- --staging 10%` offers it to a tenth."""
    build(session, "feed")


@nox.session(default=False)
def release(session: nox.Session) -> None:
    """Make a release of the tagged commit for this machine's system; `-- --dry-run` says what forbids it."""
    build(session, "release")


@nox.session(default=False)
def publish(session: nox.Session) -> None:
    """Bring the release to `-- --to FOLDER` or `-- --to s3://bucket/prefix`, artifacts first and feeds last."""
    build(session, "publish")


@nox.session(default=False)
def rollout(session: nox.Session) -> None:
    """Offer what is published to another share of users: `-- 25% --to PLACE`."""
    build(session, "rollout")


@nox.session(default=False)
def halt(session: nox.Session) -> None:
    """Offer what is published to nobody any more: `-- --to PLACE`."""
    build(session, "halt")


@nox.session(default=False)
def keys(session: nox.Session) -> None:
    """Make the keys that sign payloads and feeds, outside the checkout, and print their public halves."""
    build(session, "keys")


@nox.session(default=False)
def faults(session: nox.Session) -> None:
    """Break what a machine can break, as often as it takes, and write docs/reliability.md; `-- --quick` tries less."""
    build(session, "faults")


@nox.session(default=False)
def attacks(session: nox.Session) -> None:
    """Attack the product as strangers would, and write the table of docs/security.md; `-- --quick` tries less."""
    build(session, "attacks")


@nox.session(default=False)
def bench(session: nox.Session) -> None:
    """Measure everything beside rivals, and write docs/benchmarks.md anew; `-- compiled` is one suite, for oneself."""
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
