"""What is attached to theorems and errata besides proofs: neighbours, readings, enumerations, pictures, simulations.

Data only; `verify.theorem` has the words that make them, `verify.evidence` runs them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from verify.formats import FloatFormat

Range = tuple[int | Fraction, int | Fraction]  # low and high
Place = tuple[int | Fraction, int | Fraction]  # on the two axes of a picture
Parts = Mapping[str, Any]  # constants, definitions and subjects by name


@dataclass(frozen=True)
class Neighbour:
    """A false variant of a theorem, refuted at a witness: the theorem with `changes`, where the theorem itself holds,
    or the theorem without the hypotheses that are `dropped`, where all others are met."""

    name: str
    changes: Parts
    witness: dict[str, Any]
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True)
class Exhaustive:
    """All numbers or patterns of a format for every variable, through representatives if `through` says so, in whose
    relations sides differ by as many units if there is a `unit`.

    With a `profile` it is run in that profile only.
    """

    format: FloatFormat
    through: Callable[..., Mapping[str, Any]] | None
    profile: str = ""
    unit: Callable[..., Any] | None = None


@dataclass(frozen=True)
class Surface:
    """A function of two variables to draw over a rectangle."""

    function: Callable[..., Any]
    axes: Mapping[str, Range]
    level: int | Fraction | None


@dataclass(frozen=True)
class Histogram:
    """The values of a function over a box to count, with the limits that are proved."""

    function: Callable[..., Any]
    box: Mapping[str, Range]
    limits: tuple[int | Fraction, ...]


@dataclass(frozen=True)
class Curve:
    """Functions of one variable to draw."""

    functions: tuple[Callable[..., Any], ...]
    axis: Mapping[str, Range]
    level: int | Fraction | None


@dataclass(frozen=True)
class Simulation:
    """A flow to follow from starts in a box, and where it is said to end."""

    flow: Callable[..., Mapping[str, Any]]
    limit: Callable[..., Mapping[str, Any]]
    other: Callable[..., Mapping[str, Any]] | None
    conserved: Callable[..., Any] | None
    decay: Callable[..., Any] | None
    begin: Callable[..., Mapping[str, Any]] | None
    over: Mapping[str, Range]
    until: int | Fraction
    starts: int


@dataclass(frozen=True)
class Portrait:
    """A phase portrait to draw: how a flow ends from each point of a rectangle, with what is proved of it drawn in."""

    flow: Callable[..., Mapping[str, Any]]
    axes: Mapping[str, Range]
    outcome: Callable[..., Any]
    boundaries: tuple[Callable[..., Any], ...]
    equilibria: Callable[..., Any] | None
    points: Mapping[str, Place]
    starts: Mapping[str, Place]
    until: int | Fraction


@dataclass(frozen=True)
class Reading:
    """One way to make an erratum's sentence precise, and whether the suite must refute it."""

    name: str
    changes: Parts
    refuted: bool
    witness: dict[str, Any]
