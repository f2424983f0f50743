"""Who installs without a command of its own: platforms, Read the Docs, tox, nox, development
containers, and a `setup.py` that reads a list.
"""

from __future__ import annotations

import posixpath
import re

from venvlint.facts.installs import purpose
from venvlint.facts.installs.model import (
    DOCS,
    PLATFORM_FILES,
    PRODUCTION,
    READ_THE_DOCS,
    UNCLEAR,
    GivenFile,
    GivenLabel,
    GivenName,
    GivenProject,
    Install,
    Purpose,
    Where,
    given_name,
)
from venvlint.files.listing import below
from venvlint.files.paths import folder_and_name, folder_of, name_of, path_from
from venvlint.readers import tox_values
from venvlint.readers.tox_names import line_names
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.document import Document
    from venvlint.model import Location
    from venvlint.readers.nodes import Node
    from venvlint.tree import Tree

# An option at the beginning of a word: the `-c` of `pre-commit` is none.
_OPTION = lazy(
    r"(?<![^\s:{\"'])(-r|--requirement|-c|--constraint)(?:[ \t=]+|(?=[\w./{$]))([^\s#;]+)",
    words=("-r", "-c"),
)
_TOX_FOLDER = lazy(r"\{(?:toxinidir|tox_root)\}(?:[/\\]|\{/\})?")
_STRING = lazy(r"""["']([\w./-]*\.(?:txt|in|pip))["']""")
# Files of a `setup.py` that list no requirements, by their names and by what they are given for.
_NO_LIST = lazy(
    r"(?i)^(?:licen[cs]es?|copying|readme|read_me|notice|authors|contributors|credits|maintainers"
    r"|change(?:s|log)|history|news|todo|version|description|about|manifest)\b"
)
_ARGUMENT = lazy(r"(?<=[(,\s])\w+\s*=(?!=)")
_FARTHEST = 300
"""So far behind its name an argument may name a file."""
# The name of an extra before what is read for it: `"all": read("requirements.txt")`.
_OF_EXTRA = lazy(
    r"^[^#]*[\"'](?!(?:install_)?requires\b|(?:base|common|core|default|install|main|runtime)[\"'])"
    r"[\w.-]+[\"'][ \t]*:"
)
_OF_SETUP = lazy(r"(?i)licen[cs]e|package_data|data_files|long_description|\bversion\b")

_ANOTHER_LANGUAGE = lazy(
    r"heroku-php-|^\s*(?:[A-Z_]+=\S+\s+)*(?:npm|npx|yarn|pnpm|bun|node|java|bundle|rails|rake|php"
    r"|mix|dotnet|lein)\b"
)


def collect(tree: Tree) -> Iterator[Install]:
    """Everything that such a host installs."""
    for path in tree.paths:
        name = name_of(path)
        if name in PLATFORM_FILES:
            yield from _platform(tree, path)
        elif name in READ_THE_DOCS:
            yield from _read_the_docs(tree, path)
        elif name in ("tox.ini", "setup.cfg"):
            yield from _tox(tree, path)
        elif name in ("tox.toml", "pyproject.toml"):
            yield from _tox_toml(tree, path)
        elif name == "setup.py":
            yield from _setup(tree, path)
        elif name == "MLproject":
            yield from _mlflow(tree, path)
        elif name == "cog.yaml":
            yield from _cog(tree, path)


def _found(tree: Tree, written: str, path: str, at: Location) -> GivenFile:
    """A file that is named by its path in the repository."""
    if "://" in written or written.startswith("file:"):
        return GivenFile(written, at)
    path = posixpath.normpath(path)
    if path.startswith("..") or re.search(r"[{}$*\0]", path):
        return GivenFile(written, at)
    if tree.exists(path):
        return GivenFile(written, at, path, "there")
    return GivenFile(written, at, None, "missing", looked_at=path)


def _platform(tree: Tree, path: str) -> Iterator[Install]:
    directory, name = folder_and_name(path)
    document = tree.document(path)
    if document is None or (
        name == "Aptfile" and tree.exists(posixpath.join(directory, "Procfile"))
    ):
        return  # an Aptfile says the same as the Procfile beside it, and less plainly
    if name == "Procfile" and _is_of_another_language(document.text):
        return
    at = document.line_at(1)
    where = Where("host", path, name)
    target = posixpath.join(directory, "requirements.txt")
    files: tuple[GivenFile, ...] = ()
    projects: tuple[GivenProject, ...] = ()
    if target in tree.path_set and _installs_by_itself(tree, path):
        files = (GivenFile("requirements.txt", at, target, "there"),)
    elif name == "Procfile":
        projects = (GivenProject("", at, directory),)
    if files or projects:
        yield Install(
            name,
            "",
            where,
            Purpose(PRODUCTION, "the platform installs it", at),
            at,
            files=files,
            projects=projects,
        )


