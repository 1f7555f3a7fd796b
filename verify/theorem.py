"""Settings, theorems and errata, and the evidence that can be attached to them.

    two_numbers = setting(x=positive(), y=positive())

    @two_numbers.theorem(POST.sentence("…", 2), r"…")
    def product_error(x, y, *, bound=Fraction(1, 9)): ...

Nothing is registered anywhere: theorems are objects of the module that defines them.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from verify.domains import Domain, Size
from verify.errors import VocabularyError
from verify.formats import FloatFormat
from verify.matrices import exact_matrix
from verify.post import Post, Sentence
from verify.relations import Relation

Point = Mapping[str, Any]  # exact numbers, and lists of rows of them
Range = tuple[int | Fraction, int | Fraction]  # low and high
Parts = Mapping[str, Any]  # constants, definitions and subjects by name


def as_exact(value: Any) -> Any:
    """An exact number or matrix, or None if the value is neither. A flat list is a column."""
    if isinstance(value, list) and value and not any(isinstance(entry, list) for entry in value):
        value = [[entry] for entry in value]
    if isinstance(value, list) and value and all(isinstance(row, list) for row in value):
        entries = [as_exact(entry) for row in value for entry in row]
        regular = len({len(row) for row in value}) == 1 and all(isinstance(entry, Fraction) for entry in entries)
        return exact_matrix(value) if regular else None
    if callable(value):
        return value
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        return None
    return Fraction(value)


@dataclass(frozen=True)
class Subject:
    """A part of a theorem that can be replaced by the reader's own implementation (`--subject product=pkg.mod:mul`)."""

    default: Callable[..., Any]


@dataclass(frozen=True)
class LossSubject(Subject):
    """A subject that maps matrices to one number and is differentiated: it is run case by case."""


def loss_subject(default: Callable[..., Any]) -> Any:
    """Mark a keyword parameter as a training loss under test, of matrices, whose `rate` the theorem takes."""
    if not callable(default):
        raise VocabularyError(f"loss_subject() got {default!r}", remedy="give it a function")
    return LossSubject(default)


def subject(default: Callable[..., Any]) -> Any:
    """Mark a keyword parameter of a theorem as an implementation under test; `default` is the definition."""
    if not callable(default):
        raise VocabularyError(f"subject() got {default!r}", remedy="give it a function")
    return Subject(default)


@dataclass(frozen=True)
class Neighbour:
    """A false variant of a theorem, which must be refuted at a point where the theorem itself holds."""

    name: str
    changes: Parts
    witness: dict[str, Any]


@dataclass(frozen=True)
class Exhaustive:
    """All numbers of a format for every variable, through representatives if `through` says so."""

    format: FloatFormat
    through: Callable[..., Mapping[str, Any]] | None


@dataclass(frozen=True)
class Surface:
    """A function of two variables to draw over a rectangle."""

    function: Callable[..., Any]
    axes: Mapping[str, tuple[int | Fraction, int | Fraction]]
    level: int | Fraction | None


@dataclass(frozen=True)
class Simulation:
    """A flow to follow from starts in a box, and where it is said to end."""

    flow: Callable[..., Mapping[str, Any]]
    limit: Callable[..., Mapping[str, Any]]
    other: Callable[..., Mapping[str, Any]] | None
    conserved: Callable[..., Any] | None
    over: Mapping[str, Range]
    until: int | Fraction
    starts: int


@dataclass(frozen=True)
class Portrait:
    """A phase portrait to draw: how a flow ends from each point of a rectangle, with what is proved of it drawn in."""

    flow: Callable[..., Mapping[str, Any]]
    axes: Mapping[str, Range]
    outcome: Callable[..., Any]
    boundary: Callable[..., Any] | None
    equilibria: Callable[..., Any] | None
    starts: Mapping[str, tuple[int | Fraction, int | Fraction]]
    until: int | Fraction


