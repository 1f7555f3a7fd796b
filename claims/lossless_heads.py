"""What becomes of attention, of heads over the vocabulary, and of rotary positions when a Transformer is widened."""

from fractions import Fraction

from claims.lossless_widening import (
    POST,
    first_layer_sees_what_it_saw,
    fourth_root,
    k_copies,
    kept,
    one,
    over_k,
    over_root,
    root,
    summed,
)
from verify import (
    absolute,
    equal,
    inner,
    integers,
    matrix,
    positive,
    real,
    setting,
    size,
    sqrt,
    strictly_greater,
    vector,
)
from verify.proof import identity, squares

d, m, n = size("d"), size("m"), size("n")


# Attention: scores are inner products within a head of m entries, over √m; √m is left out on both sides, and a larger
# head divides by √k more


def dense_with_factor(k, factor):
    """The constants of queries and keys in the table: ⁴√k/k for weights, ⁴√k/√k for biases."""
    return factor(k) / k, factor(k) / sqrt(k)


@setting(k=k_copies, W=matrix(m, n), x=vector(n), b=vector(m)).theorem(
    POST.sentence("表格", 3),
    r"\sum_{\text{copies}} \frac{\sqrt[4]k}{k} W \frac{x}{\sqrt k} + \frac{\sqrt[4]k}{\sqrt k} b"
    r" = \frac{\sqrt[4]k}{\sqrt k}(W x + b)",
)
def queries_and_keys_have_a_factor(k, W, x, b, *, for_weights=fourth_root, for_biases=fourth_root):
    """With the factor ⁴√k on weights and biases, queries and keys are those of other dense layers, times ⁴√k."""
    weight, bias = dense_with_factor(k, for_weights)[0], dense_with_factor(k, for_biases)[1]
    return equal(summed(k, (weight * W) @ (x / sqrt(k))) + bias * b, fourth_root(k) / sqrt(k) * (W @ x + b))


queries_and_keys_have_a_factor.proof(identity)
HEAD_OF_SIXTEEN = {"k": 16, "W": [[1]], "x": [1], "b": [1]}
queries_and_keys_have_a_factor.neighbour("weights_only", for_biases=one, witness=HEAD_OF_SIXTEEN)
queries_and_keys_have_a_factor.neighbour("biases_only", for_weights=one, witness=HEAD_OF_SIXTEEN)

queries_with_keys = setting(k=k_copies, query=vector(m), key=vector(m))
SIXTEEN = {"k": 16, "query": [1], "key": [1]}


def wide_score(k, query, key, factor):
    """The inner product of a query and a key that are repeated and divided by √k, with a factor on each."""
    return summed(k, inner(factor(k) * query / sqrt(k), factor(k) * key / sqrt(k)))


@queries_with_keys.theorem(
    POST.sentence("Attention", 1),
    r"\frac{1}{\sqrt k}\sum_{\text{copies}}\Bigl\langle \frac{\sqrt[4]k\,q}{\sqrt k},"
    r" \frac{\sqrt[4]k\,\kappa}{\sqrt k}\Bigr\rangle = \langle q, \kappa\rangle",
)
def larger_heads_keep_scores(k, query, key, *, factor=fourth_root):
    """In a head k times as large, whose scores are divided by √k more, queries and keys with the factor ⁴√k have the
    old scores."""
    return equal(wide_score(k, query, key, factor) / sqrt(k), inner(query, key))


larger_heads_keep_scores.proof(identity)
larger_heads_keep_scores.neighbour("without_the_factor", factor=one, witness=SIXTEEN)
larger_heads_keep_scores.neighbour("the_whole_root_on_both", factor=root, witness=SIXTEEN)


@queries_with_keys.theorem(
    POST.sentence("Attention", 3),
    r"\sum_{\text{copies}}\Bigl\langle \frac{q}{\sqrt k}, \frac{\kappa}{\sqrt k}\Bigr\rangle"
    r" = \langle q, \kappa\rangle",
)
def unscaled_scores_need_no_factor(k, query, key, *, factor=one):
    """Scores that are not divided by the root of the head's size, as in T5, are kept without a factor."""
    return equal(wide_score(k, query, key, factor), inner(query, key))