def _is_of_another_language(text: str) -> bool:
    """Whether all that a Procfile starts is of another language: Heroku prepares an application for
    one, by what it finds or is told.
    """
    starts = [line.partition(":")[2] for line in text.splitlines() if ":" in line]
    return bool(starts) and all(_ANOTHER_LANGUAGE.search(start) for start in starts)


def _installs_by_itself(tree: Tree, path: str) -> bool:
    """Whether a platform installs `requirements.txt` unasked. Render and App Runner do what their
    commands say, which are read where all commands are.
    """
    name = name_of(path)
    if name == "apprunner.yaml":
        return False
    if name != "render.yaml":
        return True
    return any(
        not service.get("buildCommand")
        and not service.text("rootDir")
        and (service.text("runtime") or service.text("env") or "python") == "python"
        for service in tree.yaml(path).get("services").items
    )


def _cog(tree: Tree, path: str) -> Iterator[Install]:
    """The list that Cog installs into the image of a model."""
    stated = tree.yaml(path).get("build", "python_requirements")
    if stated.string:
        file = posixpath.join(folder_of(path), stated.string)
        yield Install(
            "pip",
            "install",
            Where("task", path, "cog build"),
            Purpose(PRODUCTION, "Cog installs it into the image of the model", stated.at),
            stated.at,
            files=(_found(tree, stated.string, file, stated.at),),
        )


def _mlflow(tree: Tree, path: str) -> Iterator[Install]:
    """The environment that MLflow makes for a project before it runs one of its entry points."""
    root = tree.yaml(path)
    folder = folder_of(path)
    for key, tool, verb in (("conda_env", "conda", "env create"), ("python_env", "mlflow", "run")):
        stated = root.get(key)
        if stated.string and not stated.string.startswith("/"):
            written = stated.string
            yield Install(
                tool,
                verb,
                Where("task", path, "mlflow run"),
                Purpose(UNCLEAR),
                stated.at,
                files=(_found(tree, written, posixpath.join(folder, written), stated.at),),
            )


def _read_the_docs(tree: Tree, path: str) -> Iterator[Install]:
    root = tree.yaml(path)
    document = tree.document(path)
    if not root or document is None:
        return
    where = Where("docs-host", path)
    what = Purpose(DOCS, "Read the Docs installs it", document.line_at(1))
    own = folder_of(path)

    def found(node: Node) -> GivenFile:
        """Read the Docs looks at the repository's root. A definition below it may have come with a
        copy of another repository, whose root is its own folder.
        """
        written = node.string or ""
        given = _found(tree, written, written, node.at)
        if own and given.state == "missing":
            below = _found(tree, written, posixpath.join(own, written), node.at)
            return below if below.path is not None else given
        return given

    install = root.get("python", "install")
    entries = list(install.items) if install else []
    old = root.get("python", "requirements") or root.get("requirements_file")
    if old and old.string and not old.is_null:
        # Version 1: `requirements_file:` at the top.
        yield Install(
            "readthedocs",
            "",
            where,
            what,
            old.at,
            files=(found(old),),
        )
    for entry in entries:
        requirements = entry.get("requirements")
        if requirements and requirements.string and not requirements.is_null:
            yield Install(
                "pip",
                "install",
                where,
                what,
                requirements.at,
                files=(found(requirements),),
            )
            continue
        folder = entry.get("path")
        if folder.string is not None:
            extras = entry.get("extra_requirements")
            groups = entry.get("groups")
            yield Install(
                entry.text("method") or "pip",
                "install",
                where,
                what,
                folder.at,
                projects=(
                    GivenProject(
                        folder.string, folder.at, _folder(folder.string), tuple(_labels(extras))
                    ),
                ),
                groups=tuple(_labels(groups)),
            )
    conda = root.get("conda", "environment")
    if conda and conda.string and not conda.is_null:
        yield Install(
            "conda",
            "env create",
            where,
            what,
            conda.at,
            files=(found(conda),),
        )


def _folder(text: str) -> str | None:
    return None if text.startswith("/") else path_from("", text)


def _labels(node: Node) -> Iterator[GivenLabel]:
    for item in node.scalars():
        if item.string:
            # Read the Docs joins the entries with commas, so that one may hold several.
            for name in item.string.split(","):
                if name.strip():
                    yield GivenLabel(name.strip(), item.at)


def _tox(tree: Tree, path: str) -> Iterator[Install]:
    document = tree.document(path)
    if document is not None and b"testenv" in document.data:
        yield from _tox_ini(tree, document, tree.ini(path))


