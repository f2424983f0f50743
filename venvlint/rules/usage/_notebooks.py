"""The notebooks of the tree, which of them CI or a docs build runs, and which kernels the
repository makes.
"""

from __future__ import annotations

from venvlint.facts.project.programs import CONDA, PROJECT_MANAGERS
from venvlint.files.paths import folder_of, joined, name_of, prefix_of
from venvlint.readers.argument_words import operands_and_values
from venvlint.readers.nodes import ABSENT
from venvlint.readers.patchwork import UNKNOWN
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from venvlint.facts.commands import Command
    from venvlint.readers.nodes import Node
    from venvlint.readers.notebooks import Notebook
    from venvlint.tree import Tree

_REGISTERS = lazy(r"(?:kernel|kernelspec)[ \t]+install\b(?P<rest>[^\n]{0,300})")
_NAME = lazy(r"--name[ \t=]+[\"']?(?P<name>[^\s\"'`;&|<)]{1,100})")
# Options of pytest that run the notebooks it is given.
_OF_PYTEST = ("--nbmake", "--nbval", "--nbval-lax", "--nb-test-files")
_RUNNERS = CONDA | PROJECT_MANAGERS
_OVERRIDES = ("--kernel", "-k", "--kernel_name", "--kernel-name")
# Options of pytest that give the notebooks a kernel: a named one, or that of pytest's own Python.
_OVERRIDES_OF_PYTEST = (
    "--nbmake-kernel",
    "--nbval-kernel-name",
    "--nbval-current-env",
    "--current-env",
)
# Options of pytest whose value is a word of its own.
_PYTEST = (
    "-c --config-file -k -m -n --numprocesses -o --override-ini -p -r -W --pythonwarnings --cov"
    " --cov-config --cov-report --deselect --dist --durations --html --ignore --ignore-glob"
    " --import-mode --junit-xml --junitxml --log-level --maxfail --nbmake-kernel --nbmake-timeout"
    " --nbval-cell-timeout --nbval-kernel-name --nbval-sanitize-with --reruns --rootdir"
    " --sanitize-with --tb --timeout"
).split()
# The setting of MyST-NB that names the notebooks which it shows and does not run.
_SKIPPED = b"nb_execution_excludepatterns"
# The folders that pytest does not go into unless it is told others.
_NOT_ENTERED = "*.egg .* _darcs build CVS dist node_modules venv {arch}".split()


class Run(Record):
    """Something in CI or a docs build that runs notebooks. *what* names it for a message."""

    what: str
    paths: tuple[str, ...]
    """Files, folders and patterns below the root; empty: whatever there is."""
    names_kernel: bool = False
    """Whether it says itself which kernel they get."""
    unless_run: bool = False
    """Whether it leaves alone what holds outputs already."""
    excluded: tuple[str, ...] = ()
    """Patterns of what it leaves out, from the folder of `paths` (Sphinx's `exclude_patterns`)."""
    not_entered: tuple[str, ...] = ()
    """Patterns of the names of folders that it does not look into (pytest's `norecursedirs`)."""

    def covers(self, path: str, has_output: bool) -> bool:
        """Whether it runs the notebook *path*."""
        if self.unless_run and has_output:
            return False
        if self.excluded and self._leaves_out(path):
            return False
        return any(
            (not pattern or _covers(pattern, path)) and self._enters(pattern, path)
            for pattern in self.paths or ("",)
        )

    def _enters(self, pattern: str, path: str) -> bool:
        """Whether it looks into the folders between *pattern*, where it starts, and *path*."""
        if not self.not_entered:
            return True
        from fnmatch import fnmatchcase

        start = prefix_of(pattern.removeprefix(".")) if path.startswith(pattern) else ""
        folders = folder_of(path.removeprefix(start)).split("/")
        return not any(
            fnmatchcase(folder, one) for folder in folders for one in self.not_entered if folder
        )

    def _leaves_out(self, path: str) -> bool:
        from venvlint.files.patterns import patterns

        inner = path.removeprefix(prefix_of(self.paths[0].removeprefix(".")))
        return patterns(tuple(f"/{one.lstrip('/')}" for one in self.excluded)).matches(inner)


def holding(tree: Tree, *words: str) -> Iterator[Notebook]:
    """The notebooks that hold one of *words*, in path order: no environment's, no checkpoints."""
    return _read(tree, tree.files.holding(words, ".ipynb"))


def with_other_kernels(tree: Tree) -> Iterator[Notebook]:
    """The notebooks that may ask for another kernel than `python3`, which nearly all ask for."""
    usual = [f'"name":{blank}"python3"' for blank in ("", " ")]
    return _read(tree, tree.files.lacking(usual, ".ipynb"))


def run_by(tree: Tree, series: Iterable[tuple[int, int]]) -> Iterator[Notebook]:
    """The notebooks that a Python of one of *series* ran last, by what they record of it."""
    starts = [f"{major}.{minor}." for major, minor in series]
    words = [f'"version":{blank}"{start}' for start in starts for blank in ("", " ")]
    for notebook in holding(tree, *words) if words else ():
        if notebook.python.startswith(tuple(starts)):
            yield notebook


