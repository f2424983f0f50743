"""The options of the tools that install: which of them take a value, and what the value is.

Taken from the tools' own help: pip 26, uv 0.9, Poetry 2, PDM 2, Pipenv 2026, pip-tools 7, conda 24,
and what earlier releases of them took.
"""

from __future__ import annotations

from functools import cache

from venvlint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence as Items

    from venvlint.readers.patchwork import Word


class Given(Record):
    """One argument: an option with its value, a flag (`value` is None), or an operand (`option` is
    empty).
    """

    option: str
    """As it is written, without the value: `-r`, `--requirement`."""
    value: Word | None
    word: Word
    """The word that the option stands in; the operand itself."""


# Options that take a value, by what the value is. The empty role is of no interest here.
_INDEXES = {
    "-i": "index",
    "--index-url": "index",
    "--pypi-url": "index",
    "--default-index": "index",
    "--extra-index-url": "extra-index",
    "-f": "find-links",
    "--find-links": "find-links",
    "--trusted-host": "trusted-host",
    "--allow-insecure-host": "trusted-host",
}
_PIP = {
    **_INDEXES,
    "--index": "index",  # optparse completes a name that is cut short
    "-r": "file",
    "--requirement": "file",
    "--requirements": "file",
    "-c": "constraint",
    "--constraint": "constraint",
    "--constraints": "constraint",
    "-e": "editable",
    "--editable": "editable",
    "--group": "group",
    "-t": "target",
    "--target": "target",
    "--prefix": "target",
    "--root": "target",
    "--python": "python",
    "-d": "download",
    "--dest": "download",
    "-w": "download",
    "--wheel-dir": "download",
    "--requirements-from-script": "script",
}
_PIP_OTHERS = (
    "--build-constraint --platform --python-version --implementation --abi --src --source"
    " --source-dir --source-directory --upgrade-strategy -C --config-settings --progress-bar"
    " --root-user-action --report --all-releases --only-final --no-binary --only-binary"
    " --refresh-package --uploaded-prior-to --log --log-file --local-log --keyring-provider"
    " --proxy --retries --timeout --default-timeout --exists-action --cert --client-cert"
    " --cache-dir --use-feature --use-deprecated --resume-retries -b --build --global-option"
    " --install-option --build-option --home"
)
_UV = {
    **_INDEXES,
    "-r": "file",
    "--requirements": "file",
    "--requirement": "file",
    "--with-requirements": "file",
    "-c": "constraint",
    "--constraints": "constraint",
    "--constraint": "constraint",
    "--overrides": "override",
    "--override": "override",
    "-e": "editable",
    "--editable": "editable",
    "--with-editable": "editable",
    "-w": "with",
    "--with": "with",
    "--extra": "extra",
    "--no-extra": "no-extra",
    "--group": "group",
    "--no-group": "without",
    "--only-group": "only",
    "--package": "package",
    "-t": "target",
    "--target": "target",
    "--prefix": "target",
    "-p": "python",
    "--python": "python",
    "--index": "extra-index",
    "--directory": "directory",
    "--project": "project",
    "--script": "script",
    "-o": "output",
    "--output-file": "output",
    "--optional": "add-extra",
}
_UV_OTHERS = (
    "--excludes -b --build-constraints --build-constraint --cert --no-binary --only-binary"
    " --python-version --python-platform --platform --output-format --torch-backend"
    " --index-strategy --keyring-provider -P --upgrade-package --upgrade-group --resolution"
    " --prerelease --prerelease-package --fork-strategy --exclude-newer --exclude-newer-package"
    " --no-sources-package --reinstall-package --link-mode -C --config-setting --config-settings"
    " --config-settings-package --no-build-isolation-package --no-build-package"
    " --no-binary-package --no-install-package --no-editable-package --no-emit-package --format"
    " --annotation-style --custom-compile-command --prune --cache-dir --refresh-package --color"
    " --config-file --env-file --bounds --rev --tag --branch -m --marker --with-executables-from"
    " --python-preference --python-fetch --from --prompt"
)
_POETRY = {
    "--with": "group",
    "--without": "without",
    "--only": "only",
    "-E": "extra",
    "--extras": "extra",
    "-G": "add-group",
    "--group": "add-group",
    "-C": "directory",
    "--directory": "directory",
    "-P": "project",
    "--project": "project",
    "-o": "output",
    "--output": "output",
}
_PDM = {
    "-G": "group",
    "--group": "group",
    "--with": "group",
    "--without": "without",
    "-p": "project",
    "--project": "project",
    "-o": "output",
    "--output": "output",
    "--venv": "target",
}
_PIPENV = {
    **_INDEXES,
    "-r": "file",
    "--requirements": "file",
    "-e": "editable",
    "--editable": "editable",
    "--index": "extra-index",
    "--categories": "group",
    "--extras": "extra",
    "--python": "python",
}
_CONDA = {
    "-f": "file",
    "--file": "file",
    "-n": "target",
    "--name": "target",
    "-p": "target",
    "--prefix": "target",
}
_PIP_TOOLS = {
    **_INDEXES,
    "-c": "constraint",
    "--constraint": "constraint",
    "--extra": "extra",
    "-o": "output",
    "--output-file": "output",
    "--python-executable": "python",
}

