"""Certificates as proof scripts of Coq: each fact of a closure is asserted and shown by a lemma of `Rules.v`.

Nothing is searched for: signs are explicit terms, identities are `field`, and what `field` divides by is a fact. Powers
are first written out, b^(k + l) as b^k · b^l, as the checker does it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import Any, NamedTuple

from verify.proof.checker import (
    FUNCTIONS,
    Fact,
    Ratio,
    RefusedError,
    Work,
    bounds_among,
    fact_text,
    read_number,
    read_term,
    symbols_of,
)
from verify.proof.coq.statements import (
    MOST_CHARACTERS,
    RELATIONS,
    ExpandedWriter,
    NotCoveredError,
    Statement,
    Writer,
    number_text,
)

ONE = ["number", "1"]
LEFT_OUT = {
    "gram": "matrices of all sizes",
    "theorem": "uses of a theorem",
    "tangent": "laws of functions",
    "log of a product": "laws of functions",
}
Earlier = Callable[[str], str | None]  # from the text of a fact to a proof of it by an earlier goal


class Known(NamedTuple):
    """A fact of a closure, and the name of its proof."""

    relation: str
    term: Any
    proof: str


class Sign(NamedTuple):
    """A product or a sum, and a proof of the sign that its relation says."""

    relation: str
    text: str
    proof: str


def prove(goal: dict[str, Any], facts: list[dict[str, Any]], statement: Statement, earlier: Earlier) -> str:
    """The script between `Proof.` and `Qed.` that proves a goal by the facts of its closure.

    Raises:
        NotCoveredError: a fact is of a kind that is not taken to Coq, or the script would be too long.
    """
    bound = set(statement.symbols.names)
    terms = [each["term"] for each in (*goal["hypotheses"], goal["conclusion"], *facts)]
    _must_be_generators([*terms, *(t for each in facts for part in each.get("summands", []) for t in part["squares"])])
    script = _Script(goal, statement)
    script.begin(earlier)
    for fact in facts:
        script.conclude(fact)
    script.lines.append(f"exact {script.facts[-1].proof}.")
    if set(statement.symbols.names) != bound:
        raise NotCoveredError("facts about symbols that the goal does not have")
    text = "\n".join(script.lines)
    if len(text) > MOST_CHARACTERS:
        raise NotCoveredError("too long")
    return text


class _Script:
    def __init__(self, goal: dict[str, Any], statement: Statement) -> None:
        self.goal = goal
        self.names = [statement.symbols.names[each] for each in (*statement.integers, *statement.reals)]
        self.writer = ExpandedWriter(statement.symbols)
        self.plain = Writer(statement.symbols)
        self.facts = [Known(a["relation"], a["term"], f"H{i}") for i, a in enumerate(goal["hypotheses"])]
        self.with_values = [*self.facts]  # what is known before powers are written out
        self.by_text: dict[str, str] = {}
        for each in self.facts:
            self.by_text.setdefault(fact_text(each.relation, each.term), each.proof)
        self.lines: list[str] = []
        self.posed: dict[str, str] = {}  # from a term's text to the proof of what was said of it
        self.count = self.length = 0

    def begin(self, earlier: Earlier) -> None:
        """Name the hypotheses, say by which earlier goals the goal's terms have values, and write powers out."""
        names = [*self.names, *(fact.proof for fact in self.facts)]
        if names:
            self.lines.append(f"intros {' '.join(names)}.")
        terms = [atom["term"] for atom in (*self.goal["hypotheses"], self.goal["conclusion"])]
        for relation, term in (need for each in terms for need in _needs(each)):
            if relation is not None and self._proof_of(relation, term) is None:
                self._call_earlier(relation, term, earlier)
        for base, exponent in dict.fromkeys(power for term in terms for power in _powers(term)):
            self._write_out(*map(_thaw, (base, exponent)))

    def _call_earlier(self, relation: str, term: Any, earlier: Earlier) -> None:
        for enough in (relation, ">0"):
            proof = earlier(fact_text(enough, term))
            if proof is not None:
                name = self._new("D")
                self.lines.append(f"pose proof {proof} as {name}.")
                self.by_text[fact_text(enough, term)] = name
                self.with_values.append(Known(enough, term, name))
                return
        raise NotCoveredError("a value rests on a goal that is not taken to Coq")

    def _write_out(self, base: Any, exponent: Any) -> None:
        """Replace a power in everything that is known, and in what is to be shown."""
        if exponent[0] == "symbol":
            return
        text, pieces, positive = self.writer.real(base), self.writer.pieces(exponent), self._must(">0", base)
        power, product = f"powerRZ {text} {self.plain.integer(exponent)}", self.writer.power(base, exponent)
        name, total = self._new("E"), " + (".join(pieces) + ")" * (len(pieces) - 1)
        self.lines += [
            f"assert ({name} : {power} = {product}).",
            f"{{ replace {self.plain.integer(exponent)} with ({total})%Z by ring.",
            f"  rewrite ?(powerRZ_sum {text} {positive}), ?(powerRZ_minus {text} {positive}). reflexivity. }}",
            f"rewrite ?{name}.",
        ]
        frozen = _freeze(base), _freeze(exponent)
        self.lines += [f"rewrite {name} in {each.proof}." for each in self.with_values if frozen in _powers(each.term)]

    def conclude(self, fact: dict[str, Any]) -> None:
        """Assert one fact of the certificate, with its proof."""
        relation, term, rule = fact["relation"], fact["term"], fact["rule"]
        if rule == "combination":
            self._combine(fact)
            return
        if rule == "absurd":
            false = self.facts[fact["from"]].proof
            self._assert(relation, term, [f"exact (False_ind _ (Rlt_irrefl 0 {false}))."])
        elif rule == "positive power":
            base = self.writer.real(term[1])
            name = self.writer.symbols.name(term[2][1])
            self._assert(relation, term, [f"exact (positive_power {base} {name} {self._must('>0', term[1])})."])
        elif rule == "positive exponential":
            self._assert(relation, term, [f"exact (exp_pos {self.writer.real(term[1])})."])
        elif (
            rule == "tangent"
            and relation == ">=0"
            and list(term) == ["sub", ["sub", ["exp", fact["at"]], ONE], fact["at"]]
        ):
            self._assert(relation, term, [f"exact (tangent {self.writer.real(fact['at'])})."])
        elif rule == "root":
            radicand, positive = self.writer.real(term[1]), relation == ">0"
            proof = f"sqrt_lt_R0 {radicand} {self.facts[fact['of']].proof}" if positive else f"sqrt_pos {radicand}"
            self._assert(relation, term, [f"exact ({proof})."])
        elif rule == "enclosure":
            self._enclose(fact)
        else:
            raise NotCoveredError(LEFT_OUT.get(rule, "rules"))

    def _enclose(self, fact: dict[str, Any]) -> None:
        """Have Coq bisect the box anew, whose bounds follow from the facts so far."""
        relation, term = fact["relation"], fact["term"]
        if fact.get("against") or relation == "=0":
            raise NotCoveredError("enclosures of other kinds")
        bounds = bounds_among((Fact(f.relation, f.term, "") for f in self.facts), Work())
        lines, sides = [], []
        for symbol in sorted(symbols_of(term)):
            name, (low, high) = self.writer.symbols.name(symbol), bounds.get(symbol, (None, None))
            if name[0] == "k" or low is None or high is None:
                raise NotCoveredError("enclosures of other kinds")
            sides.append(name)
            lines.append(f"assert (L{name} : {number_text(low)} <= {name}) by lra.")
            lines.append(f"assert (U{name} : {name} <= {number_text(high)}) by lra.")
        depth = 2 * len(fact["tree"]).bit_length() + 8  # of Coq's bisection, which is another one
        options = [f"i_bisect {name}" for name in sides] + [f"i_autodiff {name}" for name in sides[:1]]
        options += [f"i_depth {depth * len(sides)}"] if sides else []
        options.append(f"i_prec {max(64, int(fact['bits']))}")
        lines.append(f"interval with ({', '.join(options)}).")
        self._assert(relation, term, lines)

    def _combine(self, fact: dict[str, Any]) -> None:
        relation, term, summands = fact["relation"], fact["term"], fact["summands"]
        over = [self.facts[i] for i in fact["over"]]
        known = self.by_text.get(fact_text(relation, term))
        if known is not None:
            self._assert(relation, term, [f"exact {known}."])
            return
        parts = [[self.facts[i].term for i in each["factors"]] + each["squares"] for each in summands]
        roots = self._give_values([term, *(each.term for each in over), *(part for each in parts for part in each)])
        divisor = self._divisor(over, relation)
        right = self._sum([self._summand(each, relation) for each in summands], relation)
        known_roots = f" [{' '.join(roots)}]" if roots else ""
        rule = {">=0": "nonnegative_by", ">0": "positive_by", "=0": "zero_by", "!=0": "nonzero_by"}[relation]
        self._assert(
            relation,
            term,
            [
                f"apply ({rule} {self.writer.real(term)} {divisor.text} {right.text} {divisor.proof});",
                f"  [field{known_roots}; nonzero | exact {right.proof}].",
            ],
        )

    def _divisor(self, over: list[Known], relation: str) -> Sign:
        """The product of what is divided by: positive, or not 0 where that is enough."""
        wanted = ">0" if relation in (">=0", ">0") else "!=0"
        product = _one(wanted)
        for each in over:
            product = _product(product, self._as(each, wanted))
        return product

    def _as(self, fact: Known, wanted: str) -> Sign:
        """A fact as one of a weaker relation.

        Raises:
            NotCoveredError: it is not weaker.
        """
        proof, text = fact.proof, self.writer.real(fact.term)
        if fact.relation == wanted:
            return Sign(wanted, text, proof)
        weaker = {
            (">0", "!=0"): "nonzero_of_positive",
            (">0", ">=0"): "nonnegative_of_positive",
            ("=0", ">=0"): "nonnegative_of_zero",
        }.get((fact.relation, wanted))
        if weaker is None:
            raise NotCoveredError("signs that do not fit")
        return Sign(wanted, text, f"({weaker} _ {proof})")

    def _summand(self, summand: dict[str, Any], relation: str) -> Sign:
        """Coefficient times factors times squares, with the strongest sign of use that it is known to have."""
        coefficient = read_number(summand["coefficient"])
        factors = [self.facts[i] for i in summand["factors"]]
        if relation == "=0":
            return self._vanishing(coefficient, factors, summand["squares"])
        strict = coefficient != 0 and not summand["squares"] and all(f.relation in (">0", "!=0") for f in factors)
        wanted = ("!=0" if relation == "!=0" else ">0") if strict else ">=0"
        product = _number(coefficient, wanted)
        for fact in factors:
            product = _product(product, self._as(fact, wanted))
        for square in summand["squares"]:
            text = self.writer.real(square)
            product = _product(product, Sign(">=0", f"({text} ^ 2)", f"(nonnegative_square {text})"))
        return product

    def _vanishing(self, coefficient: Fraction, factors: list[Known], squares: list[Any]) -> Sign:
        text, proof = number_text(coefficient), None
        for fact in factors:
            factor = self.writer.real(fact.term)
            if proof is not None:
                proof = f"(zero_left {text} {factor} {proof})"
            elif fact.relation == "=0":
                proof = f"(zero_right {text} {factor} {fact.proof})"
            text = f"({text} * {factor})"
        if proof is None:
            raise NotCoveredError("signs that do not fit")
        for square in squares:
            factor = f"({self.writer.real(square)} ^ 2)"
            text, proof = f"({text} * {factor})", f"(zero_left {text} {factor} {proof})"
        return Sign("=0", text, proof)

    def _sum(self, summands: list[Sign], relation: str) -> Sign:
        if not summands:
            return Sign(relation, "0", {"=0": "(eq_refl 0)", ">=0": "(Rle_refl 0)"}.get(relation, "I"))
        total = summands[0]
        for each in summands[1:]:
            total = _plus(total, each)
        if relation == ">=0" and total.relation == ">0":
            total = Sign(">=0", total.text, f"(nonnegative_of_positive _ {total.proof})")
        return total

    def _assert(self, relation: str, term: Any, proof: list[str]) -> None:
        self.length += sum(map(len, proof))
        if self.length > MOST_CHARACTERS:
            raise NotCoveredError("too long")
        name = f"F{len(self.facts)}"
        self.lines.append(f"assert ({name} : {RELATIONS[relation].format(self.writer.real(term))}).")
        self.lines += ["{ " + "\n  ".join(proof) + " }"]
        self.facts.append(Known(relation, term, name))
        self.by_text.setdefault(fact_text(relation, term), name)

    def _give_values(self, terms: Iterable[Any]) -> list[str]:
        """Say that divisors and powers in terms are not 0; the names of what is known of square roots in them."""
        roots = []
        for relation, term in (need for each in terms for need in _needs(each)):
            if relation == ">0":
                continue  # a base, of which the powers below are said to be positive
            if relation is None:
                self._give_power(*term)
            elif relation == "!=0":
                self._give_nonzero(term)
            else:
                roots.append(self._give_root(term))
        return list(dict.fromkeys(roots))

    def _give_power(self, base: Any, exponent: Any) -> None:
        text = self.writer.real(base)
        for piece in self.writer.pieces(exponent):
            name = piece.strip("(- )")
            key = f"{text} to {name}"
            if name.isdecimal() or key in self.posed:
                continue
            self.posed[key] = self._new("P")
            self.lines.append(
                f"pose proof (nonzero_of_positive _ (positive_power {text} {name} {self._must('>0', base)}))"
                f" as {self.posed[key]}."
            )
        if base[0] != "number":
            self._give_nonzero(base)

    def _give_nonzero(self, term: Any) -> None:
        text = self.writer.real(term)
        if text in self.posed:
            return
        proof = self._must("!=0", term)
        self._pose_nonzero(term, text, proof)

    def _pose_nonzero(self, term: Any, text: str, proof: str) -> None:
        """That a term is not 0, and what that says of its factors: `field` asks for these one by one."""
        if text in self.posed or term[0] in ("number", "power"):
            return
        self.posed[text] = name = self._new("N")
        self.lines.append(f"pose proof {proof} as {name}.")
        match list(term):
            case ["mul", left, right]:
                self._pose_nonzero(left, self.writer.real(left), f"(left_is_nonzero _ _ {name})")
                self._pose_nonzero(right, self.writer.real(right), f"(right_is_nonzero _ _ {name})")
            case ["div", left, right]:
                parts = f"{self.writer.real(left)} (/ {self.writer.real(right)})"
                self._pose_nonzero(left, self.writer.real(left), f"(left_is_nonzero {parts} {name})")
            case ["neg", operand]:
                self._pose_nonzero(operand, self.writer.real(operand), f"(opposite_is_nonzero _ {name})")
            case ["pow", base, int(exponent)] if exponent > 0:
                inner = self.writer.real(base)
                self._pose_nonzero(base, inner, f"(base_is_nonzero {inner} {exponent - 1} {name})")

    def _give_root(self, radicand: Any) -> str:
        text = self.writer.real(radicand)
        key = f"root of {text}"
        if key not in self.posed:
            self.posed[key] = self._new("S")
            self.lines.append(self._square_of_root(self.posed[key], text, radicand))
        return self.posed[key]

    def _square_of_root(self, name: str, text: str, radicand: Any) -> str:
        """That the square of a root is the radicand: without the division if this is p/q, since `field` takes a
        quotient in an equation that it is given for one more symbol."""
        proof = f"sqrt_sqrt {text} {self._must('>=0', radicand)}"
        value = read_number(radicand[1]) if radicand[0] == "number" else Fraction(1)
        if value.denominator == 1:
            return f"pose proof ({proof}) as {name}."
        cleared = f"{value.denominator} * (sqrt {text} * sqrt {text}) = {value.numerator}"
        return f"assert ({name} : {cleared}). {{ rewrite ({proof}). field. }}"

    def _must(self, relation: str, term: Any) -> str:
        proof = self._proof_of(relation, term)
        if proof is None:
            raise NotCoveredError("a value that no fact before it shows")
        return proof

    def _proof_of(self, relation: str, term: Any) -> str | None:
        """A proof of what a divisor, a base or a radicand needs, by a number's sign or by a fact."""
        if term[0] == "number":
            value = read_number(term[1])
            return None if value < 0 or (value == 0 and relation != ">=0") else _number(value, relation).proof
        known = self.by_text.get(fact_text(relation, term))
        positive = self.by_text.get(fact_text(">0", term))
        if known is not None or positive is None:
            return known
        lemma = {"!=0": "nonzero_of_positive", ">=0": "nonnegative_of_positive"}[relation]
        return f"({lemma} _ {positive})"

    def _new(self, letter: str) -> str:
        self.count += 1
        return f"{letter}{self.count}"


