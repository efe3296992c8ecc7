"""What would happen if: what would be lost with an enterprise, and what would mend it."""

from queries.what_if.answer import Losing, LostTie, OpenedSegment, Unmended
from queries.what_if.losing import lose
from queries.what_if.mending import MendLink, Substitute
from queries.what_if.party import LostOrganisation, OpenOrder, People

__all__ = [
    "Losing",
    "LostOrganisation",
    "LostTie",
    "MendLink",
    "OpenOrder",
    "OpenedSegment",
    "People",
    "Substitute",
    "Unmended",
    "lose",
]
