"""Wrong certificates about functions: exp, log, sin and cos, enclosures, reductions, Taylor's theorem, squares."""

from tests.proof.by_hand import MINUS_ONE, ONE, RATIO, X, Y, closing, closing_by, fact, goal_of, same, squared, summand
from tests.proof.terms import cos, exp, log, sin, sub
from tests.proof.wrong import Wrong

ZERO, TWO, HALF, T = ["number", "0"], ["number", "2"], ["number", "1/2"], ["symbol", "t"]
SUM, PRODUCT, OVER_X = ["add", X, Y], ["mul", X, Y], ["div", TWO, X]


def by(rule, conclusion, **more):
    """A fact of a rule."""
    return {"relation": conclusion[0], "term": conclusion[1], "rule": rule, **more}


def concluded(fact_, *hypotheses, **values):
    """The closure of the goal that one fact concludes."""
    return closing(goal_of((fact_["relation"], fact_["term"]), *hypotheses), fact_, **values)


# -- exp, log, sin and cos ---------------------------------------------------------------------------------------------

BOTH_POSITIVE = ((">0", PRODUCT), (">0", X), (">0", Y))


def tangent(relation, term, **more):
    return by("tangent", (relation, term), **{"at": X, **more})


def logs(of, right, *factors, **more):
    """That a logarithm is a sum of others, because its argument is the product of the hypotheses that are named."""
    return by("log of a product", ("=0", sub(log(of), right)), of=of, factors=[list(each) for each in factors], **more)


OF_THE_PRODUCT = ["add", log(X), log(Y)]
OF_THE_INVERSE = sub(log(TWO), log(X))
ABOVE_ITS_TANGENT = sub(sub(exp(X), ONE), X)