@dataclass(frozen=True)
class Reading:
    """One way to make an erratum's sentence precise, and whether the suite must refute it."""

    name: str
    changes: Parts
    refuted: bool
    witness: dict[str, Any]


@dataclass(frozen=True)
class Setting:
    """What a paper says after "Let": variables with domains, and named assumptions."""

    variables: Mapping[str, Domain]
    assumptions: tuple[Callable[..., Any], ...] = ()

    @property
    def sizes(self) -> set[Size]:
        """The sizes in the shapes of the variables."""
        return {size for domain in self.variables.values() for size in domain.sizes}

    def where(self, *assumptions: Callable[..., Any]) -> Setting:
        """The setting with more assumptions: functions of some of the variables that return relations."""
        for assumption in assumptions:
            unknown = set(inspect.signature(assumption).parameters) - set(self.variables)
            if unknown:
                raise VocabularyError(
                    f"assumption '{assumption.__name__}' asks for {', '.join(sorted(unknown))}",
                    remedy=f"the setting has {', '.join(self.variables) or 'no variables'}",
                )
        return replace(self, assumptions=self.assumptions + assumptions)

    def theorem(
        self, sentence: Sentence, latex: str, *, relation: str = "verbatim"
    ) -> Callable[[Callable[..., Any]], Theorem]:
        """Make a theorem of a function. `latex` is the author's own words for the statement, `relation` how the
        theorem relates to the sentence: verbatim, specialised, stronger or repaired."""
        return lambda function: Theorem(**_statement(self, sentence, latex, function), relation=relation)

    def erratum(
        self, sentence: Sentence, latex: str, *, how: str, repaired_by: tuple[Theorem, ...]
    ) -> Callable[[Callable[..., Any]], Erratum]:
        """Make an erratum of a function that says what the sentence says. `how` it is refuted: counterexample,
        construction, comparison of constants, undefined or unbounded, not included."""
        if how not in (
            "counterexample",
            "construction",
            "comparison of constants",
            "undefined or unbounded",
            "not included",
        ):
            raise VocabularyError(f"an erratum cannot be refuted by {how!r}", remedy="see the docstring of erratum()")
        return lambda function: Erratum(
            **_statement(self, sentence, latex, function), how=how, repaired_by=tuple(repaired_by)
        )


def setting(**variables: Domain) -> Setting:
    """A setting with the given variables; none at all for statements about constants."""
    for name, domain in variables.items():
        if not name.isidentifier():  # proofs give such names to what stands for parts of a variable
            raise VocabularyError(
                f"setting() got the name {name!r}", remedy="give a name that Python has for variables"
            )
        if not hasattr(domain, "membership"):
            raise VocabularyError(
                f"setting() got {domain!r}",
                variable=name,
                remedy="give it a domain such as positive() or between(0, 1)",
            )
    return Setting(variables)


