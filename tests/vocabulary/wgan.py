"""Does WGAN succeed because of the Wasserstein distance?

Training sees the distance between two small batches. On average it exceeds that of the two distributions, by the same
order as a batch's own noise.
"""

from fractions import Fraction

from verify import (
    Post,
    absolute,
    at_least,
    couplings,
    empirical,
    equal,
    expectation,
    factorial,
    iid,
    infimum,
    matrix,
    mean,
    power,
    probabilities,
    setting,
    size,
    sort,
    total,
    uniform,
)
from verify.proof import duality, enumeration

POST = Post(
    "wgan",
    "WGAN的成功,可能跟Wasserstein距离没啥关系",
    date="2021-03-15",
    url="https://kexue.fm/archives/8244",
)


def transport_cost(p, q, cost):
    """The least cost of moving the mass p to the mass q; the Wasserstein distance if the cost is a distance."""
    return infimum(lambda plan: total(cost * plan), plan=couplings(p, q))


n, k = size("n"), size("k")


@setting(n=n, p=probabilities(k), q=probabilities(k), cost=matrix(k, k)).theorem(
    POST.sentence("理论≠实验", 1),
    r"\mathbb{E}\, W(\hat p_n, \hat q_n) \ge W(p, q)",
    relation="specialised",
)
def minibatch_distance_is_too_large(n, p, q, cost, *, factor=1):
    """The distance between two batches is on average at least that between the distributions they are drawn from."""
    on_average = expectation(lambda a, b: transport_cost(a, b, cost), a=empirical(p, n), b=empirical(q, n))
    return at_least(on_average, factor * transport_cost(p, q, cost))


two_different_points = {"n": 1, "p": [1, 0], "q": [0, 1], "cost": [[0, 1], [1, 0]]}

minibatch_distance_is_too_large.proof(duality)
minibatch_distance_is_too_large.attained(**two_different_points)
minibatch_distance_is_too_large.neighbour("one_percent_more", factor=Fraction(101, 100), witness=two_different_points)


# Batches from the uniform law on [0, 1]


def distance_of_batches(x, y):
    """The Wasserstein distance of two batches of numbers: match them in order."""
    return mean(absolute(sort(x) - sort(y)))


def distance_of_two_uniform_batches(n):
    """Its mean for two batches of n independent uniform numbers."""
    return expectation(distance_of_batches, x=iid(uniform(0, 1), n), y=iid(uniform(0, 1), n))


def closed_form(n):
    """A ratio of factorials, of the order of the square root of 1/n."""
    return power(4, n) * factorial(n) ** 2 / (2 * factorial(2 * n + 1))


def one_over_3n(n):
    """The right value for n = 1, with the order 1/n."""
    return Fraction(1, 3) / n


@setting(n=n).theorem(
    POST.sentence("理论≠实验", 2),
    r"\mathbb{E}\, W(\hat U_n, \hat U'_n) = \frac{4^n\, n!^2}{2\,(2n+1)!}",
    relation="specialised",
)
def uniform_minibatch_bias(n, *, value=closed_form):
    """Two batches of n uniform numbers are on average this far apart, though they come from the same distribution."""
    return equal(distance_of_two_uniform_batches(n), value(n))


uniform_minibatch_bias.proof(enumeration)
uniform_minibatch_bias.neighbour("order_one_over_n", value=one_over_3n, witness={"n": 2})


@setting().erratum(
    POST.sentence("理论≠实验", 2),
    r"\mathbb{E}\, W(\hat U_n, \hat U'_n) \ge \mathbb{E}\, W(\hat U_n, \delta_{1/2})",
    how="comparison of constants",
    repaired_by=(uniform_minibatch_bias,),
)
def real_batches_are_further_apart(*, n=2):
    """A batch of real images is further, on average, from a second real batch than from the mean image."""
    to_the_mean = expectation(lambda x: absolute(x - Fraction(1, 2)), x=uniform(0, 1))
    return at_least(distance_of_two_uniform_batches(n), to_the_mean)


real_batches_are_further_apart.holds("one_image", n=1)
real_batches_are_further_apart.holds("two_images", n=2)
real_batches_are_further_apart.fails("three_images", n=3)