FUNCTIONS = {
    "an_exponential_of_a_sum_that_is_a_sum": Wrong(
        closing(*same(exp(SUM), ["add", exp(X), exp(Y)])),
        closing(*same(exp(SUM), ["mul", exp(X), exp(Y)])),
        "checker",
        "the identity does not hold",
    ),
    "a_sine_and_a_cosine_of_two_angles": Wrong(
        closing(*same(["add", squared(sin(X)), squared(cos(Y))], ONE)),
        closing(*same(["add", squared(sin(X)), squared(cos(X))], ONE)),
        "checker",
        "the identity does not hold",
    ),
    "a_cosine_that_is_odd": Wrong(
        closing(*same(cos(["neg", X]), ["neg", cos(X)])),
        closing(*same(sin(["neg", X]), ["neg", sin(X)])),
        "checker",
        "the identity does not hold",
    ),
    "a_logarithm_that_is_positive": Wrong(
        concluded(by("positive exponential", (">0", log(X))), (">0", X), x="1"),
        concluded(by("positive exponential", (">0", exp(X)))),
        "checker",
        "'positive exponential' concludes exp(t) > 0",
    ),
    "a_tangent_that_is_turned_round": Wrong(
        concluded(tangent(">=0", sub(["add", ONE, X], exp(X)))),
        concluded(tangent(">=0", ABOVE_ITS_TANGENT)),
        "checker",
        "'tangent' concludes something else than exp(t) - 1 - t",
    ),
    "a_tangent_that_is_too_steep": Wrong(
        concluded(tangent(">=0", sub(sub(exp(X), ONE), ["mul", TWO, X]))),
        concluded(tangent(">=0", sub(sub(exp(["mul", TWO, X]), ONE), ["mul", TWO, X]), at=["mul", TWO, X])),
        "checker",
        "'tangent' concludes something else than exp(t) - 1 - t",
    ),
    "a_strict_tangent_where_it_touches": Wrong(
        concluded(tangent(">0", ABOVE_ITS_TANGENT, apart=0), (">=0", X), x="0"),
        concluded(tangent(">0", ABOVE_ITS_TANGENT, apart=0), (">0", X), x="1"),
        "checker",
        "'tangent' is strict only where a fact says that t or exp(t) - 1 is not 0",
    ),
    "a_tangent_of_a_logarithm_of_zero": Wrong(
        concluded(tangent(">=0", sub(sub(X, ONE), log(X)), at=log(X)), (">=0", X), x="0"),
        concluded(tangent(">=0", sub(sub(X, ONE), log(X)), at=log(X)), (">0", X), x="1"),
        "checker",
        "nothing shows that ['symbol', 'x'] is >0",
    ),
    "a_logarithm_of_a_product_that_may_be_negative": Wrong(
        concluded(logs(PRODUCT, OF_THE_PRODUCT, (0, 1)), (">0", PRODUCT), x="1", y="1"),
        concluded(logs(PRODUCT, OF_THE_PRODUCT, (1, 1), (2, 1)), *BOTH_POSITIVE, x="1", y="1"),
        "checker",
        "nothing shows that ['symbol', 'x'] is >0",
    ),
    "a_logarithm_of_a_product_that_lost_a_factor": Wrong(
        concluded(logs(PRODUCT, log(X), (1, 1)), *BOTH_POSITIVE, x="1", y="1"),
        concluded(logs(PRODUCT, OF_THE_PRODUCT, (1, 1), (2, 1)), *BOTH_POSITIVE, x="1", y="1"),
        "checker",
        "what the logarithm is taken of is not the product of the factors",
    ),
    "a_logarithm_of_a_sum_that_is_a_sum": Wrong(
        concluded(logs(SUM, OF_THE_PRODUCT, (1, 1), (2, 1)), (">0", SUM), *BOTH_POSITIVE[1:], x="1", y="1"),
        concluded(
            logs(["div", X, Y], sub(log(X), log(Y)), (1, 1), (2, -1)),
            (">0", ["div", X, Y]),
            *BOTH_POSITIVE[1:],
            x="1",
            y="1",
        ),
        "checker",
        "what the logarithm is taken of is not the product of the factors",
    ),
    "a_logarithm_of_a_multiple_that_is_negative": Wrong(
        concluded(logs(OVER_X, OF_THE_INVERSE, (1, -1), coefficient="-2"), (">0", OVER_X), (">0", X), x="1"),
        concluded(logs(OVER_X, OF_THE_INVERSE, (1, -1), coefficient="2"), (">0", OVER_X), (">0", X), x="1"),
        "checker",
        "a factor in a logarithm is not known to be positive",
    ),
}

# -- enclosures --------------------------------------------------------------------------------------------------------

ON_UNIT = (">=0", X), (">=0", sub(ONE, X))
ON_SQUARE = *ON_UNIT, (">=0", Y), (">=0", sub(ONE, Y))
CORNER = sub(SUM, HALF)


def boxes(relation, term, tree=".", **more):
    return by("enclosure", (relation, term), bits=64, tree=tree, **more)


def parabola(height):
    return ["add", sub(squared(X), X), ["number", height]]


def leaves(depth):
    """A bisection into equal cells."""
    return "." if depth == 0 else "0" + 2 * leaves(depth - 1)


def mean(body):
    return ["expectation", [["t", "0", "1"]], body]


def far(distance):
    """That the corner of the square in which x + 2y is at least so much is far from 0."""
    hypothesis = (">=0", sub(["add", X, ["mul", TWO, Y]], ["number", distance]))
    return concluded(boxes(">=0", CORNER, "1..", against=[4]), *ON_SQUARE, hypothesis, x="1", y="1")


