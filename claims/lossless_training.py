"""What training makes of a widened network: the same function is not the same training.

Copies have equal gradients and stay equal. The gradient of a copy is smaller by k, or it is not, and the enlarged
network follows the small one only under learning rates that make up for it: for gradient descent k, 1 and 1/k times
those of input, hidden and output weights; for Adam, which divides by the gradient's size, 1, 1/k and 1/k. That is
proved for one unit and one step; whole networks are trained in tests, in floats.

The loss enters by its derivative δ in the output, which is the same for both networks, since their outputs are.
"""

from claims.lossless_widening import POST, k_copies, kept, over_k, over_root, summed
from verify import absolute, equal, gradient, matrix, norm_squared, positive, real, setting, size, smooth_function
from verify.proof import identity

START = "开头"


def times_k(x, k):
    """The k-fold of x."""
    return k * x


# One unit: input x, input weight w, activation σ, output weight v. Wide: k copies with the weights w and v/k, of which
# one is moved by itself

unit = setting(k=k_copies, sigma=smooth_function(1), w=real(), v=real(), x=real(), delta=real())


def square(x):
    """x²."""
    return x * x


ONES = {"k": 2, "sigma": square, "w": 1, "v": 1, "x": 1, "delta": 1}


def input_gradient(sigma, w, v, x, delta):
    """The derivative of δvσ(wx) in w."""
    return gradient(lambda w: delta * v * sigma(w * x), w)


def output_gradient(sigma, w, v, x, delta):
    """The derivative of δvσ(wx) in v."""
    return gradient(lambda v: delta * v * sigma(w * x), v)


def wide_output(k, sigma, w, v, x, input_weight, output_weight):
    """The output of k copies, of which one has weights of its own."""
    return output_weight * sigma(input_weight * x) + (k - 1) * (v / k) * sigma(w * x)


def input_gradient_of_a_copy(k, sigma, w, v, x, delta):
    """The derivative of the wide output, times δ, in the input weight of one copy."""
    return gradient(lambda copy: delta * wide_output(k, sigma, w, v, x, copy, v / k), w)


def output_gradient_of_a_copy(k, sigma, w, v, x, delta):
    """The same in the output weight of one copy."""
    return gradient(lambda copy: delta * wide_output(k, sigma, w, v, x, w, copy), v / k)


@unit.theorem(
    POST.sentence(START, 2),
    r"\sum_r \frac vk \sigma(w x) = v \sigma(w x),\quad"
    r" \frac{\partial\tilde L}{\partial w_r} = \frac1k \frac{\partial L}{\partial w},\quad"
    r" \frac{\partial\tilde L}{\partial v_r} = \frac{\partial L}{\partial v}",
    relation="stronger",
)
def gradients_of_copies(k, sigma, w, v, x, delta, *, of_input=over_k, of_output=kept):
    """The outputs of a unit and of its k copies are equal; each copy's input weight has 1/k of the gradient, and its
    output weight the whole one, so that copies have equal gradients, for any activation."""
    of_a_copy = input_gradient_of_a_copy(k, sigma, w, v, x, delta), output_gradient_of_a_copy(k, sigma, w, v, x, delta)
    return (
        equal(wide_output(k, sigma, w, v, x, w, v / k), v * sigma(w * x)),
        equal(of_a_copy[0], of_input(input_gradient(sigma, w, v, x, delta), k)),
        equal(of_a_copy[1], of_output(output_gradient(sigma, w, v, x, delta), k)),
    )


gradients_of_copies.proof(identity)
gradients_of_copies.neighbour("the_whole_gradient_for_both", of_input=kept, witness=ONES)
gradients_of_copies.neighbour("one_part_for_both", of_output=over_k, witness=ONES)


@setting(k=k_copies, w=real(), x=real(), delta=real()).theorem(
    POST.sentence(START, 2),
    r"\tilde w_{rs} = \frac wk \implies \frac{\partial\tilde L}{\partial \tilde w_{rs}}"
    r" = \frac1k \frac{\partial L}{\partial w}",
    relation="stronger",
)
def gradients_between_copies(k, w, x, delta, *, of_hidden=over_k):
    """A weight between copies of two units, which is w/k, has 1/k of the gradient: with the same learning rate it stays
    w/k. Here δ is the derivative in what the small unit sees, so that for each copy it is δ/k."""

    def seen(weight):
        return weight * x + (k - 1) * (w / k) * x

    wide = gradient(lambda weight: delta / k * seen(weight), w / k)
    return equal(seen(w / k), w * x), equal(wide, of_hidden(gradient(lambda w: delta * (w * x), w), k))


gradients_between_copies.proof(identity)
gradients_between_copies.neighbour("the_whole_gradient", of_hidden=kept, witness={"k": 2, "w": 1, "x": 1, "delta": 1})


@setting(k=k_copies, sigma=smooth_function(1), w=real(), v=real(), x=real(), delta=real(), eta=positive()).theorem(
    POST.sentence(START, 2),
    r"w - k\eta\,\frac{\partial\tilde L}{\partial w_r} = w - \eta\frac{\partial L}{\partial w},\quad"
    r" \frac vk - \frac\eta k\frac{\partial\tilde L}{\partial v_r}"
    r" = \frac1k\Bigl(v - \eta\frac{\partial L}{\partial v}\Bigr)",
    relation="stronger",
)
def gradient_descent_follows(k, sigma, w, v, x, delta, eta, *, input_rate=times_k, output_rate=over_k):
    """With k times the learning rate for input weights, and 1/k of it for output weights, a step of gradient descent
    takes the k copies of a unit to those of the unit after its own step."""
    wide_input_weight = w - input_rate(eta, k) * input_gradient_of_a_copy(k, sigma, w, v, x, delta)
    wide_output_weight = v / k - output_rate(eta, k) * output_gradient_of_a_copy(k, sigma, w, v, x, delta)
    return (
        equal(wide_input_weight, w - eta * input_gradient(sigma, w, v, x, delta)),
        equal(wide_output_weight, (v - eta * output_gradient(sigma, w, v, x, delta)) / k),
    )


