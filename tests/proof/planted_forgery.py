"""A claim whose proof replaces the checker. Claims are code and may do so; `verify recheck` is another process."""

from verify import Post, at_least, real, setting
from verify.proof import checker

POST = Post("planted_forgery", "A proof that replaces the checker")


@setting(x=real()).theorem(POST.sentence("planted", 1), r"x^2 \ge 1")
def checker_replaced(x):
    """Squares are at least 1, says a checker of the author's own."""
    return at_least(x**2, 1)


@checker_replaced.proof
def by_another_checker(goal):
    goal._ledger.closures[0] = {"goal": 0, "step": "squares", "rests_on": "checker", "facts": []}
    checker.proofs.check_closure = lambda *_: None
