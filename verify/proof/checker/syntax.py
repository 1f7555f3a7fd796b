"""Terms as data: their heads, and the symbols and indices that stand in them."""

from __future__ import annotations

from typing import Any

from .work import RefusedError, Work, shown

INDEXED = ("entry", "delta", "sum")
COUNTED = ("summation", "counter")
FUNCTIONS = ("exp", "log", "sin", "cos")
NUMBERS = ("number", "symbol", "pow", "power", "mul", "div", "trace", "apply", "sqrt", "exp", "log", "sin", "cos")
NOT_MATRICES = (*NUMBERS, *COUNTED)
MATRICES = ("letter", "identity", "transpose", "matmul", "kronecker", "scale", "trace")
NOT_FOR_NUMBERS = (*MATRICES, "apply", "everywhere", "expectation", *INDEXED, *COUNTED)
LONGEST_NAME = 200
ONES = "𝟏"  # the name of a column of ones, before that of its size
INDEX_WORD = '"index"'  # in the texts of facts that need more than a look


def is_name(text: str) -> bool:
    """Whether a text can be the name of a symbol."""
    return len(text) <= LONGEST_NAME and text.isidentifier()


def symbols_of(term: Any) -> set[str]:
    """The names of the symbols in a term."""
    if not isinstance(term, list | tuple) or not term:
        return set()
    if term[0] == "symbol" and len(term) == 2:
        return {term[1]}
    return set().union(*map(symbols_of, term))


def strings_in(data: object) -> set[str]:
    """All texts in a term, heads and names."""
    if isinstance(data, list | tuple):
        return set().union(*map(strings_in, data))
    return {data} if isinstance(data, str) else set()


def substituted(term: Any, by: dict[str, Any], work: Work) -> Any:
    """A term with symbols replaced by terms, all at once."""
    work.spend(1)
    if not isinstance(term, list | tuple) or not term:
        return term
    if term[0] == "symbol" and len(term) == 2:
        return by.get(term[1], term)
    return [substituted(part, by, work) for part in term]


def reindexed(term: Any, old: str, new: str, work: Work) -> Any:
    """A term with a free index under another name.

    Raises:
        RefusedError: a sum in it binds the new name and would capture the index.
    """
    work.spend(1)
    if not isinstance(term, list | tuple) or not term:
        return term
    if term[0] == "index" and len(term) == 3:
        return ["index", new, term[2]] if term[1] == old else term
    if term[0] == "sum" and len(term) == 4:
        if term[1] == old:
            return term
        if term[1] == new and old in free_indices(term, work):
            raise RefusedError(f"a sum over {shown(new)} would capture an index")
    return [reindexed(part, old, new, work) for part in term]


def free_indices(term: Any, work: Work) -> frozenset[str]:
    """The names of the indices in a term that no sum in it binds."""
    return frozenset(name for name, _ in sized_indices(term, work))


def sized_indices(term: Any, work: Work) -> frozenset[tuple[str, str]]:
    """The indices in a term that no sum in it binds, with what they range over."""
    found: set[tuple[str, str]] = set()
    _find_indices(term, frozenset(), found, work)
    return frozenset(found)


def _find_indices(term: Any, bound: frozenset[str], found: set[tuple[str, str]], work: Work) -> None:
    work.spend(1)
    if not isinstance(term, list | tuple) or not term:
        return
    if term[0] == "index" and len(term) == 3:
        if str(term[1]) not in bound:
            found.add((str(term[1]), str(term[2])))
        return
    inside = bound | {str(term[1])} if term[0] == "sum" and len(term) == 4 else bound
    for part in term:
        _find_indices(part, inside, found, work)


def ranges_in(term: Any, work: Work) -> set[str]:
    """The sizes over which indices in a term range, bound or not, where they are read as indices."""
    work.spend(1)
    if not isinstance(term, list | tuple) or not term or term[0] in ("number", "symbol", "letter", "index"):
        return set()
    if term[0] == "entry":
        return _ranges_of_entry(list(term[1:]))
    own = {str(term[2])} if term[0] == "sum" and len(term) == 4 else set()
    if term[0] == "delta":
        own = {str(each[2]) for each in term[1:] if isinstance(each, list | tuple) and len(each) == 3}
    return own.union(*(ranges_in(part, work) for part in term))


def _ranges_of_entry(parts: list[Any]) -> set[str]:
    match parts:
        case [["letter", _, str(rows), str(columns), _], *indices]:
            sizes = [str(each[2]) for each in indices if isinstance(each, list | tuple) and len(each) == 3]
            axes = [size for size in (rows, columns) if size != "1"]
            return set(axes) if sizes == axes and len(sizes) == len(indices) else set()
    return set()