ENCLOSURES = {
    "a_constant_that_is_smaller": Wrong(
        concluded(boxes(">0", sub(exp(ONE), ["number", "2718281829/1000000000"]))),
        concluded(boxes(">0", sub(exp(ONE), ["number", "2718281828/1000000000"]))),
        "checker",
        "on a cell the values do not have the sign that is claimed for sure",
    ),
    "a_bisection_that_leaves_a_box_out": Wrong(
        concluded(boxes(">0", parabola("2/10"), "0" + leaves(2)), *ON_UNIT, x="0"),
        concluded(boxes(">0", parabola("3/10"), leaves(3)), *ON_UNIT, x="0"),
        "checker",
        "on a cell the values do not have the sign that is claimed for sure",
    ),
    "a_box_whose_side_nothing_bounds": Wrong(
        concluded(boxes(">=0", X), (">=0", squared(X)), ON_UNIT[1], x="0"),
        concluded(boxes(">=0", X), *ON_UNIT, x="0"),
        "checker",
        "no fact bounds x from below by a number",
    ),
    "an_end_of_a_box_that_is_attained": Wrong(
        concluded(boxes(">0", X), *ON_UNIT, x="0"),
        concluded(boxes(">=0", X), *ON_UNIT, x="0"),
        "checker",
        "on a cell the values do not have the sign that is claimed for sure",
    ),
    "a_quotient_whose_divisor_is_zero_in_a_box": Wrong(
        concluded(boxes(">0", RATIO), ("!=0", X), *ON_UNIT, x="1"),
        concluded(boxes(">0", ["div", ONE, ["add", X, ONE]]), (">0", ["add", X, ONE]), *ON_UNIT, x="1"),
        "checker",
        "a divisor may be 0 on a cell",
    ),
    "a_hypothesis_that_a_cell_does_not_violate": Wrong(
        far("2"), far("9/4"), "checker", "on a cell the values do not have the sign that is claimed for sure"
    ),
    "the_value_in_the_middle_for_a_mean": Wrong(
        concluded(boxes(">0", sub(["number", "17/10"], mean(exp(T))), means=["."])),
        concluded(boxes(">0", sub(mean(exp(T)), ["number", "171/100"]), means=[leaves(3)])),
        "checker",
        "on a cell the values do not have the sign that is claimed for sure",
    ),
    "a_mean_over_half_of_its_interval": Wrong(
        concluded(boxes(">0", sub(mean(exp(T)), ["number", "172/100"]), means=["0" + leaves(2)])),
        concluded(boxes(">0", sub(mean(exp(T)), ["number", "171/100"]), means=[leaves(3)])),
        "checker",
        "a bisection ends before its end",
    ),
}

# -- reductions: slopes, bends and cases -------------------------------------------------------------------------------


def part(conclusion, *summands):
    """The closure of a part of a goal, by one combination."""
    return {"facts": [fact(conclusion, *summands)]}


def reduced(kind, conclusion, hypotheses, parts, *, x="1", **reduction):
    goal = goal_of(conclusion, *hypotheses)
    return closing_by(goal, {kind: {**reduction, "parts": parts}}, x=x)


FROM_ZERO = {"in": "x", "from": 0}
DIFFERENCE, SHIFTED = sub(squared(X), X), sub(X, ONE)
AT_ZERO = part((">=0", ZERO))
RISES = part((">=0", ["add", ["mul", X, TWO], ONE]), summand("2", 0), summand("1"))
SHRINKING = ["neg", ["div", ["neg", RATIO], X]]
SMALLER = part((">=0", ["mul", X, SHIFTED]), summand("-1", 0, 1))
LARGER = part((">=0", ["mul", X, SHIFTED]), summand("1", squares=[SHIFTED]), summand("1", 0))
AT_TWO = reduced("cases", (">=0", ["mul", X, SHIFTED]), [(">=0", SHIFTED)], [LARGER, LARGER], of="x", at="2")
A_RISE = reduced("monotone", (">=0", ["add", squared(X), X]), [(">=0", X)], [AT_ZERO, RISES], **FROM_ZERO)
A_BEND = reduced(
    "concave",
    (">=0", sub(X, squared(X))),
    ON_UNIT,
    [AT_ZERO, AT_ZERO, part((">=0", TWO), summand("2"))],
    **FROM_ZERO,
    to=1,
)

