"""Widened encoders by other hands: in other styles, and as they typically go wrong.

Each function takes a layer of torch's and k, and returns what maps Rx/√k to R(layer(x))/√k, R repeating each entry next
to itself, with as many heads as before. `rewritten` takes the table of constants, row by row, for a model like BERT.
"""

import copy
from fractions import Fraction
from math import sqrt

import torch
from torch import nn
from torch.func import functional_call
from torch.nn import functional

# The post's table: powers of k for weight and bias of each row. Its first line is ε, of which the post says nothing

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)
TABLE = {
    "epsilon": (Fraction(0), None),
    "embedding": (-HALF, None),
    "norm": (-HALF, -HALF),
    "query and key": (QUARTER - 1, QUARTER - HALF),
    "value": (Fraction(-1), -HALF),
    "attention output": (Fraction(-1), -HALF),
    "feed-forward 1": (-HALF, Fraction(0)),
    "feed-forward 2": (-HALF - 1, Fraction(-1)),
    "head dense": (-HALF, Fraction(0)),
    "head norm": (-HALF, -HALF),
    "head epsilon": (Fraction(0), None),
}
REPAIRED = TABLE | {"epsilon": (Fraction(-1), None), "feed-forward 2": (-HALF - 1, -HALF)}

ROW_OF = [
    ("words.", "embedding"),
    ("positions.", "embedding"),
    ("head.dense.", "head dense"),
    ("head.norm.", "head norm"),
    ("norm.", "norm"),
    (".query.", "query and key"),
    (".key.", "query and key"),
    (".value.", "value"),
    (".output.", "attention output"),
    (".first.", "feed-forward 1"),
    (".second.", "feed-forward 2"),
]


def rewritten(model, k, table):
    """A model like BERT with a rewritten state-dict: every axis but that of words and places is repeated."""
    state = {name: _rewritten_entry(name, value, k, table) for name, value in model.state_dict().items()}
    wide = copy.deepcopy(model)
    for name, parameter in wide.named_parameters():
        parameter.data = state[name]
    for name, module in wide.named_modules():
        if isinstance(module, nn.LayerNorm):
            module.normalized_shape = tuple(module.weight.shape)
            module.eps *= k ** float(table["head epsilon" if name == "head.norm" else "epsilon"][0])
    return wide


def _rewritten_entry(name, value, k, table):
    if name == "head.bias":
        return value.clone()
    row = next(row for part, row in ROW_OF if part in name)
    axes = [-1] if row == "embedding" else range(value.ndim)
    for axis in axes:
        value = value.repeat_interleave(k, axis)
    return value * k ** float(table[row][0 if name.endswith("weight") else 1])


# Layers of torch's, in other styles


