"""Every sentence that the source can make for a finding, read from the source itself.

Calls of `Finding` are found in the syntax of all modules, and what is handed to them is followed
back through names, loops over what is written out, functions and their callers. What only a run
knows is a hole. What cannot be followed is told, so that a test can state it by hand.
"""

import ast
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path
from typing import NamedTuple

from tests.conftest import ROOT

HOLE = "\N{OBJECT REPLACEMENT CHARACTER}"
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
ELEMENTS = (ast.Tuple, ast.List)
DEEP = 12


class Made(NamedTuple):
    """A sentence with holes, or None where it cannot be followed; its code and rule likewise."""

    where: str
    code: str | None
    rule: str | None
    said: str | None


class Bound(NamedTuple):
    """An expression, and what the names of its functions stand for there."""

    node: ast.AST
    env: dict


class Module:
    """A module of the package, with the parent of each of its nodes."""

    def __init__(self, path: Path):
        self.path, self.tree = path, ast.parse(path.read_text("utf-8"))
        self.parent = {
            inner: node for node in ast.walk(self.tree) for inner in ast.iter_child_nodes(node)
        }
        self.functions = {n.name: n for n in ast.walk(self.tree) if isinstance(n, FUNCTIONS)}
        self.imported = {
            alias.asname or alias.name: (node.module, alias.name)
            for node in self.tree.body
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }

    def calls(self, name: str) -> list[ast.Call]:
        calls = [node for node in ast.walk(self.tree) if isinstance(node, ast.Call)]
        return [one for one in calls if getattr(one.func, "id", None) == name]

    def above(self, node: ast.AST) -> Iterator[ast.AST]:
        while (node := self.parent.get(node)) is not None:
            yield node


@cache
def module(name: str) -> Module:
    path = ROOT.joinpath(*name.split("."))
    return Module(
        path.with_suffix(".py") if path.with_suffix(".py").exists() else path / "__init__.py"
    )


