"""The doctor's table, for people."""

from build.doctor.checks import Finding, Status
from build.doctor.facts import Facts


def table(findings: list[Finding], facts: Facts) -> str:
    """One line a check; below one that failed, the command that mends it."""
    width = max(len(finding.name) for finding in findings)
    lines = []
    for finding in findings:
        lines.append(f"{finding.status.value:8}  {finding.name:{width}}  {finding.found}")
        if finding.status is not Status.OK:
            lines.append(f"{'':8}  {'':{width}}  -> {remedy(finding, facts)} (for {finding.need.value})")
    return "\n".join(lines)


def remedy(finding: Finding, facts: Facts) -> str:
    """The command that mends a finding on this machine."""
    if finding.packages and facts.distribution & {"debian", "ubuntu"}:
        prefix = "" if facts.root else "sudo "
        return f"{prefix}apt-get install {' '.join(finding.packages)}"
    return finding.command