unscaled_scores_need_no_factor.proof(identity)
unscaled_scores_need_no_factor.neighbour("with_the_factor", factor=fourth_root, witness=SIXTEEN)


# Heads over the vocabulary

shared = setting(k=k_copies, scale=positive(), embedding=vector(d), feature=vector(d))
FOUR = {"k": 4, "scale": 1, "embedding": [1], "feature": [1]}


def for_the_head(k, scale):
    """1/(kλ)."""
    return 1 / (k * scale)


def for_the_divided_head(k, scale):
    """1/(√kλ)."""
    return 1 / (sqrt(k) * scale)


def as_the_embedding(k, scale):
    """λ."""
    return scale


def nothing_for_the_head(k, scale):
    """1/λ."""
    return 1 / scale


@shared.theorem(
    POST.sentence("Output", 1),
    r"\sum_{\text{copies}}\Bigl\langle \lambda e, \frac{h}{k\lambda}\Bigr\rangle = \langle e, h\rangle",
    relation="stronger",
)
def shared_head(k, scale, embedding, feature, *, of_features=for_the_head):
    """Where a head shares the embeddings, and these have the factor λ, features need the factor 1/(kλ): the post has
    1/√k for both."""
    wide = summed(k, inner(scale * embedding, of_features(k, scale) * feature))
    return equal(wide, inner(embedding, feature))


shared_head.proof(identity)
shared_head.neighbour("without_one_over_k", of_features=nothing_for_the_head, witness=FOUR)
shared_head.neighbour("the_same_factor_for_both", of_features=as_the_embedding, witness=FOUR)
shared_head.needs("scale", witness={**FOUR, "scale": 0})


@shared.theorem(
    POST.sentence("结论", 3),
    r"\frac{1}{\sqrt k}\sum_{\text{copies}}\Bigl\langle \lambda e, \frac{h}{\sqrt k\lambda}\Bigr\rangle"
    r" = \langle e, h\rangle",
    relation="repaired",
)
def shared_head_of_t5(k, scale, embedding, feature, *, of_features=for_the_divided_head):
    """T5 divides features by the root of the width before its shared head, a wide one by √k more: features need the
    factor 1/(√kλ), 1 in the post's scale."""
    wide = summed(k, inner(scale * embedding, of_features(k, scale) * feature)) / sqrt(k)
    return equal(wide, inner(embedding, feature))


shared_head_of_t5.proof(identity)
shared_head_of_t5.neighbour("as_without_division", of_features=for_the_head, witness=FOUR)
shared_head_of_t5.needs("scale", witness={**FOUR, "scale": 0})


@setting(k=k_copies, embedding=vector(d), feature=vector(d)).erratum(
    POST.sentence("结论", 3),
    r"\frac{1}{\sqrt k}\sum_{\text{copies}}\Bigl\langle \frac{e}{\sqrt k}, \frac{h}{\sqrt k}\Bigr\rangle"
    r" = \langle e, h\rangle",
    how="counterexample",
    repaired_by=(shared_head_of_t5,),
)
def t5_is_enlarged_by_the_table(k, embedding, feature):
    """T5 is enlarged without loss by the table, with its shared head."""
    wide = summed(k, inner(embedding / sqrt(k), feature / sqrt(k))) / sqrt(k)
    return equal(wide, inner(embedding, feature))


t5_is_enlarged_by_the_table.fails("four_copies", witness={"k": 4, "embedding": [1], "feature": [1]})


@setting(k=k_copies, W=matrix(m, n), feature=vector(n)).theorem(
    POST.sentence("Output", 4), r"\sum_{\text{copies}} \frac{W}{\sqrt k}\frac{h}{\sqrt k} = W h", relation="specialised"
)
def own_head(k, W, feature, *, weight=over_root):
    """A head of its own, as in mT5, keeps the logits if its matrix is repeated over √k."""
    return equal(summed(k, weight(W, k) @ (feature / sqrt(k))), W @ feature)


