"""An environment file holds what `conda env export` knows of one machine alone.

## Why
`conda env export > environment.yml` writes down everything that is installed, as it is installed:
the build of each package (`numpy=1.26.4=py312hc5e2394_0`), the runtimes of one operating system
(`libgcc-ng`, `vc`, `libcxx`) and the folder of the environment (`prefix:`). A build is made for
one system and one Python, and channels drop old ones. On another system, or a year later, nobody
gets the environment again: `ResolvePackageNotFound`, `LibMambaUnsatisfiableError`.

## Bad
    name: shop
    dependencies:
      - ld_impl_linux-64=2.38=h1181459_1
      - python=3.11.9=h955ad1f_0
    prefix: /home/ana/miniconda3/envs/shop

## Good
    name: shop
    channels:
      - conda-forge
    dependencies:
      - python=3.11

## How to fix
Export the file again with `conda env export --from-history`: it lists what somebody asked for,
without builds. `--fix` deletes `prefix:`, and `--unsafe-fixes` strips the builds, which keeps the
versions but may install other builds of them. For the exact same packages everywhere, keep a lock
beside the file (`conda-lock`).

## When to ignore it
When the file is a record of one machine that nobody installs from. Files that are named for a
system (`environment-linux-64.yml`), locks, builds chosen on purpose (`numpy=*=*mkl*`), and an
export beside the file that its environment is made from are not reported.
"""

from __future__ import annotations

from venvlint.files.paths import folder_of, name_of
from venvlint.model import Finding, Fix, Related, Severity, rule
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.manifests import Declaration, DependencyList
    from venvlint.readers.nodes import Node
    from venvlint.tree import Tree

# What files are called that are for one system, and those that record one on purpose.
_SYSTEMS = frozenset(
    "linux linux64 ubuntu debian centos osx osx64 mac macos macosx darwin apple silicon m1 m2 m3"
    " m4 m5 arm64 aarch64 ppc64le win win32 win64 winx64 windows lock locked".split()
)
_RECORDS = frozenset("export exported snapshot freeze frozen".split())
# Libraries of one system that programs are built against: people ask for them by name.
_ASKED_FOR = frozenset("libaio nccl rdma-core ucx".split())
_QUOTES = "'\""
_HASH = lazy(r"(?:^|[^a-z]|py)h[0-9a-f]{7}(?![0-9a-z])")
_ABSOLUTE = lazy(r"\s*(?:[/\\]|[A-Za-z]:)")
_STATED_SYSTEM = lazy(r"(?m)^#[ \t]*platform:[ \t]*\S")


@rule("VL221", Severity.WARNING, fix="safe", needs=("declarations.conda",))
def conda_export_debris(tree: Tree) -> Iterator[Finding]:
    from venvlint.facts.dependencies.undeclared import is_in_a_package

    for dependency_list in tree.declarations.conda:
        rows = dependency_list.node
        root = tree.yaml(dependency_list.path)
        if not rows or not root or root.get("dependencies") is not rows:
            continue  # pixi's, or another document of the file
        if is_in_a_package(tree, folder_of(dependency_list.path)):
            continue  # what a package brings along is for the machines that it prepares
        if _is_record(tree, dependency_list):
            continue
        if not _is_for_one_system(dependency_list, root):
            declared = tree.declarations.of(dependency_list)
            yield from _builds(tree, dependency_list, declared)
            yield from _one_system(tree, dependency_list, declared)
        yield from _prefix(root)


def _is_record(tree: Tree, dependency_list: DependencyList) -> bool:
    """Whether a file is kept to show what an environment held: its name says that it was exported,
    or the file that the environment is made from lies beside it. Nobody creates an environment from
    the record.
    """
    from venvlint.facts.project import vocabulary
    from venvlint.rules.requirements._conda_creations import creator

    path = dependency_list.path
    return (
        (
            vocabulary.says(name_of(path), _RECORDS)
            and len({each.path for each in tree.declarations.conda}) > 1
        )
        or _has_its_source_beside_it(tree, dependency_list)
    ) and creator(tree, path) is None


