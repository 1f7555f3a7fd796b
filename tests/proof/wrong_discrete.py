"""Wrong certificates about what is counted: sums over indices and counters, integers, blocks, ranks and programs."""

from tests.proof.by_hand import (
    ONE,
    A,
    B,
    K,
    X,
    closing,
    closing_by,
    fact,
    goal_of,
    letter,
    product_of,
    same,
    squared,
    summand,
    trace_of,
    transposed,
)
from tests.proof.terms import delta, div, exp, index, mul, sub, total
from tests.proof.wrong import Wrong

N, ZERO, TWO = ["symbol", "n"], ["number", "0"], ["number", "2"]


# -- sums over the indices of a size -----------------------------------------------------------------------------------

V, W = letter("v", "n", "1"), letter("w", "n", "1")
SOME = (">=0", sub(N, ONE))
TWO_ROWS = {"n": "2", "v": [["1"], ["2"]], "A": [["1", "0"], ["0", "1"]]}


def entry(matrix, *names):
    return ["entry", matrix, *map(index, names)]


def summed(conclusion, of, name="k"):
    return {"relation": conclusion[0], "term": conclusion[1], "rule": "sum", "of": of, "index": name}


def softmax(row, column):
    """An entry of the softmax of each row of A."""
    return div(exp(entry(A, row, column)), total("k", exp(entry(A, row, "k"))))


def with_normaliser(goal, *facts):
    """The closure of a goal after that of the goal that the sum of each row's exponentials is not 0."""
    conclusion = ("!=0", total("k", exp(entry(A, "a", "k"))))
    each = {"relation": ">0", "term": exp(entry(A, "a", "k")), "rule": "positive exponential"}
    steps = [each, summed((">0", conclusion[1]), 1), fact(conclusion, summand("1", 2))]
    goals = [goal_of(conclusion, SOME), goal]
    closures = [{"goal": i, "rests_on": "checker", "facts": list(each)} for i, each in enumerate((steps, facts))]
    return goals, closures, [{"goal": 1, "values": TWO_ROWS}]


def rows_of_a_softmax(term):
    """That a sum of probabilities is 1."""
    goal, closed = same(term, ONE, SOME)
    return with_normaliser(goal, closed)


COUNT = (">0", total("i", ONE))
SQUARES = (">=0", total("i", squared(entry(V, "i"))))
SQUARE = fact((">=0", squared(entry(V, "k"))), summand("1", squares=[entry(V, "k")]))
ALL = (">=0", total("i", entry(V, "i")))
OFF_THE_DIAGONAL = sub(ONE, delta("j", "k"))
A_SUM_OF_SQUARES = closing(goal_of(SQUARES, SOME), SQUARE, summed(SQUARES, 1), **TWO_ROWS)