own_head.proof(identity)
own_head.neighbour("kept", weight=kept, witness={"k": 4, "W": [[1]], "feature": [1]})
own_head.neighbour("over_k", weight=over_k, witness={"k": 4, "W": [[1]], "feature": [1]})


def logit(k, embedding, feature, bias, of_norm):
    """A wide logit of BERT: the last norm returns features over √k, times a factor."""
    return summed(k, inner(embedding / sqrt(k), of_norm(k) * feature / sqrt(k))) + bias


def one_root_more(k):
    """1/√k."""
    return 1 / sqrt(k)


words = setting(k=k_copies, embedding=vector(d), feature=vector(d), bias=real())
WORD = {"k": 4, "embedding": [1], "feature": [1], "bias": 0}


@words.theorem(
    POST.sentence("Output", 3),
    r"\sum_{\text{copies}}\Bigl\langle \frac{e}{\sqrt k}, \frac{h}{\sqrt k}\Bigr\rangle + b = \langle e, h\rangle + b",
    relation="repaired",
)
def last_norm_is_as_in_the_table(k, embedding, feature, bias, *, of_norm=one):
    """After a dense layer that leaves out 1/√k the last norm is widened as in the table, γ/√k and β/√k: what it is
    given is the old vector, repeated, and logits are the old ones. (Its ε stays, since nothing is divided there.)"""
    return equal(logit(k, embedding, feature, bias, of_norm), inner(embedding, feature) + bias)


last_norm_is_as_in_the_table.proof(identity)
last_norm_is_as_in_the_table.neighbour("one_root_more", of_norm=one_root_more, witness=WORD)


@words.erratum(
    POST.sentence("Output", 3),
    r"\sum_{\text{copies}}\Bigl\langle \frac{e}{\sqrt k}, \frac{h}{k}\Bigr\rangle + b = \langle e, h\rangle + b",
    how="counterexample",
    repaired_by=(last_norm_is_as_in_the_table,),
)
def last_norm_is_divided_once_more(k, embedding, feature, bias, *, of_norm=one_root_more):
    """The norm after the dense layer of BERT's head has to be divided by one more √k."""
    return equal(logit(k, embedding, feature, bias, of_norm), inner(embedding, feature) + bias)


last_norm_is_divided_once_more.fails("four_copies", witness=WORD)


def first_word_is_likelier(z1, z2, b1, b2):
    """z₁ + b₁ > z₂ + b₂."""
    return strictly_greater(z1 + b1, z2 + b2)


def first_word_has_the_larger_logit(z1, z2):
    """z₁ > z₂."""
    return strictly_greater(z1, z2)


@(
    setting(k=k_copies, z1=real(), z2=real(), b=real())
    .where(first_word_has_the_larger_logit)
    .theorem(
        POST.sentence("结论", 2),
        r"z_1 > z_2 \implies \frac{z_1}{\sqrt k} + b > \frac{z_2}{\sqrt k} + b",
        relation="repaired",
    )
)
def one_root_more_keeps_words_without_bias(k, z1, z2, b):
    """The norm divided once more would keep the most likely word if all words had the same bias."""
    return strictly_greater(z1 / sqrt(k) + b, z2 / sqrt(k) + b)


one_root_more_keeps_words_without_bias.proof(squares)
one_root_more_keeps_words_without_bias.needs(
    first_word_has_the_larger_logit, witness={"k": 4, "z1": 0, "z2": 1, "b": 0}
)


@(
    setting(k=k_copies, z1=real(), z2=real(), b1=real(), b2=real())
    .where(first_word_is_likelier)
    .erratum(
        POST.sentence("结论", 2),
        r"z_1 + b_1 > z_2 + b_2 \implies \frac{z_1}{\sqrt k} + b_1 > \frac{z_2}{\sqrt k} + b_2",
        how="counterexample",
        repaired_by=(
            first_layer_sees_what_it_saw,
            last_norm_is_as_in_the_table,
            one_root_more_keeps_words_without_bias,
        ),
    )
)
def accuracy_is_kept(k, z1, z2, b1, b2):
    """With GELU, and the last norm divided once more, BERT keeps its accuracy: the most likely word stays so. (Without
    that division it keeps its logits.)"""
    return strictly_greater(z1 / sqrt(k) + b1, z2 / sqrt(k) + b2)


