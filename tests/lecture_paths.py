"""What the tests of the lectures share."""

from pathlib import Path

from convlib.course import lectures

ROOT = Path(__file__).parents[1]
CLAIMS = {claim.key: claim for claim in lectures.claims()}