_ROLES: dict[str, tuple[dict[str, str], str]] = {
    "pip": (_PIP, _PIP_OTHERS),
    "uv": (_UV, _UV_OTHERS),
    "poetry": (_POETRY, "--source --python --platform --markers --optional -f --format --ansi"),
    "pdm": (
        _PDM,
        "-c --config -L --lockfile --override --config-setting -C -k --skip -f --format --expand",
    ),
    "pipenv": (_PIPENV, "--extra-pip-args --pypi-mirror --resolver --config-settings"),
    "conda": (_CONDA, "-c --channel --solver --platform --subdir -r --root-prefix --rc-file"),
    "pip-sync": (_PIP_TOOLS, "--cert --client-cert --pip-args --config"),
    "pip-compile": (
        _PIP_TOOLS,
        (
            "--cert --client-cert --uploaded-prior-to --annotation-style -P --upgrade-package"
            " --newline --max-rounds --cache-dir --pip-args --resolver --unsafe-package --config"
            " --build-deps-for"
        ),
    ),
    "flit": ({"--deps": "deps", "--extras": "extra", "--python": "python"}, "-f --ini-file"),
    "maturin": ({"-E": "extra", "--extras": "extra"}, "-m --manifest-path -b --bindings"),
    "hatch": ({"-e": "environment", "--env": "environment"}, "-p --project --data-dir --config"),
    "rye": ({"--features": "extra"}, "--pyproject"),
    "pixi": ({"-e": "environment", "--environment": "environment"}, "--manifest-path"),
    "pipx": (
        {**_INDEXES, "--python": "python"},
        (
            "--suffix --pip-args --spec --preinstall -r --requirement --output --backend --cooldown"
            " --app --lock --python-args --with --skip --fetch-python --include-resources-from"
            " --upgrade-strategy"
        ),
    ),
}
_ALIASES = {
    "mamba": "conda",
    "micromamba": "conda",
    "conda-lock": "conda",
    "uvx": "uv",
    "pip3": "pip",
    "flit_core": "flit",
}
_FLAGS_OF_RUN = {"uv": frozenset(("-m", "-s", "--script"))}
"""What takes a value elsewhere, and behind `run` says what the operand is: `uv run -m pytest`."""
TOOLS = frozenset((*_ROLES, *_ALIASES))


def role(tool: str, option: str) -> str:
    """What the value of an option is; empty where it takes none, or one of no interest."""
    table = _ROLES.get(_ALIASES.get(tool, tool))
    return table[0].get(option, "") if table is not None else ""


@cache
def taking(tool: str) -> frozenset[str]:
    """The options of a tool that take a value."""
    roles, others = _ROLES.get(_ALIASES.get(tool, tool), ({}, ""))
    return frozenset((*roles, *others.split()))


def scan(tool: str, words: Items[Word], stop: str = "") -> Iterator[Given]:
    """The arguments of a tool one by one. Behind the operand *stop* (`run`) only one more operand
    follows: all that stands behind it belongs to the program that it starts. `uvx` starts its
    first operand.
    """
    takes = taking(tool)
    index, last = 0, tool == "uvx"
    while index < len(words):
        word = words[index]
        text = word.text
        index += 1
        if not text.startswith("-") or text == "-":
            yield Given("", word, word)
            if last:
                return
            last = bool(stop) and text == stop
            if last:
                takes -= _FLAGS_OF_RUN.get(tool, frozenset())
        elif text == "--":
            for operand in words[index:]:
                yield Given("", operand, operand)
            return
        elif text.startswith("--"):
            name, equals, _ = text.partition("=")
            if equals:
                yield Given(name, word.part(len(name) + 1), word)
            elif name in takes:
                yield Given(name, words[index] if index < len(words) else None, word)
                index += 1
            else:
                yield Given(name, None, word)
        elif text in takes:  # also `-uv` of a tool that spells it so
            yield Given(text, words[index] if index < len(words) else None, word)
            index += 1
        else:
            # `-qUr x`: letters of flags, then one that takes the rest of the word or the next one.
            for at in range(1, len(text)):
                option = f"-{text[at]}"
                if option in takes:
                    rest = at + 1 + (text[at + 1 : at + 2] == "=")
                    if rest < len(text):
                        yield Given(option, word.part(rest), word)
                    else:
                        yield Given(option, words[index] if index < len(words) else None, word)
                        index += 1
                    break
                yield Given(option, None, word)
