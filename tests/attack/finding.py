"""What an attack found, and what it is judged by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from measure import FULL_DOUBT, QUICK_DOUBT, Estimate
from program import Program
from world import World


@dataclass
class Finding:
    attack: str       # S1, S2, … as in the threat model
    what: str         # what was tried and measured
    measured: Estimate
    limit: float
    at_most: bool = True  # else the measure must not be below the limit
    unit: str = ""

    def holds(self) -> bool:
        """False when the whole interval lies on the wrong side of the limit."""
        if self.at_most:
            return self.measured.low <= self.limit
        return self.measured.high >= self.limit


@dataclass
class Arena:
    """Where an attack takes place, and how much effort it may spend."""

    program: Program
    world: World
    full: bool
    chance: Random  # of the attacker; nothing secret
    share: float = 1.0  # of the trials of the full form

    @property
    def doubt(self) -> float:
        return FULL_DOUBT if self.full else QUICK_DOUBT

    def trials(self, quick: int, full: int) -> int:
        return max(quick, round(self.share * full)) if self.full else quick


Attack = Callable[[Arena], list[Finding]]
