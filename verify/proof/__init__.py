"""Proofs: goals traced from statements, steps that close them, certificates, and the checker.

Import the steps from here. Nothing loads before it is used, so that the checker runs without the engines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from verify.proof.proof import Case, constants, enclosure, identity, rows, sign_change, squares, sums_of_squares

__all__ = ["Case", "constants", "enclosure", "identity", "rows", "sign_change", "squares", "sums_of_squares"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from verify.proof import proof

        return getattr(proof, name)
    raise AttributeError(f"module 'verify.proof' has no attribute {name!r}")
