"""Training of wide networks: under the right ratios of learning rates it is the training of the small one (3.8).

Copies stay equal bit for bit (3.7) until something breaks the tie; what widening is not: a fresh initialisation (3.9),
or the same law of dropout (3.10).
"""

from fractions import Fraction
from itertools import pairwise, product

import pytest
import torch
from claims_modules.conftest import FAULT, ROUNDING
from torch import nn

from claims.modules.enlargements import copied, repeated, tiled, unchanged
from claims.modules.wide_layers import widen_linear

WIDTHS = (3, 5, 5, 2)
STEPS = 20
RATE = 0.05


def network(*, seed=0):
    """Three linear layers with activations between them."""
    torch.manual_seed(seed)
    layers = [nn.Linear(*each) for each in pairwise(WIDTHS)]
    return nn.Sequential(layers[0], nn.GELU(), layers[1], nn.Tanh(), layers[2])


def enlargements(k, copies=repeated):
    """Those of all four vectors: what comes in and goes out keeps its length."""
    first, *hidden, last = WIDTHS
    return [unchanged(first), *(copies(size, k) for size in hidden), unchanged(last)]


def widened(small, vectors):
    """The wide network."""
    linear = [each for each in small if isinstance(each, nn.Linear)]
    wide = [widen_linear(*each) for each in zip(linear, vectors[:-1], vectors[1:], strict=True)]
    return nn.Sequential(wide[0], nn.GELU(), wide[1], nn.Tanh(), wide[2])


def data(*, seed=1):
    """Inputs and targets."""
    generator = torch.Generator().manual_seed(seed)
    return (torch.randn(9, width, generator=generator) for width in (WIDTHS[0], WIDTHS[-1]))


def newton_schulz(gradient):
    """Muon's direction: five steps of a quintic iteration towards the polar factor."""
    x = gradient / gradient.norm()
    for _ in range(5):
        square = x @ x.T
        x = 3.4445 * x + (-4.7750 * square + 2.0315 * square @ square) @ x
    return x


class Muon(torch.optim.Optimizer):
    """Momentum and `newton_schulz` for one matrix."""

    def __init__(self, parameters, lr):
        super().__init__(parameters, {"lr": lr, "momentum": 0.9})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for parameter in group["params"]:
                state = self.state[parameter]
                state["mean"] = group["momentum"] * state.get("mean", 0) + parameter.grad
                parameter -= group["lr"] * newton_schulz(state["mean"])


def ratios(kind, k):
    """Learning rates of the wide network by those of the small one: input weight, input and hidden bias, hidden weight,
    output weight, output bias."""
    by_place = {
        "sgd": {"input": k, "bias": k, "hidden": 1, "output": 1 / k, "last": 1},
        "adam": {"input": 1, "bias": 1, "hidden": 1 / k, "output": 1 / k, "last": 1},
    }
    return by_place["sgd" if kind == "momentum" else "adam" if kind == "adamw" else kind]


ADAM_EPSILON = {"input": -1, "bias": -1, "hidden": -1, "output": 0, "last": 0}  # powers of k


def places(module):
    """The parameters by their place."""
    first, hidden, last = (each for each in module if isinstance(each, nn.Linear))
    return {
        "input": [first.weight],
        "bias": [first.bias, hidden.bias],
        "hidden": [hidden.weight],
        "output": [last.weight],
        "last": [last.bias],
    }


def optimiser(kind, module, ratio, k):
    """An optimiser whose learning rates, and ε or decay where there is one, follow the ratios."""
    groups = []
    for place, parameters in places(module).items():
        group = {"params": parameters, "lr": RATE * ratio[place]}
        if kind in ("adam", "adamw"):
            group["eps"] = 1e-2 * k ** ADAM_EPSILON[place]
        if kind == "adamw":
            group["weight_decay"] = 0.3 / ratio[place]
        groups.append(group)
    if kind == "momentum":
        return torch.optim.SGD(groups, momentum=0.9)
    return {"sgd": torch.optim.SGD, "adam": torch.optim.Adam, "adamw": torch.optim.AdamW}[kind](groups)


EQUAL = dict.fromkeys(("input", "bias", "hidden", "output", "last"), 1)


def train(module, opt, steps=STEPS):
    """Some steps of full gradients."""
    x, y = data()
    for _ in range(steps):
        opt.zero_grad()
        ((module(x) - y) ** 2).mean().backward()
        opt.step()


@torch.no_grad()
def distance(wide, small, vectors):
    """How far the wide network is from the small one, enlarged."""
    expected = dict(widened(small, vectors).named_parameters())
    return max((value - expected[name]).abs().max().item() for name, value in wide.named_parameters())


def trained(kind, k, ratio, copies=repeated, steps=STEPS):
    """The distance after training both."""
    small, vectors = network(), enlargements(k, copies)
    wide = widened(small, vectors)
    train(wide, optimiser(kind, wide, ratio, k), steps)
    train(small, optimiser(kind, small, EQUAL, 1), steps)
    assert distance(small, network(), enlargements(1)) > 0.01  # it was trained
    return distance(wide, small, vectors)