SUMS = {
    "a_positive_sum_over_what_may_be_empty": Wrong(
        closing(goal_of(COUNT), fact((">0", ONE), summand("1")), summed(COUNT, 0)),
        closing(goal_of(COUNT, SOME), fact((">0", ONE), summand("1")), summed(COUNT, 1), n="2"),
        "checker",
        "nothing shows that there is an index below n",
    ),
    "a_positive_sum_of_squares": Wrong(
        closing(goal_of((">0", SQUARES[1]), SOME), SQUARE, summed((">0", SQUARES[1]), 1), **TWO_ROWS),
        A_SUM_OF_SQUARES,
        "checker",
        "the sign of the summands is not known",
    ),
    "a_hypothesis_about_one_entry_that_is_summed_up": Wrong(
        closing(goal_of(ALL, (">=0", entry(V, "a"))), summed(ALL, 0, "a"), a="0", **TWO_ROWS),
        A_SUM_OF_SQUARES,
        "checker",
        "the summand's index is no name of an index that no hypothesis has",
    ),
    "an_index_that_shows_that_there_is_one": Wrong(
        closing(
            goal_of((">=0", sub(total("i", ONE), ONE))),  # n - 1, with a sum over n
            fact((">=0", OFF_THE_DIAGONAL), summand("1", squares=[OFF_THE_DIAGONAL])),
            summed((">=0", total("i", sub(ONE, delta("i", "k")))), 0, "j"),
            fact((">=0", sub(total("i", ONE), ONE)), summand("1", 1)),
        ),
        closing(
            goal_of((">=0", sub(squared(entry(V, "k")), ZERO))),
            fact((">=0", squared(entry(V, "k"))), summand("1", squares=[entry(V, "k")])),
            fact((">=0", sub(squared(entry(V, "k")), ZERO)), summand("1", 0)),
        ),
        "checker",
        "nothing shows that there is an index below n",
    ),
    "a_delta_that_picks_another_entry": Wrong(
        closing(*same(total("j", mul(delta("j", "b"), entry(V, "j"))), entry(V, "a"))),
        closing(*same(total("j", mul(delta("j", "b"), entry(V, "j"))), entry(V, "b"))),
        "checker",
        "the identity does not hold",
    ),
    "a_delta_off_its_diagonal": Wrong(
        closing(*same(delta("a", "b"), ONE)),
        closing(*same(delta("a", "a"), ONE)),
        "checker",
        "the identity does not hold",
    ),
    "a_square_of_a_sum_that_is_a_sum_of_squares": Wrong(
        closing(*same(squared(total("i", entry(V, "i"))), total("i", squared(entry(V, "i"))))),
        closing(*same(squared(total("i", entry(V, "i"))), total("i", total("j", mul(entry(V, "i"), entry(V, "j")))))),
        "checker",
        "the identity does not hold",
    ),
    "a_sum_over_an_index_that_does_not_occur": Wrong(
        closing(*same(total("i", entry(V, "b")), entry(V, "b"))),
        closing(*same(total("i", entry(V, "b")), mul(N, entry(V, "b")))),
        "checker",
        "the identity does not hold",
    ),
    "columns_of_a_softmax_of_rows": Wrong(
        rows_of_a_softmax(total("i", softmax("i", "b"))),
        rows_of_a_softmax(total("j", softmax("b", "j"))),
        "checker",
        "the identity does not hold",
    ),
    "a_divisor_in_a_sum_that_is_known_at_one_index": Wrong(
        closing(
            *same(*[total("i", div(ONE, entry(V, "i")))] * 2, ("!=0", entry(V, "a"))),
            a="0",
            **TWO_ROWS,
        ),
        rows_of_a_softmax(total("j", softmax("b", "j"))),
        "checker",
        "nothing shows that ['entry', ['letter', 'v', 'n', '1', 'general'], ['index', '~i', 'n']] is !=0",
    ),
}

# -- sums over a counter -----------------------------------------------------------------------------------------------

COUNTER = ["counter", "i"]


def reaches_its_end(to=N):
    """That a sum from 1 does not run backwards."""
    return (">=0", ["add", sub(to, ONE), ONE])


def counted(body, to=N):
    return ["summation", "i", ONE, to, body]


def gauss(*hypotheses, half=N):
    """That 1 + … + n is half the product of n and another number."""
    goal, closed = same(counted(COUNTER), div(mul(N, half), TWO), *hypotheses)
    return closing({**goal, "integers": ["n"]}, closed, n="1")


GAUSS = gauss(reaches_its_end(), half=["add", N, ONE])
COUNTED = {
    "a_sum_of_the_first_numbers_that_forgets_a_half": Wrong(
        gauss(reaches_its_end()), GAUSS, "checker", "the identity does not hold"
    ),
    "a_sum_that_may_run_backwards": Wrong(
        gauss(half=["add", N, ONE]),
        GAUSS,
        "checker",
        "nothing shows that ['add', ['sub', ['symbol', 'n'], ['number', '1']], ['number', '1']] is >=0",
    ),
    "a_sum_up_to_what_is_no_integer": Wrong(
        closing(*same(counted(COUNTER, X), div(mul(X, ["add", X, ONE]), TWO), reaches_its_end(X)), x="0"),
        GAUSS,
        "checker",
        "a sum ends at what may be no integer",
    ),
    "a_sum_of_reciprocals": Wrong(
        closing(*same(*[counted(div(ONE, COUNTER), ["number", "3"])] * 2)),
        GAUSS,
        "checker",
        "nothing shows that ['counter', 'i'] is !=0",
    ),
}

