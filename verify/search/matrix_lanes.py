"""Lanes of matrices: small dyadic entries, so that sums and products stay exact in floats."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import torch

from verify.domains import Matrices, Size

ENTRY_STEPS = 33  # entries are multiples of 1/8 from -2 to 2
LAW_STEPS = {"raw bits": 64, "simple": 8, "special": 4, "neighbours": 64}


def _any_entries(shape: tuple[int, ...], generator: torch.Generator) -> torch.Tensor:
    return (torch.randint(0, ENTRY_STEPS, shape, generator=generator).double() - ENTRY_STEPS // 2) / 8


def _small_integers(shape: tuple[int, ...], generator: torch.Generator) -> torch.Tensor:
    return torch.randint(-3, 4, shape, generator=generator).double()


def _one_hot(shape: tuple[int, ...], generator: torch.Generator) -> torch.Tensor:
    """Zero, or a single entry of one, or the identity as far as it goes."""
    lanes, rows, columns = shape
    entries = torch.zeros(lanes, rows * columns, dtype=torch.float64)
    if rows * columns:
        place = torch.randint(0, rows * columns, (lanes, 1), generator=generator)
        kind = torch.randint(0, 3, (lanes, 1), generator=generator)
        entries.scatter_(1, place, (kind == 1).double())
        diagonal = torch.eye(rows, columns, dtype=torch.float64).reshape(-1)
        entries = torch.where(kind == 2, diagonal, entries)
    return entries.reshape(shape)


def _rank_one(shape: tuple[int, ...], generator: torch.Generator) -> torch.Tensor:
    lanes, rows, columns = shape
    return _small_integers((lanes, rows, 1), generator) @ _small_integers((lanes, 1, columns), generator)


MATRIX_FILLS: dict[str, Callable[[tuple[int, ...], torch.Generator], torch.Tensor]] = {
    "raw bits": _any_entries,
    "simple": _small_integers,
    "special": _one_hot,
    "neighbours": _rank_one,
}


def _laws(kind: str, lanes: int, size: int, generator: torch.Generator) -> torch.Tensor:
    """Columns of probabilities: multiples of a power of ½, so that they sum to 1 exactly in floats."""
    steps = LAW_STEPS[kind]
    cuts = torch.randint(0, steps + 1, (lanes, size - 1), generator=generator).sort(dim=1).values
    ends = torch.full((lanes, 1), steps)
    return torch.diff(torch.cat([ends * 0, cuts, ends], dim=1), dim=1).double().unsqueeze(-1) / steps


def fill_matrices(
    domain: Matrices, regime: str, count: int, generator: torch.Generator, sizes: Mapping[Size, int]
) -> torch.Tensor:
    """A batch of matrices of a domain, shape (count, rows, columns)."""
    rows, columns = domain.shape(sizes)
    if domain.structure == "law":
        return _laws(regime, count, rows, generator)
    entries = MATRIX_FILLS[regime]((count, rows, columns), generator)
    if domain.structure == "symmetric":
        lower = entries.tril()
        return lower + lower.tril(-1).mT
    if domain.structure == "covariance":
        return entries @ entries.mT
    return entries
