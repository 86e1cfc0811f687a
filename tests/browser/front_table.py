"""Front end × state: what is to be seen in each, in a real browser; or why it is not tested here.

What was only read, and where, stands in CONTRIBUTING.md, "Front ends".
"""

MOVES = "a slider moves the picture"
KEEPS = "the file holds the last picture, and no widget"
PLAYS = "the last picture plays, moves to those near it, and says how to go further"
QUIET = "nothing is asked of another machine"
STILL = "a picture and a line: no script runs, no code is shown"
ANEW = "it saves nothing: each visit runs all"
FILE = "it is a file: there is no kernel"
WHOLE = "it is made to run: no script is taken out"
TABLE = {  # front end: live, saved, reopened, offline, untrusted
    "JupyterLab": (MOVES, KEEPS, PLAYS, QUIET, STILL),
    "Notebook 7": (MOVES, KEEPS, PLAYS, QUIET, STILL),
    "nbclassic": (MOVES, KEEPS, PLAYS, QUIET, STILL),
    "Voilà": (MOVES, ANEW, ANEW, QUIET, WHOLE),
    "marimo": (MOVES, ANEW, ANEW, QUIET, WHOLE),
    "nbconvert": (FILE, FILE, PLAYS, PLAYS, STILL),
    "nbconvert, widget state": (FILE, FILE, PLAYS, PLAYS, STILL),
    "nbconvert, slides": (FILE, FILE, PLAYS, PLAYS, STILL),
    "page to hand out": (FILE, FILE, PLAYS, PLAYS, WHOLE),
    "film.to_html()": (FILE, FILE, PLAYS, PLAYS, WHOLE),
}
STATES = ("live", "saved", "reopened", "offline", "untrusted")
SERVED = ("JupyterLab", "Notebook 7", "nbclassic", "Voilà", "marimo")
tested = set()


def where(state: str, seen: str, among=tuple(TABLE)):
    """Parametrize with the front ends where this is to be seen in this state."""
    found = [front for front in among if TABLE[front][STATES.index(state)] == seen]
    tested.update((front, state) for front in found)
    return found
