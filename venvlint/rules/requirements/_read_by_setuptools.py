"""Lines that pip reads and setuptools does not, in files that it reads a project's dependencies
from.
"""

from __future__ import annotations

from venvlint.files.paths import folder_of, name_of, path_in
from venvlint.model import Finding, Related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.readers.requirements import Line
    from venvlint.tree import Tree

_ADVICE = {
    "include": "Name that file in `{manifest}` as well, and delete the line.",
    "constraint": "Delete the line: constraints are for pip alone, on its command line.",
    "option": "Delete the option: it is for pip alone, on its command line.",
    "editable": "Write `name @ URL`, or take the line into a file that pip alone is given.",
    "path": "Take the line into a file that pip alone is given.",
    "url": "Write the name in front of the address, as in `name @ git+https://…`.",
    "requirement": "Let `{manifest}` read a file without pip's options, and give this one to pip.",
}
_MOST_RELATED = 20


def unreadable_lines(tree: Tree) -> Iterator[Finding]:
    """One finding for each file: setuptools takes every line of `file = …` for a requirement by
    itself (with comments and continued lines), and stops the build at anything else.
    """
    for path, dynamic in tree.dynamic_requirements.items():
        file = tree.requirements.files.get(path)
        if file is None or file.form or file.undecodable or not _is_read(tree, dynamic.manifest):
            continue
        wrong = [line for line in file.lines if _is_for_pip_alone(line)]
        if not wrong:
            continue
        first, manifest = wrong[0], name_of(dynamic.manifest)
        yield Finding(
            first.at,
            f"setuptools cannot read {_shown(first)}, and `{dynamic.manifest}` has it read this"
            " file: the build stops",
            _ADVICE[first.kind].format(manifest=manifest),
            related=tuple(
                Related(line.at, f"nor {_shown(line)}") for line in wrong[1 : _MOST_RELATED + 1]
            ),
        )


def _is_read(tree: Tree, manifest: str) -> bool:
    """Whether setuptools itself builds the project: what a backend of the project's own does
    before, nobody knows, and Hatch's plug-in has rules of its own.
    """
    root = tree.toml(path_in(folder_of(manifest), "pyproject.toml"))
    system = root.get("build-system")
    backend = system.text("build-backend") or "setuptools"
    return (
        backend.partition(".")[0] == "setuptools"
        and not system.get("backend-path")
        and (manifest.endswith(".cfg") or bool(root.get("tool", "setuptools", "dynamic")))
    )


def _is_for_pip_alone(line: Line) -> bool:
    return line.kind in _ADVICE and (line.kind != "requirement" or bool(line.options))


def _shown(line: Line) -> str:
    from venvlint.redact import credentials

    if line.kind == "requirement":
        return f"`{line.options[0].name}`"
    text = credentials(line.text)
    return f"`{text}`" if len(text) <= 60 else f"`{text[:59]}…`"