@dataclass(eq=False)
class Statement:
    """A function from variables to relations, with its setting and its source. The base of theorems and errata."""

    id: str
    title: str
    function: Callable[..., Any]
    setting: Setting
    sentence: Sentence
    latex: str
    constants: dict[str, int | Fraction]
    definitions: dict[str, Callable[..., Any]]
    subjects: dict[str, Subject]
    file: Path
    line: int

    @property
    def post(self) -> Post:
        """The source."""
        return self.sentence.post

    @property
    def name(self) -> str:
        """The second half of the id."""
        return self.id.partition(".")[2]

    def parts(self, changes: Parts) -> dict[str, Any]:
        """Constants, definitions and subjects as keyword arguments, with changes.

        Raises:
            VocabularyError: a change of something that the statement does not have.
        """
        subjects = {name: subject.default for name, subject in self.subjects.items()}
        known: dict[str, Any] = {**self.constants, **self.definitions, **subjects}
        unknown = set(changes) - set(known)
        if unknown:
            raise VocabularyError(
                f"there is no constant, definition or subject {', '.join(map(repr, sorted(unknown)))}",
                claim=self.id,
                remedy=f"there are {', '.join(known) or 'none'}",
            )
        return {**known, **changes}

    def relations(self, values: Mapping[str, Any], changes: Parts | None = None) -> tuple[Relation, ...]:
        """The relations that the statement claims at the values, on whatever carrier is running.

        Raises:
            VocabularyError: the function returned something else.
        """
        returned = self.function(**values, **self.parts(changes or {}))
        relations = returned if isinstance(returned, tuple) else (returned,)
        if not relations or not all(isinstance(relation, Relation) for relation in relations):
            raise VocabularyError(
                f"the function returned {returned!r}", claim=self.id, remedy="return relations such as at_most(a, b)"
            )
        return relations

    def assumption_relations(self, values: Mapping[str, Any]) -> list[Relation]:
        """What the setting's named assumptions say at the values."""
        relations: list[Relation] = []
        for assumption in self.setting.assumptions:
            returned = assumption(**{name: values[name] for name in inspect.signature(assumption).parameters})
            relations += returned if isinstance(returned, tuple | list) else [returned]
        return relations

    def check_point(self, point: Point, *, what: str) -> dict[str, Any]:
        """The point as exact numbers, one for each variable.

        Raises:
            VocabularyError: a variable is missing, unknown, not exact or outside its domain.
        """
        if set(point) != set(self.setting.variables):
            raise VocabularyError(
                f"{what} gives {', '.join(point) or 'nothing'}",
                claim=self.id,
                remedy=f"give exactly {', '.join(self.setting.variables) or 'no variables'}",
            )
        exact = {name: as_exact(number) for name, number in point.items()}
        for name, number in point.items():
            if exact[name] is None:
                raise VocabularyError(
                    f"{what} gives {number!r}",
                    claim=self.id,
                    variable=name,
                    remedy="write an integer, Fraction(3, 2), or a list of rows",
                )
            if exact[name] not in self.setting.variables[name]:
                raise VocabularyError(
                    f"{self.setting.variables[name]} cannot hold {number}",
                    claim=self.id,
                    variable=name,
                    remedy="give a point of the setting",
                )
        return exact

    def _new_name(self, name: str, taken: list[str], what: str) -> None:
        if not name.isidentifier():
            raise VocabularyError(
                f"{what} {name!r} is no name", claim=self.id, remedy="use a name such as smaller_constant"
            )
        if name in taken:
            raise VocabularyError(f"there are two of the {what} {name!r}", claim=self.id, remedy="rename one of them")


