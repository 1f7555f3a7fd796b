"""What a Transformer's layer is made of: feed-forward networks, and blocks with the norm before or after."""

from __future__ import annotations

from torch import Tensor, nn

from claims.modules.attention import Attention


class FeedForward(nn.Module):
    """second(A(first(x))) with an activation A, entry by entry: ReLU, LeakyReLU, GELU, …"""

    def __init__(self, first: nn.Linear, activation: nn.Module, second: nn.Linear) -> None:
        super().__init__()
        self.first, self.activation, self.second = first, activation, second

    def forward(self, x: Tensor) -> Tensor:
        """Map vectors to vectors of the same length."""
        return self.second(self.activation(self.first(x)))


class GatedFeedForward(nn.Module):
    """second(A(gate(x)) * first(x)): a gated linear unit; SwiGLU with A = SiLU, GEGLU with GELU."""

    def __init__(self, first: nn.Linear, gate: nn.Linear, activation: nn.Module, second: nn.Linear) -> None:
        super().__init__()
        self.first, self.gate, self.activation, self.second = first, gate, activation, second

    def forward(self, x: Tensor) -> Tensor:
        """Map vectors to vectors of the same length."""
        return self.second(self.activation(self.gate(x)) * self.first(x))


class Block(nn.Module):
    """Attention and a feed-forward network, each with a norm and a residual connection."""

    def __init__(
        self,
        attention_norm: nn.Module,
        attention: Attention,
        feed_forward_norm: nn.Module,
        feed_forward: FeedForward | GatedFeedForward,
    ) -> None:
        super().__init__()
        self.attention_norm, self.attention = attention_norm, attention
        self.feed_forward_norm, self.feed_forward = feed_forward_norm, feed_forward


class PreNormBlock(Block):
    """x + f(norm(x)) for attention and then for the feed-forward network: GPT, T5."""

    def forward(self, x: Tensor) -> Tensor:
        """Map sequences of the shape (batch, positions, width) to such."""
        x = x + self.attention(self.attention_norm(x))
        return x + self.feed_forward(self.feed_forward_norm(x))


class PostNormBlock(Block):
    """norm(x + f(x)) for attention and then for the feed-forward network: BERT."""

    def forward(self, x: Tensor) -> Tensor:
        """Map sequences of the shape (batch, positions, width) to such."""
        x = self.attention_norm(x + self.attention(x))
        return self.feed_forward_norm(x + self.feed_forward(x))
