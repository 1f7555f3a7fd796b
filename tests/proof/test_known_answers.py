"""Known answers: claims that are true, false or vacuous by how they were made, and what the prover says of them."""

from collections import Counter
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import product
from math import isqrt
from random import Random

import pytest

from verify import (
    Post,
    at_least,
    at_most,
    between,
    equal,
    exp,
    integers,
    log,
    positive,
    power,
    real,
    setting,
    sqrt,
    strictly_greater,
)
from verify.carriers.terms import Atom, Goal
from verify.formats import float64
from verify.proof import checker, oracle
from verify.proof.polynomials import Ring
from verify.proof.proof import enclosure, identity, prove, prove_goals, squares, sums_of_squares
from verify.search import falsify as falsifier
from verify.search import profiles
from verify.search.falsify import falsify
from verify.search.judge import judge

TINY = Fraction(1, 10**9)
CLAIMS = {"quick": 200, "ci": 500, "deep": 10_000}  # by --hypothesis-profile

POST = Post("answers", "claims whose truth is known", date="2020-01-01", url="https://example.org")


def claim_of(where, function):
    """A theorem of a setting and a function."""
    function.__doc__ = "A claim."
    return where.theorem(POST.sentence("section", 1), "x")(function)


def domains(pick):
    """A setting of two variables, and what is not negative in it as functions of the two."""
    kind = pick.choice(("box", "positive", "real"))
    if kind == "box":
        return setting(x=between(0, 1), y=between(0, 2)), [
            lambda x, y: x,
            lambda x, y: 1 - x,
            lambda x, y: y,
            lambda x, y: 2 - y,
        ]
    if kind == "positive":
        return setting(x=positive(), y=positive()), [lambda x, y: x, lambda x, y: y]
    return setting(x=real(), y=real()), []


def nonnegative(pick, facts):
    """A sum of products of what is not negative and of squares that vanish at one point; and that point."""
    a, b = Fraction(pick.randint(1, 3), 4), Fraction(pick.randint(1, 7), 4)
    weights = [pick.randint(1, 5) for _ in range(3)]
    chosen = [pick.sample(facts, min(2, len(facts))) for _ in range(2)]
    linear = pick.randint(-2, 2)

    def value(x, y):
        at_zero = ((x - a) + linear * (y - b)) ** 2
        total = weights[0] * at_zero + weights[1] * (y - b) ** 2
        for weight, factors in zip(weights[1:], chosen, strict=True):
            part = weight * (x - a) ** 2
            for factor in factors:
                part = part * factor(x, y)
            total = total + part
        return total

    return value, {"x": a, "y": b}


def products(pick, facts):
    """A sum of products of what is not negative, which vanishes where the first fact does; and that corner or None."""
    if len(facts) < 4:
        return (lambda x, y: (x - y) ** 2 + x * x), {"x": Fraction(0), "y": Fraction(0)}
    weights = [pick.randint(1, 5) for _ in range(3)]
    first = facts[pick.randrange(4)]
    others = [pick.choice(facts) for _ in range(3)]

    def value(x, y):
        return sum((w * first(x, y) * f(x, y) for w, f in zip(weights, others, strict=True)), 0 * x)

    corners = ({"x": Fraction(x), "y": Fraction(y)} for x, y in product((0, 1), (0, 2)))
    return value, next(corner for corner in corners if first(**corner) == 0)


def at_powers(value, zero, below):
    """That the value at multiples of 2^k in the place of x is at least a number; its zero is at k = 0."""
    where = setting(k=integers(), y=real())
    return where, lambda k, y: at_least(value(power(2, k) * zero["x"], y), below), {"k": Fraction(0), "y": zero["y"]}


def at_roots(value, zero, below):
    """That the value at √u in the place of x is at least a number."""
    where = setting(u=positive(), y=real())
    return where, lambda u, y: at_least(value(sqrt(u), y), below), {"u": zero["x"] ** 2, "y": zero["y"]}


def at_integers(value, zero, below):
    """That the value at multiples of an integer in the place of x is at least a number; its zero is at n = 1."""
    where = setting(n=integers(at_least=0), y=real())
    return where, lambda n, y: at_least(value(n * zero["x"], y), below), {"n": Fraction(1), "y": zero["y"]}


