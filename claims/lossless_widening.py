"""Can a Transformer be made wider without changing what it computes?

The post repeats every entry k times and divides by √k, and gives a table of what becomes of each weight and bias. Most
rows are right for every k and every size. Two are not: layer normalisation needs its ε divided by k, and the second
bias of a feed-forward network is to be divided by √k, not by k. One sentence more would change the logits, and rotary
heads can be enlarged after all.

Sums over copies of an entry are k times the term here. That the copies stand where rows and columns say, for whole
matrices and models, is tested on the modules of `claims.modules`, which widens them.
"""

from fractions import Fraction

from verify import (
    Post,
    equal,
    exp,
    inner,
    integers,
    matrix,
    ones_like,
    positive,
    real,
    relu,
    setting,
    size,
    smooth_function,
    sqrt,
    vector,
    where,
)
from verify.proof import identity, squares

POST = Post(
    "lossless_widening",
    "我们可以无损放大一个Transformer模型吗(一)",
    date="2021-06-02",
    url="https://kexue.fm/archives/8444",
)

d, m, n = size("d"), size("m"), size("n")
k_copies = integers(at_least=1)


def summed(k, term):
    """The sum of k equal terms, one a copy."""
    return k * term


# What becomes of a parameter


def kept(x, k):
    """X."""
    return x


def over_root(x, k):
    """x/√k."""
    return x / sqrt(k)


def over_k(x, k):
    """x/k."""
    return x / k


def over_k_root(x, k):
    """x/(k√k)."""
    return x / (k * sqrt(k))


def fourth_root(k):
    """The fourth root of k."""
    return sqrt(sqrt(k))


def root(k):
    """The root of k."""
    return sqrt(k)


def one(k):
    """1."""
    return 1


# Embeddings


@setting(k=k_copies, x=vector(d), y=vector(d)).theorem(
    POST.sentence("Embedding", 3), r"\langle Rx, Ry\rangle = \langle x, y\rangle,\quad \tilde x = \frac{x}{\sqrt k}"
)
def repeated_embeddings_keep_inner_products(k, x, y, *, divided=over_root):
    """Repeating each entry k times and dividing by √k keeps inner products."""
    return equal(summed(k, inner(divided(x, k), divided(y, k))), inner(x, y))


repeated_embeddings_keep_inner_products.proof(identity)
repeated_embeddings_keep_inner_products.neighbour("not_divided", divided=kept, witness={"k": 4, "x": [1], "y": [1]})
repeated_embeddings_keep_inner_products.neighbour("divided_by_k", divided=over_k, witness={"k": 4, "x": [1], "y": [1]})


def mean_of(count, total):
    """The mean of so many numbers with this sum."""
    return total / count


def variance_of(count, total, squares):
    """The variance of so many numbers with this sum and this sum of squares."""
    return (squares - total**2 / count) / count


def unbiased_variance_of(count, total, squares):
    """The same divided by the count less 1."""
    return (squares - total**2 / count) / (count - 1)


def padded_variance(k, mean, variance):
    """v/k + (k - 1)m²/k²."""
    return variance / k + (k - 1) * mean**2 / k**2


def padded_variance_without_mean(k, mean, variance):
    """v/k, which is right for the mean 0."""
    return variance / k


@setting(d=d, x=vector(d), k=k_copies).theorem(
    POST.sentence("Embedding", 1),
    r"\mu(x, 0, \dots, 0) = \frac\mu k,\quad \sigma^2(x, 0, \dots, 0) = \frac{\sigma^2}k + \frac{(k-1)\mu^2}{k^2}",
    relation="stronger",
)
def zero_padding_changes_the_variance(d, x, k, *, padded=padded_variance):
    """Filling up with zeros divides the mean by k, but not the variance: layer normalisation sees another vector. That
    is why zeros are no good, and not that they are sparse."""
    total, squares = inner(ones_like(x), x), inner(x, x)
    mean, variance = mean_of(d, total), variance_of(d, total, squares)
    return (
        equal(mean_of(k * d, total), mean / k),
        equal(variance_of(k * d, total, squares), padded(k, mean, variance)),
    )


zero_padding_changes_the_variance.proof(identity)
zero_padding_changes_the_variance.neighbour(
    "as_if_the_mean_were_zero", padded=padded_variance_without_mean, witness={"d": 1, "x": [1], "k": 2}
)


# Layer normalisation


