"""Can a Transformer be made wider without changing what it computes?

The post repeats every coordinate k times and divides by √k. Layer normalisation survives that if its ε is divided by
k. Rotary positions do not survive it, but another enlargement is lossless.
"""

from torch import nn
from torch.func import functional_call

from verify import (
    Post,
    absolute,
    concatenate,
    cos,
    equal,
    equal_up_to_rounding,
    exp,
    indices,
    integers,
    kronecker,
    log,
    matrix,
    mean,
    ones,
    positive,
    setting,
    sin,
    size,
    sqrt,
    stack,
    strictly_greater,
    subject,
    supremum,
    total,
    unit_vector,
    var,
    vector,
    zeros,
)
from verify.proof import enclosure, rows

POST = Post(
    "lossless_widening",
    "我们可以无损放大一个Transformer模型吗(一)",
    date="2021-06-02",
    url="https://kexue.fm/archives/8444",
)


# Layer normalisation


def widen(v, k):
    """Each coordinate k times, next to itself, divided by √k: the length of the vector stays the same."""
    return kronecker(v, ones(k)) / sqrt(k)


def layer_norm(x, gamma, beta, epsilon):
    """Layer normalisation with weight γ, bias β and ε under the root."""
    return gamma * (x - mean(x)) / sqrt(var(x) + epsilon) + beta


def layer_norm_with_unbiased_variance(x, gamma, beta, epsilon):
    """The same with the variance divided by d - 1."""
    return gamma * (x - mean(x)) / sqrt(var(x, unbiased=True) + epsilon) + beta


def from_module(module, x, gamma, beta, epsilon):
    """Call a module class with the signature of torch.nn.LayerNorm as if it were `layer_norm`."""
    return functional_call(module(len(x), eps=epsilon), {"weight": gamma, "bias": beta}, (x,))


d = size("d")
k = size("k")

layers = setting(k=k, x=vector(d), gamma=vector(d), beta=vector(d), epsilon=positive())


@layers.theorem(
    POST.sentence("LayerNorm", 1),
    r"\operatorname{LN}_{\varepsilon/k}(Rx; R\gamma, R\beta) = R \operatorname{LN}_{\varepsilon}(x; \gamma, \beta),"
    r"\quad R v = \tfrac1{\sqrt k}(v_1, \dots, v_1, \dots, v_d, \dots, v_d)",
    relation="repaired",
)
def widened_layer_norm(
    k, x, gamma, beta, epsilon, *, layer_norm=subject(layer_norm, adapters={nn.LayerNorm: from_module})
):
    """Widening commutes with layer normalisation if weight and bias are widened too and ε is divided by k."""
    wide = layer_norm(widen(x, k), widen(gamma, k), widen(beta, k), epsilon / k)
    return equal_up_to_rounding(wide, widen(layer_norm(x, gamma, beta, epsilon), k))


variance_equal_to_epsilon = {"k": 2, "x": [1, -1], "gamma": [1, 1], "beta": [0, 0], "epsilon": 1}

widened_layer_norm.proof(rows)
widened_layer_norm.neighbour(
    "unbiased_variance", layer_norm=layer_norm_with_unbiased_variance, witness=variance_equal_to_epsilon
)


@layers.erratum(
    POST.sentence("LayerNorm", 2),
    r"\operatorname{LN}_{\varepsilon}(Rx; R\gamma, R\beta) = R \operatorname{LN}_{\varepsilon}(x; \gamma, \beta)",
    how="counterexample",
    repaired_by=(widened_layer_norm,),
)
def layer_norm_with_the_same_epsilon(k, x, gamma, beta, epsilon):
    """Layer normalisation is widened without loss by widening its weight and bias and leaving ε as it is."""
    wide = layer_norm(widen(x, k), widen(gamma, k), widen(beta, k), epsilon)
    return equal(wide, widen(layer_norm(x, gamma, beta, epsilon), k))


layer_norm_with_the_same_epsilon.fails("a_variance_equal_to_epsilon", witness=variance_equal_to_epsilon)


# Rotary positions: a head is a list of pairs, and pair i of m turns by the angle position · base^(-i/m)


def rotate(pairs, position, base=10000):
    """Rotary position encoding of the pairs of one head at a position."""
    angles = position * exp(-log(base) * indices(pairs) / len(pairs))
    first, second = pairs[:, 0], pairs[:, 1]
    return stack(first * cos(angles) - second * sin(angles), first * sin(angles) + second * cos(angles), axis=1)


