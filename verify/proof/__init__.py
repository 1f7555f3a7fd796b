"""Proofs: goals traced from statements, steps that close them, certificates, and the checker.

Import the steps from here; the heavy engines load when a step runs.
"""

from verify.proof.proof import Case, enclosure, identity, squares

__all__ = ["Case", "enclosure", "identity", "squares"]
