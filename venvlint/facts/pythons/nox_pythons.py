"""The Pythons of nox sessions: what `python=` of `@nox.session` comes to, and the versions that a
session is parametrized with.
"""

from __future__ import annotations

from venvlint.facts.pythons import CiPython, inside
from venvlint.readers.nodes import ABSENT, Node
from venvlint.readers.python_versions import parse_pin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.readers.python_values import Call, Function
    from venvlint.tree import Tree


def statements(tree: Tree) -> Iterator[CiPython]:
    """Every Python that a nox session runs with. What is computed (`nox.project.python_versions`)
    states nothing.
    """
    for path in tree.find("noxfile.py"):
        document = tree.document(path)
        if document is None or not (b"python" in document.data or b"py=" in document.data):
            continue
        from venvlint.readers import python

        module = tree.read(path, python.parse)
        for function in module.functions if module is not None else ():
            for decorator in function.decorators:
                if (
                    decorator.name.rpartition(".")[2] == "parametrize"
                    and len(decorator.positional) > 1
                ):
                    node = _parameter(*decorator.positional[:2])
                    if node:
                        yield from _session(function, decorator, node)
                    continue
                if decorator.name.rpartition(".")[2] != "session":
                    continue
                node = decorator.keywords.get("python") or decorator.keywords.get("py", ABSENT)
                if not node and decorator.positional and decorator.positional[0].value is not None:
                    node = (
                        decorator.positional[0]
                        if len(decorator.positional) == 1 and decorator.positional[0].tag == ""
                        else ABSENT
                    )
                if node:
                    yield from _session(function, decorator, node)


def _parameter(names: Node, values: Node) -> Node:
    """What `python` is given by `@nox.parametrize("python,other", [...])`: the list itself, or its
    column; None where it is given nothing.
    """
    keys = (
        [item.string for item in names.items]
        if names.items
        else [key.strip() for key in (names.string or "").split(",")]
    )
    if "python" not in keys:
        return ABSENT
    if len(keys) == 1:
        return values
    column = keys.index("python")
    return Node(
        values.document,
        [row.items[column] for row in values.items if len(row.items) > column],
        values.start,
        values.end,
    )


def _session(function: Function, decorator: Call, node: Node) -> Iterator[CiPython]:
    name = decorator.keywords["name"].string if "name" in decorator.keywords else None
    is_list = bool(node.items)
    quiet = "" if _uses_project(function) else "it does not install the project"
    for item in node.scalars():
        pin = parse_pin(item.string) if item.string is not None else None
        if pin is None:
            continue
        yield CiPython(
            "nox",
            inside(item),
            item.string or "",
            "range" if pin.minor is None else "set" if is_list else "pin",
            pin,
            None,
            f"nox's `{name or function.name}`",
            quiet="another implementation" if pin.implementation != "cpython" else quiet,
            above=bool(pin.prerelease),
            environment=function.name,
        )


def _uses_project(function: Function) -> bool:
    """Whether the session installs the project or may do so: only a list of other packages is
    none.
    """
    from venvlint.facts.ci.purpose import LINTERS

    installs = [
        call
        for call in function.calls
        if call.name.rpartition(".")[2] in ("install", "run", "run_always", "run_install", "poetry")
    ]
    if not installs:
        return True
    for call in installs:
        words = [node.string for node in call.positional]
        if call.is_open or None in words:
            return True
        known = [word for word in words if word is not None]
        if call.name.endswith(".run") and known and known[0] in LINTERS:
            continue  # `ruff check .` reads the project, no more
        if any(
            word.startswith((".", "dist/", "pytest", "tox", "uv", "poetry", "pdm", "hatch"))
            or word in ("unittest", "-r")
            for word in known
        ):
            return True
        if any(word.endswith((".txt", ".whl", ".py")) for word in known):
            return True
    return False