def score(query, key, i, j):
    """The attention score of a query at position i and a key at position j, scaled by the root of the head's size."""
    return total(rotate(query, i) * rotate(key, j)) / sqrt(2 * len(query))


def spread_pairs(pairs, k):
    """Pair i becomes pair k·i of a head k times as large, times the fourth root of k; all other pairs are zero."""
    return sqrt(sqrt(k)) * kronecker(pairs, unit_vector(k, 0))


def repeat_pairs(pairs, k):
    """Every pair k times, next to itself, scaled so that scores without positions are kept: the post's enlargement."""
    return kronecker(pairs, ones(k)) / sqrt(sqrt(k))


def pad_with_zero_pairs(pairs, k):
    """The old pairs first, times the fourth root of k, then zeros."""
    return sqrt(sqrt(k)) * concatenate(pairs, zeros((k - 1) * len(pairs), 2))


m = size("m")

heads = setting(k=k, query=matrix(m, 2), key=matrix(m, 2), i=integers(), j=integers())


@heads.theorem(
    POST.sentence("RoPE", 1),
    r"\langle R_i \tilde q, R_j \tilde k\rangle / \sqrt{kd} = \langle R_i q, R_j k\rangle / \sqrt d,"
    r"\quad \tilde q_{\kappa i} = \sqrt[4]{\kappa}\, q_i",
    relation="repaired",
)
def spread_pairs_keep_rotary_scores(k, query, key, i, j, *, enlarge=spread_pairs):
    """A head with rotary positions is enlarged without loss by moving pair i to place k·i and filling up with zeros."""
    return equal(score(enlarge(query, k), enlarge(key, k), i, j), score(query, key, i, j))


spread_pairs_keep_rotary_scores.proof(rows)
spread_pairs_keep_rotary_scores.neighbour(
    "repeated_pairs", enlarge=repeat_pairs, witness={"k": 2, "query": [[1, 0]], "key": [[1, 0]], "i": 1, "j": 0}
)
spread_pairs_keep_rotary_scores.neighbour(
    "padded_at_the_end",
    enlarge=pad_with_zero_pairs,
    witness={"k": 2, "query": [[0, 0], [1, 0]], "key": [[0, 0], [1, 0]], "i": 1, "j": 0},
)


def largest_change_of_a_score(pairs, k, enlarge):
    """How far a score can move when a head of so many pairs is enlarged k times."""

    def change(query, key, i, j):
        return absolute(score(enlarge(query, k), enlarge(key, k), i, j) - score(query, key, i, j))

    return supremum(change, query=matrix(pairs, 2), key=matrix(pairs, 2), i=integers(), j=integers())


larger_heads = setting(pairs=m, k=size("k", at_least=2))


@larger_heads.theorem(
    POST.sentence("RoPE", 2),
    r"\sup_{q,k,i,j} \bigl| s(\tilde q, \tilde k, i, j) - s(q, k, i, j) \bigr| > 0",
    relation="specialised",
)
def repeated_pairs_change_rotary_scores(pairs, k, *, enlarge=repeat_pairs):
    """Repeating the pairs inside a head changes its rotary scores, whatever the size of the head."""
    return strictly_greater(largest_change_of_a_score(pairs, k, enlarge), 0)


@repeated_pairs_change_rotary_scores.proof
def one_position_apart(goal):
    goal.choose({"i": 1, "j": 0})
    enclosure(goal)


repeated_pairs_change_rotary_scores.neighbour("spread_pairs", enlarge=spread_pairs, witness={"pairs": 1, "k": 2})


@larger_heads.erratum(
    POST.sentence("RoPE", 3),
    r"\forall E:\ \sup_{q,k,i,j} \bigl| s(Eq, Ek, i, j) - s(q, k, i, j) \bigr| > 0",
    how="construction",
    repaired_by=(spread_pairs_keep_rotary_scores, repeated_pairs_change_rotary_scores),
)
def rotary_heads_cannot_be_enlarged(pairs, k, *, enlarge=repeat_pairs):
    """With rotary positions no enlargement of a head keeps all scores."""
    return strictly_greater(largest_change_of_a_score(pairs, k, enlarge), 0)


rotary_heads_cannot_be_enlarged.fails("spread_pairs", enlarge=spread_pairs, witness={"pairs": 1, "k": 2})
