"""Mend what is missing, where that can be done without asking: with apt, as root, on Debian and its kin."""

from build.doctor.checks import Finding, Need, can_go_on, examine, packages_for
from build.doctor.facts import Facts, collect
from build.doctor.report import table
from build.errors import BuildError
from build.progress import say
from build.tools import apt


def mend(facts: Facts, findings: list[Finding], needs: frozenset[Need]) -> bool:
    """Install the packages that these needs ask for; whether anything was installed."""
    packages = packages_for(findings, needs)
    if not packages or not facts.can_apt:
        return False
    apt.install(packages)
    return True


def see_to(needs: frozenset[Need]) -> None:
    """Make sure of what these needs ask for, mending it if need be and if that is possible.

    Raises:
        BuildError: something is still missing.
    """
    facts = collect()
    findings = examine(facts)
    if can_go_on(findings, needs):
        return
    if facts.can_apt:
        say("The doctor found something missing; as this is root on a system with apt, it is mended now.")
    if mend(facts, findings, needs):
        facts = collect()
        findings = examine(facts)
    if not can_go_on(findings, needs):
        say(table(findings, facts))
        missing = ", ".join(finding.name for finding in findings if not finding.good and finding.need in needs)
        raise BuildError(
            "machine-not-ready",
            f"This machine lacks: {missing}.",
            "Run the commands in the table above, or `nox -s doctor -- --fix` as root on Debian or Ubuntu.",
        )