@setting(d=d, x=vector(d), k=k_copies).theorem(
    POST.sentence("LayerNorm", 1), r"\mu(Rx) = \frac{\mu(x)}{\sqrt k},\quad \sigma^2(Rx) = \frac{\sigma^2(x)}{k}"
)
def repeated_entries_have_the_same_statistics(d, x, k, *, variance=variance_of):
    """Mean and deviation of a vector whose entries are repeated and divided by √k are those of the vector, over √k."""
    total, squares = inner(ones_like(x), x), inner(x, x)
    wide_total, wide_squares = summed(k, total / sqrt(k)), summed(k, squares / k)
    return (
        equal(mean_of(k * d, wide_total), mean_of(d, total) / sqrt(k)),
        equal(variance(k * d, wide_total, wide_squares), variance(d, total, squares) / k),
    )


repeated_entries_have_the_same_statistics.proof(identity)
repeated_entries_have_the_same_statistics.neighbour(
    "unbiased_variance", variance=unbiased_variance_of, witness={"d": 2, "x": [1, -1], "k": 4}
)


def normalised(deviation, variance, epsilon):
    """An entry less the mean, over the root of the variance plus ε."""
    return deviation / sqrt(variance + epsilon)


def normalised_square(deviation_squared, variance, epsilon):
    """Its square."""
    return deviation_squared / (variance + epsilon)


entry_of_a_norm = setting(k=k_copies, deviation=real(), variance=positive(), epsilon=positive())


@entry_of_a_norm.theorem(
    POST.sentence("LayerNorm", 2),
    r"\frac{u^2/k}{v/k + \varepsilon/k} = \frac{u^2}{v + \varepsilon}",
    relation="repaired",
)
def layer_norm_divides_epsilon(k, deviation, variance, epsilon, *, wide_epsilon=over_k):
    """Layer normalisation gives the same for entries over √k, whose variance is v/k, if ε is divided by k (here the
    squares of what it gives)."""
    wide = normalised_square(deviation**2 / k, variance / k, wide_epsilon(epsilon, k))
    return equal(wide, normalised_square(deviation**2, variance, epsilon))


AS_LARGE_AS_EPSILON = {"k": 4, "deviation": 1, "variance": 1, "epsilon": 1}
layer_norm_divides_epsilon.proof(identity)
layer_norm_divides_epsilon.human_step("both have the sign of the entry less the mean, so that equal squares are enough")
layer_norm_divides_epsilon.neighbour("epsilon_kept", wide_epsilon=kept, witness=AS_LARGE_AS_EPSILON)
layer_norm_divides_epsilon.neighbour("epsilon_over_the_root", wide_epsilon=over_root, witness=AS_LARGE_AS_EPSILON)


@entry_of_a_norm.erratum(
    POST.sentence("LayerNorm", 2),
    r"\frac{u/\sqrt k}{\sqrt{v/k + \varepsilon}} = \frac{u}{\sqrt{v + \varepsilon}}",
    how="counterexample",
    repaired_by=(layer_norm_divides_epsilon,),
)
def layer_norm_with_the_same_epsilon(k, deviation, variance, epsilon):
    """Layer normalisation is widened by repeating weight and bias over √k; nothing is said of ε."""
    wide = normalised(deviation / sqrt(k), variance / k, epsilon)
    return equal(wide, normalised(deviation, variance, epsilon))


layer_norm_with_the_same_epsilon.fails("variance_as_large_as_epsilon", witness=AS_LARGE_AS_EPSILON)
layer_norm_with_the_same_epsilon.fails(
    "variance_one", witness={"k": 2, "deviation": 1, "variance": 1, "epsilon": Fraction(1, 100_000)}
)


def share_that_is_left(k, variance, epsilon):
    """(v + ε)/(v + kε)."""
    return (variance + epsilon) / (variance + k * epsilon)


def whole(k, variance, epsilon):
    """1."""
    return 1


@entry_of_a_norm.theorem(
    POST.sentence("LayerNorm", 2),
    r"\frac{u^2/k}{v/k + \varepsilon} = \frac{v + \varepsilon}{v + k\varepsilon}\cdot\frac{u^2}{v + \varepsilon}",
    relation="stronger",
)
def what_a_kept_epsilon_costs(k, deviation, variance, epsilon, *, share=share_that_is_left):
    """With the old ε the square of each normalised entry is smaller by (v + ε)/(v + kε), the entry for k = 2 by √(2/3)
    where v = ε, but only by 5·10⁻⁶ where v = 1 and ε = 10⁻⁵."""
    wide = normalised_square(deviation**2 / k, variance / k, epsilon)
    return equal(wide, share(k, variance, epsilon) * normalised_square(deviation**2, variance, epsilon))