def _must_be_generators(terms: list[Any]) -> None:
    """That functions are written as the checker reads them: `field` knows nothing of exp(x + y) or log(exp(x)).

    Raises:
        NotCoveredError: one is not.
    """
    for term in terms:
        if term[0] in FUNCTIONS:
            names = [name for monomial in _read(term).numerator for name, _ in monomial]
            if names != [json.dumps(term)] or _read(term) != Ratio({((names[0], 1),): Fraction(1)}, {(): Fraction(1)}):
                raise NotCoveredError("laws of functions")
        _must_be_generators([part for part in term[1:] if isinstance(part, list | tuple) and part])


def _read(term: Any) -> Ratio:
    try:
        return read_term(term, frozenset(), Work())
    except RefusedError:
        raise NotCoveredError("laws of functions") from None


def _needs(term: Any) -> Iterator[tuple[str | None, Any]]:
    """What must hold for a term to have a value, inner terms first; for a power also (None, (base, exponent))."""
    for part in term[1:]:
        if isinstance(part, list | tuple) and part:
            yield from _needs(part)
    match list(term):
        case ["div", _, divisor] if divisor[0] != "number":
            yield "!=0", divisor
        case ["power", base, exponent]:
            if base[0] != "number":
                yield ">0", base
            yield None, (base, exponent)
        case ["sqrt", radicand]:
            yield ">=0", radicand


