"""All that is looked up in the course: its map, the claims, its letters, its words and its formulas."""

from convlib.course.lectures import *
from convlib.course.letters import Letter, letters, show_letters
from convlib.course.summaries import show_summary
from convlib.course.words import Word, glossary, show_glossary, words

__all__ = [
    "VERDICTS",
    "Claim",
    "Lecture",
    "Letter",
    "Notebook",
    "Topic",
    "Word",
    "claims",
    "glossary",
    "judged",
    "lectures",
    "letters",
    "notebooks",
    "recomputer",
    "show_claims",
    "show_course",
    "show_glossary",
    "show_lectures",
    "show_letters",
    "show_map",
    "show_summary",
    "topics",
    "words",
]
