"""Assignment: who serves which enterprise, at the least cost and within everybody's capacity."""

from queries.assigning.answer import Assignment, Assignments, Seats
from queries.assigning.assign import assign
from queries.assigning.sides import Post
from queries.wishes import Wish

__all__ = ["Assignment", "Assignments", "Post", "Seats", "Wish", "assign"]