def _read(tree: Tree, paths: Iterable[str]) -> Iterator[Notebook]:
    from venvlint.document import Document
    from venvlint.facts.tracking import is_below
    from venvlint.facts.tracking.folder_names import is_test_data
    from venvlint.model import Unreadable
    from venvlint.readers import notebooks as reader

    environments = tree.environment_parts if tree.listing.evidence else frozenset()
    for path in paths:
        if (
            ".ipynb_checkpoints/" in path
            or is_test_data(path)
            or tree.is_excluded(path)
            or is_below(path, environments)
        ):
            continue
        try:
            data = tree.files.read(path)
        except Unreadable:
            continue
        if data is not None:
            yield reader.parse(Document(path, data))


def runs(tree: Tree) -> tuple[Run, ...]:
    """What runs notebooks in CI and in docs builds."""
    return tree.once("runs of notebooks", lambda: tuple(_runs(tree)))


def made_kernels(tree: Tree) -> frozenset[str]:
    """The names of the kernels that the repository makes or tells people to make; `UNKNOWN` where a
    name is computed.
    """
    return tree.once("kernels of the tree", lambda: frozenset(_made(tree)))


# -- runs


def _runs(tree: Tree) -> Iterator[Run]:
    for sequence in tree.commands.sequences:
        if sequence.kind in ("ci", "tox", "nox"):
            for command in sequence.commands:
                run = _of_command(tree, command)
                if run is not None:
                    yield run
    yield from _of_documentation(tree)
    yield from _of_mkdocs(tree)


def _of_command(tree: Tree, command: Command) -> Run | None:
    from venvlint.facts.ci.purpose import runner_of

    tool, texts = command.tool, command.texts
    if tool in _RUNNERS:
        _, words = runner_of([word.text for word in command.words])
        tool, texts = (words[0], words[1:]) if words else ("", [])
    if tool == "jupyter" and texts[:1] in (["nbconvert"], ["execute"], ["run"]):
        tool, texts = texts[0], texts[1:]
    elif tool in ("jupyter-nbconvert", "jupyter-execute", "jupyter-run"):
        tool = tool[8:]
    named = any(text.partition("=")[0] in _OVERRIDES or "kernel_name=" in text for text in texts)
    if tool == "papermill":
        operands = operands_and_values(texts, _PAPERMILL)[0]
        return Run("papermill", _places(command, operands[:1]), named)
    if tool == "nbconvert" and ("--execute" in texts or any("execute" in text for text in texts)):
        return Run("nbconvert", _places(command, operands_and_values(texts, _NBCONVERT)[0]), named)
    if tool in ("execute", "run", "treon", "runipy"):
        return Run(tool, _places(command, operands_and_values(texts, ())[0]), named)
    if tool in ("pytest", "py.test"):
        return _of_pytest(tree, command, texts)
    if tool in ("jupyter-book", "jb") and texts[:1] == ["build"]:
        places = _places(command, texts[1:2])
        return Run("jupyter-book", places, named, unless_run=True)
    return None


def _of_pytest(tree: Tree, command: Command, texts: list[str]) -> Run | None:
    settings = _pytest_settings(tree)
    options = {text.partition("=")[0] for text in [*texts, *_words(settings, "addopts")]}
    if options.isdisjoint(_OF_PYTEST) and not _pytest_runs_notebooks(tree):
        return None
    operands = operands_and_values(texts, _PYTEST)[0]
    if not operands and not command.directory:
        operands = _words(settings, "testpaths")
    return Run(
        "pytest",
        _places(command, operands),
        not options.isdisjoint(_OVERRIDES_OF_PYTEST),
        not_entered=tuple(_words(settings, "norecursedirs") or _NOT_ENTERED),
    )


_PAPERMILL = (
    "-p --parameters -r --parameters_raw -f --parameters_file -y --parameters_yaml -b"
    " --parameters_base64 -k --kernel -l --language --cwd --engine --start-timeout"
    " --execution-timeout --log-level --stdout-file --stderr-file"
).split()
_NBCONVERT = "--to --output --output-dir --template --config --log-level".split()


def _places(command: Command, operands: list[str]) -> tuple[str, ...]:
    """The operands as paths below the root; none where one of them is not known."""
    folder = command.directory
    if folder is None or not operands or any(UNKNOWN in text for text in operands):
        return ()
    return tuple(joined(folder, text) for text in operands)


def _covers(pattern: str, path: str) -> bool:
    if pattern in (".", path) or path.startswith(pattern + "/"):
        return True
    if "*" not in pattern and "?" not in pattern and "[" not in pattern:
        return False
    from fnmatch import fnmatchcase

    return fnmatchcase(path, pattern) or fnmatchcase(path, pattern + "/*")