what_a_kept_epsilon_costs.proof(identity)
what_a_kept_epsilon_costs.neighbour("nothing", share=whole, witness=AS_LARGE_AS_EPSILON)


@setting(k=k_copies, normalised=real(), gamma=real(), beta=real()).theorem(
    POST.sentence("表格", 2), r"\tilde\gamma = \frac{\gamma}{\sqrt k},\quad \tilde\beta = \frac{\beta}{\sqrt k}"
)
def norm_weights_are_divided_by_the_root(k, normalised, gamma, beta, *, weight=over_root, bias=over_root):
    """With weight and bias over √k, what a norm returns is over √k."""
    return equal(weight(gamma, k) * normalised + bias(beta, k), (gamma * normalised + beta) / sqrt(k))


norm_weights_are_divided_by_the_root.proof(identity)
NORM = {"k": 4, "normalised": 1, "gamma": 1, "beta": 1}
norm_weights_are_divided_by_the_root.neighbour("weight_kept", weight=kept, witness=NORM)
norm_weights_are_divided_by_the_root.neighbour("bias_over_k", bias=over_k, witness=NORM)


def its_mean(d, total):
    """What fills up: the mean."""
    return total / d


def zero(d, total):
    """What fills up: 0."""
    return 0


filled_vectors = setting(d=d, x=vector(d), copies=integers(at_least=1), rest=integers(at_least=0))


@filled_vectors.theorem(
    POST.sentence("结论", 5),
    r"\mu(\tilde x) = \mu(x),\ \sigma^2(\tilde x) = \eta^2\sigma^2(x),\quad \eta^2 = \frac{rd}{rd + s}",
    relation="stronger",
)
def vectors_filled_with_their_mean(d, x, copies, rest, *, filling=its_mean):
    """Any new width will do: r copies of a vector, and s entries more that are its mean, have its mean and η² times its
    variance. So layer normalisation is widened with ηγ and η²ε."""
    total, squares = inner(ones_like(x), x), inner(x, x)
    fill, width = filling(d, total), copies * d + rest
    wide_total, wide_squares = copies * total + rest * fill, copies * squares + rest * fill**2
    return (
        equal(mean_of(width, wide_total), mean_of(d, total)),
        equal(variance_of(width, wide_total, wide_squares), copies * d / width * variance_of(d, total, squares)),
    )


vectors_filled_with_their_mean.proof(identity)
vectors_filled_with_their_mean.neighbour(
    "filled_with_zeros", filling=zero, witness={"d": 1, "x": [1], "copies": 1, "rest": 1}
)


@filled_vectors.theorem(
    POST.sentence("结论", 5),
    r"\overline{\tilde x^2} = \eta^2\,\overline{x^2},\quad \eta^2 = \frac{rd}{rd + s}",
    relation="stronger",
)
def vectors_filled_with_zeros(d, x, copies, rest, *, filling=zero):
    """For RMSNorm the s entries more are zeros: the mean square is η² times as large."""
    fill, width = filling(d, inner(ones_like(x), x)), copies * d + rest
    wide_squares = copies * inner(x, x) + rest * fill**2
    return equal(mean_of(width, wide_squares), copies * d / width * mean_of(d, inner(x, x)))


vectors_filled_with_zeros.proof(identity)
vectors_filled_with_zeros.neighbour(
    "filled_with_their_mean", filling=its_mean, witness={"d": 1, "x": [1], "copies": 1, "rest": 1}
)


# Feed-forward networks

dense = setting(k=k_copies, W=matrix(m, n), x=vector(n), b=vector(m))
ONE_OF_FOUR = {"k": 4, "W": [[1]], "x": [1], "b": [1]}


@dense.theorem(
    POST.sentence("FeedForward", 1),
    r"\sum_{\text{copies}} \frac{W}{k}\frac{x}{\sqrt k} + \frac{b}{\sqrt k} = \frac{Wx + b}{\sqrt k}",
)
def dense_layer(k, W, x, b, *, weight=over_k, bias=over_root):
    """With weights over k and biases over √k a dense layer takes vectors over √k to such: values and the output of
    attention, and both layers of a network with ReLU."""
    return equal(summed(k, weight(W, k) @ (x / sqrt(k))) + bias(b, k), (W @ x + b) / sqrt(k))


