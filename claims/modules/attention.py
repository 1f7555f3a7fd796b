"""Multi-head attention, written plainly: scores of queries and keys, their softmax, the mean of the values."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class Rotary(nn.Module):
    """Rotary positions: at position p, pair i of the m neighbouring pairs of a head is turned by p · base^(-i/m)."""

    def __init__(self, base: float = 10000) -> None:
        super().__init__()
        self.base = base

    def forward(self, x: Tensor) -> Tensor:
        """Turn vectors of the shape (…, positions, head size); the head size is even."""
        pairs = x.unflatten(-1, (-1, 2))
        positions, count = pairs.shape[-3], pairs.shape[-2]
        speeds = self.base ** (-torch.arange(count, dtype=x.dtype, device=x.device) / count)
        angles = torch.arange(positions, dtype=x.dtype, device=x.device)[:, None] * speeds
        first, second = pairs.unbind(-1)
        turned = (first * angles.cos() - second * angles.sin(), first * angles.sin() + second * angles.cos())
        return torch.stack(turned, -1).flatten(-2)


class RelativeBias(nn.Module):
    """What is added to the score of each head for the distance of key and query, as in T5: a table, cut off on both
    sides."""

    def __init__(self, table: nn.Embedding) -> None:
        super().__init__()
        self.table = table

    def forward(self, length: int) -> Tensor:
        """The biases of the shape (heads, positions, positions)."""
        reach = self.table.num_embeddings // 2
        places = torch.arange(length, device=self.table.weight.device)
        distances = (places[None, :] - places[:, None]).clamp(-reach, reach) + reach
        return self.table(distances).movedim(-1, 0)


class Attention(nn.Module):
    """softmax(QKᵀ / √head size) V for each head, then a linear layer.

    `scaled=False` leaves out the root, as T5 does; `causal` lets a position see itself and earlier ones only.
    """

    def __init__(
        self,
        query: nn.Linear,
        key: nn.Linear,
        value: nn.Linear,
        output: nn.Linear,
        heads: int,
        *,
        scaled: bool = True,
        causal: bool = False,
        rotary: Rotary | None = None,
        bias: RelativeBias | None = None,
    ) -> None:
        super().__init__()
        self.query, self.key, self.value, self.output = query, key, value, output
        self.heads, self.scaled, self.causal = heads, scaled, causal
        self.rotary, self.bias = rotary, bias

    def scores(self, x: Tensor) -> Tensor:
        """The scores of the shape (batch, heads, positions, positions), before the softmax."""
        query, key = self._by_head(self.query(x)), self._by_head(self.key(x))
        if self.rotary is not None:
            query, key = self.rotary(query), self.rotary(key)
        scores = query @ key.mT
        if self.scaled:
            scores = scores / query.shape[-1] ** 0.5
        if self.bias is not None:
            scores = scores + self.bias(x.shape[-2])
        return scores

    def forward(self, x: Tensor) -> Tensor:
        """Attend within sequences of the shape (batch, positions, width)."""
        scores = self.scores(x)
        if self.causal:
            later = torch.ones(scores.shape[-2:], dtype=torch.bool, device=x.device).triu(1)
            scores = scores.masked_fill(later, float("-inf"))
        mixed = scores.softmax(-1) @ self._by_head(self.value(x))
        return self.output(mixed.transpose(-3, -2).flatten(-2))

    def _by_head(self, x: Tensor) -> Tensor:
        return x.unflatten(-1, (self.heads, -1)).transpose(-3, -2)
