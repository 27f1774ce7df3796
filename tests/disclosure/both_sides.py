"""One random release, given to the library and to the independent attacker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from independent import Attacker, Rules, Secret, Statement, Truth, known_to, nearest, secrets, secrets_from, statement
from random_releases import Name, RandomRelease
from scipy.sparse import csr_array, vstack

from prevent_geo.disclosure.build import Atoms, build_plan
from prevent_geo.disclosure.plan import Key, Known, Plan
from prevent_geo.disclosure.policy import find_policy
from prevent_geo.disclosure.protect import decide

# what the shipped policies say, written down anew
RULES = {
    "default": Rules(withhold_from=1, withhold_to=4),
    "hes": Rules(withhold_from=1, withhold_to=7, round_to=5),
    "strict": Rules(
        withhold_from=0, withhold_to=9, dominance_largest=2, dominance_percent=85, p_percent=10
    ),
    "rounded": Rules(withhold_from=1, withhold_to=4, round_to=5, all_rounded=True),
}
Printed = Mapping[Name, int | None]


def library_plan(release: RandomRelease, policy: str, earlier: Sequence[tuple[Plan, Printed]] = ()) -> Plan:
    """The library's plan of a release, with what earlier ones fixed."""
    size = len(release.counts)
    rows, names = [csr_array((0, size))], []
    lower, upper = [np.zeros(0)], [np.zeros(0)]
    least = np.array(release.floors, dtype="float64")
    for plan, printed in earlier:
        limits = plan.limits(_flags(plan, printed))
        rows.append(csr_array((plan.forms.data, plan.forms.indices, plan.forms.indptr), shape=(plan.forms.shape[0], size)))
        lower.append(limits[0])
        upper.append(limits[1])
        names += plan.names(np.arange(plan.forms.shape[0]))
        # a cell that was no zero when it was published holds somebody
        least[: len(plan.least)] = np.maximum(least[: len(plan.least)], plan.least)
    forms = vstack(rows).tocsr()
    parts = csr_array(np.array(release.parts, dtype="float64").reshape(-1, size))
    nothing = np.array(release.nothing, dtype=bool)
    return build_plan(
        Atoms(np.array(release.counts, dtype="float64"), least, nothing, parts, tuple(map(str, range(size)))),
        {Key("attendance", *name): np.array(cells) for name, cells in release.figures.items()},
        find_policy(policy),
        earlier=Known(forms, np.concatenate(lower), np.concatenate(upper)),
        further=(forms, tuple(names)),
    )


def library_prints(plan: Plan) -> dict[Name, int | None]:
    """What the library would print of every figure; None is the marker."""
    decision = decide(plan)
    shown = plan.values if decision.rounded is None else decision.rounded
    return {key[1:]: None if decision.withheld[row] else int(shown[row]) for key, row in plan.row.items()}


def prints(release: RandomRelease, withheld: set[Name], rules: Rules) -> dict[Name, int | None]:
    """What somebody prints who withholds these figures."""
    return {name: None if name in withheld else nearest(release.count(name), rules.round_to) for name in release.figures}


def statements(release: RandomRelease, printed: Printed, rules: Rules) -> list[Statement]:
    """What everybody is told; where zeros are withheld, that there was no event is known all the same."""
    told = [statement(release.figures[name], shown, rules) for name, shown in printed.items()]
    return told + [({cell: 1}, 0, 0) for cell, nothing in enumerate(release.nothing) if nothing]


def narrowed(release: RandomRelease, told: Sequence[Statement], rules: Rules) -> list[tuple[int, Secret]]:
    """What can be narrowed, and by whom: each contributor's number, or -1 for everybody.

    All sums that were told something of, and all cells, are looked at. Where zeros are shown, a cell that is shown not
    to be zero is known to hold somebody.
    """
    alone = {cell for form, *_ in told if len(form) == 1 for cell in form}
    shows_zero = rules.withhold_from > 0 and not rules.all_rounded
    floors = [
        max(floor, int(shows_zero and count > 0 and cell in alone))
        for cell, (count, floor) in enumerate(zip(release.counts, release.floors, strict=True))
    ]
    truth = Truth(release.counts, floors, release.parts)
    every = {tuple(sorted(form)) for form, *_ in told} | {(cell,) for cell in range(len(release.counts))}
    sums = sorted(cells for cells in every if not all(release.nothing[cell] for cell in cells))
    of_all = secrets(truth, sums, rules)
    found = [(-1, secret) for secret in Attacker(told, release.floors).narrowed(of_all)]
    # who has counted nothing knows no more than all
    for number in [i for i, own in enumerate(release.parts) if any(own)]:
        wanted = secrets_from(number, truth, of_all, sums, rules)
        attacker = Attacker(told, known_to(number, replace(truth, floors=release.floors)))
        found += [(number, secret) for secret in attacker.narrowed(wanted)]
    return found


def _flags(plan: Plan, printed: Printed) -> np.ndarray:
    withheld = np.zeros(plan.forms.shape[0], dtype=bool)
    for key, row in plan.row.items():
        withheld[row] = printed[key[1:]] is None
    return withheld