REDUCTIONS = {
    "a_reduction_to_an_end_by_a_slope_that_changes_its_sign": Wrong(
        reduced(
            "monotone",
            (">=0", DIFFERENCE),
            [(">=0", X)],
            [AT_ZERO, part((">=0", sub(["mul", X, TWO], ONE)), summand("2", 0))],
            **FROM_ZERO,
        ),
        A_RISE,
        "checker",
        "the identity does not hold",
    ),
    "a_reduction_to_an_end_that_forgets_the_slope": Wrong(
        reduced("monotone", (">=0", DIFFERENCE), [(">=0", X)], [AT_ZERO], **FROM_ZERO),
        A_RISE,
        "checker",
        "monotone needs a closure for each of 2 goals",
    ),
    "a_reduction_to_an_end_across_a_pole": Wrong(
        reduced(
            "monotone",
            (">=0", ["neg", RATIO]),
            [(">=0", sub(X, MINUS_ONE)), ("!=0", X)],
            [
                part((">=0", ONE), summand("1")),
                part((">=0", SHRINKING), summand("1", squares=[RATIO])),
                part(("!=0", X)),
            ],
            **FROM_ZERO,
        ),
        A_RISE,
        "checker",
        "on the way something has a value only if ['symbol', 'x'] is !=0, which no fact says",
    ),
    "a_reduction_to_both_ends_by_a_bend_of_the_wrong_sign": Wrong(
        reduced(
            "concave",
            (">=0", DIFFERENCE),
            ON_UNIT,
            [AT_ZERO, AT_ZERO, part((">=0", ["number", "-2"]), summand("-2"))],
            **FROM_ZERO,
            to=1,
        ),
        A_BEND,
        "checker",
        "a summand may be negative",
    ),
    "a_reduction_to_both_ends_of_which_there_is_one": Wrong(
        reduced("concave", (">=0", DIFFERENCE), ON_UNIT, [AT_ZERO] * 3, **FROM_ZERO, to=0),
        A_BEND,
        "checker",
        "the hypotheses do not bound x from below and from above",
    ),
    "a_case_of_two_that_is_left_out": Wrong(
        reduced("cases", (">=0", ["mul", X, SHIFTED]), [(">=0", X)], [LARGER], of="x", at="1"),
        AT_TWO,
        "checker",
        "cases needs a closure for each of 2 goals",
    ),
    "a_case_that_is_closed_like_the_other": Wrong(
        reduced("cases", (">=0", ["mul", X, SHIFTED]), [(">=0", X)], [SMALLER, LARGER], of="x", at="1"),
        AT_TWO,
        "checker",
        "a summand may be negative",
    ),
}

# -- Taylor's theorem --------------------------------------------------------------------------------------------------

A, B = ["symbol", "a"], ["symbol", "b"]


def applied(order, point, name="f"):
    return ["apply", name, order, point]


def everywhere(term):
    return (">=0", ["everywhere", "t", term])


def expanded(half="1/2", bound=ZERO):
    """That f is above its tangent at a in b, with a bound on its second derivative."""
    step = sub(B, A)
    linear = ["add", applied("0", A), ["mul", ONE, ["mul", applied("1", A), ["pow", step, 1]]]]
    rest = ["mul", ["number", half], ["mul", bound, ["pow", step, 2]]]
    return by("taylor", (">=0", sub(applied("0", B), ["add", linear, rest])), of=[0], at=A, to=B)


CONVEX = everywhere(sub(applied("2", T), ZERO))
SQUARE = {"polynomial": ["0", "0", "1/2"]}
POINTS = {"a": "0", "b": "1"}

