"""One small function for each claim of the lectures: it computes the claim again with the tools of this course.

The lectures' files name them, ``"sizes.size_640"``; :func:`convlib.lectures.claims` compares what they give with what
was stated. A claim about numbers is answered with numbers, a rule with ``True`` or ``False``, tried on many cases.
"""
