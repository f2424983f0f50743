"""Who may import whom: a new format touches readers and facts, a new rule touches nothing else."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

LEAVES = {"record", "regex", "kinds", "naming", "paths"}
NOUNS = LEAVES | {"model", "document"}
FACTS = NOUNS | {"readers", "facts", "data", "patterns", "listing"}
ALLOWED = {
    "record": set(),
    "addresses": set(),
    "regex": {"record"},
    "kinds": {"record"},
    "naming": {"kinds", "paths"},
    "paths": set(),
    "model": {"record"},
    "document": NOUNS,
    "redact": LEAVES,
    "ignore_patterns": LEAVES | {"readers"},
    "patterns": LEAVES | {"ignore_patterns"},
    "listing": LEAVES,
    "readers": NOUNS | {"readers"},
    # Where bytes come from: what they mean is not their business.
    "processes": set(),
    "git": LEAVES | {"model", "git", "processes"},
    "files": LEAVES | {"model", "git", "listing", "ignore_patterns"},
    "facts": FACTS,
    "tree": FACTS,
    "rules": FACTS | {"tree", "redact"},
    "plugin": FACTS | {"tree"},
    "fixes": NOUNS | {"engine", "files", "redact", "tree"},
    "reporters": NOUNS | {"reporters", "addresses", "redact", "facts", "data"},
}
"""What the modules of a layer may import when they run, `data` being the package's tables. Layers
that are not named here
(`engine`, `app`…) are on top: anything that is not a reporter's or a rule's may be theirs."""

ROOMS = [
    "tracking",
    "project",
    "manifests",
    "ci",
    "images",
    "commands",
    "stages",
    "installs",
    "dependencies",
    "pythons",
    "locks",
    "changes",
]
"""The rooms of `facts`: each asks those before it, never one after it, by an import (at any depth)
or by a fact of the tree (`tree.commands` asks `commands`). What one rule alone needs is in no room
but beside the rule, as `_name.py`.
"""

UPPERMOST = {"app", "__main__"}
"""Whoever else imports these has turned the house over."""


COMPUTED = "computed: "
"""Before the name of an import that only shows when it runs."""


def imports(source: str, package: str) -> set[str]:
    """The full names that a module imports when it runs: every spelling, at any depth, but not for
    type checkers alone.
    """
    names: set[str] = set()

    def visit(node: ast.AST) -> None:
        if (
            isinstance(node, ast.If)
            and ast.unparse(node.test).rpartition(".")[2] == "TYPE_CHECKING"
        ):
            for child in node.orelse:
                visit(child)
            return
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parts = package.split(".")
                base = ".".join(
                    [*parts[: len(parts) - node.level + 1], *filter(None, [node.module])]
                )
            names.update(f"{base}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in (
            "import_module",
            "__import__",
        ):
            written = node.args[0] if node.args else ast.Constant("")
            names.add(
                str(written.value).strip(".")
                if isinstance(written, ast.Constant)
                else COMPUTED + ast.unparse(written)
            )
        for child in ast.iter_child_nodes(node):
            visit(child)

    visit(ast.parse(source))
    return names


def layer(name: str) -> str:
    """The layer of a full name: the part after `venvlint`, empty for the package itself; in
    `files`, each module of the table is one of its own.
    """
    parts = name.split(".")
    if parts[1:2] == ["files"]:
        return parts[-1] if parts[-1] in ALLOWED else "files"
    return parts[1] if len(parts) > 1 else ""


def modules() -> list[tuple[str, str, str]]:
    """Every module of the package: its full name, its package's, its source."""
    found = []
    for path in sorted((ROOT / "venvlint").rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found.append((name, ".".join(parts[:-1]), path.read_text(encoding="utf-8")))
    return found


MODULES = modules()
OURS = {
    name: {n for n in imports(source, package) if n.split(".")[0] == "venvlint"}
    for name, package, source in MODULES
}


def owner(imported: str) -> str:
    """The module that an imported name is, or is taken from."""
    while imported not in OURS and "." in imported:
        imported = imported.rpartition(".")[0]
    return imported


def room(name: str) -> str:
    """The room of a module of `facts`; empty for what is none, and for `facts` itself."""
    parts = name.split(".")
    return parts[2] if parts[:2] == ["venvlint", "facts"] and len(parts) > 2 else ""


def facts_of_the_tree() -> dict[str, str]:
    """The properties and methods of `Tree`, by name, with the module that each is made by."""
    source = next(source for name, _, source in MODULES if name == "venvlint.tree")
    return {
        function.name: owner(imported)
        for function in ast.walk(ast.parse(source))
        if isinstance(function, ast.FunctionDef)
        for imported in imports(ast.unparse(function), "venvlint")
        if room(imported)
    }


def asked(source: str, facts: dict[str, str]) -> dict[str, str]:
    """The facts that a module asks of a tree, with the module that makes each."""
    return {
        f"tree.{node.attr}": facts[node.attr]
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute)
        and node.attr in facts
        and ast.unparse(node.value).rpartition(".")[2] in ("tree", "_tree")
    }


