"""The Pythons of Hatch's environments: `python` of an environment, and the lists of its matrix."""

from __future__ import annotations

from venvlint.facts.pythons import CiPython, inside
from venvlint.readers.nodes import ABSENT
from venvlint.readers.python_versions import parse_pin, series_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.readers.nodes import Node
    from venvlint.tree import Tree


def statements(tree: Tree) -> Iterator[CiPython]:
    """Every Python of `[tool.hatch.envs.*]` or, in `hatch.toml`, `[envs.*]`."""
    for path in tree.find("pyproject.toml", "hatch.toml"):
        document = tree.document(path)
        if document is None or b"envs" not in document.data:
            continue
        root = tree.toml(path)
        table = (
            root.get("envs")
            if path.endswith("hatch.toml") and root
            else root.get("tool", "hatch", "envs")
            if root
            else ABSENT
        )
        for name, environment in table.mapping.items():
            detached = any(
                _is(environment.get(key), value)
                for key, value in (("detached", True), ("skip-install", True))
            )
            quiet = "it does not install the project" if detached else ""
            node = environment.get("python")
            if node:
                yield from _values(node, name, "pin", quiet)
            matrix = environment.get("matrix")
            for row in matrix.items:
                for key in ("python", "py"):
                    if node := row.get(key):
                        yield from _values(node, name, "set", quiet)


def _is(node: Node, value: object) -> bool:
    return bool(node) and node.value is value


def _values(node: Node, name: str, role: str, quiet: str) -> Iterator[CiPython]:
    for item in node.scalars():
        # Hatch's own documentation writes `python = ["38", "310"]`: virtualenv reads joined digits.
        joined = series_of(item.string) if item.string is not None else None
        pin = parse_pin(f"py{item.string}" if joined else item.string) if item.string else None
        if pin is not None:
            other = "another implementation" if pin.implementation != "cpython" else ""
            yield CiPython(
                "hatch",
                inside(item),
                item.string or "",
                "range" if pin.minor is None else role,
                pin,
                None,
                f"Hatch's `{name}`",
                quiet=quiet or other,
                above=bool(pin.prerelease),
            )