def named(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def made() -> Iterator[Made]:
    """Yield every sentence of every call, outside of what only reads them."""
    for path in sorted((ROOT / "scoring").rglob("*.py")):
        if "report" in path.parts or "Finding" not in path.read_text("utf-8"):
            continue
        own = module(named(path))
        for call in own.calls("Finding"):
            code, _, _, _, rule, said = call.args
            yield from _of(own, call, (code, rule, said))
        for call in ast.walk(own.tree):  # a finding told anew, as what it was about is looked at
            if getattr(getattr(call, "func", None), "attr", "") != "_replace":
                continue
            for keyword in call.keywords:
                if keyword.arg == "reason":
                    yield from _of(own, call, (None, None, keyword.value))


def _of(own: Module, call: ast.Call, parts) -> Iterator[Made]:
    function = next((n.name for n in own.above(call) if isinstance(n, FUNCTIONS)), "")
    where = f"{own.path.relative_to(ROOT).as_posix()}:{function}"
    for env in environments(own, call, ()):
        shapes = [{None} if p is None else texts(own, Bound(p, env), 0) or {None} for p in parts]
        for code, rule, said in product(*shapes):
            yield Made(where, code, rule, said)


# What names stand for: one environment for each caller and each turn of a loop.


def environments(own: Module, node: ast.AST, stack: tuple) -> list[dict]:
    found = [{}]
    for outer in reversed(list(own.above(node))):
        if isinstance(outer, FUNCTIONS) and outer not in stack:
            found = [
                {**env, **called}
                for env in found
                for called in callers(own, outer, (*stack, outer))
            ]
        loops = [(outer.target, outer.iter)] if isinstance(outer, ast.For) else []
        loops += [(one.target, one.iter) for one in getattr(outer, "generators", ())]
        for target, over in loops:
            found = [
                {**env, **turn} for env in found for turn in turns(own, target, Bound(over, env))
            ]
    return found


def callers(own: Module, function, stack: tuple) -> list[dict]:
    """What the parameters stand for at each call in the module; nothing where there is none."""
    names = [arg.arg for arg in function.args.args]
    found = []
    for call in own.calls(function.name):
        given = dict(zip(names, call.args, strict=False))
        given |= {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
        defaults = function.args.defaults
        for env in environments(own, call, stack):
            bound = dict(zip(names[len(names) - len(defaults) :], defaults, strict=True)) | given
            found.append({(function, name): Bound(value, env) for name, value in bound.items()})
    return found or [{}]


def turns(own: Module, target: ast.AST, over: Bound) -> list[dict]:
    """What the targets of a loop stand for in each turn; nothing where it is not written out."""
    function = next((n for n in own.above(over.node) if isinstance(n, FUNCTIONS)), None)
    found = []
    for one in items(own, over, 0):
        pairs = [(target, one.node)]
        if isinstance(target, ELEMENTS) and isinstance(one.node, ELEMENTS):
            pairs = list(zip(target.elts, one.node.elts, strict=True))
        found.append(
            {
                (function, name.id): Bound(value, one.env)
                for name, value in pairs
                if hasattr(name, "id")
            }
        )
    return found or [{}]


def items(own: Module, over: Bound, deep: int) -> list[Bound]:
    """The elements of what is written out: a tuple, a list, a dict's items, a name for one."""
    node, env = over
    if deep > DEEP:
        return []
    if isinstance(node, ELEMENTS):
        found = []
        for one in node.elts:
            if isinstance(one, ast.Starred) and isinstance(one.value, ast.GeneratorExp):
                found.append(Bound(one.value.elt, env))
            else:
                found.append(Bound(one, env))
        return found
    if isinstance(node, ast.Name):
        return [one for bound in bindings(own, over) for one in items(own, bound, deep + 1)]
    if isinstance(node, ast.Call) and getattr(node.func, "id", None) in own.functions:
        inner = ast.walk(own.functions[node.func.id])
        return [Bound(one.value, {}) for one in inner if isinstance(one, ast.Yield)]
    if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "items":
        return [
            Bound(ast.Tuple([key, value]), bound.env)
            for bound in bindings(own, Bound(node.func.value, env))
            for key, value in entries(own, bound.node)
        ]
    return []


def entries(own: Module, node: ast.AST) -> list[tuple[ast.AST, ast.AST]]:
    """The keys and values of a dict that is written out, and those that are set in it after."""
    if not isinstance(node, ast.Dict):
        return []
    found = list(zip(node.keys, node.values, strict=True))
    assigned = own.parent.get(node)
    name = getattr(getattr(assigned, "targets", [None])[0], "id", None)
    for one in ast.walk(own.tree):
        if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Subscript):
            target = one.targets[0]
            if name and getattr(target.value, "id", None) == name:
                found.append((target.slice, one.value))
    return found


def bindings(own: Module, bound: Bound) -> list[Bound]:
    """What a name stands for where it is used: what was last assigned on each way there."""
    node, env = bound
    if not isinstance(node, ast.Name):
        return []
    for function in [n for n in own.above(node) if isinstance(n, FUNCTIONS)]:
        if (function, node.id) in env:
            return [env[function, node.id]]
        if found := _assigned_in(own, function, node):
            return [Bound(value, env) for value in found]
    for one in own.tree.body:
        if values := _values(one, node.id):
            return [Bound(value, {}) for value in values]
    return []


def _assigned_in(own: Module, function: ast.AST, node: ast.Name) -> list[ast.AST]:
    """What a function assigns to a name before it is used, back to where no way goes around."""
    above, found = list(own.above(node)), []
    inner = [n for n in ast.walk(function) if isinstance(n, ast.Assign | ast.AnnAssign)]
    for one in sorted(inner, key=lambda n: -n.lineno):
        if one.lineno >= node.lineno or one in above or _left(own, one, above):
            continue
        values = _values(one, node.id)
        found += values
        if values and own.parent[one] in above:
            return found
    return found


def _values(one: ast.AST, name: str) -> list[ast.AST]:
    """What a statement assigns to a name."""
    if not isinstance(one, ast.Assign | ast.AnnAssign) or one.value is None:
        return []
    targets = one.targets if isinstance(one, ast.Assign) else [one.target]
    return [value for target in targets for value in _assigned(target, one.value, name)]


def _left(own: Module, one: ast.AST, above: list[ast.AST]) -> bool:
    """Whether what follows a statement in its block never comes to where a name is used."""
    block = own.parent[one]
    last = getattr(block, "body", [None])[-1]
    ends = isinstance(block, ast.If) and isinstance(last, ast.Continue | ast.Return | ast.Raise)
    return ends and block not in above


def _assigned(target: ast.AST, value: ast.AST, name: str) -> list[ast.AST]:
    if getattr(target, "id", None) == name:
        return [value]
    if not isinstance(target, ELEMENTS):
        return []
    if isinstance(value, ast.Call) and name in [getattr(t, "id", None) for t in target.elts]:
        return [value]
    if isinstance(value, ast.IfExp):
        return [v for part in (value.body, value.orelse) for v in _assigned(target, part, name)]
    if isinstance(value, ELEMENTS):
        pairs = zip(target.elts, value.elts, strict=True)
        return [v for t, part in pairs for v in _assigned(t, part, name)]
    return []


# Texts with holes.


def texts(own: Module, bound: Bound, deep: int) -> set[str] | None:
    """Every text that an expression may come to; None where it cannot be followed."""
    node, env = bound

    def inner(part: ast.AST) -> set[str] | None:
        return texts(own, Bound(part, env), deep + 1)

    found = None
    match node:
        case ast.Constant(value=str(text)):
            found = {text}
        case ast.JoinedStr(values=parts):
            found = _joined([inner(part) for part in parts])
        case ast.FormattedValue(value=value):
            found = inner(value)
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            both = [inner(left), inner(right)]
            found = None if None in both else _joined(both)
        case ast.IfExp(body=body, orelse=orelse):
            found = _united([inner(body), inner(orelse)])
        case ast.Name():
            found = _united([_named(own, one, node, deep) for one in bindings(own, bound)])
        case ast.Subscript(value=ast.Name() as name):
            found = _united(map(inner, _held(own, Bound(name, env))))
        case ast.Call(func=ast.Name(id=name)):
            found = _called(own, name, node, deep)
    return found


def _named(own: Module, one: Bound, use: ast.AST, deep: int) -> set[str] | None:
    """What a binding comes to, with all that is added to it before it is used."""
    found = texts(own, one, deep + 1) if deep < DEEP else None
    function = next((n for n in own.above(use) if isinstance(n, FUNCTIONS)), None)
    added = [
        n
        for n in ast.walk(function or ast.Module([], []))
        if isinstance(n, ast.AugAssign) and getattr(n.target, "id", None) == use.id
    ]
    for part in added:
        if found is not None and one.node.lineno < part.lineno < use.lineno:
            found = _joined([found, texts(own, Bound(part.value, one.env), deep + 1) or {HOLE}])
    return found


def _held(own: Module, name: Bound) -> list[ast.AST]:
    """The values of a dict that a name stands for."""
    return [value for one in bindings(own, name) for _, value in entries(own, one.node)]


def _called(own: Module, name: str, call: ast.Call, deep: int) -> set[str] | None:
    """What a call comes to; a count with its noun is one of it or many."""
    match name, call.args:
        case "counted", [_, ast.Constant(value=noun)]:
            return {f"{HOLE} {noun}", f"{HOLE} {noun}s"}
    return _returned(own, name, deep)


def _returned(own: Module, name: str, deep: int) -> set[str] | None:
    """What a function returns, of this module or of another."""
    if name in own.imported and own.imported[name][0].startswith("scoring"):
        of, name = own.imported[name]
        return _returned(module(of), name, deep) if of.startswith("scoring.") else None
    if (function := own.functions.get(name)) is None or deep > DEEP:
        return None
    returns = [n for n in ast.walk(function) if isinstance(n, ast.Return) and n.value is not None]
    return _united(texts(own, Bound(one.value, {}), deep + 1) for one in returns)


def _united(found) -> set[str] | None:
    """All that it may be; a hole for what cannot be followed beside what can."""
    found = list(found)
    known = [one for one in found if one is not None]
    return set.union({HOLE} if len(known) < len(found) else set(), *known) if known else None


def _joined(parts) -> set[str]:
    return {"".join(one) for one in product(*[part or {HOLE} for part in parts])}
