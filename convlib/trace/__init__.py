"""Running a function on numbers that remember where they came from, and what each output was made of."""

from convlib.trace.numbers import Cell, Reads, Term, Traced, TraceError, value_of
from convlib.trace.run import Trace, trace

__all__ = ["Cell", "Reads", "Term", "Trace", "TraceError", "Traced", "trace", "value_of"]