# -- the values of an integer ------------------------------------------------------------------------------------------

FALLING = mul(K, sub(K, ONE))


def case(k, value):
    """The fact that k (k - 1) is so much, with k written out."""
    term = mul(["number", str(k)], sub(["number", str(k)], ONE))
    return [fact((">=0", term), summand(str(value)))]


def enumerated(cases, *, up_to="2", integers=("k",)):
    hypotheses = (">=0", K), (">=0", sub(["number", up_to], K))
    goal = goal_of((">=0", FALLING), *hypotheses, integers=integers)
    return closing_by(goal, {"enumeration": {"over": "k", "cases": cases}}, k="0")


CASES = [case(0, 0), case(1, 0), case(2, 2)]
ENUMERATIONS = {
    "an_integer_of_which_a_value_is_left_out": Wrong(
        enumerated([CASES[0], CASES[2]]),
        enumerated(CASES),
        "checker",
        "an enumeration of 3 cases needs as many lists of facts",
    ),
    "an_integer_of_which_a_value_stands_for_two": Wrong(
        enumerated([CASES[0], CASES[0], CASES[2]]),
        enumerated(CASES),
        "checker",
        "its last fact is not the conclusion of the goal",
    ),
    "a_real_number_whose_values_are_counted": Wrong(
        enumerated(CASES, integers=()), enumerated(CASES), "checker", "k is no integer symbol of the goal"
    ),
    "an_integer_that_ends_between_two_values": Wrong(
        enumerated(CASES, up_to="7/2"),
        enumerated(CASES, up_to="5/2"),
        "checker",
        "an enumeration of 4 cases needs as many lists of facts",
    ),
}

# -- Kronecker products and columns of ones ----------------------------------------------------------------------------

LEFT, RIGHT, ONES = letter("L", "n", "m"), letter("M", "m", "n"), letter("𝟏 k", "k", "1")


def blocks(left, right):
    return ["kronecker", left, right]


def length(column, relation=">0"):
    """That a column of ones is not empty."""
    term = trace_of(transposed(column), column)
    return closing(goal_of((relation, term)), {"relation": relation, "term": term, "rule": "ones"})


KRONECKER = {
    "factors_of_a_kronecker_product_that_are_exchanged": Wrong(
        closing(*same(blocks(LEFT, RIGHT), blocks(RIGHT, LEFT))),
        closing(*same(blocks(blocks(LEFT, RIGHT), LEFT), blocks(LEFT, blocks(RIGHT, LEFT)))),
        "checker",
        "the two matrices differ in a word",
    ),
    "a_transpose_that_exchanges_the_factors_of_a_kronecker_product": Wrong(
        closing(*same(transposed(blocks(LEFT, RIGHT)), blocks(transposed(RIGHT), transposed(LEFT)))),
        closing(*same(transposed(blocks(LEFT, RIGHT)), blocks(transposed(LEFT), transposed(RIGHT)))),
        "checker",
        "the two matrices differ in a word",
    ),
    "a_product_of_kronecker_products_with_factors_exchanged": Wrong(
        closing(*same(product_of(blocks(A, A), blocks(B, A)), blocks(product_of(A, A), product_of(A, B)))),
        closing(*same(product_of(blocks(A, A), blocks(B, A)), blocks(product_of(A, B), product_of(A, A)))),
        "checker",
        "the two matrices differ in a word",
    ),
    "ones_that_may_be_any_column": Wrong(
        length(V), length(ONES), "checker", "'ones' concludes trace(transpose(1) 1) > 0 of a column of ones"
    ),
    "ones_that_have_the_name_of_another_size": Wrong(
        length(letter("𝟏 k", "n", "1")),
        length(ONES),
        "checker",
        "'ones' concludes trace(transpose(1) 1) > 0 of a column of ones",
    ),
}