dense_layer.proof(identity)
dense_layer.neighbour("weight_over_the_root", weight=over_root, witness=ONE_OF_FOUR)
dense_layer.neighbour("bias_kept", bias=kept, witness=ONE_OF_FOUR)
dense_layer.neighbour("bias_over_k", bias=over_k, witness=ONE_OF_FOUR)


def leaky_relu(x, slope):
    """x, or slope times x where x is negative."""
    return where(x < 0, slope * x, x)


def silu(x):
    """X times the logistic function of x."""
    return x / (1 + exp(-x))


@setting(s=positive(), x=real(), slope=real()).theorem(
    POST.sentence("FeedForward", 3), r"s > 0 \implies A(s x) = s A(x),\quad A = \mathrm{ReLU}, \mathrm{LeakyReLU}"
)
def relu_is_homogeneous(s, x, slope, *, activation=relu):
    """ReLU and LeakyReLU, with any slope, commute with positive factors."""
    return equal(activation(s * x), s * activation(x)), equal(leaky_relu(s * x, slope), s * leaky_relu(x, slope))


relu_is_homogeneous.proof(squares)
relu_is_homogeneous.needs("s", witness={"s": -1, "x": 1, "slope": 0})
relu_is_homogeneous.neighbour("silu", activation=silu, witness={"s": 2, "x": 1, "slope": 0})


def defect_of_a_gate(s, x, gate):
    """sx(F(sx) - F(x))."""
    return s * x * (gate(s * x) - gate(x))


def no_defect(s, x, gate):
    """0."""
    return 0


@setting(s=real(), x=real(), gate=smooth_function(1)).theorem(
    POST.sentence("FeedForward", 4),
    r"A(x) = x F(x) \implies A(sx) - s A(x) = s x \bigl(F(sx) - F(x)\bigr)",
    relation="stronger",
)
def self_gated_activations_are_not_homogeneous(s, x, gate, *, defect=defect_of_a_gate):
    """An activation xF(x) commutes with s ≠ 0 at x ≠ 0 only where F(sx) = F(x): GELU, whose F is Φ, and SiLU do not."""
    return equal(s * x * gate(s * x) - s * (x * gate(x)), defect(s, x, gate))


def identity_gate(x):
    """x: its activation is x²."""
    return x


self_gated_activations_are_not_homogeneous.proof(identity)
self_gated_activations_are_not_homogeneous.human_step(
    "Φ and the logistic function increase strictly, so that F(sx) = F(x) only for x = 0 or s = 1"
)
self_gated_activations_are_not_homogeneous.neighbour(
    "homogeneous_for_every_gate", defect=no_defect, witness={"s": 2, "x": 1, "gate": identity_gate}
)


@dense.theorem(POST.sentence("表格", 6), r"\sum_{\text{copies}} \frac{W}{\sqrt k}\frac{x}{\sqrt k} + b = W x + b")
def first_layer_sees_what_it_saw(k, W, x, b, *, weight=over_root, bias=kept):
    """With weights over √k and biases kept, a first layer gives the old pre-activations, repeated: any activation will
    do."""
    return equal(summed(k, weight(W, k) @ (x / sqrt(k))) + bias(b, k), W @ x + b)


first_layer_sees_what_it_saw.proof(identity)
first_layer_sees_what_it_saw.neighbour("weight_over_k", weight=over_k, witness=ONE_OF_FOUR)
first_layer_sees_what_it_saw.neighbour("bias_over_the_root", bias=over_root, witness=ONE_OF_FOUR)


@dense.theorem(
    POST.sentence("表格", 7),
    r"\sum_{\text{copies}} \frac{W}{k\sqrt k} x + \frac{b}{\sqrt k} = \frac{Wx + b}{\sqrt k}",
    relation="repaired",
)
def second_layer_divides_its_bias_by_the_root(k, W, x, b, *, weight=over_k_root, bias=over_root):
    """With weights over k√k, and the bias over √k and not over k, a second layer takes activations that are repeated
    but not divided to vectors over √k."""
    return equal(summed(k, weight(W, k) @ x) + bias(b, k), (W @ x + b) / sqrt(k))


