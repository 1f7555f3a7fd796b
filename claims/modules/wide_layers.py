"""Single layers, made wider between two enlargements: linear layers, embeddings, activations and norms.

Each function is given the enlargement R of what the layer takes (`before`) and R' of what it returns (`after`), and
returns a layer Ã with Ã(Rx) = R'A(x), or refuses. Numbers: the catalogue of the post "lossless_widening".
"""

from __future__ import annotations

from dataclasses import replace
from math import sqrt
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils import skip_init

from claims.modules.enlargements import Enlargement
from verify.errors import DomainError, UnableError

HOMOGENEOUS = (nn.Identity, nn.ReLU, nn.LeakyReLU)  # A(sx) = sA(x) for s > 0
ENTRY_BY_ENTRY = (*HOMOGENEOUS, nn.GELU, nn.SiLU, nn.Tanh, nn.Sigmoid, nn.ELU, nn.Softplus, nn.Mish, nn.Hardswish)
FUNCTIONS = {functional.relu: nn.ReLU, functional.gelu: nn.GELU, functional.silu: nn.SiLU, torch.tanh: nn.Tanh}


def widen_linear(layer: nn.Linear, before: Enlargement, after: Enlargement) -> nn.Linear:
    """W̃ = R'WR⁺ and b̃ = R'b, so that W̃Rx + b̃ = R'(Wx + b): any maps of entries (Net2Net; 3.1; the post's
    FeedForward with R = R' = repetition / √k, so that W̃ = W/k and b̃ = b/√k, repeated)."""
    must_fit(layer, before, layer.in_features)
    must_fit(layer, after, layer.out_features)
    wide = empty_module(nn.Linear, layer.weight, before.large, after.large, bias=layer.bias is not None)
    fill(wide.weight, after.matrix() @ numbers(layer.weight) @ before.inverse(), layer.weight)
    if layer.bias is not None:
        fill(wide.bias, after.matrix() @ numbers(layer.bias), layer.bias)
    return wide


def widen_embedding(table: nn.Embedding, after: Enlargement) -> nn.Embedding:
    """ẽ = Re for each embedding (the post's Embedding, with repetition / √k).

    Raises:
        UnableError: the table shortens vectors that are too long.
    """
    must_fit(table, after, table.embedding_dim)
    if table.max_norm is not None:
        raise UnableError("an Embedding with max_norm changes its own weight", remedy="widen one without max_norm")
    settings = {name: getattr(table, name) for name in ("padding_idx", "scale_grad_by_freq", "sparse")}
    wide = empty_module(nn.Embedding, table.weight, table.num_embeddings, after.large, **settings)
    fill(wide.weight, numbers(table.weight) @ after.matrix().mT, table.weight)
    return wide


def check_activation(activation: Any, enlargement: Enlargement) -> None:
    """A(Rx) = R A(x), entry by entry: always for copies; for scale · copies if A is homogeneous (3.2); and for zeros if
    A(0) = 0.

    Raises:
        UnableError: it is not so, or it is not known that the activation works entry by entry.
    """
    name = getattr(activation, "__name__", type(activation).__name__)
    kind = type(activation) if isinstance(activation, nn.Module) else FUNCTIONS.get(activation)
    if kind not in ENTRY_BY_ENTRY:
        raise UnableError(f"it is not known that {name} works entry by entry", remedy="give a module such as nn.GELU")
    if enlargement.scale != 1 and kind not in HOMOGENEOUS:
        raise UnableError(
            f"{name}(s·x) is not s·{name}(x), here with s = {enlargement.scale:.4g}",
            remedy="widen with scale=1, or let the layer before it leave out the factor as FeedForward does",
        )
    if None in enlargement.source and (enlargement.filled_with_mean or activation(torch.zeros(1)).item() != 0):
        raise UnableError(f"{name} does not keep what fills up a vector", remedy="repeat entries only")


# Norms


def widen_layer_norm(norm: nn.LayerNorm, before: Enlargement, after: Enlargement) -> nn.LayerNorm:
    """γ̃ = γ·s'c/s, β̃ = s'β, ε̃ = c²ε, where the inputs are s·copies, the outputs s'·copies, and c² is the ratio of
    the variances: s² for equally many copies of each entry, s²r·d/d̃ for r copies and a rest filled with the mean
    (3.3; the post's LayerNorm leaves ε out).

    Raises:
        UnableError: mean and variance are not kept, or an output is not a copy of the same entry as the input.
    """
    return _widen_norm(norm, before, after, centred=True, eps=norm.eps)