@dataclass(eq=False)
class Theorem(Statement):
    """A claim that the suite proves, attacks and reports. Made by `Setting.theorem`."""

    relation: str = "verbatim"
    proofs: list[Callable[..., Any]] = field(default_factory=list)
    attained_points: list[dict[str, Any]] = field(default_factory=list)
    neighbours: list[Neighbour] = field(default_factory=list)
    exhaustives: list[Exhaustive] = field(default_factory=list)
    surfaces: list[Surface] = field(default_factory=list)
    simulations: list[Simulation] = field(default_factory=list)
    portraits: list[Portrait] = field(default_factory=list)
    human_steps: list[str] = field(default_factory=list)

    def proof(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Attach a proof: a function that is given the traced goals and may only transform and close them."""
        parameters = list(inspect.signature(function).parameters)
        if len(parameters) != 1:
            raise VocabularyError(
                f"proof '{function.__name__}' takes {len(parameters)} arguments",
                claim=self.id,
                remedy="take the goal alone",
            )
        self.proofs.append(function)
        return function

    def human_step(self, step: str) -> None:
        """Name a step of the argument that no machine takes: what is proved, and this step, give what is claimed.

        It stands in everything that the verdict rests on.
        """
        if not step.strip():
            raise VocabularyError("human_step() says nothing", claim=self.id, remedy="name the theorem that is used")
        self.human_steps.append(" ".join(step.split()))

    def attained(self, **point: Any) -> None:
        """Claim that at this point a relation holds with equality, so that no constant in it can be improved."""
        self.attained_points.append(self.check_point(point, what="attained()"))

    def neighbour(self, name: str, *, witness: Point, **changes: Any) -> None:
        """Name a false variant: the theorem with other constants, definitions or subjects, refuted at `witness`."""
        self._new_name(name, [neighbour.name for neighbour in self.neighbours], "neighbour")
        self.parts(changes)
        if not changes:
            raise VocabularyError(f"neighbour {name!r} changes nothing", claim=self.id, remedy="give another constant")
        self.neighbours.append(Neighbour(name, changes, self.check_point(witness, what=f"witness of {name!r}")))

    def exhaustive(self, format: FloatFormat, *, through: Callable[..., Mapping[str, Any]] | None = None) -> None:
        """Ask for every number of a format in every variable. `through` maps a point to a representative at which the
        relations have the same margins; that they have is proved before it is used."""
        self.exhaustives.append(Exhaustive(format, through))

    def surface(
        self,
        function: Callable[..., Any],
        *,
        level: int | Fraction | None = None,
        **axes: tuple[int | Fraction, int | Fraction],
    ) -> None:
        """Ask for a picture of a function of two variables, with the proved bound `level` drawn in."""
        if len(axes) != 2:
            raise VocabularyError(f"surface() got {len(axes)} axes", claim=self.id, remedy="give two, such as x=(1, 2)")
        self.surfaces.append(Surface(function, axes, level))

    def simulation(
        self,
        flow: Callable[..., Mapping[str, Any]],
        *,
        limit: Callable[..., Mapping[str, Any]],
        over: Mapping[str, Range],
        other: Callable[..., Mapping[str, Any]] | None = None,
        conserved: Callable[..., Any] | None = None,
        until: int | Fraction = 50,
        starts: int = 4096,
    ) -> None:
        """Ask for a flow to be followed from starts in the box `over`, as far as the setting has them.

        `flow(**state)` returns the velocities of the variables that move, `limit(**start)` the predicted limit and
        `other(**start)` the competing one as dicts of them, `conserved(**state)` an invariant. Floats confirm at best.
        """
        for function in filter(None, (flow, limit, other, conserved)):
            self._takes(function, over, "simulation()")
        self._check_box(over, until, "simulation()")
        self.simulations.append(Simulation(flow, limit, other, conserved, dict(over), until, starts))

    def portrait(
        self,
        flow: Callable[..., Mapping[str, Any]],
        *,
        axes: Mapping[str, Range],
        outcome: Callable[..., Any],
        boundary: Callable[..., Any] | None = None,
        equilibria: Callable[..., Any] | None = None,
        starts: Mapping[str, tuple[int | Fraction, int | Fraction]] | None = None,
        until: int | Fraction = 50,
    ) -> None:
        """Ask for a phase portrait: `outcome(**end)` is what is left in the end (0 for nothing), `boundary(**start)`
        vanishes on the proved boundary of the basins and `equilibria(**state)` on the equilibria; their docstrings are
        the words of the picture. `starts` names points whose paths are drawn strongly."""
        if len(axes) != 2:
            raise VocabularyError(f"portrait() got {len(axes)} axes", claim=self.id, remedy="give two")
        for function in filter(None, (flow, outcome, boundary, equilibria)):
            self._takes(function, axes, "portrait()")
        self._check_box(axes, until, "portrait()")
        self.portraits.append(Portrait(flow, dict(axes), outcome, boundary, equilibria, dict(starts or {}), until))

    def _takes(self, function: Callable[..., Any], names: Mapping[str, Any], what: str) -> None:
        parameters = inspect.signature(function).parameters.values()
        wanted = [each.name for each in parameters if each.default is each.empty]
        if set(wanted) != set(names):
            raise VocabularyError(
                f"{what} got '{getattr(function, '__name__', function)}', which takes ({', '.join(wanted)})",
                claim=self.id,
                remedy=f"take exactly {', '.join(names)}",
            )

    def _check_box(self, box: Mapping[str, Range], until: int | Fraction, what: str) -> None:
        ends = [as_exact(end) for pair in box.values() for end in pair]
        if None in ends or any(low >= high for low, high in box.values()) or as_exact(until) is None or until <= 0:
            raise VocabularyError(
                f"{what} got the box {dict(box)} until {until}",
                claim=self.id,
                remedy="give exact numbers, the smaller end first, and a positive time",
            )


@dataclass(eq=False)
class Erratum(Statement):
    """A sentence of a post that the suite refutes. Made by `Setting.erratum`."""

    how: str = "counterexample"
    repaired_by: tuple[Theorem, ...] = ()
    readings: list[Reading] = field(default_factory=list)

    def fails(self, name: str, *, witness: Point | None = None, **changes: Any) -> None:
        """Name a reading of the sentence that the suite refutes, at `witness` if it has variables."""
        self._add(name, changes, refuted=True, witness=witness or {})

    def holds(self, name: str, **changes: Any) -> None:
        """Name a reading under which the sentence is true after all; only for statements about constants."""
        if self.setting.variables:
            raise VocabularyError(
                f"reading {name!r} holds for all values", claim=self.id, remedy="make it a theorem with a proof"
            )
        self._add(name, changes, refuted=False, witness={})

    def _add(self, name: str, changes: Parts, *, refuted: bool, witness: Point) -> None:
        self._new_name(name, [reading.name for reading in self.readings], "reading")
        self.parts(changes)
        point = self.check_point(witness, what=f"witness of {name!r}")
        self.readings.append(Reading(name, changes, refuted, point))


def _statement(where: Setting, sentence: Sentence, latex: str, function: Callable[..., Any]) -> dict[str, Any]:
    """The fields that theorems and errata share, read off the decorated function.

    Raises:
        VocabularyError: no docstring, a parameter that is neither variable, constant nor subject, or a setting
            variable that the function does not take.
    """
    name = f"{sentence.post.id}.{function.__name__}"
    if not inspect.getdoc(function):
        raise VocabularyError("it has no docstring", claim=name, remedy="say the claim in one plain sentence")
    constants: dict[str, int | Fraction] = {}
    definitions: dict[str, Callable[..., Any]] = {}
    subjects: dict[str, Subject] = {}
    variables = []
    for parameter in inspect.signature(function).parameters.values():
        default = parameter.default
        if parameter.kind is not inspect.Parameter.KEYWORD_ONLY:
            variables.append(parameter.name)
        elif isinstance(default, Subject):
            subjects[parameter.name] = default
        elif inspect.isfunction(default):
            definitions[parameter.name] = default
        elif isinstance(default, int | Fraction) and not isinstance(default, bool):
            constants[parameter.name] = default
        else:
            raise VocabularyError(
                f"argument '{parameter.name}' has the default {default!r}",
                claim=name,
                remedy="keyword arguments are constants (an integer or Fraction), functions, or subject(…)",
            )
    if variables != list(where.variables):
        raise VocabularyError(
            f"it takes ({', '.join(variables)}) but its setting has ({', '.join(where.variables)})",
            claim=name,
            remedy="name the same variables in the same order; constants come after *",
        )
    first = " ".join((inspect.getdoc(function) or "").split("\n\n")[0].split())
    return {
        "id": name,
        "title": first,
        "function": function,
        "setting": where,
        "sentence": sentence,
        "latex": latex,
        "constants": constants,
        "definitions": definitions,
        "subjects": subjects,
        "file": Path(function.__code__.co_filename),
        "line": function.__code__.co_firstlineno,
    }