def _powers(term: Any) -> Iterator[tuple[Any, Any]]:
    """Base and exponent of each power in a term, inner powers first; frozen, so that they can be compared."""
    for relation, each in _needs(term):
        if relation is None:
            yield _freeze(each[0]), _freeze(each[1])


def _freeze(term: Any) -> Any:
    return tuple(map(_freeze, term)) if isinstance(term, list | tuple) else term


def _thaw(term: Any) -> Any:
    """The lists of which terms in a record consist: facts are recognised by their text."""
    return [_thaw(part) for part in term] if isinstance(term, tuple) else term


def _number(value: Fraction, wanted: str) -> Sign:
    """A number with a proof of its sign, which Coq computes."""
    text, top, bottom = number_text(value), value.numerator, value.denominator
    if wanted == ">=0" and value == 0:
        return Sign(wanted, text, "(Rle_refl 0)")
    if wanted == "!=0" and value < 0:
        below = f"(IZR_neq ({top}) 0 (fun E : ({top})%Z = 0%Z => ltac:(discriminate E)))"
        if bottom == 1:
            return Sign(wanted, text, below)
        rest = f"(Rinv_neq_0_compat {bottom} (nonzero_of_positive _ (IZR_lt 0 {bottom} eq_refl)))"
        return Sign(wanted, text, f"(nonzero_product _ _ {below} {rest})")
    if value <= 0:
        raise NotCoveredError("signs that do not fit")
    proof = f"(IZR_lt 0 {top} eq_refl)"
    if bottom != 1:
        proof = f"(positive_quotient {top} {bottom} {proof} (IZR_lt 0 {bottom} eq_refl))"
    weaker = {">=0": "nonnegative_of_positive", "!=0": "nonzero_of_positive"}.get(wanted)
    return Sign(wanted, text, f"({weaker} _ {proof})" if weaker else proof)