KINDS = ("sgd", "momentum", "adam", "adamw")


@pytest.mark.parametrize("k", [2, 3])
@pytest.mark.parametrize("kind", KINDS)
def test_training_commutes_with_widening(kind, k):
    """The same trajectory under the ratios of muP, whatever the layout of the copies."""
    assert max(trained(kind, k, ratios(kind, k), copies) for copies in (repeated, tiled)) < ROUNDING


@pytest.mark.parametrize("k", [2, 3])
@pytest.mark.parametrize("kind", KINDS)
def test_equal_learning_rates_train_another_network(kind, k):
    """The first loss is the same, and so is the function; trajectories part at once. Dividing all rates by k is no
    remedy."""
    everything_divided = dict.fromkeys(EQUAL, 1 / k)
    for ratio in (EQUAL, everything_divided):
        assert trained(kind, k, ratio) > 0.01
        assert trained(kind, k, ratio, steps=1) > FAULT


@pytest.mark.parametrize("place", EQUAL)
@pytest.mark.parametrize("kind", ["sgd", "adam"])
def test_each_ratio_is_the_only_one(kind, place):
    """One place's learning rate doubled."""
    ratio = ratios(kind, 2)
    assert trained(kind, 2, ratio | {place: 2 * ratio[place]}) > 0.001


@pytest.mark.parametrize("k", [2, 3])
def test_the_epsilon_of_adam_follows_the_gradients(k, monkeypatch):
    """With the same ε everywhere trajectories part, as soon as ε counts."""
    for place in EQUAL:
        monkeypatch.setitem(ADAM_EPSILON, place, 0)
    assert trained("adam", k, ratios("adam", k)) > 0.001


@pytest.mark.parametrize("k", [2, 3])
def test_muon_needs_no_ratio_for_hidden_matrices(k):
    """The direction of (J/k) ⊗ G is (J/k) ⊗ that of G: only hidden matrices are trained here."""
    small, vectors = network(), enlargements(k)
    wide = widened(small, vectors)
    for module in (small, wide):
        train(module, Muon(places(module)["hidden"], lr=RATE))
    assert distance(wide, small, vectors) < ROUNDING
    other = widened(network(), vectors)
    train(other, Muon(places(other)["hidden"], lr=RATE / k))
    assert distance(other, small, vectors) > 0.001


# Ties


@torch.no_grad()
def tie_defect(wide, k):
    """The largest difference of copies next to each other: rows of input weights, columns of output weights."""
    first, hidden, last = (each for each in wide if isinstance(each, nn.Linear))
    rows = [first.weight, first.bias, hidden.weight, hidden.bias, hidden.weight.T, last.weight.T]
    return max((copies - copies[:, :1]).abs().max().item() for copies in (each.unflatten(0, (-1, k)) for each in rows))


class UnitByUnit(nn.Module):
    """A linear layer whose sums run in one order for all units: only additions and products, which are rounded
    correctly wherever they stand. Kernels of matrix products and vectorised functions treat places differently."""

    def __init__(self, layer):
        super().__init__()
        self.weight, self.bias = layer.weight, layer.bias

    def forward(self, x):
        return sum((self.weight[:, j] * x[j] for j in range(len(x))), self.bias)


def train_unit_by_unit(wide, opt):
    """One example a step."""
    layers = [UnitByUnit(each) for each in wide if isinstance(each, nn.Linear)]
    module = nn.Sequential(layers[0], nn.ReLU(), layers[1], nn.LeakyReLU(0.25), layers[2])
    for x, y in zip(*data(), strict=True):
        opt.zero_grad()
        ((module(x) - y) ** 2).sum().backward()
        opt.step()


@pytest.mark.parametrize("k", [2, 3, 4])
@pytest.mark.parametrize("kind", KINDS)
def test_copies_stay_equal_bit_for_bit(kind, k):
    """At any learning rates, if all units do the same operations in the same order: not even Adam, which scales each
    coordinate by itself, breaks the tie."""
    wide = widened(network(), enlargements(k))
    for ratio in (EQUAL, ratios(kind, k)):
        train_unit_by_unit(wide, optimiser(kind, wide, ratio, k))
        assert tie_defect(wide, k) == 0


@pytest.mark.parametrize("kind", KINDS)
def test_kernels_of_torch_keep_copies_equal_up_to_rounding(kind):
    """Vectorised functions and matrix products round the same number differently at different places."""
    wide = widened(network(), enlargements(3))
    train(wide, optimiser(kind, wide, ratios(kind, 3), 3))
    assert tie_defect(wide, 3) < ROUNDING


def with_unequal_split(wide, k, share):
    """Of each pair of copies one gets a share of the output weights, and the other the rest."""
    last = wide[-1]
    with torch.no_grad():
        last.weight[:, ::k] *= 2 * share
        last.weight[:, 1::k] *= 2 * (1 - share)
    return wide


