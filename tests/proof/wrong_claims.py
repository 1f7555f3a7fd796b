"""Whole claims with wrong proofs, in `planted.py`, and who refuses them when a stranger runs `verify run` on the file.

The planted thing is the theorem's name; what it cheats with says its own text.
"""

from tests.proof.wrong import Wrong

STATEMENT_HAS_NO_PROOF = "has no proof that the checker confirms by itself"

CLAIMS = {
    "a_conclusion_that_a_helper_without_a_proof_assumes": Wrong(
        "conclusion_assumed_by_a_helper", "honest", "step", f"planted.helper_without_proof {STATEMENT_HAS_NO_PROOF}"
    ),
    "a_theorem_outside_its_hypotheses": Wrong(
        "theorem_used_outside_its_hypotheses", "honest", "step", "its hypothesis >0 was not found to follow"
    ),
    "two_theorems_that_prove_each_other": Wrong(
        "first_of_a_circle", "honest", "step", f"planted.second_of_a_circle {STATEMENT_HAS_NO_PROOF}"
    ),
    "a_theorem_that_proves_itself": Wrong(
        "theorem_used_in_its_own_proof", "honest", "step", "is used in its own proof; prove it without itself"
    ),
    "a_branch_that_is_dropped": Wrong("branch_dropped", "honest", "prover", "1 of 2 goals are open"),
    "a_hypothesis_that_the_proof_adds": Wrong(
        "symbol_assumed_positive", "honest", "checker", "the certificate is for other goals"
    ),
    "an_easy_goal_under_the_number_of_another": Wrong(
        "goal_exchanged_for_an_easy_one", "honest", "checker", "the certificate is for other goals"
    ),
    "a_closure_by_decree": Wrong("closure_written_by_the_author", "honest", "checker", "it has no facts"),
    "a_refusal_that_is_swallowed": Wrong("refusal_swallowed", "honest", "prover", "1 of 1 goals are open"),
    "a_human_step_that_hides_a_false_goal": Wrong(
        "human_step_hides_a_false_goal", "honest", "falsifier", "1/16 ≥ 1/4 is false"
    ),
    "a_helper_that_nobody_proves": Wrong("helper_without_proof", "honest", "falsifier", "-1 ≥ 0 is false"),
    "an_equality_where_there_is_none": Wrong(
        "equality_claimed_where_there_is_none", "honest", "judge", "no relation holds with equality: 2 ≥ 1"
    ),
    "a_neighbour_that_is_true": Wrong("neighbour_that_is_true", "honest", "judge", "its witness does not refute it"),
    "assumptions_that_contradict_each_other": Wrong(
        "contradictory_assumptions", "honest", "tracer", "no sample point meets the hypotheses"
    ),
    "an_induction_without_a_base": Wrong(
        "induction_without_a_base", "honest", "step", "the goal is false at {'n': '0'}"
    ),
    "an_induction_whose_step_fails": Wrong(
        "induction_whose_step_fails", "honest", "step", "the goal is false at {'n': '6'}"
    ),
    "an_enclosure_of_the_wrong_sign": Wrong(
        "enclosure_that_is_too_wide", "honest", "step", "the goal is false; mend the statement"
    ),
    "a_statement_that_asks_what_it_is_given": Wrong(
        "statement_that_asks_its_value", "honest", "tracer", "a value of letters would leak to float"
    ),
    "a_weaker_statement_under_the_old_name": Wrong(
        "statement_that_was_weakened", "honest", "plugin", "the statement is not the one that was recorded"
    ),
    "a_proof_that_replaces_the_checker": Wrong("checker_replaced", "honest", "checker", "it has no facts"),
    "a_bisection_out_of_which_the_author_takes_a_box": Wrong(
        "box_left_out", "honest", "checker", "on a cell the values do not have the sign that is claimed for sure"
    ),
    "a_reduction_of_which_the_author_shows_one_end": Wrong(
        "slope_forgotten", "honest", "checker", "monotone needs a closure for each of 2 goals"
    ),
    "two_solvers_whose_silence_is_taken_for_a_proof": Wrong(
        "no_solver_names_a_counterexample", "honest", "checker", "it has no facts"
    ),
    "a_sum_of_squares_of_the_neighbour": Wrong(
        "certificate_of_its_neighbour", "honest", "checker", "the identity does not hold"
    ),
    "a_construction_that_is_near": Wrong(
        "construction_that_is_near", "honest_construction", "step", "the two sides differ as rational functions"
    ),
    "a_construction_outside_its_domain": Wrong(
        "construction_outside_its_domain",
        "honest_construction",
        "step",
        "no sum of squares and products of hypotheses was found",
    ),
}
