"""Small whole models: an encoder like BERT, a decoder like GPT, and a stack like T5, each with its head."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from claims.modules.attention import Attention, RelativeBias, Rotary
from claims.modules.blocks import FeedForward, GatedFeedForward, PostNormBlock, PreNormBlock


class MaskedHead(nn.Module):
    """BERT's head: a dense layer, an activation and a norm; then the inner products with the embeddings, and a bias."""

    def __init__(self, dense: nn.Linear, activation: nn.Module, norm: nn.LayerNorm, bias: Tensor) -> None:
        super().__init__()
        self.dense, self.activation, self.norm = dense, activation, norm
        self.bias = nn.Parameter(bias)

    def forward(self, x: Tensor, embeddings: Tensor) -> Tensor:
        """The logits of all words."""
        return self.norm(self.activation(self.dense(x))) @ embeddings.mT + self.bias


class BertLike(nn.Module):
    """An encoder with norms after each part, and a head for masked words that shares the embeddings."""

    def __init__(
        self,
        words: nn.Embedding,
        positions: nn.Embedding,
        norm: nn.LayerNorm,
        blocks: nn.ModuleList,
        head: MaskedHead,
    ) -> None:
        super().__init__()
        self.words, self.positions, self.norm, self.blocks, self.head = words, positions, norm, blocks, head

    def forward(self, words: Tensor) -> Tensor:
        """The logits of the shape (batch, positions, vocabulary) for words of the shape (batch, positions)."""
        x = self.norm(self.words(words) + self.positions.weight[: words.shape[-1]])
        for block in self.blocks:
            x = block(x)
        return self.head(x, self.words.weight)


class GPTLike(nn.Module):
    """A decoder with norms before each part. Without `positions` its blocks are to have rotary ones; without `head`,
    logits are inner products with the embeddings."""

    def __init__(
        self,
        words: nn.Embedding,
        positions: nn.Embedding | None,
        blocks: nn.ModuleList,
        norm: nn.Module,
        head: nn.Linear | None = None,
    ) -> None:
        super().__init__()
        self.words, self.positions, self.blocks, self.norm, self.head = words, positions, blocks, norm, head

    def features(self, words: Tensor) -> Tensor:
        """What the head is given, of the shape (batch, positions, width)."""
        x = self.words(words)
        if self.positions is not None:
            x = x + self.positions.weight[: words.shape[-1]]
        for block in self.blocks:
            x = block(x)
        return self.norm(x)

    def forward(self, words: Tensor) -> Tensor:
        """The logits of the shape (batch, positions, vocabulary) for words of the shape (batch, positions)."""
        x = self.features(words)
        return x @ self.words.weight.mT if self.head is None else self.head(x)


class T5Like(GPTLike):
    """A stack with RMSNorm, gated units, relative positions and unscaled scores.

    `divided` divides the features by the root of their number before a shared head, as T5 1.0 does.
    """

    def __init__(
        self,
        words: nn.Embedding,
        blocks: nn.ModuleList,
        norm: nn.RMSNorm,
        head: nn.Linear | None = None,
        *,
        divided: bool = False,
    ) -> None:
        super().__init__(words, None, blocks, norm, head)
        self.divided = divided

    def features(self, words: Tensor) -> Tensor:
        """What the head is given, of the shape (batch, positions, width)."""
        x = super().features(words)
        return x / x.shape[-1] ** 0.5 if self.divided else x


def randomised(module: nn.Module) -> nn.Module:
    """The module with norms that are not trivial and biases that are not 0, as after training."""
    with torch.no_grad():
        for each in module.modules():
            if isinstance(each, nn.LayerNorm | nn.RMSNorm) and each.weight is not None:
                each.weight.uniform_(0.5, 1.5)
            for bias in (getattr(each, "bias", None), getattr(each, "in_proj_bias", None)):
                if isinstance(bias, nn.Parameter):
                    bias.normal_()
    return module


def bert_like(
    *,
    width: int,
    heads: int,
    hidden: int,
    layers: int,
    vocabulary: int,
    longest: int,
    activation: type[nn.Module] = nn.GELU,
    epsilon: float = 1e-12,
) -> BertLike:
    """A BERT with fresh parameters, and ε as published with it."""

    def block() -> PostNormBlock:
        linear = [nn.Linear(width, width) for _ in range(4)]
        network = FeedForward(nn.Linear(width, hidden), activation(), nn.Linear(hidden, width))
        return PostNormBlock(norm(), Attention(*linear, heads), norm(), network)

    def norm() -> nn.LayerNorm:
        return nn.LayerNorm(width, eps=epsilon)

    blocks = nn.ModuleList(block() for _ in range(layers))
    head = MaskedHead(nn.Linear(width, width), activation(), norm(), torch.zeros(vocabulary))
    return BertLike(nn.Embedding(vocabulary, width), nn.Embedding(longest, width), norm(), blocks, head)


def gpt_like(
    *,
    width: int,
    heads: int,
    hidden: int,
    layers: int,
    vocabulary: int,
    longest: int,
    activation: type[nn.Module] = nn.GELU,
    epsilon: float = 1e-5,
    rotary: bool = False,
) -> GPTLike:
    """A GPT with fresh parameters, ε as in GPT-2, with learned positions or with rotary ones."""

    def block() -> PreNormBlock:
        linear = [nn.Linear(width, width) for _ in range(4)]
        attention = Attention(*linear, heads, causal=True, rotary=Rotary() if rotary else None)
        network = FeedForward(nn.Linear(width, hidden), activation(), nn.Linear(hidden, width))
        return PreNormBlock(norm(), attention, norm(), network)

    def norm() -> nn.LayerNorm:
        return nn.LayerNorm(width, eps=epsilon)

    positions = None if rotary else nn.Embedding(longest, width)
    return GPTLike(nn.Embedding(vocabulary, width), positions, nn.ModuleList(block() for _ in range(layers)), norm())


def t5_like(
    *,
    width: int,
    heads: int,
    hidden: int,
    layers: int,
    vocabulary: int,
    longest: int,
    activation: type[nn.Module] = nn.GELU,
    epsilon: float = 1e-6,
    shared: bool = True,
    divided: bool = False,
) -> T5Like:
    """A T5 with fresh parameters, and ε as published with it; mT5, whose head is not shared, with `shared=False`."""

    def block() -> PreNormBlock:
        linear = [nn.Linear(width, width, bias=False) for _ in range(4)]
        bias = RelativeBias(nn.Embedding(2 * longest - 1, heads))
        attention = Attention(*linear, heads, scaled=False, bias=bias)
        first, gate = (nn.Linear(width, hidden, bias=False) for _ in range(2))
        network = GatedFeedForward(first, gate, activation(), nn.Linear(hidden, width, bias=False))
        return PreNormBlock(norm(), attention, norm(), network)

    def norm() -> nn.RMSNorm:
        return nn.RMSNorm(width, eps=epsilon)

    head = None if shared else nn.Linear(width, vocabulary, bias=False)
    blocks = nn.ModuleList(block() for _ in range(layers))
    return T5Like(nn.Embedding(vocabulary, width), blocks, norm(), head, divided=divided)
