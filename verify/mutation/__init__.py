"""Mutants of theorems: changed constants, assumptions and definitions, and who notices the change."""