def _has_its_source_beside_it(tree: Tree, dependency_list: DependencyList) -> bool:
    """Whether another file of the folder names the same environment and holds what somebody asked
    for: fewer rows, none of them with a build or for one system. What conda takes when it is told
    no name is no record, whatever lies beside it.
    """
    if name_of(dependency_list.path) in ("environment.yml", "environment.yaml"):
        return False
    sources = tree.once("conda's files without an export's rows", lambda: _sources(tree))
    name = tree.yaml(dependency_list.path).text("name") or ""
    rows = sources.get((folder_of(dependency_list.path), name))
    return rows is not None and rows < len(tree.declarations.of(dependency_list))


def _sources(tree: Tree) -> dict[tuple[str, str], int]:
    """The fewest rows of such files, by their folder and the name of the environment."""
    from venvlint.facts.project.known_names import conda_only_on

    found: dict[tuple[str, str], int] = {}
    for each in tree.declarations.conda:
        name = tree.yaml(each.path).text("name")
        rows = tree.declarations.of(each)
        if (
            name
            and rows
            and not any(_build(row.specifier) or conda_only_on(row.name) for row in rows)
        ):
            key = folder_of(each.path), name
            found[key] = min(found.get(key, len(rows)), len(rows))
    return found


def _is_for_one_system(dependency_list: DependencyList, root: Node) -> bool:
    from venvlint.facts.project import vocabulary

    platforms = root.get("platforms")
    return (
        vocabulary.says_with_release(dependency_list.path.rpartition(".")[0], _SYSTEMS)
        or (platforms and len(platforms.items) == 1)
        or _STATED_SYSTEM.search(dependency_list.document.text) is not None
    )


def _builds(
    tree: Tree, dependency_list: DependencyList, declared: tuple[Declaration, ...]
) -> Iterator[Finding]:
    found = [
        (one, build)
        for one in declared
        if (build := _build(one.specifier)) and not _has_selector(one)
    ]
    # `blas=1.0=mkl` alone names a variant; an export has builds with numbers and hashes.
    if not any(character.isdigit() for _, build in found for character in build):
        return
    # An export names the build of every row. A few without a hash, such as `py3.8_cuda11.3_0` or
    # a plain number, were chosen by hand.
    if len(found) * 3 <= len(declared) and not any(_HASH.search(build) for _, build in found):
        return
    from venvlint.rules.requirements._conda_creations import creator

    first, build = next(
        (each for each in found if any(character.isdigit() for character in each[1])), found[0]
    )
    created = creator(tree, dependency_list.path)
    edits = tuple(
        dependency_list.document.replace(start, one.end - _quote(one), "")
        for one, each in found
        if (start := _start_of_build(one, each)) >= 0
    )
    yield Finding(
        found[0][0].at,
        f"`{found[0][0].text.strip(_QUOTES)}` names a build, which may"
        " exist only for the system that it was exported on"
        if len(found) == 1
        else f"{len(found)} rows name builds, such as `{build}` of `{first.name}`: only the system"
        " that they were exported on is sure to find them",
        "Export again with `conda env export --from-history`, or strip the builds.",
        (f"conda env export --from-history > {_quoted(dependency_list.path)}",),
        fix=Fix("strip the builds", edits, safe=False) if edits else None,
        related=(
            *(
                (Related(created[1], f"{created[0]} creates an environment from it"),)
                if created
                else ()
            ),
            *(Related(one.at, f"the build `{each}`") for one, each in found[1:]),
        ),
        severity=Severity.ERROR if created else None,
    )


