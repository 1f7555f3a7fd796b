"""Goals and certificates that are written by hand."""

from verify.proof import checker

X, Y, K = ["symbol", "x"], ["symbol", "y"], ["symbol", "k"]
ONE = ["number", "1"]


def goal_of(conclusion, *hypotheses, integers=()):
    return {
        "integers": list(integers),
        "hypotheses": [{"relation": relation, "term": term} for relation, term in hypotheses],
        "conclusion": {"relation": conclusion[0], "term": conclusion[1]},
    }


def summand(coefficient, *factors, squares=()):
    return {"coefficient": coefficient, "factors": list(factors), "squares": list(squares)}


def fact(conclusion, *summands, over=()):
    return {
        "relation": conclusion[0],
        "term": conclusion[1],
        "rule": "combination",
        "over": list(over),
        "summands": list(summands),
    }


def positive_power(term, **base):
    return {"relation": ">0", "term": term, "rule": "positive power", **base}


def closing(goal, *facts, **values):
    """One goal, its closure by facts, and a model."""
    return closing_by(goal, {"facts": list(facts)}, **values)


def closing_by(goal, closure, **values):
    """One goal, its closure by an enumeration or a reduction, and a model."""
    models = [{"goal": 0, "values": values}] if goal["hypotheses"] else []
    return [goal], [{"goal": 0, "rests_on": "checker", **closure}], models


def power_of(base, exponent):
    return ["power", base, exponent]


MINUS_SQUARE = ["neg", ["pow", X, 2]]
MINUS_ONE = ["number", "-1"]
RECIPROCAL = ["div", ONE, X]


# -- roots and matrices ------------------------------------------------------------------------------------------------


def root_of(term):
    return ["sqrt", term]


def transposed(term):
    return ["transpose", term]


def product_of(*terms):
    left, *rest = terms
    for term in rest:
        left = ["matmul", left, term]
    return left


def letter(name, rows="n", columns="n", structure="general"):
    return ["letter", name, rows, columns, structure]


def same(left, right, *hypotheses):
    """The goal that two terms are equal, and a fact that says so for no reason."""
    conclusion = ("=0", ["sub", left, right])
    return goal_of(conclusion, *hypotheses), fact(conclusion)


def squared(term):
    return ["pow", term, 2]


def trace_of(*terms):
    return ["trace", product_of(*terms)]


def product_of_traces(first, second):
    return ["mul", trace_of(transposed(first), first), trace_of(transposed(second), second)]


A, B, C, S = letter("A"), letter("B"), letter("C"), letter("S", structure="symmetric")
WIDE, TALL = letter("W", "n", "m"), letter("T", "m", "n")
RATIO = ["div", ONE, X]
GRAM = (">=0", trace_of(transposed(WIDE), WIDE))

U, V, NUMBER = letter("U", "n", "1"), letter("V", "n", "1"), letter("x", "1", "1")
MANY = letter("U", "n", "m"), letter("V", "n", "m")
ELEVEN = letter("U", "n", "11"), letter("V", "n", "11")
FIRST, SECOND = ["matmul", U, transposed(V)], ["matmul", V, transposed(U)]
SHIFTED = squared(["add", ["div", X, ["number", "2"]], ONE])
R, ONES, DELTA = letter("R", structure="symmetric"), letter("e", "n", "1"), letter("d", "n", "1")
TOTAL = trace_of(transposed(ONES), R, R, ONES)
SUM_IS_ONE = ("=0", ["sub", TOTAL, ONE])
HALF = {"e": [["1"], ["1"]], "R": [["3/5", "0"], ["0", "4/5"]]}


def mean_of(matrix):
    """That d has the mean of the diagonal of a matrix, under the law R R e."""
    return ("=0", ["sub", trace_of(transposed(ONES), R, R, DELTA), trace_of(R, R, matrix)])


def with_an_equation(conclusion, last):
    """The equation x = 1 times (x + 2)² / 4, and times x² / 4 with a given coefficient: (x² - 1) for -1/4."""
    goal = goal_of(conclusion, ("=0", ["sub", X, ONE]))
    squares_ = [summand("1/4", 0, squares=[["add", X, ["number", "2"]]]), summand(last, 0, squares=[X])]
    return closing(goal, fact(conclusion, *squares_), x="1")


def sealed(goals, closures, models=None, theorems=None):
    """Goals with a certificate of theirs, under their hash."""
    seal = checker.goals_hash(goals)
    certificate = {"goal_hash": seal, "closures": closures, "models": models or []}
    certificate |= {"theorems": theorems} if theorems else {}
    return {"goals": goals, "goal_hash": seal, "certificate": certificate}
