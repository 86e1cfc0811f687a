"""The error model: what a learner did is searched for among all that one or two slips make of the solution.

``rules/`` has the slips, each a change of a syntax tree; ``variants`` makes them, alone and in pairs; ``signatures``
keeps what each does on the exercise's cases, so that a check looks it up.
"""