# -- ranks, linear programs, cosines -----------------------------------------------------------------------------------


def row(*numbers):
    return ["row", *(["number", str(each)] for each in numbers)]


def computed(term, *witnesses, relation="=0"):
    conclusion = (relation, term)
    return closing(
        goal_of(conclusion), {"relation": relation, "term": term, "rule": "constants", "witnesses": list(witnesses)}
    )


def cosine(of):
    return ["cospi", ["number", of]]


FOLDED = ["rank", row(1, 2), row(2, 4)]
PROGRAM = ["linear_program", row(1, 2), row(1), row(1, 1)]
UNIT_MATRIX = [[["1"], ["0"]], [["0"], ["1"]]]


def rank_is(number, rows=(0,), columns=(0,), inverse=(([["1"]]),), of=FOLDED):
    witness = {"of": of, "rows": list(rows), "columns": list(columns), "inverse": list(inverse)}
    return computed(sub(of, ["number", number]), witness)


def value_is(number, point=("1", "0"), prices=("1",), relation="=0"):
    witness = {"of": PROGRAM, "point": list(point), "prices": list(prices)}
    return computed(sub(PROGRAM, ["number", number]), witness, relation=relation)


CONSTANTS = {
    "a_rank_that_is_larger_than_its_minor": Wrong(
        rank_is("2"), rank_is("1"), "checker", "the comparison of constants is false"
    ),
    "a_rank_by_a_minor_that_is_too_small": Wrong(
        rank_is("0", (), (), ()), rank_is("1"), "checker", "the rank is larger than that of the minor"
    ),
    "a_rank_by_a_minor_without_an_inverse": Wrong(
        rank_is("2", (0, 1), (0, 1), UNIT_MATRIX),
        rank_is("1"),
        "checker",
        "the minor of a rank does not have this inverse",
    ),
    "a_rank_by_a_row_that_is_taken_twice": Wrong(
        rank_is("2", (0, 0), (0, 1), UNIT_MATRIX),
        rank_is("1"),
        "checker",
        "the minor of a rank does not have this inverse",
    ),
    "a_cosine_that_is_another_root_of_its_polynomial": Wrong(
        computed(sub(cosine("1/5"), ["neg", cosine("2/5")])),
        computed(sub(mul(cosine("1/5"), cosine("2/5")), ["number", "1/4"])),
        "checker",
        "the comparison of constants is false",
    ),
    "a_cosine_that_is_almost_rational": Wrong(
        computed(sub(cosine("1/5"), ["number", "809016994374947/1000000000000000"])),
        computed(sub(cosine("1/3"), ["number", "1/2"])),
        "checker",
        "the comparison of constants is false",
    ),
    "a_least_value_at_a_point_that_is_not_the_best": Wrong(
        value_is("2", point=("0", "1")),
        value_is("1"),
        "checker",
        "the point and the prices of the linear program differ in value",
    ),
    "a_least_value_at_a_point_outside": Wrong(
        value_is("0", point=("2", "-1")),
        value_is("1"),
        "checker",
        "the point does not meet the constraints of the linear program",
    ),
    "prices_that_exceed_a_cost": Wrong(
        value_is("2", prices=("2",)), value_is("1"), "checker", "the prices exceed a cost of the linear program"
    ),
    "a_bound_by_prices_where_nothing_meets_the_equations": Wrong(
        value_is("0", point=(), relation=">=0"),
        value_is("1", relation=">=0"),
        "checker",
        "a linear program or its witness has the wrong number of entries",
    ),
}

DISCRETE = SUMS | COUNTED | ENUMERATIONS | KRONECKER | CONSTANTS
