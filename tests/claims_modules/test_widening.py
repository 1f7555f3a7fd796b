"""Wide models compute what the small ones compute, and what cannot be widened without loss is refused."""

import copy
from math import sqrt

import pytest
import torch
from claims_modules.conftest import FAULT, ROUNDING, defect, encoder_layer, layer_defect, model_like, some_words
from helpers import refused
from subjects.widened_encoders import with_unbiased_norms
from torch import nn

from claims.modules.attention import Attention
from claims.modules.blocks import FeedForward
from claims.modules.enlargements import copied, filled, repeated, tiled, unchanged
from claims.modules.wide_layers import check_activation, widen_embedding, widen_layer_norm, widen_linear, widen_rms_norm
from claims.modules.widening import Plan, widen, widen_attention, widen_to, widened
from verify.errors import DomainError, UnableError

MODELS = [
    ("bert", {"activation": nn.ReLU}),
    ("bert", {"activation": nn.LeakyReLU}),
    ("bert", {"activation": nn.GELU}),
    ("bert", {"activation": nn.Tanh}),
    ("bert", {"activation": nn.GELU, "epsilon": 1e-12}),
    ("gpt", {"activation": nn.GELU}),
    ("gpt", {"activation": nn.GELU, "rotary": True}),
    ("gpt", {"activation": nn.ReLU, "rotary": True, "epsilon": 1e-5}),
    ("t5", {"activation": nn.GELU}),
    ("t5", {"activation": nn.SiLU}),
    ("t5", {"activation": nn.Sigmoid, "divided": True}),
    ("t5", {"activation": nn.SiLU, "shared": False}),
]
MANNERS = [{}, {"larger_heads": True}, {"larger_heads": True, "rotary": "append"}]


@pytest.mark.parametrize("k", [1, 2, 3, 4])
@pytest.mark.parametrize(("name", "more"), MODELS)
def test_wide_models_have_the_same_logits(name, more, k):
    """For each manner of heads, with the residual stream scaled as in the post or not, and for several lengths."""
    small = model_like(name, seed=k, **more)
    for manner in MANNERS:
        for scale in (1, 1 / sqrt(k)):
            wide = widen(small, k, scale=scale, **manner)
            assert wide.words.embedding_dim == k * small.words.embedding_dim
            assert max(defect(wide, small, some_words(length)) for length in (1, 2, 9)) < ROUNDING


@pytest.mark.parametrize("width", [8, 9, 11, 12, 16, 19])
@pytest.mark.parametrize(("name", "more"), [each for each in MODELS if each[0] != "bert"])
def test_models_with_norms_before_their_parts_have_any_width(name, more, width):
    """LEMON: whole copies and a rest."""
    small = model_like(name, **more)
    wide = widen_to(small, width)
    assert wide.words.embedding_dim == width
    assert defect(wide, small, some_words(7)) < ROUNDING


@pytest.mark.parametrize("k", [2, 3, 4])
@pytest.mark.parametrize("norm_first", [False, True])
@pytest.mark.parametrize("activation", ["relu", "gelu", nn.Tanh()])
def test_layers_of_torch_are_widened(k, norm_first, activation):
    """With more heads and with larger ones; gradients or not, which chooses torch's slow or quick path."""
    small = encoder_layer(norm_first=norm_first, activation=activation)
    for scale in (1, 1 / sqrt(k)):
        for larger in (False, True):
            wide = widen(small, k, scale=scale, larger_heads=larger)
            assert layer_defect(wide, small, k, scale) < ROUNDING
            assert wide.self_attn.num_heads == (2 if larger else 2 * k)
            x = scale * torch.ones(1, 2, 8).repeat_interleave(k, -1)
            assert torch.dist(wide(x), scale * small(torch.ones(1, 2, 8)).repeat_interleave(k, -1)) < ROUNDING


@pytest.mark.parametrize("norm", [None, nn.LayerNorm])
def test_encoders_of_torch_are_widened(norm):
    """Layer by layer, with a norm at the end or without; the small one keeps its layers."""
    small = nn.TransformerEncoder(encoder_layer(), 2, norm and norm(8), enable_nested_tensor=False).eval()
    wide = widen(small, 2, scale=1 / sqrt(2))
    assert layer_defect(wide, small, 2, 1 / sqrt(2)) < ROUNDING
    assert [each.linear1.in_features for each in (*small.layers, *wide.layers)] == [8, 8, 16, 16]


def test_wide_modules_are_new_and_of_the_same_kind():
    """The small module keeps its parameters; types, frozen parameters and the training mode are kept."""
    small = model_like("gpt").float()
    small.words.weight.requires_grad_(False)
    before = copy.deepcopy(small.state_dict())
    wide = widen(small, 2)
    assert all(torch.equal(value, before[name]) for name, value in small.state_dict().items())
    assert {each.dtype for each in wide.parameters()} == {torch.float32}
    assert not wide.words.weight.requires_grad
    assert wide.blocks[0].attention.query.weight.requires_grad
    assert not wide.training
    assert widen(small.train(), 2).training
    assert widen(nn.Embedding(3, 2, padding_idx=1, sparse=True), 2).padding_idx == 1