second_layer_divides_its_bias_by_the_root.proof(identity)
second_layer_divides_its_bias_by_the_root.neighbour("bias_over_k", bias=over_k, witness=ONE_OF_FOUR)
second_layer_divides_its_bias_by_the_root.neighbour("weight_over_k", weight=over_k, witness=ONE_OF_FOUR)


@dense.erratum(
    POST.sentence("表格", 7),
    r"\sum_{\text{copies}} \frac{W}{k\sqrt k} x + \frac{b}{k} = \frac{Wx + b}{\sqrt k}",
    how="counterexample",
    repaired_by=(second_layer_divides_its_bias_by_the_root,),
)
def second_bias_is_divided_by_k(k, W, x, b, *, bias=over_k):
    """The second layer has the weights W/(k√k) and the bias b/k."""
    return equal(summed(k, over_k_root(W, k) @ x) + bias(b, k), (W @ x + b) / sqrt(k))


second_bias_is_divided_by_k.fails("four_copies", witness={"k": 4, "W": [[0]], "x": [0], "b": [1]})
second_bias_is_divided_by_k.fails("two_copies", witness={"k": 2, "W": [[0]], "x": [0], "b": [1]})


def gap_of_biases(k):
    """1/√k - 1/k."""
    return 1 / sqrt(k) - 1 / k


def no_gap(k):
    """0."""
    return 0


@dense.theorem(
    POST.sentence("表格", 7),
    r"\frac{Wx + b}{\sqrt k} - \Bigl(\sum_{\text{copies}} \frac{W}{k\sqrt k} x + \frac{b}{k}\Bigr)"
    r" = \Bigl(\frac{1}{\sqrt k} - \frac1k\Bigr) b",
    relation="stronger",
)
def what_the_second_bias_of_the_post_costs(k, W, x, b, *, gap=gap_of_biases):
    """With the bias of the post, the second layer is off by (1/√k - 1/k)b: a fifth of b for k = 2, a quarter, which is
    the most, for k = 4."""
    return equal((W @ x + b) / sqrt(k) - (summed(k, over_k_root(W, k) @ x) + b / k), gap(k) * b)


what_the_second_bias_of_the_post_costs.proof(identity)
what_the_second_bias_of_the_post_costs.neighbour("nothing", gap=no_gap, witness=ONE_OF_FOUR)


@setting(root=positive(), x=real(), w=real(), b=real(), v=real(), c=real()).theorem(
    POST.sentence("结论", 4),
    r"\sum_j \frac{v}{k} A\Bigl(\sum_i \frac{w}{k}\frac{x}{\sqrt k} + \frac{b}{\sqrt k}\Bigr) + \frac{c}{\sqrt k}"
    r" = \frac{v A(w x + b) + c}{\sqrt k}",
)
def one_rule_for_networks_with_relu(root, x, w, b, v, c, *, activation=relu):
    """With ReLU one rule serves both layers of a network: weights over k, biases over √k (for one unit that is
    repeated, with the root of k as variable)."""
    k = root**2
    hidden = activation(summed(k, w / k * (x / root)) + b / root)
    return equal(summed(k, v / k * hidden) + c / root, (v * activation(w * x + b) + c) / root)


one_rule_for_networks_with_relu.proof(squares)
one_rule_for_networks_with_relu.neighbour(
    "silu", activation=silu, witness={"root": 2, "x": 1, "w": 1, "b": 0, "v": 1, "c": 0}
)
one_rule_for_networks_with_relu.needs("root", witness={"root": -1, "x": 1, "w": 1, "b": 0, "v": 1, "c": 0})


def square_of(s):
    """s²."""
    return s**2


def itself(s):
    """S."""
    return s


@setting(s=positive(), gate=real(), x=real()).theorem(
    POST.sentence("结论", 3),
    r"s > 0 \implies A(s g)\, s x = s^2 A(g)\, x,\quad A = \mathrm{ReLU}",
    relation="stronger",
)
def gated_units_square_the_scale(s, gate, x, *, scale=square_of):
    """Even a gated unit with ReLU is not homogeneous but returns s²: gates have to see what they saw, so that a first
    layer leaves out 1/√k for any activation."""
    return equal(relu(s * gate) * (s * x), scale(s) * (relu(gate) * x))


gated_units_square_the_scale.proof(squares)
gated_units_square_the_scale.neighbour("the_scale_itself", scale=itself, witness={"s": 2, "gate": 1, "x": 1})
gated_units_square_the_scale.needs("s", witness={"s": -1, "gate": 1, "x": 1})