def _pytest_settings(tree: Tree) -> Node:
    """What the root's own file says to pytest: the first one that has a place for it."""

    def look() -> Node:
        for path, keys in (
            ("pytest.ini", ("pytest",)),
            (".pytest.ini", ("pytest",)),
            ("pyproject.toml", ("tool", "pytest", "ini_options")),
            ("tox.ini", ("pytest",)),
            ("setup.cfg", ("tool:pytest",)),
        ):
            if path in tree.path_set:
                root = tree.toml(path) if path.endswith(".toml") else tree.ini(path)
                node = root.get(*keys)
                if node:
                    return node
        return ABSENT

    return tree.once("settings of pytest", look)


def _words(settings: Node, key: str) -> list[str]:
    """A setting that is a list, or words of one text."""
    node = settings.get(key)
    return [word for one in node.scalars() for word in (one.string or "").split()]


def _pytest_runs_notebooks(tree: Tree) -> bool:
    def look() -> bool:
        for path in tree.of_kind("pyproject", "setup-cfg", "tox"):
            document = tree.document(path)
            if document is not None and (
                b"--nbmake" in document.data or b"--nbval" in document.data
            ):
                return True
        ini = tree.document("pytest.ini") if "pytest.ini" in tree.path_set else None
        return ini is not None and (b"--nbmake" in ini.data or b"--nbval" in ini.data)

    return tree.once("pytest runs notebooks", look)


def _of_documentation(tree: Tree) -> Iterator[Run]:
    """The builds of Sphinx with nbsphinx or MyST-NB, and of Jupyter Book."""
    from venvlint.readers import python

    for path in tree.imports.holding("nbsphinx", "myst_nb"):
        if name_of(path) != "conf.py":
            continue
        module = tree.read(path, python.parse)
        if module is None:
            continue
        extensions = module.constants.get("extensions")
        named = {item.string for item in extensions.items} if extensions else set()
        left_out = module.constants.get("exclude_patterns")
        excluded = tuple(item.string for item in left_out.items if item.string) if left_out else ()
        folder = folder_of(path) or "."
        for extension, setting, kernel in (
            ("nbsphinx", "nbsphinx_execute", "nbsphinx_kernel_name"),
            ("myst_nb", "nb_execution_mode", "nb_kernel_rgx_aliases"),
        ):
            node = module.constants.get(setting, ABSENT)
            mode = node.string or "auto"
            if extension == "myst_nb" and _SKIPPED in tree.imports.data(path):
                skipped = module.constants.get(_SKIPPED.decode(), ABSENT)
                names = [item.string for item in skipped.items if item.string]
                if not isinstance(skipped.value, list) or len(names) < len(skipped.items):
                    continue  # which of them it runs is only known when it does
                excluded += tuple(names)
            if extension in named and mode not in ("never", "off"):
                yield Run(
                    "the documentation's build",
                    (folder,),
                    kernel in module.constants,
                    unless_run=mode == "auto",
                    excluded=excluded,
                )
    for path in tree.paths:
        if name_of(path) == "_config.yml":
            document = tree.document(path)
            if document is None or b"execute_notebooks" not in document.data:
                continue
            root = tree.yaml(path)
            mode = (root.text("execute", "execute_notebooks") if root else "") or "auto"
            if mode not in ("off", "false", "never"):
                folder = folder_of(path) or "."
                yield Run("the book's build", (folder,), unless_run=mode == "auto")


def _of_mkdocs(tree: Tree) -> Iterator[Run]:
    """The pages of mkdocs-jupyter, where it is told to run them."""
    for path in tree.paths:
        if name_of(path) not in ("mkdocs.yml", "mkdocs.yaml"):
            continue
        document = tree.document(path)
        if document is None or b"mkdocs-jupyter" not in document.data:
            continue
        root = tree.yaml(path)
        plugins = root.get("plugins")
        for item in plugins.items:
            settings = item.get("mkdocs-jupyter")
            if settings and settings.text("execute") == "true":
                below = root.text("docs_dir") or "docs"
                folder = joined(folder_of(path), below)
                named = settings.text("kernel_name") is not None
                yield Run("the documentation's build", (folder,), named)


# -- kernels


def _made(tree: Tree) -> Iterator[str]:
    from venvlint.model import Unreadable

    for path in tree.files.holding(["kernel install", "kernelspec install"], ""):
        try:
            data = tree.files.read(path) or b""
        except Unreadable:
            continue
        for match in _REGISTERS.finditer(data.decode("utf-8", "replace").replace("\\\n", " ")):
            name = _NAME.search(match["rest"])
            if name is not None:
                yield UNKNOWN if any(mark in name["name"] for mark in "$%{<") else name["name"]
    for path in tree.files.holding(["argv"], "kernel.json"):
        yield path.split("/")[-2] if "/" in path else UNKNOWN
    # Jupyter makes a kernel of each conda environment where nb_conda_kernels is installed.
    if any(one.key in ("nb-conda-kernels", "nb-conda") for one in tree.declarations):
        for each in tree.declarations.conda:
            root = tree.yaml(each.path)
            name_ = root.text("name")
            if name_:
                yield f"conda-env-{name_}-py"
