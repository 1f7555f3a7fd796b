"""Settings, theorems and errata, and the evidence that can be attached to them.

    two_numbers = setting(x=positive(), y=positive())

    @two_numbers.theorem(POST.sentence("…", 2), r"…")
    def product_error(x, y, *, bound=Fraction(1, 9)): ...

Nothing is registered anywhere: theorems are objects of the module that defines them.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from verify.attached import (
    Curve,
    Exhaustive,
    Histogram,
    Neighbour,
    Parts,
    Place,
    Portrait,
    Range,
    Reading,
    Simulation,
    Surface,
)
from verify.bounded_functions import BoundedFunction
from verify.carriers.namespace import floor
from verify.domains import Domain, Index, Integers, Interval, Matrices, OneOf, Patterns, Size
from verify.errors import VocabularyError
from verify.formats import FloatFormat
from verify.functions import Functions
from verify.matrices import exact_matrix, is_static
from verify.post import Post, Sentence
from verify.relations import Relation, equal
from verify.roots import RootRelation
from verify.subject import Subject

Point = Mapping[str, Any]  # exact numbers, and lists of rows of them


def as_exact(value: Any) -> Any:
    """An exact number or matrix, or None if the value is neither. A flat list is a column."""
    if isinstance(value, list) and value and not any(isinstance(entry, list) for entry in value):
        value = [[entry] for entry in value]
    if isinstance(value, list) and value and all(isinstance(row, list) for row in value):
        entries = [as_exact(entry) for row in value for entry in row]
        regular = len({len(row) for row in value}) == 1 and all(isinstance(entry, Fraction) for entry in entries)
        return exact_matrix(value) if regular else None
    if is_static(value):
        return value
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        return None
    return Fraction(value)


@dataclass(frozen=True)
class Setting:
    """What a paper says after "Let": variables with domains, and named assumptions; then what there is for all of
    these, by a construction."""

    variables: Mapping[str, Domain]
    assumptions: tuple[Callable[..., Any], ...] = ()
    existential: Mapping[str, Interval | Integers] = field(default_factory=dict)

    @property
    def sizes(self) -> set[Size]:
        """The sizes in the shapes of the variables."""
        return {size for domain in self.variables.values() for size in domain.sizes}

    def holds(self, point: Mapping[str, Any]) -> bool:
        """Whether the values of a point lie in the domains; those of bit patterns depend on the format of the point."""
        return all(self._holds(domain, point[name], point) for name, domain in self.variables.items())

    def _holds(self, domain: Domain, value: Any, point: Mapping[str, Any]) -> bool:
        if isinstance(domain, Patterns):
            return domain.holds(value, domain.format_at(self.variables, point))
        if isinstance(domain, Index):
            return domain.holds(value, self.variables, point)
        return value in domain and (not isinstance(domain, Functions) or domain.holds(value, point))

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

    def there_is(self, **variables: Interval | Integers) -> Setting:
        """The setting in which for all values of its variables there are values of these: real numbers or integers.

        A theorem in it takes them after the variables, and says by `Theorem.construction` which they are.

        Raises:
            VocabularyError: a name is taken, or a domain has no numbers.
        """
        for name, domain in variables.items():
            if name in {**self.variables, **self.existential}:
                raise VocabularyError("there_is() got a variable of the setting", variable=name, remedy="rename it")
            if not isinstance(domain, Interval | Integers):
                raise VocabularyError(
                    f"there_is() got {domain!r}", variable=name, remedy="give it an interval, or integers()"
                )
        return replace(self, existential={**self.existential, **variables})

    def without(self, *hypotheses: str) -> Setting:
        """The setting without the assumptions of these names, and with no condition but their shape on the variables of
        these names.

        Raises:
            VocabularyError: there is no such hypothesis, or the variable has no condition.
        """
        setting = self
        for hypothesis in hypotheses:
            setting = setting._without(hypothesis)
        return setting

    def _without(self, hypothesis: str) -> Setting:
        kept = tuple(each for each in self.assumptions if each.__name__ != hypothesis)
        if len(kept) < len(self.assumptions):
            return replace(self, assumptions=kept)
        domain = self.variables.get(hypothesis)
        if isinstance(domain, Interval | Matrices | Functions) and domain.widened() != domain:
            return replace(self, variables={**self.variables, hypothesis: domain.widened()})
        known = [*(each.__name__ for each in self.assumptions), *self.variables]
        raise VocabularyError(
            f"no hypothesis {hypothesis!r} can be dropped",
            remedy=f"name an assumption, or a variable with a condition: {', '.join(known) or 'there are none'}",
        )

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
        if self.existential:
            raise VocabularyError(
                "erratum() in a setting with there_is()",
                remedy="state that for all values it fails, as a theorem",
            )
        return lambda function: Erratum(
            **_statement(self, sentence, latex, function), how=how, repaired_by=tuple(repaired_by)
        )


def setting(**variables: Domain) -> Setting:
    """A setting with the given variables; none at all for statements about constants."""
    static = [domain for domain in variables.values() if isinstance(domain, OneOf)]
    for name, domain in variables.items():
        if not name.isidentifier():  # proofs give such names to what stands for parts of a variable
            raise VocabularyError(
                f"setting() got the name {name!r}", remedy="give a name that Python has for variables"
            )
        if isinstance(domain, Patterns) and domain.formats not in static:
            raise VocabularyError(
                f"the formats of {domain} are no variable", variable=name, remedy="give the same one_of() as a variable"
            )
        unknown = domain.bounds.names - set(variables) if isinstance(domain, Functions) and domain.bounds else ()
        if unknown:
            raise VocabularyError(
                f"its bounds name {', '.join(sorted(unknown))}", variable=name, remedy="give them as variables too"
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
        """The relations that the statement claims at the values, on whatever carrier is running; first that what there
        is for them, by the construction, lies in its domains.

        Raises:
            VocabularyError: the function returned something else.
        """
        values = _with_ends(values)
        constructed = self.constructed(values)
        returned = self.function(**values, **constructed, **self.parts(changes or {}))
        relations = returned if isinstance(returned, tuple) else (returned,)
        if not relations or not all(isinstance(relation, Relation) for relation in relations):
            raise VocabularyError(
                f"the function returned {returned!r}", claim=self.id, remedy="return relations such as at_most(a, b)"
            )
        return (*self._memberships(constructed), *relations)

    def constructed(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values of what there is for the values of the variables; none of a statement about all of them."""
        return {}

    def _memberships(self, constructed: Mapping[str, Any]) -> Iterator[Relation]:
        """That what was constructed lies in its domains."""
        for name, value in constructed.items():
            domain = self.setting.existential[name]
            yield from domain.membership(value)
            if isinstance(domain, Integers):
                yield equal(floor(value), value)

    def assumption_relations(self, values: Mapping[str, Any]) -> list[Relation]:
        """What the setting's named assumptions say at the values."""
        relations: list[Relation] = []
        values = _with_ends(values)
        for assumption in self.setting.assumptions:
            returned = assumption(**{name: values[name] for name in inspect.signature(assumption).parameters})
            relations += returned if isinstance(returned, tuple | list) else [returned]
        if any(isinstance(relation, RootRelation) for relation in relations):
            # a proof would take it for a change of sign, which is more
            raise VocabularyError("it assumes has_root()", claim=self.id, remedy="take the root as a variable")
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
        if not self.setting.holds(exact):
            raise VocabularyError(
                f"{what} is outside the setting",
                claim=self.id,
                remedy="give patterns of its format, and polynomials that are seen to keep bounds on derivatives",
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
    pictures: list[Surface | Histogram | Curve] = field(default_factory=list)
    simulations: list[Simulation] = field(default_factory=list)
    portraits: list[Portrait] = field(default_factory=list)
    human_steps: list[str] = field(default_factory=list)
    construct: Callable[..., Any] | None = None

    def construction(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Say which values there are, in a setting with `there_is`: a function of the variables that returns the value,
        or a dict of the values. What is proved and attacked is that these do it.

        Raises:
            VocabularyError: the setting claims no existence, there is a construction already, or it takes other
                variables.
        """
        if not self.setting.existential or self.construct is not None:
            problem = "its setting has no there_is()" if not self.setting.existential else "it has a construction"
            raise VocabularyError(problem, claim=self.id, remedy="construct what there is, once")
        self._takes(function, self.setting.variables, "construction()")
        self.construct = function
        return function

    def constructed(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values of what there is, by the construction.

        Raises:
            VocabularyError: there is no construction, or it does not give what there is.
        """
        names = list(self.setting.existential)
        if not names:
            return {}
        if self.construct is None:
            raise VocabularyError(
                f"nothing says what {', '.join(names)} is", claim=self.id, remedy="attach it by @theorem.construction"
            )
        returned = self.construct(**values)
        found = returned if isinstance(returned, dict) else {names[0]: returned} if len(names) == 1 else {}
        if set(found) != set(names):
            raise VocabularyError(
                f"'{self.construct.__name__}' returned {returned!r}",
                claim=self.id,
                remedy=f"return a dict of {', '.join(names)}",
            )
        return {name: found[name] for name in names}

    def _must_be_universal(self, what: str) -> None:
        if self.setting.existential:
            raise VocabularyError(
                f"{what} of a theorem about existence",
                claim=self.id,
                remedy="that one construction fails refutes nothing: state that for all values it fails",
            )

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
        self._must_be_universal("neighbour()")
        self._new_name(name, [neighbour.name for neighbour in self.neighbours], "neighbour")
        self.parts(changes)
        if not changes:
            raise VocabularyError(f"neighbour {name!r} changes nothing", claim=self.id, remedy="give another constant")
        self.neighbours.append(Neighbour(name, changes, self.check_point(witness, what=f"witness of {name!r}")))

    def needs(self, *hypotheses: Callable[..., Any] | str, witness: Point) -> None:
        """Claim that hypotheses are needed: assumptions, or the domains of the variables of these names. Without them
        the theorem is false at `witness`, which breaks each of them and no other. It is one of the neighbours."""
        self._must_be_universal("needs()")
        dropped = tuple(each if isinstance(each, str) else each.__name__ for each in hypotheses)
        if not dropped:
            raise VocabularyError("needs() got no hypothesis", claim=self.id, remedy="name an assumption")
        name = f"without_{'_and_'.join(dropped)}"
        number = sum(neighbour.dropped == dropped for neighbour in self.neighbours)
        name += f"_{number + 1}" if number else ""
        self._new_name(name, [neighbour.name for neighbour in self.neighbours], "neighbour")
        weakened = replace(self, setting=self.setting.without(*dropped))
        point = weakened.check_point(witness, what=f"witness of {name!r}")
        self.neighbours.append(Neighbour(name, {}, point, dropped))

    def variant(self, neighbour: Neighbour) -> Theorem:
        """The theorem in the setting of one of its neighbours; the neighbour's other changes are left to the caller."""
        return replace(self, setting=self.setting.without(*neighbour.dropped))

    def exhaustive(
        self,
        format: FloatFormat,
        *,
        through: Callable[..., Mapping[str, Any]] | None = None,
        unit: Callable[..., Any] | None = None,
        profile: str = "",
    ) -> None:
        """Ask for every number or bit pattern of a format in every variable. `through` maps a point to a representative
        at which the relations have the same margins, or, of bit patterns, sides that differ by the same multiple of a
        positive `unit`; that they have is proved before it is used. What takes minutes is left to a `profile`."""
        self._must_be_universal("exhaustive()")
        of_patterns = any(isinstance(domain, Patterns) for domain in self.setting.variables.values())
        if (unit is not None) != (of_patterns and through is not None):
            raise VocabularyError(
                f"exhaustive({format}) has {'a' if unit else 'no'} unit",
                claim=self.id,
                remedy="give unit= together with through= of bit patterns, and only then",
            )
        self.exhaustives.append(Exhaustive(format, through, profile, unit))

    def surface(
        self,
        function: Callable[..., Any],
        *,
        level: int | Fraction | None = None,
        **axes: Range,
    ) -> None:
        """Ask for a picture of a function of two variables, with the proved bound `level` drawn in."""
        if len(axes) != 2:
            raise VocabularyError(f"surface() got {len(axes)} axes", claim=self.id, remedy="give two, such as x=(1, 2)")
        self._takes(function, axes, "surface()")
        self._check_box(axes, 1, "surface()")
        self.pictures.append(Surface(function, axes, level))

    def histogram(self, function: Callable[..., Any], *, limits: tuple[int | Fraction, ...] = (), **box: Range) -> None:
        """Ask for a histogram of a function's values at points spread evenly over a box, with proved `limits`."""
        self._takes(function, box, "histogram()")
        self._check_box(box, 1, "histogram()")
        self.pictures.append(Histogram(function, box, tuple(limits)))

    def curve(self, *functions: Callable[..., Any], level: int | Fraction | None = None, **axis: Range) -> None:
        """Ask for a picture of functions of one variable, with the proved bound `level` drawn in; their docstrings are
        the words of the lines."""
        if len(axis) != 1 or not functions:
            raise VocabularyError(
                f"curve() got {len(functions)} functions and {len(axis)} axes",
                claim=self.id,
                remedy="give functions, and one axis such as base=(1, 16)",
            )
        for function in functions:
            self._takes(function, axis, "curve()")
        self._check_box(axis, 1, "curve()")
        self.pictures.append(Curve(functions, axis, level))

    def simulation(
        self,
        flow: Callable[..., Mapping[str, Any]],
        *,
        limit: Callable[..., Mapping[str, Any]],
        over: Mapping[str, Range],
        other: Callable[..., Mapping[str, Any]] | None = None,
        conserved: Callable[..., Any] | None = None,
        decay: Callable[..., Any] | None = None,
        begin: Callable[..., Mapping[str, Any]] | None = None,
        until: int | Fraction = 50,
        starts: int = 4096,
    ) -> None:
        """Ask for a flow to be followed from starts in the box `over`, as far as the setting has them.

        `flow(**state)` returns the velocities of the variables that move, `limit(**start)` the predicted limit and
        `other(**start)` the competing one as dicts of them, `conserved(**state)` an invariant, or, with `decay`, a
        quantity that falls like exp(-decay(**state) t). A start is a state, unless `begin(**start)` makes one of it.
        Floats confirm at best.
        """
        if decay is not None and conserved is None:
            raise VocabularyError("simulation() got a decay of nothing", claim=self.id, remedy="give conserved=")
        of_states = () if begin is not None else (flow, conserved, decay)  # the state that begin() makes is seen later
        for function in filter(None, (limit, other, begin, *of_states)):
            self._takes(function, over, "simulation()")
        self._check_box(over, until, "simulation()")
        asked = Simulation(flow, limit, other, conserved, decay, begin, dict(over), until, starts)
        self.simulations.append(asked)

    def portrait(
        self,
        flow: Callable[..., Mapping[str, Any]],
        *,
        axes: Mapping[str, Range],
        outcome: Callable[..., Any],
        boundary: Callable[..., Any] | tuple[Callable[..., Any], ...] = (),
        equilibria: Callable[..., Any] | None = None,
        points: Mapping[str, Place] | None = None,
        starts: Mapping[str, Place] | None = None,
        until: int | Fraction = 50,
    ) -> None:
        """Ask for a phase portrait: `outcome(**end)` is what is left in the end (0 for nothing), `boundary(**start)`
        vanishes on what is proved of the boundary of the basins (give several as a tuple) and `equilibria(**state)` on
        the equilibria; their docstrings are the words of the picture. `points` names single equilibria, at which the
        flow must vanish exactly, and `starts` names points whose paths are drawn strongly."""
        if len(axes) != 2:
            raise VocabularyError(f"portrait() got {len(axes)} axes", claim=self.id, remedy="give two")
        boundaries = boundary if isinstance(boundary, tuple) else (boundary,)
        for function in filter(None, (flow, outcome, *boundaries, equilibria)):
            self._takes(function, axes, "portrait()")
        self._check_box(axes, until, "portrait()")
        for name, place in [*(points or {}).items(), *(starts or {}).items()]:
            if len(place) != 2 or None in map(as_exact, place):
                raise VocabularyError(
                    f"portrait() got {name!r} at {place}", claim=self.id, remedy="give two exact numbers"
                )
        asked = (dict(axes), outcome, boundaries, equilibria, dict(points or {}), dict(starts or {}), until)
        self.portraits.append(Portrait(flow, *asked))

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


def _with_ends(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """The values, in which each function that was drawn for bounds has the ends that the other values give."""
    drawn = {name: each for name, each in values.items() if isinstance(each, BoundedFunction)}
    return (
        {**values, **{name: each.between(*each.bounds.at(values)) for name, each in drawn.items()}} if drawn else values
    )


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
    if variables != [*where.variables, *where.existential]:
        raise VocabularyError(
            f"it takes ({', '.join(variables)}) but its setting has "
            f"({', '.join([*where.variables, *where.existential])})",
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