def widen_rms_norm(norm: nn.RMSNorm, before: Enlargement, after: Enlargement) -> nn.RMSNorm:
    """γ̃ = γ·s'c/s, ε̃ = c²ε as for LayerNorm, where the rest is filled with zeros (3.3).

    Raises:
        UnableError: the mean square is not kept, or an output is not a copy of the same entry as the input.
    """
    eps = torch.finfo(norm.weight.dtype if norm.weight is not None else torch.get_default_dtype()).eps
    return _widen_norm(norm, before, after, centred=False, eps=eps if norm.eps is None else norm.eps)


def _widen_norm(norm: Any, before: Enlargement, after: Enlargement, *, centred: bool, eps: float) -> Any:
    if len(norm.normalized_shape) != 1:
        raise UnableError(f"a norm over {norm.normalized_shape} has no rule", remedy="norm over the last axis alone")
    must_fit(norm, before, norm.normalized_shape[0])
    ratio = _ratio_of_variances(norm, before, centred=centred)
    factor = after.scale * sqrt(ratio)  # √ratio is 1 for whole numbers of copies
    affine, biased = norm.elementwise_affine, getattr(norm, "bias", None) is not None
    if not affine and (factor != 1 or None in after.source):
        raise UnableError(f"{type(norm).__name__} has no weight to be scaled", remedy="widen with scale=1")
    arguments = {"bias": biased} if centred else {}
    like = norm.weight if affine else torch.empty(0)
    eps = eps * before.scale**2 * ratio
    wide = empty_module(type(norm), like, after.large, eps=eps, elementwise_affine=affine, **arguments)
    if not affine:
        return wide
    rows = _copied_rows(norm, before, after)
    fill(wide.weight, factor * rows @ numbers(norm.weight), norm.weight)
    if biased:
        fill(wide.bias, after.scale * rows @ numbers(norm.bias), norm.bias)
    return wide


def _ratio_of_variances(norm: nn.Module, before: Enlargement, *, centred: bool) -> float:
    """var(Rx) / var(x) for the scale 1, or the same of mean squares."""
    copies, name = before.copies, type(norm).__name__
    if len(set(copies)) > 1:
        raise UnableError(
            f"{name} weighs all entries equally, and they are copied {copies} times",
            remedy="copy each entry equally often, as repeated() and filled() do",
        )
    if None in before.source and before.filled_with_mean != centred:
        wanted = "the mean of the entries" if centred else "zeros"
        raise UnableError(f"{name} keeps its statistics only if the rest is filled with {wanted}", remedy="fill it so")
    return copies[0] * before.small / before.large


def _copied_rows(norm: nn.Module, before: Enlargement, after: Enlargement) -> Tensor:
    """The matrix of 0 and 1 that takes a weight to that of the wide norm."""
    if None in after.source and after.filled_with_mean:
        raise UnableError(
            f"the mean of what {type(norm).__name__} returns is no entry of it",
            remedy="use whole multiples of the width, or norms that stand before the parts of a block",
        )
    pairs = zip(before.source, after.source, strict=True)
    if before.large != after.large or any(new is not None and old != new for old, new in pairs):
        raise UnableError(
            f"{type(norm).__name__} works entry by entry: what comes in and goes out is copied in different orders",
            remedy="use one layout for both",
        )
    return replace(after, scale=1).matrix()


# Parameters


def must_fit(module: nn.Module, enlargement: Enlargement, size: int) -> None:
    """Raise DomainError unless the enlargement takes vectors of that size."""
    if enlargement.small != size:
        raise DomainError(
            f"{type(module).__name__} has {size} entries where the enlargement takes {enlargement.small}",
            remedy="make the enlargement of that size",
        )


def numbers(parameter: Tensor) -> Tensor:
    """A parameter in float64, on the processor."""
    return parameter.detach().double().cpu()


def empty_module(kind: type[nn.Module], like: Tensor, *arguments: Any, **more: Any) -> Any:
    """A module whose parameters are not drawn, with the type and the device of a tensor."""
    return skip_init(kind, *arguments, **more, dtype=like.dtype, device=like.device)


def fill(parameter: Tensor, values: Tensor, old: Tensor) -> None:
    """Give a parameter its values; it is frozen if the old one is."""
    with torch.no_grad():
        parameter.copy_(values)
    parameter.requires_grad_(old.requires_grad)
