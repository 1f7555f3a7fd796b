"""Semidefinite programs in floats, solved by Clarabel. What comes out is a proposal and never a proof."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Column = dict[Any, float]  # what a unit of an unknown adds to the coefficient of each monomial

_LARGEST_MARGIN = 1.0  # of the unknowns inside their cones
_TOLERANCE = 1e-10
_ANSWERS = ("Solved", "AlmostSolved", "InsufficientProgress", "MaxIterations")


@dataclass(frozen=True)
class Program:
    """Find unknowns with sum of unknown * column = target: free ones, some that are not negative, and the entries of
    positive semidefinite matrices.

    A matrix is given by its size and the columns of its entries (i, j) with i <= j, column by column. The column of an
    entry beside the diagonal counts both of its places.
    """

    free: list[Column]
    numbers: list[Column]
    matrices: list[tuple[int, list[Column]]]
    target: Column

    def columns(self) -> list[Column]:
        """One column for each unknown, in the order in which a proposal has their values."""
        return [*self.free, *self.numbers, *(entry for _, entries in self.matrices for entry in entries)]

    def deepest(self) -> tuple[list[float], float] | None:
        """Values of the unknowns as far inside the cones as can be, and how far; None if the solver has none."""
        found = self._maximise({}, margin=1.0)
        return None if found is None else (found[:-1], found[-1])

    def largest_multiple(self, of: Column) -> float | None:
        """The largest number for which target - number * of can be written so; None if the solver has none."""
        found = self._maximise(of, margin=0.0)
        return None if found is None else found[-1]

    def _maximise(self, extra: Column, margin: float) -> list[float] | None:
        """Values of the unknowns, and of one more that has a column and is a margin of the others."""
        import clarabel
        import numpy
        from scipy.sparse import csc_array

        columns = [*self.columns(), extra]
        rows: dict[Any, int] = {}
        places = [(rows.setdefault(m, len(rows)), j, c) for j, column in enumerate(columns) for m, c in column.items()]
        right = {rows.setdefault(m, len(rows)): value for m, value in self.target.items()}
        height = len(rows)
        for row, unknown, factor, is_inside in self._cone_rows():
            places.append((height + row, unknown, -factor))
            places += [(height + row, len(columns) - 1, margin)] if is_inside else []
        cones = [clarabel.ZeroConeT(height), *self._cones()]
        height = max(height, 1 + max((row for row, _, _ in places), default=-1))
        if margin:
            cones.append(clarabel.NonnegativeConeT(1))
            places.append((height, len(columns) - 1, 1.0))
            right[height] = _LARGEST_MARGIN
            height += 1
        vector: Any = numpy.zeros(height)
        vector[list(right)] = list(right.values())
        across, down = [j for _, j, _ in places], [i for i, _, _ in places]
        matrix: Any = csc_array(([c for _, _, c in places], (down, across)), (height, len(columns)))
        cost: Any = numpy.zeros(len(columns))
        cost[-1] = -1.0
        nothing: Any = csc_array((len(columns), len(columns)))
        solution = clarabel.DefaultSolver(nothing, cost, matrix, vector, cones, _settings()).solve()
        values: Any = numpy.array(solution.x)
        return values.tolist() if str(solution.status) in _ANSWERS and numpy.isfinite(values).all() else None

    def _cone_rows(self) -> Iterator[tuple[int, int, float, bool]]:
        """Row, unknown and factor of each number that must lie in a cone, and whether a margin is taken from it."""
        unknown, row = len(self.free), 0
        for _ in self.numbers:
            yield row, unknown, 1.0, True
            unknown, row = unknown + 1, row + 1
        for size, _ in self.matrices:
            for j in range(size):
                for i in range(j + 1):
                    yield row, unknown, 1.0 if i == j else math.sqrt(2), i == j
                    unknown, row = unknown + 1, row + 1

    def _cones(self) -> list[Any]:
        import clarabel

        numbers = [clarabel.NonnegativeConeT(len(self.numbers))] if self.numbers else []
        return [*numbers, *(clarabel.PSDTriangleConeT(size) for size, _ in self.matrices)]


def _settings() -> Any:
    import clarabel

    settings = clarabel.DefaultSettings()
    settings.verbose = False
    settings.max_threads = 1  # so that the answer does not depend on the machine
    settings.tol_gap_abs = settings.tol_gap_rel = settings.tol_feas = _TOLERANCE
    return settings
