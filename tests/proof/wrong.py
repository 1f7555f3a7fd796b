"""A wrong proof: what is planted, the right one that it almost is, and who must refuse it in which words."""

from typing import Any, NamedTuple

WHO = {
    "plugin": "the pytest plugin, which compares with what was recorded",
    "tracer": "running the statement on symbols",
    "step": "a step of a proof, which does not close a goal or has no theorem to use",
    "prover": "the count of goals that are left when a proof ends",
    "checker": "the checker of certificates",
    "Coq": "Coq, where the checker did not look",
    "judge": "exact arithmetic at a point that the claim names",
    "falsifier": "the search for a counterexample",
}


class Wrong(NamedTuple):
    """What is planted and its true twin, and who refuses it first, in which words. A twin of None: there is no use for
    one, since the words say exactly what is wrong."""

    planted: Any
    twin: Any
    by: str
    words: str


class Refusal(NamedTuple):
    """Who refused, and how, as it was observed."""

    by: str
    words: str