gradient_descent_follows.proof(identity)
ONE_STEP = {**ONES, "eta": 1}
gradient_descent_follows.neighbour("equal_rates", input_rate=kept, output_rate=kept, witness=ONE_STEP)
gradient_descent_follows.neighbour("all_rates_over_k", input_rate=over_k, witness=ONE_STEP)


# Adam moves by m/(√u + ε), with the means m and u of gradients and their squares; `root` is √u up to its sign


def adam_step(mean, size, epsilon):
    """m/(√u + ε)."""
    return mean / (size + epsilon)


@setting(k=k_copies, mean=real(), root=real(), epsilon=positive()).theorem(
    POST.sentence(START, 2),
    r"\frac{m/k}{\sqrt{u}/k + \varepsilon/k} = \frac{m}{\sqrt u + \varepsilon}",
    relation="stronger",
)
def adam_does_not_see_the_factor(k, mean, root, epsilon, *, wide_epsilon=over_k):
    """Adam moves by the same for gradients that are all smaller by k, if its ε is too: input weights need the same
    learning rate, and weights that are smaller by k one that is."""
    small = adam_step(mean, absolute(root), epsilon)
    return equal(adam_step(mean / k, absolute(root) / k, wide_epsilon(epsilon, k)), small)


adam_does_not_see_the_factor.proof(identity)
adam_does_not_see_the_factor.neighbour(
    "epsilon_kept", wide_epsilon=kept, witness={"k": 2, "mean": 1, "root": 1, "epsilon": 1}
)


@setting(sigma=smooth_function(1), w=real(), v=real(), x=real(), delta=real(), share=real()).theorem(
    POST.sentence(START, 2),
    r"v_1 = \alpha v,\ v_2 = (1 - \alpha) v \implies"
    r" (1 - \alpha)\frac{\partial\tilde L}{\partial w_1} = \alpha\frac{\partial\tilde L}{\partial w_2}",
    relation="stronger",
)
def unequal_shares_break_the_tie(sigma, w, v, x, delta, share, *, exponent=1):
    """Two copies with the shares α and 1 - α of the output weight leave the function as it is; the gradients of their
    input weights are as α to 1 - α. So one way to let copies part is to share unequally."""
    rest = 1 - share
    first = gradient(lambda copy: delta * (share * v * sigma(copy * x) + rest * v * sigma(w * x)), w)
    second = gradient(lambda copy: delta * (share * v * sigma(w * x) + rest * v * sigma(copy * x)), w)
    return (
        equal(share * v * sigma(w * x) + rest * v * sigma(w * x), v * sigma(w * x)),
        equal(rest**exponent * first, share**exponent * second),
    )


unequal_shares_break_the_tie.proof(identity)
unequal_shares_break_the_tie.neighbour(
    "equal_gradients", exponent=0, witness={"sigma": square, "w": 1, "v": 1, "x": 1, "delta": 1, "share": 0}
)


# Matrices between copies consist of k² equal blocks, W/k each; so do their gradients. A product of two such has the
# blocks k·(block · block)

m, n = size("m"), size("n")


@setting(k=k_copies, W=matrix(m, n)).theorem(
    POST.sentence(START, 2),
    r"\|\tilde W\|_F = \|W\|_F,\quad \tilde W \tilde W^\top = \frac{J}{k} \otimes W W^\top",
    relation="stronger",
)
def wide_matrices_keep_their_norm(k, W, *, block=over_k):
    """k² blocks W/k have together the norm of W, and the singular values of W besides zeros: entries are smaller by k,
    where a fresh initialisation would make them smaller by √k."""
    part = block(W, k)
    return (
        equal(k**2 * norm_squared(part), norm_squared(W)),
        equal(summed(k, part @ part.T), W @ W.T / k),
    )


wide_matrices_keep_their_norm.proof(identity)
wide_matrices_keep_their_norm.neighbour("fresh_variance", block=over_root, witness={"k": 4, "W": [[1]]})


def muon_step(G, a, b, c, times=1):
    """AG + bGGᵀG + cGGᵀGGᵀG of a matrix of equal blocks, as a block; `times` is how many stand side by side."""
    square = times * (G @ G.T)
    return a * G + times * b * (square @ G) + times**2 * c * (square @ square @ G)


@setting(k=k_copies, G=matrix(m, n), a=real(), b=real(), c=real()).theorem(
    POST.sentence(START, 2),
    r"p\Bigl(\frac{J}{k} \otimes G\Bigr) = \frac{J}{k} \otimes p(G),\quad p(G) = aG + bGG^\top G + cGG^\top GG^\top G",
    relation="stronger",
)
def muon_commutes_with_widening(k, G, a, b, c, *, block=over_k):
    """A Newton-Schulz step of Muon takes the gradient between copies to that of the small network, over k, like the
    weights: hidden matrices need no other learning rate."""
    return equal(muon_step(block(G, k), a, b, c, times=k), muon_step(G, a, b, c) / k)


muon_commutes_with_widening.proof(identity)
muon_commutes_with_widening.neighbour(
    "blocks_that_are_not_divided", block=kept, witness={"k": 2, "G": [[1]], "a": 0, "b": 1, "c": 0}
)
