"""Measure the prover and the checker in one run: identities of 75 variables, sums of squares, and how soon the checker
refuses hostile certificates: `make bench`.

Times are of the processor, the shortest of some rounds; of refusals the longest.
"""

from __future__ import annotations

import copy
import inspect
import json
import sys
import time
from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any

from claims import mitchell
from tests.proof.test_certificate_checker import TAMPERINGS, TERMS
from tests.proof.test_sums_of_squares import FAMOUS, at_scale
from tests.proof.wrong_proofs import BY_HAND
from verify import Post, equal, real, setting
from verify.carriers.terms import Goal
from verify.errors import NotProvedError
from verify.proof import checker
from verify.proof.goals import trace
from verify.proof.proof import prove
from verify.proof.steps import identity, squares, sums_of_squares

ROUNDS = 5
POST = Post("benchmark", "statements that are measured", date="2020-01-01", url="https://example.org")

Matrix = list[list[Any]]


def goal_of(names: list[str], function: Callable[..., Any]) -> Goal:
    """The goal of a statement about real numbers with these names."""
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    function.__signature__ = inspect.Signature([inspect.Parameter(name, kind) for name in names])
    function.__doc__ = "A statement."
    where = setting(**{name: real() for name in names})
    return trace(where.theorem(POST.sentence("section", 1), "x")(function))[0]


def total(terms: list[Any]) -> Any:
    """The sum, as a balanced tree: terms that are nested 500 deep are refused."""
    if len(terms) == 1:
        return terms[0]
    half = len(terms) // 2
    return total(terms[:half]) + total(terms[half:])


def lagrange() -> Goal:
    """Lagrange's identity for two vectors with 37 entries."""
    names = [f"{vector}{i}" for vector in "ab" for i in range(37)]

    def statement(**values: Any) -> Any:
        a, b = ([values[f"{vector}{i}"] for i in range(37)] for vector in "ab")
        products = total([x * x for x in a]) * total([y * y for y in b])
        minors = [(a[i] * b[j] - a[j] * b[i]) ** 2 for i, j in combinations(range(37), 2)]
        return equal(products - total([x * y for x, y in zip(a, b, strict=True)]) ** 2, total(minors))

    return goal_of(names, statement)


def three_matrices(statement: Callable[[Matrix, Matrix, Matrix], Any]) -> Goal:
    """A statement about three matrices with 5 rows and columns."""
    names = [f"{matrix}{i}{j}" for matrix in "abc" for i in range(5) for j in range(5)]

    def written_out(**values: Any) -> Any:
        return statement(*([[values[f"{m}{i}{j}"] for j in range(5)] for i in range(5)] for m in "abc"))

    return goal_of(names, written_out)


def product(left: Matrix, right: Matrix) -> Matrix:
    """The product of matrices."""
    return [
        [total([x * y for x, y in zip(row, column, strict=True)]) for column in zip(*right, strict=True)]
        for row in left
    ]


def determinant(a: Matrix) -> Any:
    """By the first row."""
    if len(a) == 1:
        return a[0][0]
    minors = [[row[:j] + row[j + 1 :] for row in a[1:]] for j in range(len(a))]
    return total([(-1) ** j * a[0][j] * determinant(minor) for j, minor in enumerate(minors)])


def cyclic_trace(a: Matrix, b: Matrix, c: Matrix) -> Any:
    """tr ABC = tr BCA."""
    left, right = product(product(a, b), c), product(product(b, c), a)
    return equal(total([left[i][i] for i in range(5)]), total([right[i][i] for i in range(5)]))


def adjugate(a: Matrix, b: Matrix, c: Matrix) -> Any:
    """The first entry of A adj A is det A; the other matrices are there, and cancel."""
    cofactors = [
        (-1) ** j * determinant([row[:j] + row[j + 1 :] for row in a[1:]]) + b[0][j] - b[0][j] for j in range(5)
    ]
    return equal(total([a[0][j] * cofactors[j] for j in range(5)]) + c[0][0], determinant(a) + c[0][0])