TAYLOR = {
    "a_remainder_of_half_the_size": Wrong(
        concluded(expanded("1/4", MINUS_ONE), everywhere(sub(applied("2", T), MINUS_ONE)), f=SQUARE, **POINTS),
        concluded(expanded("1/2", MINUS_ONE), everywhere(sub(applied("2", T), MINUS_ONE)), f=SQUARE, **POINTS),
        "checker",
        "'taylor' concludes something else for these bounds and points",
    ),
    "an_expansion_by_a_bound_on_another_function": Wrong(
        concluded(expanded(), everywhere(sub(applied("2", T, "g"), ZERO)), f=SQUARE, g=SQUARE, **POINTS),
        concluded(expanded(), CONVEX, f=SQUARE, **POINTS),
        "checker",
        "'taylor' concludes something else for these bounds and points",
    ),
    "an_expansion_by_a_bound_on_another_derivative": Wrong(
        concluded(expanded(), everywhere(sub(applied("1", T), ZERO)), f={"polynomial": ["0", "1"]}, **POINTS),
        concluded(expanded(), CONVEX, f=SQUARE, **POINTS),
        "checker",
        "'taylor' concludes something else for these bounds and points",
    ),
    "an_expansion_by_a_bound_that_changes_with_the_point": Wrong(
        concluded(expanded(bound=T), everywhere(sub(applied("2", T), T)), f=SQUARE, t="1", **POINTS),
        concluded(expanded(bound=ONE), everywhere(sub(applied("2", T), ONE)), f=SQUARE, **POINTS),
        "checker",
        "it is no bound on a derivative of an unknown function of one number at all points",
    ),
    "a_bound_at_all_points_that_is_taken_at_another": Wrong(
        concluded(
            by("instance", (">=0", sub(applied("2", B), ONE)), of=0, at=A),
            everywhere(sub(applied("2", T), ONE)),
            f=SQUARE,
            **POINTS,
        ),
        concluded(
            by("instance", (">=0", sub(applied("2", A), ONE)), of=0, at=A),
            everywhere(sub(applied("2", T), ONE)),
            f=SQUARE,
            **POINTS,
        ),
        "checker",
        "'instance' concludes something else at this point",
    ),
}

# -- sums of squares with a denominator --------------------------------------------------------------------------------

WEIGHT = ["add", ["add", ONE, squared(X)], squared(Y)]


def monomial(coefficient, x, y):
    return ["mul", ["number", coefficient], ["mul", ["pow", X, x], ["pow", Y, y]]]


def added(*terms):
    """A sum of several terms."""
    total, *rest = terms
    for term in rest:
        total = ["add", total, term]
    return total


def motzkin(relation=">=0", middle="-3", weight=">0", over=(0,)):
    """x⁴y² + x²y⁴ - 3x²y² + 1 by five squares over 1 + x² + y², with one part that may be exchanged."""
    term = added(monomial("1", 4, 2), monomial("1", 2, 4), monomial(middle, 2, 2), ONE)
    squares = {
        "1": [
            added(monomial("1", 2, 1), monomial("-1", 0, 1)),
            added(monomial("1", 1, 2), monomial("-1", 1, 0)),
            added(monomial("1", 2, 2), MINUS_ONE),
        ],
        "1/4": [added(monomial("1", 1, 3), monomial("-1", 3, 1))],
        "3/4": [added(monomial("1", 1, 3), monomial("1", 3, 1), monomial("-2", 1, 1))],
    }
    summands = [summand(each, squares=[root]) for each, roots in squares.items() for root in roots]
    above = fact((weight, WEIGHT), summand("1"), *(summand("1", squares=[each]) for each in (X, Y)))
    return closing(goal_of((relation, term)), above, fact((relation, term), *summands, over=over))


SUMS_OF_SQUARES = {
    "a_gram_matrix_that_was_only_rounded": Wrong(
        motzkin(middle="-3000000001/1000000000"), motzkin(), "checker", "the identity does not hold"
    ),
    "a_sum_of_squares_over_what_may_be_zero": Wrong(
        motzkin(weight=">=0"), motzkin(), "checker", "it divides by what is not known to have a sign"
    ),
    "a_sum_of_squares_without_its_denominator": Wrong(
        motzkin(over=()), motzkin(), "checker", "the identity does not hold"
    ),
    "a_sum_of_squares_that_is_positive": Wrong(motzkin(">0"), motzkin(), "checker", "no summand is positive for sure"),
}

CALCULUS = FUNCTIONS | ENCLOSURES | REDUCTIONS | TAYLOR | SUMS_OF_SQUARES