def test_no_random_numbers_are_drawn():
    """Widening is a function: a program that draws numbers afterwards draws the same ones."""
    small = model_like("bert")
    state = torch.get_rng_state()
    widen(small, 2)
    assert torch.equal(torch.get_rng_state(), state)


def test_simple_sequences_are_widened():
    """Dense layers with any activation as long as nothing is scaled; homogeneous ones also with a scale."""
    torch.manual_seed(0)
    network = nn.Sequential(nn.Linear(3, 4), nn.GELU(), nn.LayerNorm(4), nn.Dropout(0.5), nn.Linear(4, 2)).eval()
    x = torch.randn(5, 3)
    wide = widen(network, 3)
    assert torch.dist(wide(x.repeat_interleave(3, -1)), network(x).repeat_interleave(3, -1)) < ROUNDING
    network[1] = nn.LeakyReLU()
    wide = widen(network, 3, scale=0.5)
    assert torch.dist(wide(x.repeat_interleave(3, -1) / 2), network(x).repeat_interleave(3, -1) / 2) < ROUNDING


def test_dense_layers_take_any_map_of_entries():
    """Net2Net: counts need not be equal, and each input is divided by its own count."""
    torch.manual_seed(0)
    before, after = copied(3, [0, 0, 2, 1, 2, 2]), copied(4, [3, 1, 0, 2, 3])
    layer, x = nn.Linear(3, 4), torch.randn(7, 3)
    assert torch.dist(widen_linear(layer, before, after)(before(x)), after(layer(x))) < ROUNDING
    network = FeedForward(nn.Linear(3, 4), nn.GELU(), nn.Linear(4, 3))
    hidden = FeedForward(
        widen_linear(network.first, before, after), nn.GELU(), widen_linear(network.second, after, before)
    )
    assert torch.dist(hidden(before(x)), before(network(x))) < ROUNDING


def test_the_layout_of_the_residual_stream_is_free():
    """The whole vector repeated is as good as its entries next to each other, if heads are copied as heads."""
    torch.manual_seed(0)
    attention = Attention(*(nn.Linear(4, 4) for _ in range(4)), 2)
    x, stream = torch.randn(2, 5, 4), tiled(4, 3)
    for heads, factor in ((lambda size: repeated(size, 3), 1), (lambda size: tiled(size, 3), 1), (unchanged, 3)):
        plan = Plan(lambda size: tiled(size, 3), lambda size: tiled(size, 3), unchanged, heads, factor)
        wide = widen_attention(attention, stream, stream, plan)
        assert torch.dist(wide(stream(x)), stream(attention(x))) < ROUNDING


# Refusals


def test_scaled_streams_and_curved_activations_are_refused():
    """A bare GELU behind a scaled layer; the way out is given, and works."""
    network = nn.Sequential(nn.Linear(3, 4), nn.GELU(), nn.Linear(4, 2))
    with refused(UnableError, "GELU(s·x) is not s·GELU(x)", "0.7071", "scale=1", "FeedForward"):
        widen(network, 2, scale=1 / sqrt(2))
    for activation in (nn.Tanh(), nn.SiLU(), nn.Sigmoid(), nn.Softplus()):
        with refused(UnableError, f"{type(activation).__name__}(s·x)"):
            widen(nn.Sequential(activation), 2, scale=2)


def test_norms_over_unequal_copies_are_refused():
    """Net2Net's arbitrary maps are for dense layers."""
    unequal = copied(2, [0, 0, 1])
    with refused(UnableError, "LayerNorm weighs all entries equally", "[2, 1]", "repeated()"):
        widen_layer_norm(nn.LayerNorm(2), unequal, unequal)
    with refused(UnableError, "RMSNorm weighs all entries equally"):
        widen_rms_norm(nn.RMSNorm(2), unequal, unequal)


def test_norms_over_a_wrong_rest_are_refused():
    """Zeros change a mean, and means change a mean square."""
    zeros, means = filled(2, 3), filled(2, 3, with_mean=True)
    with refused(UnableError, "LayerNorm keeps its statistics only", "the mean of the entries"):
        widen_layer_norm(nn.LayerNorm(2), zeros, zeros)
    with refused(UnableError, "RMSNorm keeps its statistics only", "zeros"):
        widen_rms_norm(nn.RMSNorm(2), means, zeros)
    with refused(UnableError, "the mean of what LayerNorm returns"):
        widen_layer_norm(nn.LayerNorm(2), means, means)
    with refused(UnableError, "the mean of what LayerNorm returns", "whole multiples"):
        widen_to(model_like("bert"), 12)


def test_norms_that_change_the_layout_are_refused():
    """A norm works entry by entry."""
    with refused(UnableError, "different orders", "one layout"):
        widen_layer_norm(nn.LayerNorm(2), repeated(2, 2), tiled(2, 2))


