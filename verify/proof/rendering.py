"""Goals and certificates as LaTeX, for readers. SymPy writes; nothing is decided here."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import islice
from typing import Any

import sympy

from verify.carriers.letters import DIAGONAL, ONES, ROOT, shape_of
from verify.carriers.terms import Atom, Goal, Term, as_term, contains
from verify.proof.checker import REDUCTIONS, Work
from verify.proof.steps.enumeration import cases
from verify.proof.steps.induction import parts_of_induction
from verify.proof.steps.parts import as_read, part_of
from verify.reading_order import MOST_FACTS

_RELATIONS = {">=0": r"\ge 0", ">0": "> 0", "=0": "= 0", "!=0": r"\ne 0"}

GREEK = ("phi", "psi", "chi", "rho")

_BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "power": lambda a, b: a**b,
    "max": sympy.Max,
    "min": sympy.Min,
    "<": sympy.Lt,
    "<=": sympy.Le,
    "==": sympy.Eq,
    "matmul": lambda a, b: sympy.MatMul(*_factors(a), *_factors(b)),
    "scale": lambda a, b: sympy.MatMul(a, *_factors(b)),
    "exponent": sympy.Function("exponent"),
    "significand": sympy.Function("significand"),
}
_UNARY: dict[str, Callable[[Any], Any]] = {
    "neg": lambda a: -a,
    "abs": sympy.Abs,
    "floor": sympy.floor,
    "exp": sympy.exp,
    "log": sympy.log,
    "sin": sympy.sin,
    "cos": sympy.cos,
    "atan": sympy.atan,
    "sqrt": sympy.sqrt,
    "cospi": lambda a: sympy.cos(sympy.Mul(a, sympy.pi, evaluate=False), evaluate=False),
    "dilogarithm": sympy.Function(r"\mathrm{Li}_2"),
    "transpose": sympy.Transpose,
    "trace": sympy.Trace,
}


def to_sympy(term: Term) -> Any:
    """The term as a SymPy expression; SymPy may rewrite it into an equal one."""
    head = term[0]
    if head == "symbol":
        return _symbol(term[1])
    if head == "number":
        return sympy.Rational(term[1])
    if head == "pow":
        return to_sympy(term[1]) ** term[2]
    if head == "where":
        return sympy.Piecewise((to_sympy(term[2]), to_sympy(term[1])), (to_sympy(term[3]), True))
    if head == "letter":
        return sympy.MatrixSymbol(_letter(term[1]), _size(term[2]), _size(term[3]))
    if head == "identity":
        return sympy.Identity(_size(term[1]))
    if head == "apply":
        return _unknown_function(term)
    if head in ("entry", "delta", "sum"):
        return _indexed(term)
    if head == "everywhere":
        return sympy.Function(rf"\forall {term[1]}:")(to_sympy(term[2]))
    if head == "expectation":
        return sympy.Function(r"\mathbb{E}")(to_sympy(term[2]))
    if head == "kronecker":  # SymPy's own multiplies scalars out of it, and stumbles over them
        factors = " \\otimes ".join(rf"\left({sympy.latex(to_sympy(part))}\right)" for part in term[1:])
        return sympy.MatrixSymbol(rf"\left[{factors}\right]{{}}", *map(_size, shape_of(term)))
    if head in ("rank", "linear_program"):
        rows = [[to_sympy(entry) for entry in row[1:]] for row in term[1:]]
        return sympy.Symbol(_of_rows(head, [[sympy.latex(entry) for entry in row] for row in rows]))
    if head == "counter":
        return _counter(term[1])
    if head == "summation":
        return sympy.Sum(to_sympy(term[4]), (_counter(term[1]), to_sympy(term[2]), to_sympy(term[3])))
    if head in _UNARY:
        return _UNARY[head](to_sympy(term[1]))
    return _BINARY[head](to_sympy(term[1]), to_sympy(term[2]))


def _counter(name: str) -> Any:
    return sympy.Symbol(f"i_{name.removeprefix('counter_')}", integer=True)


def _of_rows(head: str, rows: list[list[str]]) -> str:
    """The rank of a matrix, or the least value of a linear program: the first row are costs, the second right sides."""
    if head == "rank":
        return rf"\operatorname{{rank}} {_matrix(rows)}"
    conditions = rf"x \ge 0,\ {_matrix(rows[2:])} x = {_matrix([[each] for each in rows[1]])}"
    return rf"\min \left\{{ {_matrix(rows[:1])} x : {conditions} \right\}}"


def _matrix(rows: list[list[str]]) -> str:
    return r"\begin{pmatrix}" + r" \\ ".join(" & ".join(row) for row in rows) + r"\end{pmatrix}"


def _letter(name: str) -> str:
    """R_q is the diagonal matrix of the roots of the probabilities q, e the ones, a δ the diagonal of a matrix."""
    for beginning, text in ((ROOT, "R"), (ONES, "e"), (DIAGONAL, r"\delta")):
        if name.startswith(beginning):
            return f"{text}_{{{name.removeprefix(beginning).strip()}}}"
    return name


def _factors(matrix: Any) -> tuple[Any, ...]:
    # the products of SymPy's operators are simplified again at every factor, which takes most of the time of a report
    return matrix.args if isinstance(matrix, sympy.MatMul) else (matrix,)


def _size(text: str) -> Any:
    if "*" in text:
        return sympy.Mul(*map(_size, text.split("*")))
    return sympy.Integer(text) if text.isdecimal() else sympy.Symbol(text, integer=True, positive=True)


def _unknown_function(term: Term) -> Any:
    """An unknown function, or a derivative of one: its orders as an upper index."""
    orders = term[2].split(",")
    mark = "" if set(orders) == {"0"} else rf"^{{({','.join(orders)})}}"
    return sympy.Function(rf"\{term[1]}{mark}" if term[1] in GREEK else term[1] + mark)(*map(to_sympy, term[3:]))


def _indexed(term: Term) -> Any:
    """An entry, a Kronecker delta or a sum; the index that a sum calls 1 prints as k_1, and i′ as i."""
    if term[0] == "delta":
        return sympy.KroneckerDelta(*map(_index, term[1:]))
    if term[0] == "sum":
        return sympy.Sum(to_sympy(term[3]), (_index(("index", term[1], term[2])), 1, _size(term[2])))
    places = ",".join(str(sympy.latex(_index(each))) for each in term[2:])
    return sympy.Symbol(f"{{{_letter(term[1][1])}}}_{{{places}}}", real=True)


def _index(index: Term) -> Any:
    name = index[1].rstrip("'")
    return sympy.Symbol(f"k_{name}" if name.isdecimal() else name, integer=True)


def _symbol(name: str) -> Any:
    """Exponent and significand of a variable print as k_x and f_x."""
    for ending, letter in (("_exponent", "k"), ("_significand", "f")):
        if name.endswith(ending):
            return sympy.Symbol(f"{letter}_{name.removesuffix(ending)}", integer=letter == "k", real=True)
    return sympy.Symbol(name, real=True)


@lru_cache(maxsize=4096)  # a hypothesis stands in every goal of its statement
def term_latex(term: Term) -> str:
    """The term as LaTeX."""
    return str(sympy.latex(_expression(term)))


def _expression(term: Term) -> Any:
    # the powers of one base, which the statement multiplies and divides, are gathered for the eye
    expression = to_sympy(term)
    return sympy.powsimp(expression) if contains(term, "power") else expression


def atom_latex(atom: Atom) -> str:
    """A comparison with 0 as LaTeX."""
    return f"{term_latex(atom.term)} {_RELATIONS[atom.relation]}"


def goal_latex(goal: Goal) -> dict[str, Any]:
    """Hypotheses and conclusion of a goal as LaTeX."""
    return {
        "hypotheses": [atom_latex(atom) for atom in goal.hypotheses],
        "conclusion": atom_latex(goal.conclusion),
        "definitions": [f"{name} = {term_latex(term)}" for name, term in goal.definitions],
    }


def facts_latex(goal: Goal, facts: list[dict[str, Any]]) -> list[str]:
    """The last facts of a closure, found now or read from a file, each as an identity that can be checked by hand."""
    terms = [atom.term for atom in goal.hypotheses] + [as_term(fact["term"]) for fact in facts]
    return [_fact_latex(fact, terms) for fact in facts[-MOST_FACTS:]]


def closure_latex(goal: Goal, closure: dict[str, Any]) -> list[str]:
    """What a closure shows last: its facts, or those of the parts into which it takes the goal."""
    for kind, parts_of in REDUCTIONS.items():
        if kind in closure:
            goals = parts_of(as_read(goal), closure[kind], Work())
            parts = zip(goals, closure[kind]["parts"], strict=True)
            lines = [line for data, part in parts for line in closure_latex(part_of(goal, data, kind), part)]
            return lines[:MOST_FACTS]
    if "induction" in closure:
        return induction_latex(goal, closure["induction"])
    if "enumeration" in closure:
        return enumeration_latex(goal, closure["enumeration"])
    return facts_latex(goal, closure["facts"]) if "facts" in closure else []


def induction_latex(goal: Goal, induction: dict[str, Any]) -> list[str]:
    """The facts of base and step."""
    base, step = parts_of_induction(goal, induction["over"])
    return [*facts_latex(base, induction["base"]), *facts_latex(step, induction["step"])]


def enumeration_latex(goal: Goal, enumeration: dict[str, Any]) -> list[str]:
    """The last fact of each of the first cases."""
    parts = zip(cases(goal, enumeration["over"]), enumeration["cases"], strict=True)
    return [facts_latex(each, facts)[-1] for each, facts in islice(parts, MOST_FACTS)]


def _fact_latex(fact: dict[str, Any], terms: list[Term]) -> str:
    conclusion = f"{term_latex(as_term(fact['term']))} {_RELATIONS[fact['relation']]}"
    if fact["rule"] != "combination":
        return conclusion
    left = r" \cdot ".join([_grouped(as_term(fact["term"])), *[_grouped(terms[index]) for index in fact["over"]]])
    summands = []
    for summand in fact["summands"]:
        factors = [_grouped(terms[index]) for index in summand["factors"]]
        factors += [_squared(as_term(root)) for root in summand["squares"]]
        coefficient = sympy.latex(sympy.Rational(summand["coefficient"]))
        summands.append(r" \cdot ".join(([] if coefficient == "1" and factors else [coefficient]) + factors))
    return f"{left} = {' + '.join(summands) or '0'}"


def _squared(term: Term) -> str:
    expression = _expression(term)
    text = str(sympy.latex(expression))
    return f"{text}^2" if expression.is_Symbol and "^" not in text else rf"\left({text}\right)^2"


def _grouped(term: Term) -> str:
    expression = _expression(term)
    text = str(sympy.latex(expression))
    return rf"\left({text}\right)" if expression.is_Add else text