def at_exponentials(value, zero, below):
    """That the value at multiples of e^u in the place of x is at least a number; its zero is at u = 0."""
    where = setting(u=real(), y=real())
    return where, lambda u, y: at_least(value(exp(u) * zero["x"], y), below), {"u": Fraction(0), "y": zero["y"]}


OTHERS = {"powers": at_powers, "roots": at_roots, "integers": at_integers, "exponentials": at_exponentials}


def of_constants(pick, truth):
    """That a logarithm or an exponential, to thirty digits by another engine, is above a number or not."""
    of = Fraction(pick.randint(2, 40), pick.randint(1, 40))
    function = pick.choice((log, exp))
    with localcontext(prec=40):
        decimal = Decimal(of.numerator) / Decimal(of.denominator)
        number = Fraction(decimal.ln() if function is log else decimal.exp())
    bound = number - TINY if truth == "true" else number + TINY
    return setting(), lambda: strictly_greater(function(of), bound), {}


def expanded(pick, truth):
    """That a sum of squares of quadratic polynomials, written out in monomials, is at least its value at a point where
    all of them vanish."""
    zero = {"x": Fraction(pick.randint(-4, 4), 2), "y": Fraction(pick.randint(-4, 4), 2)}
    monomials = [(i, j) for i in range(3) for j in range(3 - i)]
    coefficients = Counter()
    for _ in range(pick.randint(1, 4)):
        root = {monomial: Fraction(pick.randint(-3, 3)) for monomial in monomials}
        root[0, 0] -= sum(c * zero["x"] ** i * zero["y"] ** j for (i, j), c in root.items())
        for ((i, j), a), ((k, m), b) in product(root.items(), repeat=2):
            coefficients[i + k, j + m] += a * b
    coefficients[0, 0] -= 0 if truth == "true" else TINY

    def value(x, y):
        return sum((c * x**i * y**j for (i, j), c in coefficients.items()), 0 * x)

    return setting(x=real(), y=real()), lambda x, y: at_least(value(x, y), 0), zero


IMPOSSIBLE = (
    lambda x, y: at_most(x * x, -1),
    lambda x, y: at_least(-x * x - y * y, 1),
    lambda x, y: at_most((x - y) ** 2, -TINY),
    lambda x, y: strictly_greater(-x * x, 0 * y),
)


def made(seed):
    """A claim: its kind, its truth, its setting, its function and its zero; `true`, `false` or `vacuous` by
    construction."""
    pick = Random(seed)
    truth = ("true", "true", "false", "false", "vacuous")[seed % 5]
    if seed % 3 == 2 and truth != "vacuous":
        kind = pick.choice(list(OTHERS))
        return kind, truth, *OTHERS[kind](*nonnegative(pick, []), 0 if truth == "true" else TINY)
    if seed % 15 in (1, 3):
        return "constants", truth, *of_constants(pick, truth)
    if seed % 15 in (6, 13):
        return "expanded", truth, *expanded(pick, truth)
    where, facts = domains(pick)
    value, zero = pick.choice((nonnegative, products))(pick, facts)
    over = pick.choice((lambda x, y: 1, lambda x, y: 1 + x * x + y * y, lambda x, y: 1 + (x - y) ** 2))
    if truth == "vacuous":
        impossible = pick.choice(IMPOSSIBLE)
        return "vacuous", truth, where.where(impossible), lambda x, y: at_least(value(x, y), -1), None
    form = pick.choice(("bound", "strict", "equation"))
    if truth == "false" and not all(zero[name] in domain for name, domain in where.variables.items()):
        form = "bound"  # where the zero is left out, "strictly positive" is true
    if form == "equation":
        error = 0 if truth == "true" else TINY
        return form, truth, where, lambda x, y: equal((value(x, y) + error) - value(x, y) + x * y, x * y), zero
    if form == "strict":
        above = TINY if truth == "true" else 0
        return form, truth, where, lambda x, y: strictly_greater((value(x, y) + above) / over(x, y), 0), zero
    below = 0 if truth == "true" else TINY
    return form, truth, where, lambda x, y: at_least((value(x, y) - below) / over(x, y), 0), zero


def proved_by_some_step(theorem):
    """What the prover says after its steps."""
    result = prove(theorem, squares)
    for step in (sums_of_squares, identity, enclosure):
        if result.outcome == "undecided" and result.goals:
            result = prove_goals(result.goals, step)
    return result.outcome


