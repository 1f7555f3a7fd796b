"""Is gradient descent a kernel machine?

Along the gradient flow a prediction moves by the tangent kernel. Dividing by the integrated kernel, to get one
coefficient for each training point, is another matter: the integral may vanish.
"""

from fractions import Fraction

from verify import (
    Post,
    at_least,
    at_most,
    differentiable,
    equal,
    exp,
    gradient,
    has_root,
    inner,
    integral,
    is_defined,
    matrix,
    positive,
    rate,
    real,
    root,
    setting,
    size,
    total,
    vector,
)
from verify.proof import chain_rule, sign_change

POST = Post(
    "kernel_machine",
    "从动力学角度看优化算法(七):SGD ≈ SVM?",
    date="2020-12-21",
    url="https://kexue.fm/archives/8009",
)


def tangent_kernel(predict, theta, x, z):
    """How the predictions at x and z move together: the inner product of their gradients in the parameters."""
    return inner(gradient(lambda t: predict(x, t), theta), gradient(lambda t: predict(z, t), theta))


n, d, p = size("n", at_least=0), size("d"), size("p")

training = setting(
    predict=differentiable(vector(d), vector(p), to=real()),
    loss=differentiable(real(), real(), to=real()),
    theta=vector(p),
    x=vector(d),
    n=n,
    inputs=matrix(n, d),
    labels=vector(n),
)


@training.theorem(
    POST.sentence("推导", 1),
    r"\dot\theta = -\nabla_\theta \sum_i \ell(y_i, f(x_i)) \;\Rightarrow\; \frac{d}{dt} f(x) "
    r"= -\sum_i \ell'(y_i, f(x_i))\, \langle \nabla_\theta f(x), \nabla_\theta f(x_i) \rangle",
)
def prediction_moves_by_the_tangent_kernel(predict, loss, theta, x, n, inputs, labels, *, weight_decay=0):
    """Along the gradient flow a prediction changes by the tangent kernel to the training points times their slopes."""

    def training_loss(theta):
        return total(lambda i: loss(labels[i], predict(inputs[i], theta)), n)

    def slope(i):
        return gradient(lambda prediction: loss(labels[i], prediction), predict(inputs[i], theta))

    flow = {"theta": -gradient(training_loss, theta) - weight_decay * theta}
    change = rate(lambda theta: predict(x, theta), flow, theta=theta)
    return equal(change, -total(lambda i: slope(i) * tangent_kernel(predict, theta, x, inputs[i]), n))


def linear(x, theta):
    """The linear model."""
    return inner(x, theta)


def half_the_square(label, prediction):
    """Half the squared difference."""
    return (label - prediction) ** 2 / 2


prediction_moves_by_the_tangent_kernel.proof(chain_rule)
prediction_moves_by_the_tangent_kernel.neighbour(
    "with_weight_decay",
    weight_decay=1,
    witness={
        "predict": linear,
        "loss": half_the_square,
        "theta": [1],
        "x": [1],
        "n": 1,
        "inputs": [[1]],
        "labels": [1],
    },
)


# One training point with prediction θ and label 1, squared loss, θ(0) = -1; the test point has prediction θ²/2.
# The flow is θ(t) = 1 - 2e⁻ᵗ, the slope -ℓ' is 1 - θ(t), between 0 and 2, and the kernel of the two points is θ(t).


def parameter(t):
    """Where the gradient flow from -1 is at time t."""
    return 1 - 2 * exp(-t)


def path_kernel(T):
    """The tangent kernel of test point and training point, integrated up to time T."""
    return integral(parameter, 0, T)


def coefficient(T):
    """Domingos's coefficient of the training point: the average of the slope, weighted by the kernel, up to time T."""
    return integral(lambda t: (1 - parameter(t)) * parameter(t), 0, T) / path_kernel(T)


@setting().theorem(
    POST.sentence("推导", 4),
    r"\exists\, T \in \bigl[\tfrac32, \tfrac85\bigr]:\ \int_0^T k_t(x, x_1)\,dt = T - 2 + 2e^{-T} = 0",
    relation="stronger",
)
def path_kernel_has_a_root(*, low=Fraction(3, 2), high=Fraction(8, 5)):
    """The integrated kernel of two points can vanish, here at a time that is no rational number."""
    return has_root(path_kernel, low, high)


path_kernel_has_a_root.proof(sign_change)
path_kernel_has_a_root.neighbour("later", low=Fraction(8, 5), high=2, witness={})


@setting(T=positive()).erratum(
    POST.sentence("推导", 5),
    r"\alpha_1(x) = \frac{\int_0^T \alpha_1 k_t(x, x_1)\,dt}{\int_0^T k_t(x, x_1)\,dt}"
    r"\ \text{is an average of}\ \alpha_1(t) \in [0, 2]",
    how="undefined or unbounded",
    repaired_by=(prediction_moves_by_the_tangent_kernel, path_kernel_has_a_root),
)
def coefficients_are_averages(T):
    """Domingos's coefficient is an average of the slopes: it exists, and lies between the least and the largest."""
    return is_defined(coefficient(T)), at_least(coefficient(T), 0), at_most(coefficient(T), 2)


coefficients_are_averages.fails("no_average", witness={"T": Fraction(3, 2)})
coefficients_are_averages.fails("undefined", witness={"T": root(path_kernel, Fraction(3, 2), Fraction(8, 5))})