def state_dict(layer, k):
    """A state-dict rewriter."""
    powers = {
        "in_proj_weight": None,
        "in_proj_bias": None,
        "self_attn.out_proj.weight": -1,
        "linear1.weight": -0.5,
        "linear1.bias": 0,
        "linear2.weight": -1.5,
    }
    new = {}
    for name, value in layer.state_dict().items():
        for axis in range(value.ndim):
            value = value.repeat_interleave(k, axis)
        power = next((power for part, power in powers.items() if part in name), -0.5)
        if power is None:
            query_key, value_part = value.tensor_split([2 * value.shape[0] // 3])
            power = -1 if value.ndim == 2 else -0.5
            new[name] = torch.cat([query_key * k ** (power + 0.25), value_part * k**power])
        else:
            new[name] = value * k**power
    wide = _empty(layer, k)
    wide.load_state_dict(new)
    return wide.eval()


def _empty(layer, k):
    return nn.TransformerEncoderLayer(
        layer.self_attn.embed_dim * k,
        layer.self_attn.num_heads,
        layer.linear1.out_features * k,
        layer.dropout.p,
        layer.activation,
        layer.norm1.eps / k,
        batch_first=True,
        norm_first=layer.norm_first,
    )


def copying_weights(layer, k):
    """Slice by slice into a fresh layer."""
    wide = _empty(layer, k).eval()
    size = layer.self_attn.embed_dim
    with torch.no_grad():
        for i in range(k):
            for part in range(3):
                factor = k**0.25 if part < 2 else 1
                old = slice(part * size, (part + 1) * size)
                new = slice(part * size * k + i, (part + 1) * size * k, k)
                wide.self_attn.in_proj_bias[new] = layer.self_attn.in_proj_bias[old] * factor / k**0.5
                for j in range(k):
                    wide.self_attn.in_proj_weight[new, j::k] = layer.self_attn.in_proj_weight[old] * factor / k
            for old, new in ((layer.norm1, wide.norm1), (layer.norm2, wide.norm2)):
                new.weight[i::k], new.bias[i::k] = old.weight / sqrt(k), old.bias / sqrt(k)
            wide.self_attn.out_proj.bias[i::k] = layer.self_attn.out_proj.bias / sqrt(k)
            wide.linear1.bias[i::k] = layer.linear1.bias
            wide.linear2.bias[i::k] = layer.linear2.bias / sqrt(k)
            for j in range(k):
                wide.self_attn.out_proj.weight[i::k, j::k] = layer.self_attn.out_proj.weight / k
                wide.linear1.weight[i::k, j::k] = layer.linear1.weight / sqrt(k)
                wide.linear2.weight[i::k, j::k] = layer.linear2.weight / (k * sqrt(k))
    return wide


def in_place(layer, k):
    """The parameters of a copy, overwritten with Kronecker products."""
    wide, ones = copy.deepcopy(layer), torch.ones(k, k)
    attention, size = wide.self_attn, layer.self_attn.embed_dim
    scores = torch.cat([torch.full((2 * size,), k**0.25), torch.ones(size)])
    attention.in_proj_weight.data.mul_(scores[:, None])
    attention.in_proj_bias.data.mul_(scores)
    for weight in (attention.in_proj_weight, attention.out_proj.weight, wide.linear1.weight, wide.linear2.weight):
        weight.data = torch.kron(weight.data, ones / k)
    for vector in [p for p in wide.parameters() if p.ndim == 1]:
        vector.data = torch.kron(vector.data, ones[0] / sqrt(k))
    wide.linear1.weight.data.mul_(sqrt(k))
    wide.linear1.bias.data.mul_(sqrt(k))
    wide.linear2.weight.data.div_(sqrt(k))
    for norm in (wide.norm1, wide.norm2):
        norm.eps, norm.normalized_shape = norm.eps / k, (size * k,)
    attention.embed_dim = attention.kdim = attention.vdim = size * k
    attention.head_dim *= k
    return wide


def by_functional_call(layer, k):
    """The class of the layer, called with parameters that are nobody's."""
    parameters = {name: value.detach() for name, value in state_dict(layer, k).named_parameters()}
    shell = _empty(layer, k).eval()
    return lambda x: functional_call(shell, parameters, (x,))


def functional_style(layer, k):
    """No modules: parameters are expanded when they are used."""
    p = {name: value.detach() for name, value in layer.named_parameters()}
    heads, eps = layer.self_attn.num_heads, layer.norm1.eps

    def dense(x, weight, bias, factor=1.0):
        wide = weight.repeat_interleave(k, 0).repeat_interleave(k, 1)
        return factor * functional.linear(x, wide / k, bias.repeat_interleave(k) / sqrt(k))

    def norm(x, name):
        weight, bias = (p[f"{name}.{each}"].repeat_interleave(k) / sqrt(k) for each in ("weight", "bias"))
        return functional.layer_norm(x, x.shape[-1:], weight, bias, eps / k)

    def attend(x):
        parts = zip(p["self_attn.in_proj_weight"].chunk(3), p["self_attn.in_proj_bias"].chunk(3), strict=True)
        factors = (k**0.25, k**0.25, 1.0)
        query, key, value = (
            dense(x, *part, factor).unflatten(-1, (heads, -1)).transpose(1, 2)
            for part, factor in zip(parts, factors, strict=True)
        )
        mixed = functional.scaled_dot_product_attention(query, key, value).transpose(1, 2).flatten(2)
        return dense(mixed, p["self_attn.out_proj.weight"], p["self_attn.out_proj.bias"])

    def network(x):
        hidden = layer.activation(dense(x, p["linear1.weight"], p["linear1.bias"], sqrt(k)))
        return dense(hidden / sqrt(k), p["linear2.weight"], p["linear2.bias"])

    def forward(x):
        if layer.norm_first:
            x = x + attend(norm(x, "norm1"))
            return x + network(norm(x, "norm2"))
        x = norm(x + attend(x), "norm1")
        return norm(x + network(x), "norm2")

    return forward


RIGHT = (state_dict, copying_weights, in_place, by_functional_call, functional_style)


# The typical wrong ones


def epsilon_kept(layer, k):
    """ε as it was."""
    wide = state_dict(layer, k)
    wide.norm1.eps = wide.norm2.eps = layer.norm1.eps
    return wide


def post_table(layer, k):
    """The table to the letter, but for ε: the last bias divided by k."""
    wide = state_dict(layer, k)
    wide.linear2.bias.data.div_(sqrt(k))
    return wide


def score_factor_forgotten(layer, k):
    """Queries and keys as other dense layers: repeated and divided."""
    return _scores_times(layer, k, weight=k**-0.25, bias=k**-0.25)


def score_factor_on_both_sides(layer, k):
    """The whole √k on queries and on keys, and not its root on each."""
    return _scores_times(layer, k, weight=k**0.25, bias=k**0.25)


def score_factor_for_weights_only(layer, k):
    """Biases of queries and keys without the factor."""
    return _scores_times(layer, k, weight=1, bias=k**-0.25)


def _scores_times(layer, k, *, weight, bias):
    wide = state_dict(layer, k)
    rows = 2 * wide.self_attn.embed_dim
    wide.self_attn.in_proj_weight.data[:rows] *= weight
    wide.self_attn.in_proj_bias.data[:rows] *= bias
    return wide


def tiled_heads(layer, k):
    """Queries, keys and values as whole vectors repeated, while the number of heads stays."""
    wide, size = state_dict(layer, k), layer.self_attn.embed_dim
    order = torch.arange(size * k).view(size, k).mT.flatten()  # from next to each other to one after the other
    attention = wide.self_attn
    for parameter in (attention.in_proj_weight, attention.in_proj_bias):
        parameter.data = torch.cat([part[order] for part in parameter.data.chunk(3)])
    attention.out_proj.weight.data = attention.out_proj.weight.data[:, order]
    return wide


def tiled_stream(layer, k):
    """Columns tiled where what comes in is repeated entry by entry."""
    wide, size = state_dict(layer, k), layer.self_attn.embed_dim
    order = torch.arange(size * k).view(size, k).mT.flatten()
    for parameter in (wide.self_attn.in_proj_weight, wide.linear1.weight):
        parameter.data = parameter.data[:, order]
    return wide


def scaled_activation(layer, k):
    """The rule for ReLU whatever the activation is: the hidden layer divided by √k too."""
    wide = state_dict(layer, k)
    wide.linear1.weight.data.div_(sqrt(k))
    wide.linear1.bias.data.div_(sqrt(k))
    wide.linear2.weight.data.mul_(sqrt(k))
    return wide


def divided_by_outputs(layer, k):
    """Weights not divided by the number of copies that they add up."""
    wide = state_dict(layer, k)
    wide.linear1.weight.data.mul_(k)
    return wide


class UnbiasedNorm(nn.LayerNorm):
    """A norm of one's own, which divides by d - 1."""

    def forward(self, x):
        centred = x - x.mean(-1, keepdim=True)
        return self.weight * centred / (x.var(-1, keepdim=True) + self.eps).sqrt() + self.bias


def with_unbiased_norms(model):
    """The same model with other norms."""
    new = copy.deepcopy(model)
    for module in new.modules():
        if type(module) is nn.LayerNorm:
            module.__class__ = UnbiasedNorm
    return new