def refuted(theorem, truth, zero):
    """Whether exact numbers refute it: a false one where it fails by construction, a true one anywhere in a search."""
    variables = theorem.setting.variables
    if truth == "true":
        return bool(variables) and falsify(theorem, float64, batches=4).found is not None
    inside = all(zero[name] in domain for name, domain in variables.items())
    return not inside or judge(theorem, zero).outcome == "violated"  # a zero that is left out makes it no less false


@pytest.fixture(scope="module")
def answers():
    """How often each (kind, truth, outcome of the prover) came up, and which claims were wrongly refuted or not."""
    counts, wrong = Counter(), []
    with pytest.MonkeyPatch.context() as patch:
        # looking for a counterexample decides nothing and takes most of the time
        patch.setattr(oracle, "look_for_counterexample", lambda goal: oracle.Finding(None))
        patch.setattr(falsifier, "LANES", 1 << 9)
        for seed in range(CLAIMS[profiles.running_profile()]):
            kind, truth, where, function, zero = made(seed)
            theorem = claim_of(where, function)
            counts[kind, truth, proved_by_some_step(theorem)] += 1
            if truth != "vacuous" and refuted(theorem, truth, zero) != (truth == "false"):
                wrong.append(seed)
    return dict(counts), wrong


def test_no_false_claim_is_proved_and_vacuous_ones_are_vacuous(answers):
    """Of hundreds of claims whose truth is known, and of ten thousand in the deep profile."""
    counts, _ = answers
    assert not any(truth == "false" and said != "undecided" for _, truth, said in counts), counts
    assert not any(truth == "vacuous" and said != "vacuous" for _, truth, said in counts), counts
    assert {truth for _, truth, _ in counts} == {"true", "false", "vacuous"}


def test_no_true_claim_is_refuted_and_false_ones_are(answers):
    """False ones fail by 10⁻⁹ at a point that their maker knows."""
    assert answers[1] == []


LEAST_PROVED = {  # of the true ones of a kind, as measured and rounded down; the others are a matter of luck
    "bound": Fraction(4, 5),
    "strict": Fraction(4, 5),
    "equation": Fraction(1),
    "constants": Fraction(1),
    "expanded": Fraction(9, 10),
    "powers": Fraction(4, 5),
    "roots": Fraction(4, 5),
    "integers": Fraction(4, 5),
    "exponentials": Fraction(0),
}


@pytest.mark.parametrize("kind", LEAST_PROVED)
def test_many_true_claims_are_proved(answers, kind):
    """A prover that refuses everything is sound too; and what the prover closes the checker confirms."""
    said = {said: count for (of, truth, said), count in answers[0].items() if (of, truth) == (kind, "true")}
    assert said, f"no true claim of the kind {kind} was made"
    assert "failed" not in said, f"the checker refused what the prover closed: {said}"
    share = Fraction(said.get("passed", 0), sum(said.values()))
    assert share >= LEAST_PROVED[kind], f"{said} of the true claims of the kind {kind}"


# -- certificates made at random ---------------------------------------------------------------------------------------

X, Y, K = ("symbol", "x"), ("symbol", "y"), ("symbol", "k")
ONE = ("number", "1")
POWER = ("power", X, K)
TERMS = (
    X,
    Y,
    ONE,
    ("sub", X, ONE),
    ("neg", ("pow", X, 2)),
    ("mul", X, Y),
    ("div", ONE, X),
    ("div", Y, ("sub", X, ONE)),
    POWER,
    ("power", X, ("neg", ONE)),
    ("power", ("number", "2"), K),
    ("sqrt", X),
    ("sqrt", ("sub", X, ONE)),
)
RELATIONS = (">=0", ">0", "=0", "!=0")
NUMBERS = [Fraction(n) for n in (-2, -1, 0, 1, 2, 4)] + [Fraction(1, 4), Fraction(9, 4), Fraction(5)]


def random_case(pick):
    """Random hypotheses, and a fact whose identity holds by construction, whether or not its conclusion follows."""
    hypotheses = [(pick.choice(RELATIONS), pick.choice(TERMS)) for _ in range(pick.randint(1, 3))]
    summands, total = [], None
    for _ in range(pick.choice((1, 1, 2))):
        factors = [pick.randrange(len(hypotheses)) for _ in range(pick.randint(0, 2))]
        roots = [pick.choice(TERMS) for _ in range(pick.choice((0, 0, 1, 1, 2)))]
        coefficient = pick.choice(("1", "1", "2", "0", "-1"))
        part = ("number", coefficient)
        for factor in [hypotheses[i][1] for i in factors] + [each for root in roots for each in (root, root)]:
            part = ("mul", part, factor)
        summands.append({"coefficient": coefficient, "factors": factors, "squares": roots})
        total = part if total is None else ("add", total, part)
    over = [pick.randrange(len(hypotheses))] if pick.random() < 0.3 else []
    for index in over:
        total = ("div", total, hypotheses[index][1])
    return hypotheses, pick.choice(RELATIONS), total, over, summands