def _one_system(
    tree: Tree, dependency_list: DependencyList, declared: tuple[Declaration, ...]
) -> Iterator[Finding]:
    from venvlint.facts.dependencies.one_system import is_said_by_the_project
    from venvlint.facts.project.known_names import conda_only_on, system_name
    from venvlint.rules.requirements._conda_creations import serves_machines_of_linux_alone

    found = [
        (one, system)
        for one in declared
        if not one.url  # whoever writes the address of an archive says which system's it is
        and (system := conda_only_on(one.name))
        and not _has_selector(one)
        and not is_said_by_the_project(tree, dependency_list.path, system)
    ]
    if not found or (all(_is_asked_for(one.name) for one, _ in found) and not _is_export(declared)):
        return
    first, system = found[0]
    if all(each == "linux" for _, each in found) and serves_machines_of_linux_alone(
        tree, dependency_list.path
    ):
        return
    others = len(found) - 1
    more = f" and {others} more {'exist' if others else ''}" if others else " exists"
    yield Finding(
        first.at,
        f"`{first.name}`{more.rstrip()} for {system_name(system)} alone:"
        " nobody can create the environment on another system",
        "Export again with `conda env export --from-history`, or delete the rows:"
        " conda brings along what each system needs.",
        (f"conda env export --from-history > {_quoted(dependency_list.path)}",),
        related=tuple(
            Related(one.at, f"`{one.name}` exists for {system_name(each)} alone")
            for one, each in found[1:]
        ),
    )


def _is_asked_for(name: str) -> bool:
    """Whether people ask for a distribution of one system by its name: a compiler and what belongs
    to it (`gcc_linux-64`, `sysroot_linux-64`, not the linker's `ld_impl_linux-64`, which they
    bring), a library to build against.
    """
    from venvlint.facts.project.known_names import conda_only_on

    name = name.lower()
    if name in _ASKED_FOR:
        return True
    tool, _, system = name.rpartition("_")
    return conda_only_on(f"_{system}") != "" and tool not in ("", "ld_impl")


def _is_export(declared: tuple[Declaration, ...]) -> bool:
    """Whether the rows read like an export, which gives each its version; those that somebody
    wrote leave most of them open.
    """
    exact = sum(one.specifier.lstrip("= ")[:1].isdigit() for one in declared)
    return exact * 2 > len(declared)


def _prefix(root: Node) -> Iterator[Finding]:
    node = root.get("prefix")
    # An export writes the whole path; `./env` was written by hand, for every clone.
    if not isinstance(node.value, str) or not _ABSOLUTE.match(node.value):
        return
    document = node.document
    first, last = node.key_at, document.position(max(node.start, node.end - 1))[0]
    # Without a name the prefix says where the environment is made.
    removable = root.get("name") and first.column == 1
    yield Finding(
        first,
        "`prefix` is the folder of the environment on the machine that it was exported on",
        "Delete the line."
        if removable
        else "Replace the line by `name:` and a name for the environment.",
        fix=Fix("delete `prefix`", (document.delete_lines(first.line, last),))
        if removable
        else None,
    )


def _build(specifier: str) -> str:
    """The build that a row fixes; empty where it names none, or chooses a variant by a wildcard."""
    if " " in specifier or "\t" in specifier:
        version, *rest = specifier.split()
        build = rest[0] if len(rest) == 1 else ""
    else:
        version, _, build = specifier.lstrip("=").partition("=")
        if not specifier.startswith("="):
            return ""
    plain = version.lstrip("=")
    if not plain[:1].isdigit() or any(character in plain for character in "*|,<>!~="):
        return ""
    return build if build.replace("_", "").replace(".", "").replace("-", "").isalnum() else ""


def _start_of_build(one: Declaration, build: str) -> int:
    """Where the build begins in the document, with the `=` or the blanks before it; -1 where the
    row is not written plainly.
    """
    end = one.end - _quote(one)
    text = one.list.document.text[one.start : end]
    if not text.endswith(build):
        return -1
    kept = text[: len(text) - len(build)]
    return one.start + len(kept.removesuffix("=").rstrip())


def _quote(one: Declaration) -> int:
    return 1 if one.node and one.node.style in ("'", '"') else 0


def _has_selector(one: Declaration) -> bool:
    """Whether the row has one of conda-lock's selectors behind it: `# [linux]`."""
    document = one.list.document
    return "# [" in document.line(document.position(one.end)[0])


def _quoted(path: str) -> str:
    import shlex

    return shlex.quote(path)