@pytest.mark.parametrize(
    "source",
    [
        "import venvlint.engine",
        "import venvlint.engine as e",
        "from venvlint.engine import audit",
        "from venvlint import engine",
        "from ...engine import audit",
        "from ... import engine as e",
        "def f():\n    from venvlint import engine",
        "class A:\n    import venvlint.engine",
        "try:\n    import venvlint.engine\nexcept ImportError:\n    pass",
        "if not TYPE_CHECKING:\n    import venvlint.engine",
        "if TYPE_CHECKING:\n    pass\nelse:\n    import venvlint.engine",
        "import importlib\nimportlib.import_module('venvlint.engine')",
        "from importlib import import_module\nimport_module('.engine', 'venvlint')",
        "__import__('venvlint.engine')",
    ],
)
def test_every_spelling_of_an_import_is_seen(source):
    found = imports(source, "venvlint.rules.usage")
    assert any(name in ("engine", "venvlint.engine", "venvlint.engine.audit") for name in found)


@pytest.mark.parametrize(
    "source",
    [
        "if TYPE_CHECKING:\n    import venvlint.engine",
        "if typing.TYPE_CHECKING:\n    from venvlint import engine",
    ],
)
def test_imports_for_types_are_free(source):
    assert imports(source, "venvlint.rules.usage") == set()


def faults(name: str) -> list[str]:
    """What a module imports from where it must not."""
    own, wrong = layer(name), []
    for imported in sorted(OURS[name]):
        taken = owner(imported)
        target = layer(taken)
        if target in UPPERMOST and own not in UPPERMOST | {"guides", "lsp"}:
            wrong.append(f"{name} imports {imported}")
        elif own == target == "rules":
            # A package may speak of itself; a rule that imports a rule hides a fact in it. What
            # begins with `_` is no rule but a part of one.
            if taken != name and not taken.rpartition(".")[2].startswith("_"):
                wrong.append(f"{name} imports {imported}: what two rules share is a fact")
        elif own in ALLOWED and target != own and target not in ALLOWED[own]:
            wrong.append(f"{name} imports {imported}")
    return wrong


def test_imports_only_from_below():
    assert [fault for name in sorted(OURS) for fault in faults(name)] == []


def test_no_import_of_a_computed_name_below():
    computed = [
        name
        for name, package, source in MODULES
        for n in imports(source, package)
        if n.startswith(COMPUTED)
    ]
    assert [name for name in computed if layer(name) in ALLOWED] == []
    assert computed  # the command finds rules and reporters so


def test_what_every_run_loads_imports_nothing_slow_at_its_top():
    """Each of these costs 5 to 40 ms of a run that takes 100; whoever needs one imports it inside
    the function.
    """
    slow = {"dataclasses", "typing", "pathlib", "inspect", "packaging", "yaml", "pathspec"}
    for name, package, source in MODULES:
        if layer(name) != "lsp":  # started once and then kept
            top = [
                ast.unparse(node)
                for node in ast.parse(source).body
                if isinstance(node, ast.Import | ast.ImportFrom)
            ]
            assert (
                not {found.split(".")[0] for line in top for found in imports(line, package)} & slow
            ), name


def test_every_room_is_in_the_order():
    assert sorted({room(name) for name in OURS} - {""}) == sorted(ROOMS)


def test_rooms_ask_only_those_before_them():
    facts = facts_of_the_tree()
    up = []
    for name, _, source in MODULES:
        if room(name):
            taken = {imported: owner(imported) for imported in OURS[name]}
            up += [
                f"{name} asks {what}"
                for what, module in sorted({**taken, **asked(source, facts)}.items())
                if room(module) and ROOMS.index(room(module)) > ROOMS.index(room(name))
            ]
    assert up == []


def test_a_fact_of_the_tree_is_seen():
    facts = facts_of_the_tree()
    assert facts["commands"] == "venvlint.facts.commands"
    assert asked("def f(self):\n    return [*self._tree.commands.all]", facts) == {
        "tree.commands": "venvlint.facts.commands"
    }


def test_what_one_rule_needs_lies_beside_it():
    users: dict[str, set[str]] = {name: set() for name in OURS if room(name)}
    for name in OURS:
        for imported in OURS[name]:
            if owner(imported) in users and owner(imported) != name:
                users[owner(imported)].add(name)
    front = {f"venvlint.facts.{name}" for name in ROOMS}
    alone = [
        f"{name} is for {min(by)} alone"
        for name, by in users.items()
        if len(by) == 1 and layer(min(by)) == "rules" and name not in front
    ]
    assert alone == []


def test_no_fact_is_for_nobody():
    everybody = {owner(imported) for name in OURS for imported in OURS[name]}
    front = {f"venvlint.facts.{name}" for name in ROOMS}
    assert [name for name in OURS if room(name) and name not in everybody | front] == []


def test_one_name_is_one_thing():
    homes: dict[str, list[str]] = {}
    for name, _, source in MODULES:
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes.setdefault(node.name, []).append(name)
    assert {name: where for name, where in homes.items() if len(where) > 1} == {}


def test_no_modules_import_each_other_in_a_circle():
    """Not even lazily. A package alone may ask its own modules when it is asked itself: what it
    says to them (its nouns) and what it asks of them are two things.
    """
    left = {
        name: {of for of in map(owner, asked) if of != name and not of.startswith(f"{name}.")}
        for name, asked in OURS.items()
    }
    while True:
        ends = {name for name, asked in left.items() if not asked & left.keys()}
        if not ends:
            break
        for name in ends:
            del left[name]
    assert left == {}
