"""Faults put into the package one at a time, to see which of them no test catches: ``python -m tests.mutants``."""