def _one(wanted: str) -> Sign:
    return _number(Fraction(1), wanted)


def _product(left: Sign, right: Sign) -> Sign:
    rule = {">0": "positive_product", ">=0": "nonnegative_product", "!=0": "nonzero_product"}[left.relation]
    text = f"({left.text} * {right.text})"
    return _bounded(left.relation, text, f"({rule} {left.text} {right.text} {left.proof} {right.proof})")


def _plus(left: Sign, right: Sign) -> Sign:
    rules = {
        (">0", ">0"): ("positive_sum", ">0"),
        (">0", ">=0"): ("positive_nonnegative_sum", ">0"),
        (">=0", ">0"): ("nonnegative_positive_sum", ">0"),
        (">=0", ">=0"): ("nonnegative_sum", ">=0"),
        ("=0", "=0"): ("zero_sum", "=0"),
    }
    if (left.relation, right.relation) not in rules:
        raise NotCoveredError("signs that do not fit")
    rule, relation = rules[left.relation, right.relation]
    text = f"({left.text} + {right.text})"
    return _bounded(relation, text, f"({rule} {left.text} {right.text} {left.proof} {right.proof})")


def _bounded(relation: str, text: str, proof: str) -> Sign:
    """A sign whose proof is not too long: it repeats the parts of a product at each of its factors."""
    if len(proof) > MOST_CHARACTERS:
        raise NotCoveredError("too long")
    return Sign(relation, text, proof)