def test_an_unequal_split_breaks_ties():
    """The function is the same, and so are gradients of output weights; those of the copies are as their shares."""
    x, y = data()
    wide, small = widened(network(), enlargements(2)), network()
    split = with_unequal_split(widened(network(), enlargements(2)), 2, 0.3)
    assert torch.dist(split(x), small(x)) < ROUNDING
    for module in (wide, split):
        ((module(x) - y) ** 2).mean().backward()
    assert torch.dist(split[-1].weight.grad, wide[-1].weight.grad) < ROUNDING
    gradient = split[2].bias.grad
    assert (gradient[::2] / gradient[1::2] - 3 / 7).abs().max() < ROUNDING
    train(split, optimiser("sgd", split, EQUAL, 2), steps=1)
    assert tie_defect_of_hidden_biases(split) > FAULT


def tie_defect_of_hidden_biases(wide):
    """The largest difference of the biases of two copies."""
    pairs = wide[2].bias.detach().unflatten(0, (-1, 2))
    return (pairs[:, 0] - pairs[:, 1]).abs().max().item()


def test_noise_that_copies_cancel_breaks_ties_without_loss():
    """W̃ + Z with ZR = 0: zero on equal copies, and something else as soon as they differ; gradients differ at once."""
    torch.manual_seed(2)
    wide, small, vectors = widened(network(), enlargements(2)), network(), enlargements(2)
    x, _ = data()
    mean_of_copies = vectors[2].matrix() @ vectors[2].inverse()
    noise = torch.randn(WIDTHS[-1], vectors[2].large) @ (torch.eye(vectors[2].large) - mean_of_copies)
    with torch.no_grad():
        wide[-1].weight += noise
    assert torch.dist(wide(x), small(x)) < ROUNDING
    train(wide, optimiser("sgd", wide, EQUAL, 2), steps=1)
    assert tie_defect_of_hidden_biases(wide) > FAULT


def test_dropout_breaks_ties():
    """Each copy draws its own mask."""
    torch.manual_seed(3)
    wide = widened(network(), enlargements(2))
    with_dropout = nn.Sequential(*wide[:4], nn.Dropout(0.5), wide[4])
    train(with_dropout, torch.optim.SGD(with_dropout.parameters(), lr=RATE), steps=1)
    assert tie_defect_of_hidden_biases(wide) > FAULT


# What widening is not


@pytest.mark.parametrize("k", [2, 3, 4])
def test_the_spectrum_is_kept_and_zeros_are_added(k):
    """(J/k) ⊗ W has the singular values of W and zeros, the same norms, and entries smaller by k; a fresh
    initialisation has full rank and entries smaller by √k, and W/√k instead of W/k changes the function by √k."""
    torch.manual_seed(0)
    small = nn.Linear(6, 6)
    wide = widen_linear(small, repeated(6, k), repeated(6, k)).weight.detach()
    weight = small.weight.detach()
    values, old = torch.linalg.svdvals(wide), torch.linalg.svdvals(weight)
    assert torch.dist(values[:6], old) < ROUNDING
    assert values[6:].max() < ROUNDING
    assert abs(wide.norm() - weight.norm()) < ROUNDING
    assert abs(wide.pow(2).mean() * k**2 - weight.pow(2).mean()) < ROUNDING
    copies, x = repeated(6, k), torch.randn(6)
    assert torch.dist(copies(x) @ (k**0.5 * wide).T, k**0.5 * copies(x @ weight.T)) < ROUNDING


@pytest.mark.parametrize("k", [1, 2, 3, 4])
@pytest.mark.parametrize("keep", [Fraction(1, 2), Fraction(9, 10)])
def test_dropout_of_copies_has_another_variance(k, keep):
    """All masks, exactly: the mean of k copies kept with probability q, divided by q, has mean 1 and variance
    (1 - q)/(qk); one mask for all copies has (1 - q)/q. A test of means would see nothing."""
    masks = {mask: keep ** sum(mask) * (1 - keep) ** (k - sum(mask)) for mask in product((0, 1), repeat=k)}
    mean = sum(weight * Fraction(sum(mask), k) / keep for mask, weight in masks.items())
    square = sum(weight * (Fraction(sum(mask), k) / keep) ** 2 for mask, weight in masks.items())
    assert mean == 1
    assert square - mean**2 == (1 - keep) / keep / k


def test_unequal_maps_of_dense_layers_have_ratios_of_their_own():
    """Net2Net with counts 2 and 1: copies train apart from the small network under the ratios for equal counts."""
    vectors = [unchanged(3), copied(5, [0, 0, 1, 2, 3, 4]), copied(5, [0, 1, 2, 3, 4, 4]), unchanged(2)]
    small, wide = network(), widened(network(), vectors)
    x, _ = data()
    assert torch.dist(wide(x), small(x)) < ROUNDING
    train(wide, optimiser("sgd", wide, EQUAL, 2))
    train(small, optimiser("sgd", small, EQUAL, 1))
    assert distance(wide, small, vectors) > 0.001