def _tox_ini(tree: Tree, document: Document, root: Node) -> Iterator[Install]:
    from venvlint.readers.tox_names import CONDITION

    path = document.path
    directory = folder_of(path)
    installer = "uv" if b"tox-uv" in document.data or b"tox_uv" in document.data else "pip"
    for section, node in root.mapping.items():
        if "testenv" not in section:
            continue
        name = section.partition("testenv")[2].lstrip(":") or "testenv"
        deps = node.get("deps")
        # What every environment of the section gets, and by the factors before them what some do.
        given: dict[str, tuple[list[GivenFile], list[GivenFile], list[GivenName]]] = {
            "": ([], [], [])
        }
        for text, start, factors in tox_values.lines(root, deps):
            if text.lstrip().startswith("#"):
                continue
            factor = CONDITION.match(text)
            if not (_may_hold(factor[0] if factor else "", name) and _may_hold(factors, name)):
                continue
            files, constraints, names = given.setdefault(
                factor[0].strip() if factor else factors, ([], [], [])
            )
            for match in _OPTION.finditer(text):
                written = match[2]
                at = deps.document.at(start + match.start(2), start + match.end(2))
                plain = _in_tox_folder(written)
                file = _found(tree, written, posixpath.join(directory, plain), at)
                (constraints if match[1] in ("-c", "--constraint") else files).append(file)
            first = factor.end() if factor is not None else 0
            names += _tox_requirement(deps.document, text[first:], start + first)
        # What an environment does not say, `[testenv]` says for it.
        base = root.get("testenv")
        skipped = next(
            (
                text.strip().lower()
                for holder in (node, base)
                for option in ("skip_install", "package")
                if holder and (text := holder.text(option) or "")
            ),
            "",
        )
        projects: tuple[GivenProject, ...] = ()
        groups: tuple[GivenLabel, ...] = ()
        if skipped not in ("true", "1", "yes", "skip"):
            extras = tuple(_tox_names(node.get("extras")))
            projects = (GivenProject("", node.at, directory, extras),)
            groups = tuple(_tox_names(node.get("dependency_groups")))
        always = given[""]
        for factor_text, (files, constraints, names) in given.items():
            if factor_text and not (files or constraints or names):
                continue
            if factor_text:
                files, constraints = [*always[0], *files], [*always[1], *constraints]
                names = [*always[2], *names]
            if files or constraints or names or projects:
                yield Install(
                    "tox",
                    "",
                    Where("tox", path, f"{name} {factor_text}".strip()),
                    purpose.of_environment(name, "tox"),
                    deps.at if deps else node.at,
                    files=tuple(files),
                    constraints=tuple(constraints),
                    names=tuple(names),
                    projects=projects,
                    groups=groups,
                    installer=installer,
                )


def _may_hold(condition: str, name: str) -> bool:
    """Whether the factors in front of a line (`py39-qt: …`) may be some of an environment's: those
    of `[testenv]` may be any. What `[testenv:docs]` takes over may be for others.
    """
    groups = line_names(condition.strip().rstrip(":"), 0)
    if name == "testenv" or not groups or "!" in condition:
        return True
    own = [one.factors for one in line_names(name, 0)]
    return not own or any(group.factors <= factors for group in groups for factors in own)


def _in_tox_folder(written: str) -> str:
    """A path as tox's own folder sees it: `{toxinidir}{/}requirements{/}tests.txt`."""
    return _TOX_FOLDER.sub("", written).replace("{/}", "/").rstrip("}")


def _tox_requirement(document: Document, text: str, start: int) -> Iterator[GivenName]:
    """The requirement of a line of `deps`, whose *text* begins at *start*; none where it is an
    option, a path or a substitution.
    """
    plain = text.partition(" #")[0].strip()
    if plain and plain[0] not in "-.{/#":
        first = start + len(text) - len(text.lstrip())
        name = given_name(plain, document.at(first, first + len(plain)))
        if name is not None:
            yield name


