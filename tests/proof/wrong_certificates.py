"""Certificates of false goals, made by hand, each beside the certificate of a true goal that it almost is."""

from tests.proof.by_hand import (
    ELEVEN,
    FIRST,
    GRAM,
    HALF,
    MANY,
    MINUS_ONE,
    MINUS_SQUARE,
    NUMBER,
    ONE,
    ONES,
    RATIO,
    RECIPROCAL,
    SECOND,
    SHIFTED,
    SUM_IS_ONE,
    TALL,
    TOTAL,
    WIDE,
    A,
    B,
    C,
    K,
    R,
    S,
    U,
    V,
    X,
    Y,
    closing,
    fact,
    goal_of,
    letter,
    mean_of,
    positive_power,
    power_of,
    product_of,
    product_of_traces,
    root_of,
    same,
    squared,
    summand,
    trace_of,
    transposed,
    with_an_equation,
)
from tests.proof.wrong import Wrong

CERTIFICATES = {
    "a_square_of_a_quotient": Wrong(
        closing(
            goal_of((">=0", MINUS_ONE), (">=0", MINUS_SQUARE)),
            fact((">=0", MINUS_ONE), summand("1", 0, squares=[RECIPROCAL])),
            x="0",
        ),
        closing(
            goal_of((">=0", ["neg", ["pow", X, 4]]), (">=0", MINUS_SQUARE)),
            fact((">=0", ["neg", ["pow", X, 4]]), summand("1", 0, squares=[X])),
            x="0",
        ),
        "checker",
        "on the way something has a value only if ['symbol', 'x'] is !=0, which no fact says",
    ),
    "a_square_of_a_negative_power": Wrong(
        closing(
            goal_of((">=0", MINUS_ONE), (">=0", MINUS_SQUARE)),
            fact((">=0", MINUS_ONE), summand("1", 0, squares=[power_of(X, MINUS_ONE)])),
            x="0",
        ),
        closing(
            goal_of((">=0", ["pow", power_of(["number", "2"], K), 2]), integers=["k"]),
            fact(
                (">=0", ["pow", power_of(["number", "2"], K), 2]), summand("1", squares=[power_of(["number", "2"], K)])
            ),
        ),
        "checker",
        "on the way something has a value only if ['symbol', 'x'] is >0, which no fact says",
    ),
    "a_quotient_on_the_way": Wrong(
        closing(
            goal_of((">=0", MINUS_ONE), (">=0", MINUS_SQUARE)),
            fact(
                (">=0", ["mul", MINUS_SQUARE, ["mul", RECIPROCAL, RECIPROCAL]]), summand("1", 0, squares=[RECIPROCAL])
            ),
            fact((">=0", MINUS_ONE), summand("1", 1)),
            x="0",
        ),
        closing(
            goal_of((">=0", MINUS_SQUARE), (">=0", MINUS_SQUARE)),
            fact((">=0", ["add", MINUS_SQUARE, ONE]), summand("1", 0), summand("1")),
            fact((">=0", MINUS_SQUARE), summand("1", 0)),
            x="0",
        ),
        "checker",
        "on the way something has a value only if ['symbol', 'x'] is !=0, which no fact says",
    ),
    "a_conclusion_without_a_value": Wrong(
        closing(goal_of(("=0", ["sub", ["div", X, X], ONE])), fact(("=0", ["sub", ["div", X, X], ONE]))),
        closing(
            goal_of(("=0", ["sub", ["div", X, X], ONE]), (">0", X)),
            fact(("=0", ["sub", ["div", X, X], ONE])),
            x="1",
        ),
        "checker",
        "nothing shows that ['symbol', 'x'] is !=0",
    ),
    "a_division_by_what_is_not_negative": Wrong(
        closing(
            goal_of((">=0", ["sub", X, ONE]), (">=0", ["mul", X, ["sub", X, ONE]]), (">=0", X)),
            fact((">=0", ["sub", X, ONE]), summand("1", 0), over=[1]),
            x="0",
        ),
        closing(
            goal_of((">=0", ["sub", X, ONE]), (">=0", ["mul", X, ["sub", X, ONE]]), (">0", X)),
            fact((">=0", ["sub", X, ONE]), summand("1", 0), over=[1]),
            x="1",
        ),
        "checker",
        "it divides by what is not known to have a sign",
    ),
    "a_division_by_what_is_not_zero": Wrong(
        closing(
            goal_of((">=0", ["sub", X, ONE]), (">=0", ["mul", X, ["sub", X, ONE]]), ("!=0", X)),
            fact((">=0", ["sub", X, ONE]), summand("1", 0), over=[1]),
            x="-1",
        ),
        closing(
            goal_of(("=0", ["sub", X, ONE]), ("=0", ["mul", X, ["sub", X, ONE]]), ("!=0", X)),
            fact(("=0", ["sub", X, ONE]), summand("1", 0), over=[1]),
            x="1",
        ),
        "checker",
        "it divides by what is not known to have a sign",
    ),
    "a_strict_bound_from_a_square": Wrong(
        closing(goal_of((">0", ["pow", X, 2])), fact((">0", ["pow", X, 2]), summand("1", squares=[X]))),
        closing(goal_of((">=0", ["pow", X, 2])), fact((">=0", ["pow", X, 2]), summand("1", squares=[X]))),
        "checker",
        "no summand is positive for sure",
    ),
    "a_strict_bound_from_a_summand_of_weight_zero": Wrong(
        closing(goal_of((">0", ["pow", X, 2])), fact((">0", ["pow", X, 2]), summand("1", squares=[X]), summand("0"))),
        closing(
            goal_of((">0", ["add", ["pow", X, 2], ONE])),
            fact((">0", ["add", ["pow", X, 2], ONE]), summand("1", squares=[X]), summand("1")),
        ),
        "checker",
        "no summand is positive for sure",
    ),
    "a_strict_bound_from_a_bound": Wrong(
        closing(goal_of((">0", X), (">=0", X)), fact((">0", X), summand("1", 0)), x="0"),
        closing(goal_of((">0", X), (">0", X)), fact((">0", X), summand("1", 0)), x="1"),
        "checker",
        "no summand is positive for sure",
    ),
    "a_negative_weight": Wrong(
        closing(goal_of((">=0", ["neg", X]), (">=0", X)), fact((">=0", ["neg", X]), summand("-1", 0)), x="1"),
        closing(goal_of(("=0", ["neg", X]), ("=0", X)), fact(("=0", ["neg", X]), summand("-1", 0)), x="0"),
        "checker",
        "a summand may be negative",
    ),
    "a_sign_from_what_is_not_zero": Wrong(
        closing(goal_of((">=0", X), ("!=0", X)), fact((">=0", X), summand("1", 0)), x="-1"),
        closing(goal_of(("!=0", X), ("!=0", X)), fact(("!=0", X), summand("1", 0)), x="-1"),
        "checker",
        "a summand may be negative",
    ),
    "a_sum_of_what_is_not_zero": Wrong(
        closing(
            goal_of(("!=0", ["add", X, Y]), ("!=0", X), ("!=0", Y)),
            fact(("!=0", ["add", X, Y]), summand("1", 0), summand("1", 1)),
            x="1",
            y="1",
        ),
        closing(
            goal_of(("!=0", ["mul", X, Y]), ("!=0", X), ("!=0", Y)),
            fact(("!=0", ["mul", X, Y]), summand("1", 0, 1)),
            x="1",
            y="1",
        ),
        "checker",
        "a product that is not 0 has one summand",
    ),
    "not_zero_of_an_empty_sum": Wrong(
        closing(goal_of(("!=0", ["sub", X, X])), fact(("!=0", ["sub", X, X]))),
        closing(
            goal_of(("!=0", ["sub", ["sub", X, X], ONE])), fact(("!=0", ["sub", ["sub", X, X], ONE]), summand("-1"))
        ),
        "checker",
        "a product that is not 0 has one summand",
    ),
    "not_zero_of_a_square": Wrong(
        closing(goal_of(("!=0", ["pow", X, 2])), fact(("!=0", ["pow", X, 2]), summand("1", squares=[X]))),
        closing(goal_of(("!=0", ["pow", X, 2]), ("!=0", X)), fact(("!=0", ["pow", X, 2]), summand("1", 0, 0)), x="-1"),
        "checker",
        "a product that is not 0 has one summand",
    ),
    "an_equation_from_a_bound": Wrong(
        closing(goal_of(("=0", X), (">=0", X)), fact(("=0", X), summand("1", 0)), x="1"),
        closing(goal_of(("=0", X), ("=0", X)), fact(("=0", X), summand("1", 0)), x="0"),
        "checker",
        "a summand may differ from 0",
    ),
    "a_fact_that_comes_later": Wrong(
        closing(goal_of((">=0", X)), fact((">=0", X), summand("1", 0))),
        closing(goal_of((">=0", X), (">=0", X)), fact((">=0", X), summand("1", 0)), x="0"),
        "checker",
        "there is no earlier fact 0",
    ),
    "another_conclusion": Wrong(
        closing(goal_of((">=0", MINUS_ONE)), fact((">=0", ONE), summand("1"))),
        closing(goal_of((">=0", ONE)), fact((">=0", ONE), summand("1"))),
        "checker",
        "its last fact is not the conclusion of the goal",
    ),
    "a_real_exponent": Wrong(
        closing(goal_of((">0", power_of(["number", "2"], K))), positive_power(power_of(["number", "2"], K))),
        closing(
            goal_of((">0", power_of(["number", "2"], K)), integers=["k"]), positive_power(power_of(["number", "2"], K))
        ),
        "checker",
        "an exponent is no sum of integers",
    ),
    "a_power_of_a_negative_number": Wrong(
        closing(
            goal_of((">0", power_of(["number", "-2"], K)), integers=["k"]),
            positive_power(power_of(["number", "-2"], K)),
        ),
        closing(
            goal_of((">0", power_of(["number", "1/2"], K)), integers=["k"]),
            positive_power(power_of(["number", "1/2"], K)),
        ),
        "checker",
        "nothing shows that ['number', '-2'] is >0",
    ),
    "a_power_of_a_base_of_no_sign": Wrong(
        closing(
            goal_of((">0", power_of(X, K)), (">=0", X), integers=["k"]),
            positive_power(power_of(X, K), base=0),
            x="1",
            k="1",
        ),
        closing(
            goal_of((">0", power_of(X, K)), (">0", X), integers=["k"]),
            positive_power(power_of(X, K), base=0),
            x="1",
            k="1",
        ),
        "checker",
        "nothing shows that ['symbol', 'x'] is >0",
    ),
    "a_power_whose_base_is_another_one": Wrong(
        closing(
            goal_of((">0", power_of(X, K)), (">0", Y), integers=["k"]),
            positive_power(power_of(X, K), base=0),
            x="1",
            y="1",
            k="1",
        ),
        closing(
            goal_of((">0", power_of(Y, K)), (">0", Y), integers=["k"]),
            positive_power(power_of(Y, K), base=0),
            y="1",
            k="1",
        ),
        "checker",
        "nothing shows that ['symbol', 'x'] is >0",
    ),
    "half_an_exponent": Wrong(
        closing(
            goal_of(
                ("=0", ["sub", power_of(X, ["mul", ["number", "1/2"], K]), power_of(X, ["mul", ["number", "1/2"], K])]),
                (">0", X),
                integers=["k"],
            ),
            fact(
                ("=0", ["sub", power_of(X, ["mul", ["number", "1/2"], K]), power_of(X, ["mul", ["number", "1/2"], K])])
            ),
            x="1",
            k="1",
        ),
        closing(
            goal_of(
                ("=0", ["sub", power_of(X, ["add", ONE, K]), ["mul", X, power_of(X, K)]]), (">0", X), integers=["k"]
            ),
            fact(("=0", ["sub", power_of(X, ["add", ONE, K]), ["mul", X, power_of(X, K)]])),
            x="1",
            k="1",
        ),
        "checker",
        "an exponent has a coefficient that is no small integer",
    ),
    "contradictory_hypotheses": Wrong(
        closing(
            goal_of((">=0", MINUS_ONE), (">0", X), (">0", ["neg", X])),
            fact((">=0", MINUS_ONE), summand("1", 0), summand("1", 1), summand("-1")),
            x="1",
        ),
        closing(goal_of((">=0", ONE), (">0", X)), fact((">=0", ONE), summand("1")), x="1"),
        "checker",
        "a summand may be negative",
    ),
    "a_trace_that_is_cut_where_there_is_no_number": Wrong(
        closing(*same(trace_of(*[each for u in MANY for each in (transposed(u), u)]), product_of_traces(*MANY))),
        closing(*same(trace_of(*[each for u in (U, V) for each in (transposed(u), u)]), product_of_traces(U, V))),
        "checker",
        "the identity does not hold",
    ),
    "a_number_that_is_dropped": Wrong(
        closing(*same(trace_of(U, transposed(U), V, transposed(V)), trace_of(transposed(U), V))),
        closing(*same(trace_of(U, transposed(U), V, transposed(V)), squared(trace_of(transposed(U), V)))),
        "checker",
        "the identity does not hold",
    ),
    "a_trace_that_is_cut_one_letter_too_late": Wrong(
        closing(*same(trace_of(A, FIRST, B, SECOND), ["mul", trace_of(B, FIRST), trace_of(A, SECOND)])),
        closing(
            *same(
                trace_of(A, FIRST, B, SECOND),
                ["mul", trace_of(transposed(V), B, V), trace_of(transposed(U), A, U)],
            )
        ),
        "checker",
        "the identity does not hold",
    ),
    "a_size_that_begins_with_one": Wrong(
        closing(*same(trace_of(*[each for u in ELEVEN for each in (transposed(u), u)]), product_of_traces(*ELEVEN))),
        closing(*same(trace_of(*[each for u in (U, V) for each in (transposed(u), u)]), product_of_traces(U, V))),
        "checker",
        "the identity does not hold",
    ),
    "a_letter_before_the_first_number_that_is_dropped": Wrong(
        closing(*same(trace_of(A, U, transposed(V)), trace_of(U, transposed(V)))),
        closing(*same(trace_of(A, U, transposed(V)), trace_of(transposed(V), A, U))),
        "checker",
        "the identity does not hold",
    ),
    "a_number_that_is_its_square": Wrong(
        closing(*same(trace_of(NUMBER, NUMBER), trace_of(NUMBER))),
        closing(*same(trace_of(NUMBER, NUMBER), squared(trace_of(NUMBER)))),
        "checker",
        "the identity does not hold",
    ),
    "a_matrix_between_vectors_that_is_transposed": Wrong(
        closing(*same(trace_of(transposed(U), A, V), trace_of(transposed(V), A, U))),
        closing(*same(trace_of(transposed(U), A, V), trace_of(transposed(V), transposed(A), U))),
        "checker",
        "the identity does not hold",
    ),
    "numbers_of_two_words_that_are_exchanged": Wrong(
        closing(
            *same(
                trace_of(transposed(U), U, transposed(V), A, V),
                ["mul", trace_of(transposed(U), V), trace_of(transposed(U), A, V)],
            )
        ),
        closing(
            *same(
                trace_of(transposed(U), U, transposed(V), A, V),
                ["mul", trace_of(transposed(U), U), trace_of(transposed(V), A, V)],
            )
        ),
        "checker",
        "the identity does not hold",
    ),
    "matrices_of_rank_one_that_commute": Wrong(
        closing(*same(product_of(U, transposed(V), V, transposed(U)), product_of(V, transposed(U), U, transposed(V)))),
        closing(*same(trace_of(U, transposed(V), V, transposed(U)), trace_of(V, transposed(U), U, transposed(V)))),
        "checker",
        "the two matrices differ in a word",
    ),
    "probabilities_that_sum_to_two": Wrong(
        closing(
            goal_of(("=0", ["sub", TOTAL, ["number", "2"]]), SUM_IS_ONE),
            fact(("=0", ["sub", TOTAL, ["number", "2"]]), summand("1", 0)),
            **HALF,
        ),
        closing(
            goal_of(("=0", ["sub", squared(TOTAL), TOTAL]), SUM_IS_ONE, (">=0", TOTAL)),
            fact(("=0", ["sub", squared(TOTAL), TOTAL]), summand("1", 0, 1)),
            **HALF,
        ),
        "checker",
        "the identity does not hold",
    ),
    "a_sum_of_probabilities_that_nothing_says": Wrong(
        closing(*same(squared(TOTAL), TOTAL)),
        closing(*same(squared(TOTAL), trace_of(transposed(ONES), R, R, ONES, transposed(ONES), R, R, ONES))),
        "checker",
        "the identity does not hold",
    ),
    "a_weight_that_may_be_negative": Wrong(
        closing(
            goal_of((">=0", trace_of(transposed(ONES), S, ONES))),
            {"relation": ">=0", "term": trace_of(transposed(ONES), S, ONES), "rule": "gram"},
        ),
        closing(
            goal_of((">=0", TOTAL)),
            {"relation": ">=0", "term": trace_of(transposed(["matmul", R, ONES]), ["matmul", R, ONES]), "rule": "gram"},
            fact((">=0", TOTAL), summand("1", 0)),
        ),
        "checker",
        "'gram' concludes trace(transpose(M) M) >= 0",
    ),
    "the_diagonal_of_a_matrix_of_another_size": Wrong(
        closing(
            goal_of(mean_of(letter("M", "m", "m")), mean_of(letter("M", "m", "m"))), fact(mean_of(A), summand("1", 0))
        ),
        closing(
            goal_of(mean_of(A), mean_of(A)),
            fact(mean_of(A), summand("1", 0)),
            **HALF,
            d=[["1"], ["1"]],
            A=[["1", "0"], ["0", "1"]],
        ),
        "checker",
        "the shapes in matmul do not fit",
    ),
    "an_equation_with_the_wrong_sign": Wrong(
        with_an_equation(("=0", ["add", squared(X), ONE]), "1/4"),
        with_an_equation(("=0", ["sub", squared(X), ONE]), "-1/4"),
        "checker",
        "the identity does not hold",
    ),
    "a_bound_from_an_equation_of_the_wrong_sign": Wrong(
        with_an_equation((">=0", ["neg", ["add", squared(X), ONE]]), "-1/4"),
        with_an_equation(
            (">=0", ["mul", ["sub", X, ONE], ["add", squared(["div", X, ["number", "2"]]), SHIFTED]]), "1/4"
        ),
        "checker",
        "a summand may be negative",
    ),
    "a_root_without_a_value": Wrong(
        closing(*same(root_of(X), root_of(X))),
        closing(*same(root_of(X), root_of(X), (">=0", X)), x="0"),
        "checker",
        "nothing shows that ['symbol', 'x'] is >=0",
    ),
    "a_root_in_a_square_on_the_way": Wrong(
        closing(goal_of((">=0", X)), fact((">=0", X), summand("1", squares=[root_of(X)]))),
        closing(goal_of((">=0", X), (">=0", X)), fact((">=0", X), summand("1", squares=[root_of(X)])), x="0"),
        "checker",
        "on the way something has a value only if ['symbol', 'x'] is >=0, which no fact says",
    ),
    "the_square_of_a_root": Wrong(
        closing(*same(squared(root_of(X)), squared(X), (">=0", X)), x="1"),
        closing(*same(squared(root_of(X)), X, (">=0", X)), x="1"),
        "checker",
        "the identity does not hold",
    ),
    "the_root_of_a_square": Wrong(
        closing(*same(root_of(squared(X)), X, (">=0", squared(X))), x="-1"),
        closing(*same(squared(root_of(squared(X))), squared(X), (">=0", squared(X))), x="-1"),
        "checker",
        "the identity does not hold",
    ),
    "the_root_of_a_quotient": Wrong(
        closing(*same(squared(root_of(RATIO)), X, (">0", X), (">=0", RATIO)), x="1"),
        closing(*same(["mul", squared(root_of(RATIO)), X], ONE, (">0", X), (">=0", RATIO)), x="1"),
        "checker",
        "the identity does not hold",
    ),
    "a_fifth_power_of_a_root": Wrong(
        closing(*same(["pow", root_of(X), 5], squared(X), (">=0", X)), x="1"),
        closing(*same(["pow", root_of(X), 5], ["mul", squared(X), root_of(X)], (">=0", X)), x="1"),
        "checker",
        "the identity does not hold",
    ),
    "a_root_that_is_positive": Wrong(
        closing(
            goal_of((">0", root_of(X)), (">=0", X)),
            {"relation": ">0", "term": root_of(X), "rule": "root", "of": 0},
            x="0",
        ),
        closing(
            goal_of((">0", root_of(X)), (">0", X)),
            {"relation": ">0", "term": root_of(X), "rule": "root", "of": 0},
            x="1",
        ),
        "checker",
        "the sign of what the root is taken of is not known",
    ),
    "a_root_that_is_positive_because_something_else_is": Wrong(
        closing(
            goal_of((">0", root_of(X)), (">=0", X), (">0", Y)),
            {"relation": ">0", "term": root_of(X), "rule": "root", "of": 1},
            x="0",
            y="1",
        ),
        closing(
            goal_of((">=0", root_of(X)), (">=0", X), (">0", Y)),
            {"relation": ">=0", "term": root_of(X), "rule": "root", "of": 0},
            x="0",
            y="1",
        ),
        "checker",
        "the sign of what the root is taken of is not known",
    ),
    "a_root_that_is_zero": Wrong(
        closing(
            goal_of(("=0", root_of(X)), (">=0", X)),
            {"relation": "=0", "term": root_of(X), "rule": "root", "of": 0},
            x="1",
        ),
        closing(
            goal_of((">=0", root_of(X)), (">=0", X)),
            {"relation": ">=0", "term": root_of(X), "rule": "root", "of": 0},
            x="1",
        ),
        "checker",
        "'root' concludes sqrt(t) > 0 or sqrt(t) >= 0",
    ),
    "an_unknown_function_of_what_has_no_value": Wrong(
        closing(*same(["apply", "F", "0", RATIO], ["apply", "F", "0", RATIO])),
        closing(*same(["apply", "F", "0", X], ["apply", "F", "0", X])),
        "checker",
        "nothing shows that ['symbol', 'x'] is !=0",
    ),
    "an_unknown_function_at_two_points": Wrong(
        closing(*same(["apply", "F", "0", X], ["apply", "F", "0", Y])),
        closing(*same(["mul", ["apply", "F", "0", X], Y], ["mul", Y, ["apply", "F", "0", X]])),
        "checker",
        "the identity does not hold",
    ),
    "a_derivative_that_is_the_function": Wrong(
        closing(*same(["apply", "F", "1", X], ["apply", "F", "0", X])),
        closing(*same(["apply", "F", "1", X], ["apply", "F", "1", X])),
        "checker",
        "the identity does not hold",
    ),
    "matrices_that_commute": Wrong(
        closing(*same(product_of(A, B), product_of(B, A))),
        closing(*same(product_of(A, product_of(B, C)), product_of(product_of(A, B), C))),
        "checker",
        "the two matrices differ in a word",
    ),
    "a_transpose_that_keeps_the_order": Wrong(
        closing(*same(transposed(product_of(A, B)), product_of(transposed(A), transposed(B)))),
        closing(
            *same(
                transposed(product_of(WIDE, letter("K", "m", "k"))),
                product_of(transposed(letter("K", "m", "k")), transposed(WIDE)),
            )
        ),
        "checker",
        "the two matrices differ in a word",
    ),
    "a_matrix_that_is_its_transpose": Wrong(
        closing(*same(transposed(A), A)),
        closing(*same(transposed(S), S)),
        "checker",
        "the two matrices differ in a word",
    ),
    "a_transpose_of_a_transpose": Wrong(
        closing(*same(transposed(transposed(A)), transposed(A))),
        closing(*same(transposed(transposed(A)), A)),
        "checker",
        "the two matrices differ in a word",
    ),
    "a_symmetric_matrix_that_is_not_square": Wrong(
        closing(*same(*[letter("S", "n", "m", "symmetric")] * 2)),
        closing(*same(*[letter("S", "n", "n", "symmetric")] * 2)),
        "checker",
        "a symmetric letter is not square",
    ),
    "a_product_of_shapes_that_do_not_fit": Wrong(
        closing(*same(product_of(WIDE, WIDE), product_of(WIDE, WIDE))),
        closing(*same(product_of(WIDE, TALL), product_of(WIDE, TALL))),
        "checker",
        "the shapes in matmul do not fit",
    ),
    "a_sum_of_shapes_that_do_not_fit": Wrong(
        closing(*same(["add", WIDE, TALL], ["add", WIDE, TALL])),
        closing(*same(["add", WIDE, WIDE], ["scale", ["number", "2"], WIDE])),
        "checker",
        "the shapes in add do not fit",
    ),
    "two_matrices_of_one_name": Wrong(
        closing(*same(trace_of(A), trace_of(letter("A", "m", "m")))),
        closing(*same(trace_of(A), trace_of(A))),
        "checker",
        "the identity does not hold",
    ),
    "a_trace_of_what_is_not_square": Wrong(
        closing(*same(trace_of(WIDE), trace_of(WIDE))),
        closing(*same(trace_of(WIDE, TALL), trace_of(TALL, WIDE))),
        "checker",
        "a trace of what is not square",
    ),
    "a_trace_of_factors_in_another_order": Wrong(
        closing(*same(trace_of(A, B, C), trace_of(A, C, B))),
        closing(*same(trace_of(A, B, C), trace_of(transposed(A), transposed(C), transposed(B)))),
        "checker",
        "the identity does not hold",
    ),
    "a_trace_of_a_product_that_is_a_product_of_traces": Wrong(
        closing(*same(trace_of(A, B), ["mul", trace_of(A), trace_of(B)])),
        closing(*same(trace_of(["add", A, B]), ["add", trace_of(A), trace_of(B)])),
        "checker",
        "the identity does not hold",
    ),
    "the_identity_of_another_size": Wrong(
        closing(*same(product_of(WIDE, ["identity", "n"]), WIDE)),
        closing(*same(product_of(WIDE, ["identity", "m"]), WIDE)),
        "checker",
        "the shapes in matmul do not fit",
    ),
    "a_trace_of_an_identity_that_is_one": Wrong(
        closing(*same(trace_of(["identity", "n"]), ONE)),
        closing(*same(trace_of(["scale", X, ["identity", "n"]]), ["mul", X, trace_of(["identity", "n"])])),
        "checker",
        "the identity does not hold",
    ),
    "a_multiple_of_a_matrix": Wrong(
        closing(*same(["scale", X, A], ["scale", Y, A])),
        closing(*same(["scale", ["mul", X, Y], A], ["scale", Y, ["scale", X, A]])),
        "checker",
        "the two matrices differ in a word",
    ),
    "a_multiple_by_what_has_no_value": Wrong(
        closing(*same(["scale", RATIO, A], ["scale", RATIO, A])),
        closing(*same(["scale", RATIO, A], ["scale", RATIO, A], (">0", X)), x="1"),
        "checker",
        "nothing shows that ['symbol', 'x'] is !=0",
    ),
    "an_inequality_of_matrices": Wrong(
        closing(goal_of((">=0", ["sub", A, A])), fact((">=0", ["sub", A, A]))),
        closing(goal_of(("=0", ["sub", A, A])), fact(("=0", ["sub", A, A]))),
        "checker",
        "of matrices only equations are checked, word by word",
    ),
    "a_trace_of_two_matrices_that_is_not_negative": Wrong(
        closing(
            goal_of((">=0", trace_of(transposed(A), B))),
            {"relation": ">=0", "term": trace_of(transposed(A), B), "rule": "gram"},
        ),
        closing(goal_of(GRAM), {"relation": GRAM[0], "term": GRAM[1], "rule": "gram"}),
        "checker",
        "'gram' concludes trace(transpose(M) M) >= 0",
    ),
    "a_trace_of_a_square_that_is_not_negative": Wrong(
        closing(goal_of((">=0", trace_of(A, A))), {"relation": ">=0", "term": trace_of(A, A), "rule": "gram"}),
        closing(
            goal_of((">=0", trace_of(transposed(product_of(A, B)), product_of(A, B)))),
            {"relation": ">=0", "term": trace_of(transposed(product_of(A, B)), product_of(A, B)), "rule": "gram"},
        ),
        "checker",
        "'gram' concludes trace(transpose(M) M) >= 0",
    ),
    "a_trace_of_a_gram_matrix_that_is_positive": Wrong(
        closing(goal_of((">0", GRAM[1])), {"relation": ">0", "term": GRAM[1], "rule": "gram"}),
        closing(
            goal_of((">=0", ["add", GRAM[1], ONE])),
            {"relation": ">=0", "term": GRAM[1], "rule": "gram"},
            fact((">=0", ["add", GRAM[1], ONE]), summand("1", 0), summand("1")),
        ),
        "checker",
        "'gram' concludes trace(transpose(M) M) >= 0",
    ),
    "a_gram_matrix_of_what_has_no_value": Wrong(
        closing(
            goal_of((">=0", trace_of(transposed(["scale", RATIO, A]), ["scale", RATIO, A]))),
            {"relation": ">=0", "term": trace_of(transposed(["scale", RATIO, A]), ["scale", RATIO, A]), "rule": "gram"},
        ),
        closing(
            goal_of((">=0", trace_of(transposed(["scale", X, A]), ["scale", X, A]))),
            {"relation": ">=0", "term": trace_of(transposed(["scale", X, A]), ["scale", X, A]), "rule": "gram"},
        ),
        "checker",
        "nothing shows that ['symbol', 'x'] is !=0",
    ),
    "a_gram_matrix_of_what_cannot_be_read": Wrong(
        closing(
            goal_of(
                (
                    ">=0",
                    trace_of(transposed(["scale", ["mul", X, ["abs", X]], A]), ["scale", ["mul", X, ["abs", X]], A]),
                )
            ),
            {
                "relation": ">=0",
                "term": trace_of(
                    transposed(["scale", ["mul", X, ["abs", X]], A]), ["scale", ["mul", X, ["abs", X]], A]
                ),
                "rule": "gram",
            },
        ),
        closing(goal_of(GRAM), {"relation": GRAM[0], "term": GRAM[1], "rule": "gram"}),
        "checker",
        "the checker has no abs with 1 arguments",
    ),
}

# the same goals before Coq, with a script made from a certificate that the checker did not see
COQ = {
    f"{name}_before_coq": CERTIFICATES[name]._replace(by="Coq", words=words)
    for name, words in {
        "a_strict_bound_from_a_bound": '"0 <= 1 * x0" while it is expected to have type "0 < 1 * x0"',
        "not_zero_of_an_empty_sum": 'it is expected to have type "0 <> 0"',
        "another_conclusion": 'it is expected to have type "0 <= -1"',
        "an_equation_with_the_wrong_sign": "not a valid field equation",
        "the_root_of_a_square": "not a valid field equation",
        "a_root_that_is_positive": 'has type "0 <= x0" while it is expected to have type "0 < x0"',
        "a_root_that_is_zero": 'has type "0 <= sqrt x0"',
    }.items()
}
