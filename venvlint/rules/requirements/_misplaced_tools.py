"""Which declarations of a list are development tools that do not belong there."""

from __future__ import annotations

from venvlint.facts.dependencies.compiled_lines import inputs_of, locked_list
from venvlint.facts.dependencies.dev_tools import (
    conda_tool,
    dev_tool,
    is_only_a_part,
    parts_of,
    programs_of,
)
from venvlint.facts.dependencies.list_contents import exported_pin, is_export
from venvlint.facts.dependencies.model import DEVELOPMENT, PRODUCTION, UNCLEAR
from venvlint.facts.manifests.list_edits import comment_of
from venvlint.facts.manifests.names import is_named_for, names, own_names
from venvlint.facts.project import vocabulary
from venvlint.files.paths import folder_of, name_of
from venvlint.readers.pep508 import normalize
from venvlint.record import Record
from venvlint.regex import lazy
from venvlint.rules.requirements._project_kinds import (
    RunTimeUse,
    makes_the_program,
    notebooks_are_the_product,
    product_categories,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.commands import Command, Sequence
    from venvlint.facts.dependencies.dev_tools import DevTool
    from venvlint.facts.installs import Install
    from venvlint.facts.manifests import Declaration, DependencyList
    from venvlint.tree import Tree

# A freeze of a distribution's own Python: what Debian and Ubuntu install for themselves.
_SYSTEM = frozenset(
    "ubuntu-advantage-tools ubuntu-drivers-common ufw cloud-init command-not-found"
    " unattended-upgrades language-selector systemd-python pycups launchpadlib python-apt"
    " dbus-python macaroonbakery distro-info lazr-restfulclient screen-resolution-extra xkit"
    " usb-creator secretstorage".split()
)
_HOSTS = {"pytest-plugin": ("pytest",), "docs": ("sphinx", "mkdocs", "jupyter-book")}
# Tools whose plug-ins are called after them.
_EXTENDED = frozenset(("flake8", "pylint", "mypy", "tox", "nox", "pyinstaller"))
_TESTING = frozenset(("test-runner", "pytest-plugin", "coverage", "mock-fixture"))
_CHECKS = frozenset(("linter", "formatter", "type-checker"))
_MANY_CHECKS = 3
"""A program that runs so many tools that check code judges other people's: a grader, a scanner."""
_MOST_LINES_ABOVE = 5
_NOTEBOOK = "repl-notebook"
# So many scripts of the tree are followed from what starts.
_MOST_SCRIPTS = 60
# Words of a comment that names a purpose where the program runs, and of one about the work on it.
_REASONS = frozenset(
    "need needs needed require requires required requiring use uses used using because since"
    " import imports imported depend depends dependency dep deps"
    " generate generates render renders serve serves call calls called startup keep ship ships"
    " shipped command endpoint worker service healthcheck plugin bundled".split()
)
# What a tool does, in words that would else be a reason to have it.
_DESCRIPTION = lazy(
    r"\bimports?[- ](?:sort|order|format|check|organi[sz])\w*|\bsort\w*(?: of)? imports?"
    r"|\bdependenc(?:y|ies)[- ](?:vulnerab|scan|check|audit|secur|manage|analy)\w*"
)
_PLAIN = frozenset(("runtime", "run-time", "production", "prod"))
_WORK = (
    vocabulary.DEVELOPMENT
    | vocabulary.TESTS
    | frozenset(
        "tested lint linting linter format formatting formatter formats debug debugging ci"
        " local locally not remove todo fixme".split()
    )
)


class Misplaced(Record):
    """A tool in a list that is not for development. `is_hint`: it may well be right there."""

    declaration: Declaration
    tool: DevTool
    is_hint: bool
    reason: str = ""
    """The comment beside it that says what it is for where the program runs."""


def misplaced_tools(tree: Tree, dependency_list: DependencyList) -> Iterator[Misplaced]:
    """The tools of a list that is not for development.

    Left out are tools that are the product, that shipped code uses or that the place which installs
    the list runs, and in frozen and compiled files the parts of other tools and what a production
    distribution brings.
    """
    # The role of a file asks who installs it, which is dear; that of a manifest's list stands in
    # its name.
    if dependency_list.kind != "requirements" and not _may_hold_misplaced(tree, dependency_list):
        return
    known = conda_tool if dependency_list.kind in ("conda", "pixi") else dev_tool
    candidates = [
        (declaration, tool)
        for declaration in tree.declarations.of(dependency_list)
        if declaration.key and not declaration.optional
        for tool in (known(declaration.key, tree.config),)
        if tool is not None and tool.confidence != "ambiguous"
    ]
    if not candidates or not _may_hold_misplaced(tree, dependency_list):
        return
    candidates = list(_named_for_their_own_sake(tree, dependency_list, candidates))
    if not candidates:
        return
    from venvlint.facts.project import project_of
    from venvlint.facts.project.known_names import tools_brought_by

    project = project_of(tree, dependency_list.path)
    called, product = names(tree, project), product_categories(tree, project)
    if not called and project != ".":  # an application has its folder's name
        called = frozenset((normalize(name_of(project)),))
    unlisted = {
        tool.name: _unlisted_parts(tree, dependency_list, tool.name) for _, tool in candidates
    }
    use = RunTimeUse(tree, [part for parts in unlisted.values() for part in parts])
    only_tests: bool | None = None
    run = _programs_run(tree, dependency_list)
    uses = {
        tool.name: "code" if run.intersection(programs_of(tool.name)) else use.of(tool, project)
        for _, tool in candidates
    }
    for name, parts in unlisted.items():
        if not uses[name] and any(use.of(part, project) == "code" for part in parts):
            uses[name] = "code"
    # What code runs it also runs with its plug-ins: themes and extensions of Sphinx, plug-ins of
    # pytest.
    hosted = {
        category
        for category in {tool.category for _, tool in candidates}
        if any(
            run.intersection(programs_of(host)) or _runs(use, host, project, uses)
            for host in _HOSTS.get(category, ())
        )
    }
    checks = {tool.name for _, tool in candidates if tool.category in _CHECKS}
    if sum(uses[name] == "code" for name in checks) >= _MANY_CHECKS:
        product |= _CHECKS
    # What the image starts uses there what it is known to bring along, or brought once: marimo
    # formats cells with ruff.
    started = {
        one.key
        for one in tree.declarations.of(dependency_list)
        if one.key and run.intersection(programs_of(one.key))
    }
    wanted = {tool for name in (*called, *started) for tool in tools_brought_by(name, "")}
    is_alone = len(tree.declarations.of(dependency_list)) == 1
    renamed = own_names(tree) if is_alone else frozenset()
    for declaration, tool in candidates:
        if tool.category in product or any(is_named_for(name, tool.name) for name in called):
            continue
        if any(tool.name.startswith(f"{name}-") and dev_tool(name, tree.config) for name in called):
            continue  # a part of the tool that the project is: pyinstaller-hooks-contrib
        if tool.name in wanted:
            continue  # the project, or what it starts, is known to use it where it runs
        if tool.name in renamed:
            continue  # an old name of a project of the tree installs the new one, and nothing else
        if (
            any(name.endswith("-stubs") or name.startswith("types-") for name in called)
            and tool.category == "type-checker"
        ):
            continue
        if tool.category in _TESTING and tool.category != "own":
            only_tests = use.has_only_tests(project) if only_tests is None else only_tests
            if only_tests:
                continue
        used = uses[tool.name]
        if used == "code" or tool.category in hosted:
            continue
        extended = tool.name.partition("-")[0]
        if extended in _EXTENDED and (
            run.intersection(programs_of(extended)) or _runs(use, extended, project, uses)
        ):
            continue
        if (
            tool.category == _NOTEBOOK
            and tool.confidence == "mostly"
            and (
                not _is_deployed(tree, dependency_list) or notebooks_are_the_product(tree, project)
            )
        ):
            continue  # whoever works with the project may want it, unless it is a service
        reason = reason_beside(declaration)
        hint = (
            used == "helpers"
            or tool.confidence == "mostly"
            or bool(reason)
            or (
                makes_the_program(tree, dependency_list, tool)
                and not _is_deployed(tree, dependency_list)
            )
        )
        yield Misplaced(declaration, tool, hint, reason)


def _unlisted_parts(tree: Tree, dependency_list: DependencyList, tool: str) -> list[DevTool]:
    """What comes with a tool alone and is not listed itself: code that imports it where it runs
    (`django_stubs_ext` of django-stubs) needs the tool.
    """
    from venvlint.facts.dependencies.dev_tools import DevTool

    listed = tree.declarations.keys(dependency_list)
    return [
        DevTool(part, "", "")
        for part in sorted(parts_of(tool))
        if is_only_a_part(part) and part not in listed
    ]


def companions(
    tree: Tree, dependency_list: DependencyList, moved: list[Misplaced]
) -> dict[str, list[Declaration]]:
    """What a requirements file pins only because of the tools that are *moved* out of it, by the
    key of the tool that it goes with: the last one that wants it.
    """
    if not moved or dependency_list.kind != "requirements":
        return {}
    frozen = tree.requirements.files[dependency_list.path].frozen
    from venvlint.facts.dependencies.dev_tools import DevTool
    from venvlint.facts.project import project_of
    from venvlint.facts.project.known_names import brought_by, tools_brought_by

    listed = {one.key: one for one in tree.declarations.of(dependency_list) if one.key}
    wanting: dict[str, list[str]] = {}
    for key, one in listed.items():
        pin = one.line.pin if one.line is not None else ""
        for part in parts_of(key) | brought_by(key) | tools_brought_by(key, pin):
            if part in listed and part != key:
                wanting.setdefault(part, []).append(key)
    going = {one.declaration.key: one.declaration.key for one in moved}
    use, project = RunTimeUse(tree), project_of(tree, dependency_list.path)
    waiting = [key for key in listed if key in wanting and key not in going]
    found: dict[str, list[Declaration]] = {}
    while True:
        ready = [key for key in waiting if all(one in going for one in wanting[key])]
        for key in ready:
            waiting.remove(key)
            line = listed[key].line
            tool = dev_tool(key, tree.config) or DevTool(key, "", "")
            if (
                line is None
                or not line.pin
                or not (is_only_a_part(key) or (frozen and tool.confidence == "always"))
                or use.of(tool, project)
            ):
                continue
            going[key] = going[wanting[key][-1]]
            found.setdefault(going[key], []).append(listed[key])
        if not ready:
            return found


def reason_beside(declaration: Declaration) -> str:
    """The comment at the end of the declaration's line, or the one right above that names the tool,
    where it says what the tool is for where the program runs; empty without one.
    """
    return _reason(comment_of(declaration).strip("# \t")) or _reason(_comment_above(declaration))


def _comment_above(declaration: Declaration) -> str:
    """The lines of comment right above a declaration, where they name it: others head a group."""
    document = declaration.list.document
    number, _ = document.position(declaration.start)
    lines: list[str] = []
    while number > 1 and len(lines) < _MOST_LINES_ABOVE:
        number -= 1
        line = document.line(number).strip()
        if not line.startswith("#"):
            break
        lines.insert(0, line.strip("# \t"))
    comment = " ".join(lines)
    return comment if vocabulary.folded(declaration.key) in vocabulary.folded(comment) else ""


def _reason(comment: str) -> str:
    text = _DESCRIPTION.sub(" ", comment.lower())
    words = {word.strip(".,:;!?()[]`'\"") for word in text.split()}
    if comment.startswith(("via ", "venvlint:", "noqa", "type:")) or len(words) < 2:
        return ""
    if "run time" in comment.lower() or words & _PLAIN:
        return comment if "not" not in words else ""
    return comment if words & _REASONS and not words & _WORK else ""


def deployments(tree: Tree, dependency_list: DependencyList) -> tuple[Install, ...]:
    """What installs the list where the project runs."""
    if dependency_list.kind in ("requirements", "conda", "conda-pip"):
        installs = tree.installs.of(dependency_list.path)
    elif dependency_list.group:
        return ()
    else:
        installs = tree.installs.of_project(folder_of(dependency_list.path))
    return tuple(
        one for one in installs if one.purpose.kind == "production" and one.where.kind != "manifest"
    )


def _is_deployed(tree: Tree, dependency_list: DependencyList) -> bool:
    return bool(deployments(tree, dependency_list)) or bool(
        tree.declarations.role(dependency_list).install
    )


def _programs_run(tree: Tree, dependency_list: DependencyList) -> frozenset[str]:
    """The programs that are run where the list is installed: in an image or by the service that it
    is for, those of its scripts among them. What runs in a stage or an image for tests or
    development is left out: the one that is shipped does without.
    """
    found: set[str] = set()
    recipes = set()
    for install in deployments(tree, dependency_list):
        recipe = install.where.recipe
        if recipe is None or recipe.path in recipes:
            continue
        recipes.add(recipe.path)
        from venvlint.facts.images.dockerfiles import stage_is_for_development
        from venvlint.facts.stages.files import stage_files

        for stage in recipe.parsed.stages:
            if stage_is_for_development(stage):
                continue
            files = stage_files(tree, recipe, stage, install.where.context)
            found.update(program for one in files.own_commands for program in _started(one))
    is_deployed = _is_deployed(tree, dependency_list)
    others: frozenset[str] = tree.once(
        f"programs that services and images start, {is_deployed}",
        lambda: frozenset(_programs_started(tree, services=is_deployed)),
    )
    return others | found


def _programs_started(tree: Tree, *, services: bool) -> Iterator[str]:
    """The programs that images start late, those of the tree's scripts among them, and with
    *services* those of services.
    """
    from venvlint.facts.commands.scripts import called_script, script_commands

    kinds = ("procfile", "service", "container", "cron") if services else ()
    starting = [
        command
        for sequence in tree.commands.sequences
        if sequence.kind in kinds or sequence.kind == "image"
        if not _is_for_development(sequence)
        for command in sequence.commands
        if sequence.kind != "image" or command.shell.late
    ]
    # A script of the tree is started from a place that only the image may know.
    told: set[str] = set()
    while starting and len(told) < _MOST_SCRIPTS:
        command = starting.pop()
        if command.shell.sequence.kind != "image" or command.document.path in told:
            yield from _started(command)
        word = called_script(command)
        for path in tree.called(name_of(word.text)) if word is not None else ():
            if path not in told:
                told.add(path)
                starting += script_commands(tree, path, command, directory=None, folder="") or ()


def _is_for_development(sequence: Sequence) -> bool:
    """Whether what is run runs in an image of the tree that is for tests or development."""
    from venvlint.facts.images.dockerfiles import stage_is_for_development

    recipe, stage = sequence.recipe, sequence.stage
    return recipe is not None and (
        recipe.is_for_development or (stage is not None and stage_is_for_development(stage))
    )


def _started(command: Command) -> Iterator[str]:
    """The program of a command, and the one that it starts in turn: `poetry run task start`."""
    from venvlint.facts.ci.purpose import runner_of

    yield command.tool
    runner, words = runner_of([word.text for word in command.words])
    if runner and words:
        yield name_of(words[0])


def _runs(use: RunTimeUse, host: str, project: str, known: dict[str, str]) -> bool:
    """Whether shipped code runs *host*, listed or not: another tool may bring it."""
    if host not in known:
        tool = dev_tool(host)
        known[host] = use.of(tool, project) if tool is not None else ""
    return known[host] == "code"


def _may_hold_misplaced(tree: Tree, dependency_list: DependencyList) -> bool:
    role = tree.declarations.role(dependency_list).name
    return role == PRODUCTION or (
        role == UNCLEAR
        and dependency_list.kind not in ("group", "poetry-group", "pixi", "pixi-pypi")
    )


def _named_for_their_own_sake(
    tree: Tree, dependency_list: DependencyList, candidates: list[tuple[Declaration, DevTool]]
) -> Iterator[tuple[Declaration, DevTool]]:
    if dependency_list.kind != "requirements":
        of_conda = dependency_list.kind in ("conda", "conda-pip")
        rows = (
            tree.declarations.in_file(dependency_list.path)
            if of_conda
            else tree.declarations.of(dependency_list)
        )
        if is_export(rows):
            listed = {one.key: one for one in rows}
            brought = _brought(listed)
            candidates = [each for each in candidates if each[0].key not in brought]
        yield from candidates
        return
    file = tree.requirements.files[dependency_list.path]
    if locked := locked_list(tree, dependency_list.path):
        said = {
            one.key
            for one in tree.declarations.in_file(locked)
            if tree.declarations.role(one.list).name == PRODUCTION
        }
        candidates = [each for each in candidates if each[0].key not in said]
    compiled = bool(file.generator) or any(
        declaration.line and declaration.line.via for declaration, _ in candidates
    )
    listed = {one.key: one for one in tree.declarations.of(dependency_list)}
    if not compiled and not file.frozen:
        # A freeze that was edited since is none, but the pins in it came from one.
        caught = {
            declaration.key
            for declaration, _ in candidates
            if declaration.line is not None and file.is_in_freeze(declaration.line)
        }
        brought = _brought_by_neighbours(listed)
        brought |= {part for tool in brought | caught for part in parts_of(tool)}
        for declaration, tool in candidates:
            if declaration.key not in brought & caught:
                yield declaration, tool
        return
    brought = _brought(listed)
    system = len(listed.keys() & _SYSTEM) > 1
    source = _source_of(tree, dependency_list.path)
    for declaration, tool in candidates:
        if declaration.key == "wheel" and file.frozen:
            continue  # a pin of pip's own kind, which VL204 reports
        if declaration.key in brought or (system and tool.category == "hook-and-env"):
            continue
        if (
            compiled
            and declaration.line is not None
            and not _is_asked_for(declaration, source, tree)
        ):
            continue
        yield declaration, tool


def _brought(listed: dict[str, Declaration]) -> set[str]:
    """What a frozen file lists for others that it lists: the parts of its tools, and the tools that
    distributions use where they run.
    """
    parts = {part for key in listed if dev_tool(key) is not None for part in parts_of(key)}
    return parts | _brought_by_neighbours(listed)


def _brought_by_neighbours(listed: dict[str, Declaration]) -> set[str]:
    """The tools that other distributions of a frozen file use where they run."""
    from venvlint.facts.project.known_names import tools_brought_by

    return {
        tool
        for key, one in listed.items()
        for tool in tools_brought_by(
            key, one.line.pin if one.line is not None else exported_pin(one)
        )
    }


def _source_of(tree: Tree, path: str) -> str:
    """The `.in` file that a compiled file is made of, where the tree holds it: there the line is to
    be moved.
    """
    source = path.rpartition(".")[0] + ".in"
    return source if source in tree.requirements.files else ""


def _is_asked_for(declaration: Declaration, source: str, tree: Tree) -> bool:
    """Whether a compiled line is one that somebody wrote into a source that is not itself in the
    tree, and that nothing else brings.
    """
    via = declaration.line.via if declaration.line is not None else ()
    asked = [
        one
        for one in via
        if one.startswith(("-r", "-c")) or "pyproject" in one or "setup" in one or " " in one
    ]
    if via and not asked:
        return False
    if source or any(
        one.key == declaration.key and tree.declarations.role(one.list).name != DEVELOPMENT
        for path in inputs_of(tree, declaration.path, via)
        for one in tree.declarations.in_file(path)
    ):
        return False  # it is said there
    from venvlint.readers.pep508 import normalize

    return all(one in asked or dev_tool(normalize(one), tree.config) is not None for one in via)
