"""A repository is installed from without saying which commit.

## Why
`git+https://…` without a revision, or with the name of a branch, installs whatever is there today.
The rest of the file is pinned, so
everybody believes that the install repeats; then somebody pushes, and the next deployment runs
other code than the last one.

## Bad
    flask==3.0.0
    tool @ git+https://github.com/acme/tool.git
    lib @ git+https://github.com/acme/lib.git@main
    core @ https://github.com/acme/core/archive/master.zip

## Good
    flask==3.0.0
    tool @ git+https://github.com/acme/tool.git@v1.4.0
    lib @ git+https://github.com/acme/lib.git@5d1c3c2b7b1ce2ab5b4e2f5bd33b1c3e0c6f4d1a
    core @ https://github.com/acme/core/archive/refs/tags/v2.0.zip

## How to fix
Add `@` and a tag or, better, a commit: `git ls-remote URL HEAD` shows the one that is installed
now.

## When to ignore it
When the newest state is what you want, as in a nightly build.
"""

from __future__ import annotations

from venvlint.files.paths import folder_of
from venvlint.model import Finding, Severity, rule
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.manifests import Declaration, DependencyList
    from venvlint.tree import Tree

_VCS = lazy(r"(?:git|hg|bzr|svn)\+|git://|(?:ssh|https?)://\S+\.git(?:@|#|$)")
# Archives that GitHub, GitLab, Gitea and Bitbucket make of a revision.
_ARCHIVE = lazy(
    r"/(?:-/)?archive/(?P<gitlab>[^/?]+)/[^/?]+$"
    r"|/archive/(?P<archive>(?:refs/(?:heads|tags)/)?[^?]{1,300}?)\.(?:zip|tar\.gz|tgz|tar\.bz2)$"
    r"|/(?:tarball|zipball|(?:legacy\.)?(?:zip|tar\.gz)(?=/))/(?P<ball>[^?]{1,300})$"
    r"|/repository/archive\.[\w.]+\?(?:\S{0,300}&)?(?:ref|sha)=(?P<ref>[^&]+)"
    r"|bitbucket\.org/[^/]+/[^/]+/get/(?P<get>[^?]{1,300}?)\.(?:zip|tar\.gz)$",
    words=("archive", "/tarball/", "/zipball/", "zip/", "tar.gz/", "/get/"),
)
_HOSTS = lazy(
    r"https?://(?:[^/@]*@)?(?:[\w-]+\.)*(?:github\.com|gitlab\.[\w.-]+|bitbucket\.org|codeberg\.org|gitea\.[\w.-]+)/"
)
_BRANCHES = frozenset(
    "main master develop dev devel trunk default head tip stable latest next edge nightly staging"
    " production prod release canary".split()
)
_COMMIT = lazy(r"[0-9a-fA-F]{7,64}$")
_LINE_OF_RELEASES = lazy(r"(?:.*[-/])?v?\d+(?:\.\d+)*\.[xX*]$")


@rule("VL218", Severity.WARNING, needs=("declarations.lists",))
def floating_vcs_requirement(tree: Tree) -> Iterator[Finding]:
    """Report repositories without a fixed revision among pinned production requirements."""
    for dependency_list in tree.declarations.lists:
        if not dependency_list.installs:
            continue
        declared = tree.declarations.of(dependency_list)
        floating = [
            one
            for one in declared
            if one.url
            and not (one.line is not None and one.line.hashes)
            and (_is_floating(one.url) if _VCS.match(one.url) else _is_moving(archived(one.url)))
        ]
        if (
            floating
            and _is_pinned(tree, dependency_list)
            and tree.declarations.is_production(dependency_list)
        ):
            for one in floating:
                yield _finding(one)


def _is_pinned(tree: Tree, dependency_list: DependencyList) -> bool:
    """Whether all that an index provides is pinned, in the list and in what it includes; nowhere
    where a lock beside it holds the commit.
    """
    path = dependency_list.path
    if dependency_list.kind == "requirements":
        lines = [
            statement.line for statement in tree.requirements.read(path) if not statement.constraint
        ]
        pins = [line.pin for line in lines if line.kind == "requirement" and not line.url]
    else:
        from venvlint.readers import versions

        folder = folder_of(path)
        if any(folder_of(lock.path) == folder for lock in tree.locks):
            return False
        pins = [
            one.specifier
            if one.specifier[:1].isdigit()
            else ""
            if one.dialect == "poetry"
            else versions.pinned(one.specifier)
            for one in tree.declarations.of(dependency_list)
            if not one.url
        ]
    pinned = sum(map(bool, pins))
    return pinned > 0 and pinned * 10 >= len(pins) * 9


def archived(url: str) -> str:
    """What an archive of a host of repositories is made of: a branch, a tag or a commit, as it
    stands in the address; empty for another URL, and for one whose content a hash fixes.
    """
    address, _, fragment = url.partition("#")
    if "sha256=" in fragment or "sha512=" in fragment:
        return ""
    match = _ARCHIVE.search(address)
    wanted = next((group for group in match.groups() if group), "") if match else ""
    # On a host that is not known only a name that branches have tells what the archive is of.
    known = _HOSTS.match(address) is not None
    return wanted if known or wanted.lower() in _BRANCHES or "refs/" in wanted else ""


def revision(url: str) -> str:
    """What follows the `@` behind a repository's path; empty without one. The `@` of a user is not
    meant.
    """
    address = url.partition("#")[0].partition("?")[0]
    rest = address.partition("://")[2] or address
    path = rest.partition("/")[2]
    return path.rpartition("@")[2] if "@" in path else ""


def _is_floating(url: str) -> bool:
    wanted = revision(url)
    return not wanted or _is_moving(wanted)


def _is_moving(wanted: str) -> bool:
    """Whether a revision is a branch by its look."""
    if not wanted or "${" in wanted or "refs/tags/" in wanted or _COMMIT.match(wanted):
        return False
    if wanted.lower() in _BRANCHES or "refs/heads/" in wanted or _LINE_OF_RELEASES.match(wanted):
        return True
    # A tag has a number in nearly every project, a branch that is meant to move seldom has.
    return not any(character.isdigit() for character in wanted)


def _finding(one: Declaration) -> Finding:
    wanted = revision(one.url) if _VCS.match(one.url) else archived(one.url)
    name = f"`{one.name}`" if one.name else "this repository"
    return Finding(
        one.at,
        (
            f"{name} is installed from `{wanted}`, which keeps changing, in a list of pinned"
            " versions"
            if wanted
            else (f"nothing says which commit of {name} is installed, in a list of pinned versions")
        ),
        (
            f"Write a tag or a commit in the place of `{wanted}`, so that everybody installs the"
            " same code."
            if wanted
            else "Add `@` and a tag or a commit, so that everybody installs the same code."
        ),
    )
