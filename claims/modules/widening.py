"""Make modules wider without changing what they compute.

    wide = widen(model, 2)                      # all widths doubled: vectors x become Rx, each entry twice
    wide = widen(model, 2, scale=1 / 2**0.5)    # vectors become Rx / √2, as in the post
    wide = widen(model, 2, larger_heads=True)   # as many heads as before, each twice as large
    wide = widen_to(model, 1000)                # any width at all, for models with norms before their parts

Models map words to logits and keep both; single layers Ã satisfy Ã(sRx) = sR A(x). Rules are composed of rules: for
linear layers, norms, embeddings, attention, feed-forward networks, blocks and models. What cannot be widened without
loss is refused. Everything is lossless in evaluation mode only: each copy would draw a dropout mask of its own. A
module that stands in several places becomes several.
Numbers: the catalogue of the post "lossless_widening".
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import singledispatch
from math import sqrt
from typing import Any

import torch
from torch import nn

from claims.modules.attention import Attention, RelativeBias, Rotary
from claims.modules.blocks import Block, FeedForward, GatedFeedForward, PostNormBlock, PreNormBlock
from claims.modules.enlargements import (
    Enlargement,
    filled,
    in_each_head,
    repeated,
    spread_pairs,
    stretched,
    unchanged,
)
from claims.modules.transformers import BertLike, GPTLike, MaskedHead, T5Like
from claims.modules.wide_layers import (
    ENTRY_BY_ENTRY,
    check_activation,
    empty_module,
    fill,
    widen_embedding,
    widen_layer_norm,
    widen_linear,
    widen_rms_norm,
)
from verify.errors import DomainError, UnableError


@dataclass(frozen=True)
class Plan:
    """How each kind of vector is enlarged, given its length.

    `stream` is what layers hand to each other, `normed` what a norm hands to the part that it stands before, `hidden`
    the inner layer of a feed-forward network, `heads` the list of heads; each head becomes `head_factor` times as
    large. `rotary` is "spread" or "append": where the pairs of a larger rotary head go.
    """

    stream: Callable[[int], Enlargement]
    normed: Callable[[int], Enlargement]
    hidden: Callable[[int], Enlargement]
    heads: Callable[[int], Enlargement]
    head_factor: int = 1
    rotary: str = "spread"


def widen(
    module: nn.Module, k: int, *, scale: float = 1, larger_heads: bool = False, rotary: str = "spread"
) -> nn.Module:
    """A new module, k times as wide, that computes the same; vectors x between layers become scale · Rx, with each
    entry k times.

    With `larger_heads`, heads become k times as large, and not k times as many; rotary heads then have zeros between
    their pairs (`rotary="spread"`), or after them and the base to the power k (`"append"`).

    Raises:
        DomainError: k is no positive integer, or `rotary` no such word.
        UnableError: a part has no rule, or cannot be widened so without loss; the message says how it can.
    """
    if isinstance(k, bool) or not isinstance(k, int) or k < 1:
        raise DomainError(f"widen() got k = {k!r}", remedy="give a positive integer, or a width to widen_to()")
    if rotary not in ("spread", "append"):
        raise DomainError(f"widen() got rotary = {rotary!r}", remedy="give 'spread' or 'append'")

    def stream(size: int) -> Enlargement:
        return repeated(size, k).scaled(scale)

    def plain(size: int) -> Enlargement:
        return repeated(size, k)

    heads, factor = (unchanged, k) if larger_heads else (plain, 1)
    return _carried_out(module, Plan(stream, stream, plain, heads, factor, rotary))


def widen_to(module: nn.Module, width: int) -> nn.Module:
    """A new module of any larger width that computes the same (LEMON, 3.3): the whole vector as often as it fits, the
    rest filled with its mean (LayerNorm) or with zeros (RMSNorm). Feed-forward networks and the number of heads grow
    in proportion; heads keep their size.

    Raises:
        DomainError: the module is wider.
        UnableError: a part has no rule, or cannot be widened so without loss: a norm whose output has to be filled
            with means.
    """
    norms = [each for each in module.modules() if isinstance(each, nn.LayerNorm | nn.RMSNorm)]
    if not norms:
        raise UnableError("a module without norms has no width of its own", remedy="use widen_linear() layer by layer")
    small, with_mean = norms[0].normalized_shape[0], any(isinstance(each, nn.LayerNorm) for each in norms)
    if width < small:
        raise DomainError(f"widen_to() got {width}, less than {small}", remedy="give a larger width")
    growth = Fraction(width, small)

    def in_proportion(size: int) -> Enlargement:
        return stretched(size, size * growth.numerator // growth.denominator)

    def stream(size: int) -> Enlargement:
        if size != small:  # activations by themselves ask for the length 1
            raise UnableError(
                f"a vector of {size} entries is no residual stream of width {small}",
                remedy="use blocks of attention and FeedForward, or widen_linear() layer by layer",
            )
        return filled(size, width, with_mean=with_mean)

    plan = Plan(stream, lambda size: filled(size, width), hidden=in_proportion, heads=in_proportion)
    return _carried_out(module, plan)


def _carried_out(module: nn.Module, plan: Plan) -> nn.Module:
    for part in module.modules():
        _must_compute_as_its_rule_says(part)
    return widened(module, plan).train(module.training)


def _must_compute_as_its_rule_says(module: nn.Module) -> None:
    """A subclass may have parameters of its own, but not a forward(), or another method of its class, of its own."""
    kinds = type(module).__mro__
    kind = next((each for each in kinds if each in widened.registry), nn.Module)
    if kind is nn.Module:
        return  # it has no rule, or a part's rule looks inside it
    own = {name for each in kinds[: kinds.index(kind)] for name in vars(each) if not name.startswith("__")}
    if any(hasattr(kind, name) for name in own):
        raise UnableError(
            f"{type(module).__name__} computes something else than {kind.__name__}, whose rule it would get",
            remedy="register a rule for it with widened.register",
        )


@singledispatch
def widened(module: nn.Module, plan: Plan) -> Any:
    """The module, enlarged by a plan. `widened.register` takes rules for more kinds of modules.

    Raises:
        UnableError: there is no rule for it, or it cannot be widened so without loss.
    """
    raise UnableError(
        f"there is no rule for widening {type(module).__name__}", remedy="register one with widened.register"
    )


# Linear layers, embeddings, activations


@widened.register
def _(layer: nn.Linear, plan: Plan) -> nn.Linear:
    return widen_linear(layer, plan.stream(layer.in_features), plan.stream(layer.out_features))


@widened.register
def _(table: nn.Embedding, plan: Plan) -> nn.Embedding:
    return widen_embedding(table, plan.stream(table.embedding_dim))


def _widened_activation(activation: nn.Module, plan: Plan) -> nn.Module:
    check_activation(activation, plan.stream(1))
    return copy.deepcopy(activation)


for _kind in ENTRY_BY_ENTRY:
    widened.register(_kind)(_widened_activation)


@widened.register
def _(dropout: nn.Dropout, plan: Plan) -> nn.Dropout:
    return copy.deepcopy(dropout)


@widened.register
def _(modules: nn.Sequential, plan: Plan) -> nn.Sequential:
    return nn.Sequential(*(widened(each, plan) for each in modules))


@widened.register
def _(norm: nn.LayerNorm, plan: Plan) -> nn.LayerNorm:
    stream = plan.stream(norm.normalized_shape[-1])
    return widen_layer_norm(norm, stream, stream)


@widened.register
def _(norm: nn.RMSNorm, plan: Plan) -> nn.RMSNorm:
    stream = plan.stream(norm.normalized_shape[-1])
    return widen_rms_norm(norm, stream, stream)


# Attention


def widen_attention(attention: Attention, before: Enlargement, after: Enlargement, plan: Plan) -> Attention:
    """More heads: copies of heads, W_o by the mean over copies; exact for any scale, and for rotary positions (3.4a).
    Larger heads: entries m times, queries and keys times f each with m·f² = √m, or 1 without the root (3.4b; the post's
    Attention); rotary pairs spread, f² = √m, or zeros appended and the base to the power m (3.5)."""
    within = _enlarged_head(attention, plan)
    heads, size = plan.heads(attention.heads), attention.query.out_features // attention.heads
    scored = in_each_head(heads, within)
    mixed = in_each_head(heads, repeated(size, plan.head_factor))
    bias, rotary = attention.bias, attention.rotary
    if rotary is not None and plan.rotary == "append":
        rotary = Rotary(rotary.base**plan.head_factor)
    return Attention(
        widen_linear(attention.query, before, scored),
        widen_linear(attention.key, before, scored),
        widen_linear(attention.value, before, mixed),
        widen_linear(attention.output, mixed, after),
        heads.large,
        scaled=attention.scaled,
        causal=attention.causal,
        rotary=copy.deepcopy(rotary),
        bias=None if bias is None else RelativeBias(widen_embedding(bias.table, heads)),
    )


def _enlarged_head(attention: Attention, plan: Plan) -> Enlargement:
    """The enlargement of queries and keys within a head, scaled so that scores are kept."""
    size, factor = attention.query.out_features // attention.heads, plan.head_factor
    if attention.rotary is None:
        within = repeated(size, factor)
    elif plan.rotary == "spread":
        within = spread_pairs(size, factor)
    else:
        within = unchanged(size).padded(size * factor)
    squared = (sqrt(factor) if attention.scaled else 1) / within.copies[0]
    return within.scaled(sqrt(squared))


@widened.register
def _(attention: Attention, plan: Plan) -> Attention:
    before, after = plan.stream(attention.query.in_features), plan.stream(attention.output.out_features)
    return widen_attention(attention, before, after, plan)


# Feed-forward networks and blocks


def widen_feed_forward(network: FeedForward, before: Enlargement, after: Enlargement, plan: Plan) -> FeedForward:
    """W̃₁ = HW₁R⁺, b̃₁ = Hb₁ with copies H of scale 1, so that any activation sees what it saw; W̃₂ = R'W₂H⁺,
    b̃₂ = R'b₂ (3.1, 3.2; the post's FeedForward with b̃₂ = b₂/√k for its b₂/k)."""
    hidden = plan.hidden(network.first.out_features)
    check_activation(network.activation, hidden)
    first, second = widen_linear(network.first, before, hidden), widen_linear(network.second, hidden, after)
    return FeedForward(first, copy.deepcopy(network.activation), second)


def widen_gated_feed_forward(
    network: GatedFeedForward, before: Enlargement, after: Enlargement, plan: Plan
) -> GatedFeedForward:
    """As without a gate, which is widened like the first layer: (HA)(Hx) = H(Ax) for copies of scale 1."""
    hidden = plan.hidden(network.first.out_features)
    check_activation(network.activation, hidden)
    first, gate = (widen_linear(each, before, hidden) for each in (network.first, network.gate))
    second = widen_linear(network.second, hidden, after)
    return GatedFeedForward(first, gate, copy.deepcopy(network.activation), second)


@widened.register
def _(network: FeedForward, plan: Plan) -> FeedForward:
    before, after = plan.stream(network.first.in_features), plan.stream(network.second.out_features)
    return widen_feed_forward(network, before, after, plan)


@widened.register
def _(network: GatedFeedForward, plan: Plan) -> GatedFeedForward:
    before, after = plan.stream(network.first.in_features), plan.stream(network.second.out_features)
    return widen_gated_feed_forward(network, before, after, plan)


def _widened_network(part: nn.Module, before: Enlargement, after: Enlargement, plan: Plan) -> nn.Module:
    """The second part of a block: what it is given may be enlarged otherwise than what it returns."""
    if isinstance(part, GatedFeedForward):
        return widen_gated_feed_forward(part, before, after, plan)
    if isinstance(part, FeedForward):
        return widen_feed_forward(part, before, after, plan)
    raise UnableError(
        f"there is no rule for {type(part).__name__} as a part of a block", remedy="use FeedForward or GatedFeedForward"
    )


def _widened_norm(norm: nn.Module, before: Enlargement, after: Enlargement) -> nn.Module:
    if isinstance(norm, nn.RMSNorm):
        return widen_rms_norm(norm, before, after)
    if isinstance(norm, nn.LayerNorm):
        return widen_layer_norm(norm, before, after)
    raise UnableError(f"there is no rule for {type(norm).__name__} as a norm", remedy="use nn.LayerNorm or nn.RMSNorm")


def _width(block: Block) -> int:
    return block.attention.query.in_features


@widened.register
def _(block: PreNormBlock, plan: Plan) -> PreNormBlock:
    stream, normed = plan.stream(_width(block)), plan.normed(_width(block))
    return PreNormBlock(
        _widened_norm(block.attention_norm, stream, normed),
        widen_attention(block.attention, normed, stream, plan),
        _widened_norm(block.feed_forward_norm, stream, normed),
        _widened_network(block.feed_forward, normed, stream, plan),
    )


@widened.register
def _(block: PostNormBlock, plan: Plan) -> PostNormBlock:
    stream = plan.stream(_width(block))
    return PostNormBlock(
        _widened_norm(block.attention_norm, stream, stream),
        widen_attention(block.attention, stream, stream, plan),
        _widened_norm(block.feed_forward_norm, stream, stream),
        _widened_network(block.feed_forward, stream, stream, plan),
    )


@widened.register
def _(blocks: nn.ModuleList, plan: Plan) -> nn.ModuleList:
    return nn.ModuleList(widened(each, plan) for each in blocks)


# Models


def towards_shared_head(embeddings: Enlargement, features: Enlargement) -> Enlargement:
    """The features scaled so that ⟨R'h, Re⟩ = ⟨h, e⟩: by 1/(rs) where entries have r copies and embeddings the scale s
    (3.6; the post's Output with s = 1/√k)."""
    return replace(features, scale=1 / (embeddings.copies[0] * embeddings.scale))


@widened.register
def _(model: BertLike, plan: Plan) -> BertLike:
    stream = plan.stream(model.words.embedding_dim)
    return BertLike(
        widened(model.words, plan),
        widened(model.positions, plan),
        widened(model.norm, plan),
        widened(model.blocks, plan),
        _widened_masked_head(model.head, stream),
    )


def _widened_masked_head(head: MaskedHead, stream: Enlargement) -> MaskedHead:
    """The dense layer leaves out the scale, whatever the activation is; the norm, whose ε stays, absorbs nothing and
    prepares the inner products with the embeddings (the post divides by one more √k, which changes the logits)."""
    plain = replace(stream, scale=1)
    check_activation(head.activation, plain)
    wide = MaskedHead(
        widen_linear(head.dense, stream, plain),
        copy.deepcopy(head.activation),
        widen_layer_norm(head.norm, plain, towards_shared_head(stream, plain)),
        torch.empty_like(head.bias),
    )
    fill(wide.bias, head.bias, head.bias)
    return wide


def _parts_of_decoder(model: GPTLike, plan: Plan, *, divided: bool) -> dict[str, Any]:
    width = model.words.embedding_dim
    stream, normed = plan.stream(width), plan.normed(width)
    features = towards_shared_head(stream, normed) if model.head is None else normed
    given = features.scaled(sqrt(features.large / features.small)) if divided else features
    head = model.head
    return {
        "words": widened(model.words, plan),
        "blocks": widened(model.blocks, plan),
        "norm": _widened_norm(model.norm, stream, given),
        "head": None if head is None else widen_linear(head, features, unchanged(head.out_features)),
    }


@widened.register
def _(model: GPTLike, plan: Plan) -> GPTLike:
    positions = None if model.positions is None else widened(model.positions, plan)
    return GPTLike(positions=positions, **_parts_of_decoder(model, plan, divided=False))


@widened.register
def _(model: T5Like, plan: Plan) -> T5Like:
    return T5Like(**_parts_of_decoder(model, plan, divided=model.divided), divided=model.divided)


@widened.register
def _(layer: nn.TransformerEncoderLayer, plan: Plan) -> nn.TransformerEncoderLayer:
    block = _as_block(layer)
    check_activation(layer.activation, plan.hidden(layer.linear1.out_features))
    wide = widened(block, plan)
    attention, network, size = wide.attention, wide.feed_forward, wide.attention.query.in_features
    if attention.query.out_features != size:
        raise UnableError(
            f"{attention.heads} heads of nn.MultiheadAttention cannot make up a width of {size}",
            remedy="use whole multiples of the width",
        )
    new = nn.TransformerEncoderLayer(
        size,
        attention.heads,
        network.first.out_features,
        layer.dropout.p,
        copy.deepcopy(layer.activation),
        batch_first=layer.self_attn.batch_first,
        norm_first=layer.norm_first,
        bias=layer.linear1.bias is not None,
    ).to(layer.linear1.weight)
    new.norm1, new.norm2 = wide.attention_norm, wide.feed_forward_norm
    new.linear1, new.linear2, new.self_attn.out_proj = network.first, network.second, _as_out(attention.output)
    _fill_in_projection(new.self_attn, attention)
    return new


@widened.register
def _(encoder: nn.TransformerEncoder, plan: Plan) -> nn.TransformerEncoder:
    wide = copy.copy(encoder)
    wide._modules = dict(encoder._modules)
    wide.layers = widened(encoder.layers, plan)
    wide.norm = None if encoder.norm is None else widened(encoder.norm, plan)
    return wide


def _as_block(layer: nn.TransformerEncoderLayer) -> Block:
    """The same computation as a block of ours."""
    inner, biased = layer.self_attn, layer.self_attn.in_proj_bias is not None
    parts = []
    for number, weight in enumerate(inner.in_proj_weight.detach().chunk(3)):
        part = empty_module(nn.Linear, weight, weight.shape[1], weight.shape[0], bias=biased)
        fill(part.weight, weight, inner.in_proj_weight)
        if biased:
            fill(part.bias, inner.in_proj_bias.detach().chunk(3)[number], inner.in_proj_bias)
        parts.append(part)
    attention = Attention(*parts, inner.out_proj, inner.num_heads)
    network = FeedForward(layer.linear1, nn.Identity(), layer.linear2)  # its activation is the layer's
    kind = PreNormBlock if layer.norm_first else PostNormBlock
    return kind(layer.norm1, attention, layer.norm2, network)


def _as_out(linear: nn.Linear) -> nn.Module:
    """The layer as nn.MultiheadAttention wants it, whose quick path asks for its class."""
    kind = nn.modules.linear.NonDynamicallyQuantizableLinear
    out = empty_module(kind, linear.weight, linear.in_features, linear.out_features, bias=linear.bias is not None)
    out.load_state_dict(linear.state_dict())
    return out


def _fill_in_projection(inner: nn.MultiheadAttention, attention: Attention) -> None:
    parts = (attention.query, attention.key, attention.value)
    fill(inner.in_proj_weight, torch.cat([each.weight for each in parts]), attention.query.weight)
    if inner.in_proj_bias is not None:
        fill(inner.in_proj_bias, torch.cat([each.bias for each in parts]), attention.query.bias)