def _tox_toml(tree: Tree, path: str) -> Iterator[Install]:
    """What the environments of tox's own TOML install: `tox.toml`, and `[tool.tox]` of a
    manifest.
    """
    document = tree.document(path)
    if document is None or not any(
        word in document.data for word in (b"env_run_base", b"env.", b"legacy_tox_ini")
    ):
        return
    from venvlint.readers.tox_names import settings

    tool, is_ini = settings(path, tree.toml(path))
    if is_ini:
        yield from _tox_ini(tree, document, tool)
    if is_ini or not tool:
        return
    directory = folder_of(path)
    base = tool.get("env_run_base")
    installer = "uv" if b"tox-uv" in document.data or b"tox_uv" in document.data else "pip"
    for environment, node in {"testenv": base, **tool.get("env").mapping}.items():
        files: list[GivenFile] = []
        constraints: list[GivenFile] = []
        names: list[GivenName] = []
        for item in tox_values.items(tool, node.get("deps")):
            match = _OPTION.match(item.string or "")
            if match is None:
                name = given_name((item.string or "").strip(), item.at)
                names += [name] if name is not None else []
            else:
                plain = _in_tox_folder(match[2])
                file = _found(tree, match[2], posixpath.join(directory, plain), item.at)
                (constraints if match[1] in ("-c", "--constraint") else files).append(file)
        skipped = any(
            holder.get("skip_install").value is True or holder.text("package") == "skip"
            for holder in (node, base)
        )
        projects: tuple[GivenProject, ...] = ()
        groups: tuple[GivenLabel, ...] = ()
        if node and not skipped:
            extras = tuple(_labels(node.get("extras")))
            projects = (GivenProject("", node.at, directory, extras),)
            groups = tuple(_labels(node.get("dependency_groups")))
        if files or constraints or names or projects:
            yield Install(
                "tox",
                "",
                Where("tox", path, environment),
                purpose.of_environment(environment, "tox"),
                node.at,
                files=tuple(files),
                constraints=tuple(constraints),
                names=tuple(names),
                projects=projects,
                groups=groups,
                installer=installer,
            )


def tox_names(tree: Tree) -> frozenset[str]:
    """The distributions that the environments of tox name in their `deps`, as indexes compare
    them.
    """
    return frozenset(
        name.key for install in tree.installs if install.tool == "tox" for name in install.names
    )


def _tox_names(node: Node) -> Iterator[GivenLabel]:
    """The names of extras or groups, one a line or with commas, behind factors (`py312: test`)."""
    from venvlint.readers.tox_names import CONDITION

    for line, start in node.lines():
        text = line.partition("#")[0]
        condition = CONDITION.match(text)
        first = condition.end() if condition is not None else 0
        for match in re.finditer(r"[^\s,]+", text[first:]):
            if node and "{" not in match[0] and "}" not in match[0]:
                begin = start + first + match.start()
                at = node.document.at(begin, begin + len(match[0]))
                yield GivenLabel(match[0], at)


# What a `setup.py` reads for something else than what it needs.
_OTHER_FILES = lazy(
    r"(?i)test|dev|doc|extra|licen[cs]e|copying|notice|readme|authors|changes|changelog|history"
)


def _setup(tree: Tree, path: str) -> Iterator[Install]:
    """`install_requires=open("requirements.txt").read()`: what the file lists is what users
    install.
    """
    document = tree.document(path)
    if document is None or b".txt" not in document.data or b"install_requires" not in document.data:
        return
    directory = folder_of(path)
    for match in _STRING.finditer(document.text):
        start = document.text.rfind("\n", 0, match.start()) + 1
        line = document.text[start : match.start()]
        given_for = _argument_of(line)
        if line.lstrip().startswith("#") or _OTHER_FILES.search(given_for + match[1]):
            continue
        if (
            _NO_LIST.search(name_of(match[1]))
            or _OF_SETUP.search(given_for)
            or _OF_EXTRA.search(given_for)
        ):
            continue
        at = document.at(match.start(1), match.end(1))
        given = _found(tree, match[1], posixpath.join(directory, match[1]), at)
        if given.path is None:
            below = _below(tree, directory, match[1])
            given = GivenFile(match[1], at, below, "there") if below else given
        if given.path is not None:
            yield Install(
                "setup.py",
                "",
                Where("manifest", path),
                Purpose(PRODUCTION, "what it lists is installed with the project", at),
                at,
                files=(given,),
            )


def _argument_of(line: str) -> str:
    """The argument of a call that *line* ends in, from its name on: `install_requires=open(` of
    `setup(version="1", install_requires=open(`. The line itself where there is none.
    """
    near = line[-_FARTHEST:]
    # Those of an inner call, `dict(shop=[`, belong to the outer one's.
    depths = {one.start(): _depth(near[: one.start()]) for one in _ARGUMENT.finditer(near)}
    outer = min(depths.values(), default=0)
    return near[max((start for start, depth in depths.items() if depth == outer), default=0) :]


def _depth(text: str) -> int:
    return sum(text.count(one) for one in "([{") - sum(text.count(one) for one in ")]}")


def _below(tree: Tree, directory: str, written: str) -> str:
    """The one file of that name in a folder below: `os.path.join("requirements",
    "default.txt")`.
    """
    end = "/" + written.lstrip("./")
    found = [one for one in below(tree.paths, directory) if one.endswith(end)]
    return found[0] if len(found) == 1 else ""
