"""Definition files of Apptainer and Singularity: `%post` makes the image, `%runscript` and its like
run what it holds.

`%post` and `%test` are run by the container's `/bin/sh`, or by what `%post -c /bin/bash` names;
`%environment` is read before everything that runs the image (apptainer.org, "Definition files").
"""

from __future__ import annotations

import itertools

from venvlint.facts.commands import environments, running, stated
from venvlint.facts.commands.model import Sequence, Shell
from venvlint.files.paths import name_of
from venvlint.readers import apptainer
from venvlint.readers.patchwork import plain
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from venvlint.document import Document
    from venvlint.tree import Tree

_SECTION = lazy(r"(?m)^%(\w+)\b([^\n]*)")
_SHELL_OPTION = lazy(r"-c[ \t]+(\S+)")
_PATH = lazy(r"(?m)^[ \t]*(?:export[ \t]+)?PATH=(\S+)")
_LATE = ("runscript", "startscript", "test", "apprun")


def collect(tree: Tree, paths: Iterable[str]) -> Iterator[Sequence]:
    """One sequence for each definition; other files of such a name are left alone."""
    for document in stated.documents(tree, paths, b"ootstrap", b"BOOTSTRAP"):
        header = apptainer.base(document)
        if header is not None:
            yield from _definition(document, header.name)


def _definition(document: Document, named: str) -> Iterator[Sequence]:
    from venvlint.facts import images

    image = images.read(named) if named else None
    system_shell = image.shell if image is not None else ""
    sections = list(_SECTION.finditer(document.text))
    bodies = [
        (match[1], match[2], match.end(), following.start())
        for match, following in itertools.pairwise(sections)
    ]
    if sections:
        last = sections[-1]
        bodies.append((last[1], last[2], last.end(), len(document.text)))
    environment = ""
    for name, _, start, end in bodies:
        found = _PATH.search(document.text, start, end) if name == "environment" else None
        if found:
            value = found[1].strip("\"'")
            environment = environments.on_path(value, value) or environment
    shells = []
    for late in (False, True):
        for name, options, start, end in bodies:
            if name not in (_LATE if late else ("post", "appinstall")):
                continue
            option = _SHELL_OPTION.search(options)
            kind = name_of(option[1]) if option else "sh"
            text = document.text[start:end]
            from venvlint.facts.commands.scripts import shebang
            from venvlint.readers.shell_wrappers import SHELLS

            kind = shebang(text) or kind
            if kind not in SHELLS:
                continue
            shell = Shell(
                system_shell if kind == "sh" else kind, document, (start, end), f"`%{name}`"
            )
            shell.image, shell.late = image, late
            running.run(
                shell,
                plain(text, start),
                running.Start(environment if late else "", "/", system_shell=system_shell),
            )
            shells.append(shell)
    yield from stated.sequence("image", document, "", "production", shells)
