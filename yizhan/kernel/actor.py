"""Whoever acts, and what they were granted."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from uuid import UUID

EVERYWHERE = "*"
"""The region of a grant that reaches the whole country; written out, because "" would mean it by accident."""

_DIVISION = re.compile(r"\d{2}(\d{2}(\d{2}(\d{3}(\d{3})?)?)?)?")


@dataclass(frozen=True)
class Grant:
    """The verbs of one role, inside one region, optionally only at some stations.

    region      division code, unpadded (2, 4, 6, 9 or 12 digits), or EVERYWHERE
    stations    None: every station of the region; a set: only these, wherever they are (line of the employer)
    ValueError  the region is neither
    """

    role: str
    verbs: frozenset[str]
    region: str
    stations: frozenset[UUID] | None = None

    def __post_init__(self) -> None:
        if self.region != EVERYWHERE and not _DIVISION.fullmatch(self.region):
            raise ValueError(f"{self.region!r} is not a division code")

    def reaches_region(self, code: str) -> bool:
        """Whether the whole of that region lies inside this grant; a grant limited to stations reaches none."""
        return self.stations is None and (self.region == EVERYWHERE or code.startswith(self.region))

    def reaches(self, code: str, station: UUID | None) -> bool:
        """Whether a row of that region and station lies inside this grant."""
        return self.reaches_region(code) if self.stations is None else station in self.stations


@dataclass(frozen=True)
class Actor:
    """Whoever acts: a person, a device or a nightly job, never a bare User row.

    id     stable id for the audit line (the user's UUID, or "job:nightly")
    label  role and organisation for the reader of the audit trail, never a personal name beyond the account's
    """

    id: str
    label: str
    grants: tuple[Grant, ...] = ()
    organisation_id: UUID | None = None

    def grants_for(self, verb: str) -> tuple[Grant, ...]:
        return tuple(grant for grant in self.grants if verb in grant.verbs)

    def may(self, verb: str) -> bool:
        return any(verb in grant.verbs for grant in self.grants)

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(grant.role for grant in self.grants)

    def roles_over(self, verb: str, *, region_code: str, station_id: UUID | None) -> frozenset[str]:
        """Roles that carry the verb for this very row: who is the city's elsewhere is not the city's here."""
        held = (grant for grant in self.grants_for(verb) if grant.reaches(region_code, station_id))
        return frozenset(grant.role for grant in held)

    def acting_for(self, verb: str, *, because_of: str) -> "Actor":
        """The same actor while one verb calls a lower one on its behalf.

        Grants that carry `because_of` carry `verb` too, in the same scope; no other grant is widened.
        """
        grants = [_widened(grant, verb) if because_of in grant.verbs else grant for grant in self.grants]
        return Actor(self.id, self.label, tuple(grants), self.organisation_id)


@lru_cache(maxsize=1024)
def _widened(grant: Grant, verb: str) -> Grant:
    return replace(grant, verbs=grant.verbs | {verb})


NOBODY = Actor(id="anonymous", label="未登录")
