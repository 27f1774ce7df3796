"""What a scan found: findings, and the report for people. No text in it repeats a count that must stay unknown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from prevent_geo.disclosure.policy import Policy
from prevent_geo.errors import counted

_LISTED = 30


class Severity(StrEnum):
    """How sure a finding is; each of them stops a release."""

    BREACH = "breach"
    POSSIBLE = "possible breach"
    UNTESTED = "not tested"


@dataclass(frozen=True, order=True)
class Finding:
    """Something that must not be published: how sure, where it is, what it is of, and why."""

    severity: Severity
    where: str
    what: str
    why: str

    def __str__(self) -> str:
        """Say it in one line."""
        what = f" {self.what}:" if self.what else ""
        return f"{self.severity}: {self.where}:{what} {self.why}"


@dataclass(frozen=True)
class Audit:
    """The result of a scan: what was found, and how many files, figures of persons and withheld ones were read."""

    findings: tuple[Finding, ...]
    files: int
    statements: int
    withheld: int

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    def __str__(self) -> str:
        """The report: what was read, then the findings, a line each, those that are alike together."""
        read = (
            f"{counted(self.files, 'file')} read, {counted(self.statements, 'figure')} of persons found, "
            f"{self.withheld:,} of them withheld."
        )
        if self.ok:
            return f"{read}\nNo withheld count is shown, and none can be worked out from what is."
        lines = [f"{read}\n{counted(len(self.findings), 'finding')}:", *self.lines()]
        return "\n".join(lines)

    def lines(self) -> list[str]:
        """Each finding in a line; of many, the first of each file and reason, and how many more there are."""
        if len(self.findings) <= _LISTED:
            return [f"  {finding}" for finding in self.findings]
        alike = Counter((finding.severity, _file(finding), finding.why) for finding in self.findings)
        first: dict[object, Finding] = {}
        for finding in self.findings:
            first.setdefault((finding.severity, _file(finding), finding.why), finding)
        lines = [
            f"  {finding}" + (f" (and {alike[key] - 1:,} more like it there)" if alike[key] > 1 else "")  # type: ignore[index]
            for key, finding in first.items()
        ]
        more = len(lines) - _LISTED
        return lines[:_LISTED] + ([f"  and {more:,} more files or reasons"] if more > 0 else [])


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each finding once, the surest first, then by file."""
    order = list(Severity)
    return tuple(sorted(set(findings), key=lambda one: (order.index(one.severity), one.where, one.what, one.why)))


def small(count: float, policy: Policy) -> bool:
    """Whether a count of persons that is shown is one that the policy withholds; whether a zero is, the row says."""
    return 0.5 <= abs(count) < policy.withhold_to + 0.5


def range_words(policy: Policy) -> str:
    """The counts that are withheld, in words."""
    return f"a count of persons from {max(policy.withhold_from, 1)} to {policy.withhold_to}"


def _file(finding: Finding) -> str:
    return finding.where.partition(" > ")[0].partition(", row")[0]
