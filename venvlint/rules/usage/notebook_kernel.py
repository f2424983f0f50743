"""A notebook asks for a kernel that one person's machine has.

## Why
A notebook remembers the name of the kernel that it was last run with. `python3` is there wherever
Jupyter is. `conda-env-shop-py` or `shop-venv` is an environment of whoever saved it: for everybody
else, and in CI, it is "No such kernel named shop-venv", or a window that asks for another one.

## Bad
    "kernelspec": {
      "display_name": "Python [conda env:shop]",
      "language": "python",
      "name": "conda-env-shop-py"
    }

## Good
    "kernelspec": {
      "display_name": "Python 3 (ipykernel)",
      "language": "python",
      "name": "python3"
    }

## How to fix
Write `python3` as the name. Whoever runs the notebook chooses the environment by starting Jupyter
from it. Where a kernel of its own is meant, tell people how to make it:
`python -m ipykernel install --user --name shop`.

## When to ignore it
When everybody gets that kernel in a way that the repository does not show.
"""

from __future__ import annotations

from venvlint.files.paths import folder_of
from venvlint.model import Finding, Fix, Related, Severity, rule
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.model import Edit
    from venvlint.readers.notebooks import Notebook
    from venvlint.tree import Tree

# Kernels that are a product, not somebody's environment: Jupyter's own, those of platforms (Spark,
# SageMaker's images), other implementations.
_EVERYBODYS = lazy(
    r"(?i)python[\d.]*|ir|xpython|xeus-python.*|.*spark.*|conda_\w+|sagemath.*|sage|pypy\d*|deno|bash"
    r"|pyodide|python-pyodide|micropython|.*\$.*|.*\{\{.*"
)


@rule("VL424", Severity.WARNING, fix="safe", needs=("listing.has_notebooks",))
def notebook_kernel(tree: Tree) -> Iterator[Finding]:
    from venvlint.readers.patchwork import UNKNOWN
    from venvlint.rules.usage._notebooks import made_kernels, runs, with_other_kernels

    groups: dict[tuple[str, str], list[Notebook]] = {}
    for notebook in with_other_kernels(tree):
        name = notebook.kernel
        if not name or _EVERYBODYS.fullmatch(name) or notebook.language not in ("", "python"):
            continue
        folder = folder_of(notebook.document.path)
        groups.setdefault((folder, name), []).append(notebook)
    if not groups:
        return
    made = made_kernels(tree)
    for (_, name), found in groups.items():
        if name in made or UNKNOWN in made:
            continue
        of_these = [
            (run, notebook)
            for notebook in found
            for run in runs(tree)
            if run.covers(notebook.document.path, any(cell.has_output for cell in notebook.cells))
        ]
        failing = next((run for run, _ in of_these if not run.names_kernel), None)
        if of_these and failing is None:
            continue  # whoever runs them names another kernel
        yield from _finding(found, name, failing.what if failing is not None else "")


def _finding(found: list[Notebook], name: str, runner: str) -> Iterator[Finding]:
    nodes = [(notebook, notebook.kernel_node) for notebook in found]
    known = [(notebook, node) for notebook, node in nodes if node]
    if not known:
        return
    _, first = known[0]
    edits: list[Edit] = [
        notebook.document.replace(node.start, node.end, '"python3"') for notebook, node in known
    ]
    who, saved = "the notebook asks", "it"
    if len(known) > 1:
        who, saved = f"this notebook and {len(known) - 1} more of its folder ask", "them"
    failure = f", and {runner} runs it in CI: `No such kernel`" if runner else ""
    yield Finding(
        first.at,
        f"{who} for the kernel `{name}`, which only the machine that saved {saved} has{failure}",
        "Write `python3`, the kernel that everybody has; the environment is the one that Jupyter is"
        " started from.",
        fix=Fix("ask for the kernel `python3`", tuple(edits)),
        related=tuple(Related(node.at, f"`{name}` here too") for _, node in known[1:11]),
        severity=Severity.WARNING if runner else Severity.INFO,
    )
