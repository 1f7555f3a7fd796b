"""R-Drop: run each input through dropout twice and ask the two predictions to agree.

A dropout network is a law over sub-models. Training averages their losses, inference averages their logits (exactly so
for dropout before the last layer). The penalty of R-Drop bounds the difference, and no smaller multiple of it does.
"""

from fractions import Fraction

from verify import (
    Post,
    at_least,
    at_most,
    discrete,
    equal,
    expectation,
    index,
    infinity,
    log,
    log_softmax,
    logsumexp,
    matrix,
    probabilities,
    setting,
    size,
    softmax,
    total,
)

POST = Post(
    "r_drop",
    "又是Dropout两次!这次它做到了有监督任务的SOTA",
    date="2021-07-01",
    url="https://kexue.fm/archives/8496",
)


def cross_entropy(logits, label):
    """Minus the log-probability of the label."""
    return logsumexp(logits) - logits[label]


def divergence(s, t):
    """Kullback-Leibler divergence between the predictions with logits s and t."""
    return total(softmax(s) * (log_softmax(s) - log_softmax(t)))


def symmetric_divergence(s, t):
    """The mean of the two divergences: the penalty of R-Drop for one pair of predictions."""
    return (divergence(s, t) + divergence(t, s)) / 2


submodels, classes = size("submodels"), size("classes")


@setting(p=probabilities(classes, positive=True), q=probabilities(classes, positive=True)).lemma(
    r"\sum_y p_y \log\frac{p_y}{q_y} \ge 0"
)
def divergence_is_not_negative(p, q):
    """The Kullback-Leibler divergence of two positive laws is not negative."""
    return at_least(total(p * (log(p) - log(q))), 0)


@setting(
    weights=probabilities(submodels, positive=True), logits=matrix(submodels, classes), label=index(classes)
).theorem(
    POST.sentence("一致性", 6),
    r"0 \le \mathbb{E}_s\bigl[-\log \operatorname{softmax}(s)_y\bigr] + \log \operatorname{softmax}(\mathbb{E}\,s)_y "
    r"\le \mathbb{E}_{s,s'}\, \tfrac12\bigl[\mathrm{KL}(s \| s') + \mathrm{KL}(s' \| s)\bigr]",
    relation="repaired",
)
def inference_gap(weights, logits, label, *, multiple=1):
    """Averaging logits at inference lowers the loss of every label, and by at most the expected R-Drop penalty."""
    submodel = discrete(logits, weights)
    training = expectation(lambda s: cross_entropy(s, label), s=submodel)
    inference = cross_entropy(expectation(lambda s: s, s=submodel), label)
    penalty = expectation(symmetric_divergence, s=submodel, t=submodel)
    return at_least(training - inference, 0), at_most(training - inference, multiple * penalty)


@inference_gap.proof
def gap_and_slack_are_divergences(goal):
    goal.generators()
    goal.apply(divergence_is_not_negative)


@inference_gap.equality_exactly_when
def all_submodels_agree(weights, logits, label):
    return equal(softmax(logits, axis=1), softmax(weights @ logits))


@inference_gap.approached(at=infinity)
def two_confident_submodels_that_disagree(a):
    return {"weights": [Fraction(1, 2), Fraction(1, 2)], "logits": [[a, 0], [0, a]], "label": 0}


inference_gap.neighbour(
    "half_the_penalty",  # what the expansion for small noise suggests
    multiple=Fraction(1, 2),
    witness={"weights": [Fraction(1, 2), Fraction(1, 2)], "logits": [[10, 0], [0, 10]], "label": 0},
)
inference_gap.neighbour(
    "ninety_nine_percent",
    multiple=Fraction(99, 100),
    witness={"weights": [Fraction(1, 2), Fraction(1, 2)], "logits": [[150, 0], [0, 150]], "label": 0},
)