def shortened(hypotheses, term):
    """The term as a reduced quotient of polynomials, in which divisions have been cancelled."""
    ring = Ring(Goal("", tuple(Atom(*each) for each in hypotheses), Atom(">=0", term), ("k",)))
    top, bottom = ring.reduced(ring.read(term))
    if bottom.is_constant():
        return ring.to_term(top / bottom.leading_coefficient())
    return ("div", ring.to_term(top), ring.to_term(bottom))


def value(term, point):
    """The exact value of a term; an ArithmeticError if it has none, a LookupError if it is irrational."""
    head, *parts = term
    if head == "number":
        return Fraction(parts[0])
    if head == "symbol":
        return point[parts[0]]
    left = value(parts[0], point)
    if head == "neg":
        return -left
    if head == "sqrt":
        root = Fraction(isqrt(max(left.numerator, 0)), isqrt(left.denominator))
        if left < 0:
            raise ArithmeticError("the root of a negative number")
        if root * root != left:
            raise LookupError("an irrational root")
        return root
    right = Fraction(parts[1]) if head == "pow" else value(parts[1], point)
    if head == "power" and left <= 0:
        raise ArithmeticError("a power of what is not positive")
    if head in ("pow", "power"):
        return left ** int(right)
    return {"add": left.__add__, "sub": left.__sub__, "mul": left.__mul__, "div": left.__truediv__}[head](right)


def holds(relation, term, point):
    """Whether a comparison holds at a point; not where it has no value, and None where nobody can tell."""
    try:
        found = value(term, point)
    except ArithmeticError:
        return False
    except LookupError:
        return None
    return {">=0": found >= 0, ">0": found > 0, "=0": found == 0, "!=0": found != 0}[relation]


@pytest.mark.parametrize("part", range(4))
def test_random_facts_that_are_accepted_are_true(made_proof, part):
    """The identity always holds, and so what is tested is signs, divisions, and what has a value where."""
    pick = Random(part)
    points = [{"x": x, "y": y, "k": Fraction(k)} for x in NUMBERS for y in (-1, 0, 3) for k in (-1, 0, 2)]
    points = [{**point, "y": Fraction(point["y"])} for point in points]
    accepted = 0
    for _ in range(1500):
        hypotheses, relation, total, over, summands = random_case(pick)
        meeting = [point for point in points if all(holds(*each, point) for each in hypotheses)]
        try:
            conclusion = pick.choice((shortened(hypotheses, total), total))
        except ZeroDivisionError:
            continue
        atoms = [{"relation": each, "term": term} for each, term in hypotheses]
        goal = {"integers": ["k"], "hypotheses": atoms, "conclusion": {"relation": relation, "term": conclusion}}
        fact = {**goal["conclusion"], "rule": "combination", "over": over, "summands": summands}
        models = [{"goal": 0, "values": {n: str(v) for n, v in point.items()}} for point in meeting[:1]]
        proof = made_proof([goal], [{"goal": 0, "rests_on": "checker", "facts": [fact]}], models)
        try:
            checker.check_proof(**proof)
        except checker.RefusedError:
            continue
        accepted += 1
        for point in meeting:
            assert holds(relation, conclusion, point) is not False, (goal, fact, point)
    assert accepted > 30, f"{accepted} were accepted"


def test_the_point_where_a_divisor_vanishes_would_be_noticed():
    """The twin of the test above: a fact with 1/x squared would be caught at x = 0, where its hypothesis holds."""
    point = {"x": Fraction(0), "y": Fraction(0), "k": Fraction(0)}
    assert holds(">=0", ("neg", ("pow", X, 2)), point)
    assert not holds(">=0", ("number", "-1"), point)
    assert holds(">=0", ("div", ONE, X), point) is False
    assert holds(">=0", ("sqrt", ("sub", X, ONE)), point) is False
