"""One random release, given to the library and to the independent attacker."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array, vstack

from prevent_geo.disclosure.build import Atoms, build_plan
from prevent_geo.disclosure.plan import Key, Known, Plan
from prevent_geo.disclosure.policy import find_policy
from prevent_geo.disclosure.protect import decide
from tests.disclosure.independent import (
    Attacker,
    Rules,
    Secret,
    Statement,
    Truth,
    known_to,
    nearest,
    rounded_statement,
    secrets,
    secrets_from,
    statement,
)
from tests.disclosure.random_releases import Name, RandomRelease

# what the shipped policies say, written down anew
RULES = {
    "default": Rules(withhold_from=1, withhold_to=4),
    "hes": Rules(withhold_from=1, withhold_to=7, round_to=5),
    "strict": Rules(withhold_from=0, withhold_to=9, dominance_largest=2, dominance_percent=85, p_percent=10),
    "rounded": Rules(withhold_from=1, withhold_to=4, round_to=5, all_rounded=True),
}
Printed = Mapping[Name, int | None]


@dataclass(frozen=True, eq=False)
class Published:
    """What the library lets out of a plan: what is printed of every figure (None is the marker), and by what rules."""

    plan: Plan
    withheld: np.ndarray
    printed: Printed
    rules: Rules


def library_plan(release: RandomRelease, policy: str, earlier: Sequence[Published] = ()) -> Plan:
    """The library's plan of a release, with what earlier ones fixed."""
    size = len(release.counts)
    rows, names = [csr_array((0, size))], []
    lower, upper = [np.zeros(0)], [np.zeros(0)]
    least = np.array(release.floors, dtype="float64")
    for published in earlier:
        plan = published.plan
        limits = plan.limits(published.withheld)
        rows.append(
            csr_array((plan.forms.data, plan.forms.indices, plan.forms.indptr), shape=(plan.forms.shape[0], size))
        )
        lower.append(limits[0])
        upper.append(limits[1])
        names += plan.names(np.arange(plan.forms.shape[0]))
        # a cell that was no zero when it was published holds somebody
        least[: len(plan.least)] = np.maximum(least[: len(plan.least)], plan.least)
    forms = vstack(rows).tocsr()
    parts, events = (
        csr_array(np.array(of, dtype="float64").reshape(-1, size)) for of in (release.parts, release.events)
    )
    return build_plan(
        Atoms(
            counts=np.array(release.counts, dtype="float64"),
            least=least,
            nothing=np.array(release.nothing, dtype=bool),
            parts=parts,
            names=tuple(map(str, range(size))),
            events=events,
        ),
        {Key("attendance", *name): np.array(cells) for name, cells in release.figures.items()},
        find_policy(policy),
        earlier=Known(forms, np.concatenate(lower), np.concatenate(upper)),
        further=(forms, tuple(names)),
    )


def publish(plan: Plan) -> Published:
    """Let the library decide."""
    decision, rules = decide(plan), RULES[plan.policy.name]
    if rules.all_rounded:
        base = re.search(r"multiples of (\d+)", decision.method)
        rules = replace(rules, round_to=int(base[1]))
    shown = plan.values if decision.rounded is None else decision.rounded
    printed = {key[1:]: None if decision.withheld[row] else int(shown[row]) for key, row in plan.row.items()}
    return Published(plan.showing(decision.lower, decision.upper), decision.withheld, printed, rules)


def prints(release: RandomRelease, withheld: set[Name], rules: Rules) -> dict[Name, int | None]:
    """What somebody prints who withholds these figures."""
    return {
        name: None if name in withheld else nearest(release.count(name), rules.round_to) for name in release.figures
    }


def statements(release: RandomRelease, printed: Printed, rules: Rules) -> list[Statement]:
    """What everybody is told; where zeros are withheld, that there was no event is known all the same."""
    figures = release.figures
    if rules.all_rounded:
        told = [
            rounded_statement(figures[name], shown, release.count(name), rules.round_to)
            for name, shown in printed.items()
        ]
    else:
        told = [statement(figures[name], shown, rules) for name, shown in printed.items()]
    return told + [({cell: 1}, 0, 0) for cell, nothing in enumerate(release.nothing) if nothing]


def narrowed(
    release: RandomRelease, told: Sequence[Statement], rules: Rules, before: Sequence[Statement] = ()
) -> list[tuple[int, Secret]]:
    """What can be narrowed, and by whom: each contributor's number, or -1 for everybody.

    All sums that were told something of, and all cells, are looked at. Where zeros are shown, a cell that is shown not
    to be zero is known to hold somebody. What is as narrow by what was told `before`, and by zeros, is not counted:
    nothing was added to it.
    """
    alone = {cell for form, *_ in told if len(form) == 1 for cell in form}
    shows_zero = rules.withhold_from > 0 and not rules.all_rounded
    floors = [
        max(floor, int(shows_zero and count > 0 and cell in alone))
        for cell, (count, floor) in enumerate(zip(release.counts, release.floors, strict=True))
    ]
    truth = Truth(release.counts, floors, release.parts, release.events)
    every = {tuple(sorted(form)) for form, *_ in told} | {(cell,) for cell in range(len(release.counts))}
    sums = sorted(cells for cells in every if not all(release.nothing[cell] for cell in cells))
    of_all = secrets(truth, sums, rules)
    found = _found_by(-1, release.floors, floors, told, before, of_all)
    # who has counted nothing knows no more than all
    for number in [i for i, own in enumerate(release.parts) if any(own)]:
        wanted = secrets_from(number, truth, of_all, sums, rules)
        known, least = (known_to(number, replace(truth, floors=of)) for of in (release.floors, floors))
        found += _found_by(number, known, least, told, before, wanted)
    return found


def _found_by(
    number: int,
    known: Sequence[int],
    least: Sequence[int],
    told: Sequence[Statement],
    before: Sequence[Statement],
    wanted: Sequence[Secret],
) -> list[tuple[int, Secret]]:
    """What one attacker narrows further than by what was told before, zeros, and who is known to be there."""
    found = Attacker(told, known).narrowed(wanted)
    if not before or not found:
        return [(number, secret) for secret in found]
    zeros = [statement for statement in told if statement[2] == 0]
    earlier, now = Attacker([*before, *zeros], least), Attacker(told, known)
    return [(number, secret) for secret in found if _within(now, secret) != _within(earlier, secret)]


def _within(attacker: Attacker, secret: Secret) -> tuple[float, float]:
    """The lowest and highest count that an attacker leaves, as far as it matters."""
    low, high = attacker.extremes(dict.fromkeys(secret.cells, 1))
    return max(low, secret.low), min(high, secret.high)
