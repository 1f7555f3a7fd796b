"""Edits of a function: each changes one place of its text, in the order in which they are read."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import FunctionType

OPERATORS: dict[type[ast.operator], ast.operator] = {
    ast.Add: ast.Sub(),
    ast.Sub: ast.Add(),
    ast.Mult: ast.Div(),
    ast.Div: ast.Mult(),
}
COMPARISONS: dict[type[ast.cmpop], ast.cmpop] = {
    ast.Lt: ast.LtE(),
    ast.LtE: ast.Lt(),
    ast.Gt: ast.GtE(),
    ast.GtE: ast.Gt(),
}
WORDS = {
    "at_least": ("strictly_greater", "at_most"),
    "at_most": ("strictly_less", "at_least"),
    "strictly_greater": ("at_least", "strictly_less"),
    "strictly_less": ("at_most", "strictly_greater"),
    "equal": ("at_least", "at_most"),
    "minimum": ("maximum",),
    "maximum": ("minimum",),
}
SYMMETRIC = {*WORDS, "inner"}  # swapped arguments give the same again, or what another word gives
LONGEST = 30  # of a piece of text in the name of an edit


@dataclass(frozen=True)
class Edit:
    """One place of a function changed: the text before and after, and the function's whole definition after it."""

    function: FunctionType
    before: str
    after: str
    tree: ast.FunctionDef

    def compiled(self, space: dict[str, object]) -> FunctionType:
        """The edited function, with the names of `space`. This executes its definition, but does not call it."""
        module = ast.fix_missing_locations(ast.Module([self.tree], []))
        code = compile(module, f"<{self.before} → {self.after}>", "exec", dont_inherit=True)
        exec(code, space)  # noqa: S102 - the text is the claim's own, which was executed when it was imported
        made = space[self.tree.name]
        assert isinstance(made, FunctionType)
        return made


def edits(function: FunctionType) -> list[Edit]:
    """The edits of a function; none where it has no definition of its own in a file, or is made within another one."""
    tree = _definition(function)
    if tree is None or function.__code__.co_freevars:
        return []
    found = []
    for position, node in enumerate(_places(tree)):
        for new in _alternatives(node):
            edited = copy.deepcopy(tree)
            edited.decorator_list = []
            old = _places(edited)[position]
            around = _around(edited, old)
            before = _text(around or node)
            _Replace(old, new).visit(edited)
            found.append(Edit(function, before, _text(around or new), edited))
    return found


@cache
def _module(path: str) -> ast.Module | None:
    try:
        return ast.parse(Path(path).read_text(encoding="utf-8"))
    except (OSError, SyntaxError, ValueError):
        return None


def _definition(function: FunctionType) -> ast.FunctionDef | None:
    code = function.__code__
    module = _module(code.co_filename)
    for node in ast.walk(module) if module else ():
        if isinstance(node, ast.FunctionDef) and node.name == code.co_name:
            first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            if first == code.co_firstlineno:
                return node
    return None


def _places(tree: ast.FunctionDef) -> list[ast.expr]:
    """The expressions of a definition in reading order. Defaults of keywords are constants and parts of a theorem,
    which are changed as such."""
    roots: list[ast.AST] = [*tree.args.defaults, *tree.body]
    found = [node for root in roots for node in ast.walk(root) if isinstance(node, ast.expr)]
    return sorted(found, key=lambda node: (node.lineno, node.col_offset, -(node.end_col_offset or 0)))


def _alternatives(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        yield ast.BinOp(node.left, OPERATORS[type(node.op)], node.right)
    elif isinstance(node, ast.Constant) and type(node.value) is int:
        yield from (ast.Constant(node.value + 1), _integer(node.value - 1))
    elif isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in COMPARISONS:
        yield ast.Compare(node.left, [COMPARISONS[type(node.ops[0])]], node.comparators)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield node.operand
    elif isinstance(node, ast.Call):
        yield from _other_calls(node)


def _around(tree: ast.FunctionDef, node: ast.expr) -> ast.expr | None:
    """What a number stands in, without which its edit says little; None for other expressions."""
    if not isinstance(node, ast.Constant):
        return None
    return next((each for each in _places(tree) if node in ast.iter_child_nodes(each)), None)


def _integer(value: int) -> ast.expr:
    return ast.Constant(value) if value >= 0 else ast.UnaryOp(ast.USub(), ast.Constant(-value))


def _other_calls(node: ast.Call) -> Iterator[ast.Call]:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    for word in WORDS.get(name, ()):
        yield ast.Call(ast.Name(word, ast.Load()), node.args, node.keywords)
    first, second = [*node.args[:2], None, None][:2]
    if first is None or second is None or name in SYMMETRIC or ast.dump(first) == ast.dump(second):
        return
    if not isinstance(first, ast.Starred) and not isinstance(second, ast.Starred):
        yield ast.Call(node.func, [second, first, *node.args[2:]], node.keywords)


class _Replace(ast.NodeTransformer):
    """Puts a new expression in the place of an old one, which is known by its identity."""

    def __init__(self, old: ast.expr, new: ast.expr) -> None:
        self.old = old
        self.new = copy.deepcopy(new)

    def visit(self, node: ast.AST) -> ast.AST:
        return self.new if node is self.old else self.generic_visit(node)


def _text(node: ast.expr) -> str:
    """An expression for people, on one line; long parts of it are left out."""
    shown = copy.copy(node)
    if isinstance(shown, ast.BinOp):
        shown.left, shown.right = _brief(shown.left), _brief(shown.right)
    elif isinstance(shown, ast.Compare):
        shown.left, shown.comparators = _brief(shown.left), [_brief(each) for each in shown.comparators]
    elif isinstance(shown, ast.Call):
        shown.args, shown.keywords = [_brief(each) for each in shown.args], []
    elif isinstance(shown, ast.UnaryOp):
        shown.operand = _brief(shown.operand)
    else:
        shown = _brief(shown)
    return ast.unparse(shown)


def _brief(node: ast.expr) -> ast.expr:
    return node if len(ast.unparse(node)) <= LONGEST else ast.Name("…", ast.Load())
