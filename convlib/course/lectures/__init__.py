"""The five lectures of this course: their topics, where each is taught here, and their claims, computed again.

>>> slips = [claim for claim in claims() if claim.verdict == "slip"]
>>> [(slip.stated, slip.recomputed) for slip in slips[:2]]
[(52952, 53952), (1550000000, 1582671872)]

The words are in a file for each lecture, the computations in :mod:`convlib.course.claims`; what comes of it is not
written. What else is looked up there is shown from here too: the course's letters, its words and its formulas.
"""

from convlib.course.lectures.reading import (
    VERDICTS,
    Claim,
    Lecture,
    Notebook,
    Topic,
    claims,
    judged,
    lectures,
    notebooks,
    recomputer,
    topics,
)
from convlib.course.lectures.tables import show_claims, show_course, show_lectures, show_map

__all__ = [
    "VERDICTS",
    "Claim",
    "Lecture",
    "Notebook",
    "Topic",
    "claims",
    "judged",
    "lectures",
    "notebooks",
    "recomputer",
    "show_claims",
    "show_course",
    "show_lectures",
    "show_map",
    "topics",
]