accuracy_is_kept.fails("a_bias_between", witness={"k": 2, "z1": 2, "z2": 0, "b1": 0, "b2": Fraction(3, 2)})


# Rotary positions: pair i of the m pairs of a head turns by position · base^(-i/m)


def exponent(pair, pairs):
    """i/m, which with the base gives the speed of a pair."""
    return pair / pairs


def none_of_it(copy, k, pairs):
    """0."""
    return 0


def lag_of_a_copy(copy, k, pairs):
    """c/(km)."""
    return copy / (k * pairs)


@setting(k=k_copies, pair=integers(at_least=0), copy=integers(at_least=0), m=m).theorem(
    POST.sentence("RoPE", 2), r"\frac{ki + c}{km} = \frac im + \frac{c}{km}", relation="stronger"
)
def repeated_pairs_turn_at_other_speeds(k, pair, copy, m, *, lag=lag_of_a_copy):
    """In a head of km pairs the pair at place ki turns as pair i of the m did, and the c-th after it slower, unless
    c = 0."""
    return equal(exponent(k * pair + copy, k * m), exponent(pair, m) + lag(copy, k, m))


repeated_pairs_turn_at_other_speeds.proof(identity)
repeated_pairs_turn_at_other_speeds.neighbour(
    "copies_turn_alike", lag=none_of_it, witness={"k": 2, "pair": 0, "copy": 1, "m": 1}
)


def spread(k):
    """The share of the pair that turns as before, and of each other: the others are zero."""
    return 1, 0


def repeated(k):
    """All have the same share."""
    return 1 / k, 1 / k


def rotary_score(k, query, key, turn, others, shares):
    """The score of a pair that is enlarged to k pairs: one is turned as before, and `others` is the sum of the turns of
    the others."""
    first, rest = shares(k)
    return first * inner(query, turn @ key) + rest * inner(query, others @ key)


rotary = setting(k=k_copies, query=vector(2), key=vector(2), turn=matrix(2, 2), others=matrix(2, 2))
QUARTER_TURN = {
    "k": 2,
    "query": [1, 0],
    "key": [1, 0],
    "turn": [[0, -1], [1, 0]],
    "others": [[Fraction(3, 5), Fraction(-4, 5)], [Fraction(4, 5), Fraction(3, 5)]],
}


@rotary.theorem(
    POST.sentence("RoPE", 3),
    r"\langle \tilde q, \tilde R\tilde\kappa\rangle = \langle q, R\kappa\rangle,\quad \tilde q_{ki} = \sqrt[4]k\,q_i,"
    r"\ \tilde q_{ki+c} = 0",
    relation="repaired",
)
def spread_pairs_keep_rotary_scores(k, query, key, turn, others, *, shares=spread):
    """A rotary head is enlarged without loss by moving pair i to place ki, with zeros at the other places, whatever the
    turns of the others are."""
    return equal(rotary_score(k, query, key, turn, others, shares), inner(query, turn @ key))


spread_pairs_keep_rotary_scores.proof(identity)
spread_pairs_keep_rotary_scores.neighbour("repeated_pairs", shares=repeated, witness=QUARTER_TURN)


@rotary.erratum(
    POST.sentence("RoPE", 3),
    r"\forall\text{ enlargements}:\ \langle \tilde q, \tilde R\tilde\kappa\rangle \ne \langle q, R\kappa\rangle",
    how="construction",
    repaired_by=(spread_pairs_keep_rotary_scores, repeated_pairs_turn_at_other_speeds),
)
def rotary_heads_cannot_be_enlarged(k, query, key, turn, others, *, shares=repeated):
    """With rotary positions lossless enlarging is impossible: any enlargement changes the score, here that of a pair
    whose copies turn otherwise."""
    change = rotary_score(k, query, key, turn, others, shares) - inner(query, turn @ key)
    return strictly_greater(absolute(change), 0)


rotary_heads_cannot_be_enlarged.fails("spread_pairs", shares=spread, witness=QUARTER_TURN)