IDENTITIES = {
    "Lagrange, 74 variables": lagrange,
    "tr ABC = tr BCA, 75 variables": lambda: three_matrices(cyclic_trace),
    "A adj A = det A, 75 variables": lambda: three_matrices(adjugate),
}


def shortest(task: Callable[[], Any]) -> tuple[float, Any]:
    """The milliseconds of the fastest of some rounds, and what came out."""
    times = []
    for _ in range(ROUNDS):
        begin = time.process_time()
        result = task()
        times.append(1000 * (time.process_time() - begin))
    return min(times), result


def measure_goal(name: str, goal: Goal, close: Callable[[Goal], Any]) -> None:
    """Print how long step and checker take."""
    try:
        step, facts = shortest(lambda: close(goal))
    except NotProvedError:
        print(f"{name:44} {'not found':>12}")
        return
    goal_data, closure = json.loads(json.dumps([goal.as_data(), {"facts": facts}]))
    check, _ = shortest(lambda: checker.check_closure(goal_data, closure))
    print(f"{name:44} {step:9.1f} ms {check:9.1f} ms")


def hostile() -> Iterator[tuple[str, list[Any], Any, Any]]:
    """Certificates of the tests that must be refused: name, goals, hash and certificate."""
    result = prove(mitchell.product_error, mitchell.along_its_own_branches)
    goals = [goal.as_data() for goal in result.goals]
    text = json.dumps({"goals": goals, "goal_hash": result.goal_hash, "certificate": result.certificate})
    for name, tamper in TAMPERINGS.items():
        proof = json.loads(text)
        tamper(proof)
        yield name, proof["goals"], proof["goal_hash"], proof["certificate"]
    for name, wrong in BY_HAND.items():
        made = wrong.planted
        yield name, made[0], *sealed(made[0], made[1], made[2] if len(made) > 2 else [])
    for name, term in TERMS.items():
        conclusion = {"relation": "=0", "term": ["sub", term, term]}
        goals = [{"integers": ["k"], "hypotheses": [], "conclusion": conclusion}]
        closure = {"goal": 0, "rests_on": "checker", "facts": [{**conclusion, "rule": "combination"}]}
        yield name, goals, *sealed(goals, [closure], [])


def sealed(goals: list[Any], closures: list[Any], models: list[Any]) -> tuple[str, Any]:
    """The hash of goals and their certificate."""
    try:
        seal = checker.goals_hash(goals)
    except RecursionError:
        seal = "sha256:" + "0" * 64
    return seal, {"goal_hash": seal, "closures": closures, "models": models}


def measure_refusals() -> None:
    """Print how long the slowest refusals take."""
    times = []
    for name, goals, seal, certificate in hostile():
        copied = copy.copy(goals)
        begin = time.process_time()
        try:
            checker.check_proof(copied, seal, certificate)
        except checker.RefusedError as refusal:
            times.append((1000 * (time.process_time() - begin), name, str(refusal)))
        else:
            raise AssertionError(f"{name} was not refused")
    times.sort(reverse=True)
    print(f"\n{len(times)} hostile certificates, all refused; the slowest:")
    for milliseconds, name, words in times[:5]:
        print(f"{name[:44]:44} {milliseconds:9.1f} ms  {words[:60]}")


def main() -> int:
    """Print everything."""
    print(f"{'identity':44} {'step':>12} {'checker':>12}")
    for name, made in IDENTITIES.items():
        measure_goal(name, made(), identity.close)
    print(f"\n{'inequality, by sums of squares':44} {'step':>12} {'checker':>12}")
    for name, (where, left, right) in FAMOUS.items():
        claim = at_scale(left, right, 1)
        claim.__doc__ = "A statement."
        goals = trace(where.theorem(POST.sentence("section", 1), "x")(claim))
        statement = next(goal for goal in goals if goal.about.startswith("statement"))
        measure_goal(name, statement, sums_of_squares.close)
        measure_goal("    by the linear program", statement, squares.close)
    measure_refusals()
    return 0


if __name__ == "__main__":
    sys.exit(main())