def test_norms_without_weights_cannot_scale():
    """Without a scale they are widened; with one there is nothing to scale."""
    plain, x = nn.LayerNorm(3, eps=0.25, elementwise_affine=False), torch.tensor([1.0, 2.0, 4.0])
    assert torch.dist(widen(plain, 2)(x.repeat_interleave(2)), plain(x).repeat_interleave(2)) < ROUNDING
    with refused(UnableError, "LayerNorm has no weight", "scale=1"):
        widen(plain, 2, scale=0.5)


@pytest.mark.parametrize("k", [0, -1, 1.5, True, "2"])
def test_numbers_of_copies_are_positive_integers(k):
    """Other widths have a function of their own."""
    with refused(DomainError, "widen() got k", "widen_to()"):
        widen(nn.Linear(1, 1), k)


def test_other_refusals():
    """No rule, an unknown activation, a table that changes itself, a sum that is cut, and sizes that do not fit."""
    with refused(UnableError, "no rule for widening Conv1d", "widened.register"):
        widen(nn.Conv1d(1, 1, 1), 2)
    with refused(UnableError, "not known that Softmax works entry by entry"):
        widen(FeedForward(nn.Linear(2, 2), nn.Softmax(-1), nn.Linear(2, 2)), 2)
    with refused(UnableError, "max_norm"):
        widen_embedding(nn.Embedding(3, 2, max_norm=1), repeated(2, 2))
    with refused(UnableError, "a norm over"):
        widen(nn.LayerNorm((2, 2)), 2)
    with refused(DomainError, "Linear has 3 entries where the enlargement takes 2"):
        widen_linear(nn.Linear(3, 3), repeated(2, 2), repeated(3, 2))
    with refused(DomainError, "rotary", "'spread' or 'append'"):
        widen(nn.Linear(1, 1), 2, rotary="halves")
    with refused(DomainError, "less than 8"):
        widen_to(model_like("gpt"), 7)
    with refused(UnableError, "no width of its own"):
        widen_to(nn.Linear(1, 1), 2)
    with refused(UnableError, "a vector of 1 entries is no residual stream of width 4", "FeedForward"):
        widen_to(nn.Sequential(nn.RMSNorm(4), nn.GELU()), 5)
    with refused(UnableError, "Sigmoid does not keep what fills up a vector", "repeat entries"):
        check_activation(nn.Sigmoid(), filled(2, 3))
    with refused(UnableError, "ReLU does not keep what fills up a vector"):
        check_activation(nn.ReLU(), filled(2, 3, with_mean=True))
    check_activation(nn.GELU(), filled(2, 3))
    with refused(UnableError, "2 heads of nn.MultiheadAttention"):
        widen_to(encoder_layer(norm_first=True), 10)


def test_subclasses_that_compute_something_else_are_refused():
    """The rule of their class would be wrong for them: a norm of one's own, within a model; a linear layer that only
    has another name is none."""

    class Named(nn.Linear):
        pass

    with refused(UnableError, "UnbiasedNorm computes something else than LayerNorm", "widened.register"):
        widen(with_unbiased_norms(model_like("bert")), 2)
    with refused(UnableError, "UnbiasedNorm computes something else than LayerNorm"):
        widen_to(with_unbiased_norms(model_like("gpt")), 9)
    assert widen(Named(1, 1), 2).in_features == 2


def test_blocks_of_other_parts_are_refused():
    """A part or a norm that has no rule."""
    small = model_like("gpt")
    small.blocks[0].feed_forward = nn.Linear(8, 8)
    with refused(UnableError, "no rule for Linear as a part of a block", "GatedFeedForward"):
        widen(small, 2)
    small.blocks[0].feed_forward_norm = nn.Identity()
    with refused(UnableError, "no rule for Identity as a norm", "nn.RMSNorm"):
        widen(small, 2)


def test_more_modules_can_be_given_a_rule():
    """A reader's module: the rule is asked for it and for its subclasses."""

    class Doubling(nn.Module):
        def forward(self, x):
            return 2 * x

    with refused(UnableError, "no rule for widening Doubling"):
        widen(Doubling(), 2)
    widened.register(Doubling, lambda module, plan: copy.deepcopy(module))
    assert widen(nn.Sequential(Doubling()), 2)(torch.ones(2)).tolist() == [2, 2]


def test_copies_draw_masks_of_their_own():
    """In training mode a wide module with dropout is another random function (3.10), already for one sequence."""
    torch.manual_seed(0)
    network = nn.Sequential(nn.Dropout(0.5), nn.Linear(4, 4))
    x = torch.ones(1, 4)
    outputs = {tuple(widen(network, 2)(x.repeat_interleave(2, -1))[0, ::2].tolist()) for _ in range(200)}
    own = {tuple(network(x)[0].tolist()) for _ in range(200)}
    assert len(own) <= 16 < len(outputs)  # four masks against eight
    network.eval()
    assert torch.dist(widen(network, 2)(x.repeat_interleave(2, -1))[0, ::2], network(x)[0]) < ROUNDING < FAULT
