"""Packages are fetched without encryption, or from a host whose certificate is not checked.

## Why
A package runs code when it is installed. Over `http://` and `git://` everybody on the way (a
hotel's network, a proxy, a provider) can
replace it, and nothing notices. `--trusted-host` switches the check of the certificate off, which
is just as bad.

It is looked for in every dependency list of every tool, in the settings of pip, uv, Poetry, PDM,
Pipenv, pixi and conda, in the repositories of pre-commit's hooks, on command lines, and in the
variables that they read (`PIP_INDEX_URL`, `UV_INDEX`) in images, CI, compose files, tox, scripts
and Makefiles.

## Bad
    --index-url http://pypi.example.com/simple
    RUN pip install --trusted-host pypi.example.com -r requirements.txt
    git+git://github.com/acme/tool.git@v1.0#egg=tool

## Good
    --index-url https://pypi.example.com/simple
    tool @ git+https://github.com/acme/tool.git@v1.0

## How to fix
Write `https://` (or `git+ssh://`). For a certificate of your own, install it on the machines, or
name it with `PIP_CERT`.
GitHub has answered no `git://` since 2022: such a line does not even install.

## When to ignore it
When the index can only be reached inside a network that you trust. A host on the same machine
(`localhost`) or in the same cluster (`*.cluster.local`) is not reported, nor are PyPI's own hosts
in the step of CI that sets up a Python before 3.6: its pip knows none of today's certificates.
"""

from __future__ import annotations

from venvlint.model import Finding, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.dependencies.package_urls import PackageUrl
    from venvlint.readers.nodes import Node
    from venvlint.tree import Tree

_OPEN = frozenset(
    (
        "http",
        "git",
        "git+http",
        "git+git",
        "hg+http",
        "hg+static-http",
        "bzr+http",
        "bzr+ftp",
        "bzr+lp",
        "svn+http",
        "svn+svn",
        "ftp",
    )
)


# Hosts whose certificates no system has to be given.
_TRUSTED = frozenset(
    "conda.anaconda.org download.pytorch.org files.pythonhosted.org github.com pypi.org"
    " pypi.python.org repo.anaconda.com".split()
)


@rule("VL213", Severity.WARNING, needs=("is_populated",))
def insecure_index(tree: Tree) -> Iterator[Finding]:
    """Report each URL that is not encrypted, and the hosts that a command trusts blindly."""
    from venvlint.facts.dependencies.package_urls import is_inside, package_urls

    trusted: list[list[PackageUrl]] = []
    for url in package_urls(tree):
        host = url.host
        if is_inside(host or url.authority.rpartition("@")[2]) or url.is_of_unknown_host:
            continue
        if url.kind == "trusted-host":
            if url.host in _TRUSTED and _is_for_an_old_pip(tree, url):
                continue
            if trusted and _is_beside(trusted[-1][-1], url):
                trusted[-1].append(url)
            else:
                trusted.append([url])
        elif url.scheme in _OPEN and not (url.kind == "archive" and url.hashed):
            yield _finding(url)
    for hosts in trusted:
        yield _trusting(hosts)


def _is_for_an_old_pip(tree: Tree, url: PackageUrl) -> bool:
    """Whether a host stands in the variables of the step that sets up a Python before 3.6, as far
    as is known: the pip of that release does not know the certificates of today.
    """
    nodes = tree.once("hosts for the pips of old Pythons", lambda: list(_for_old_pips(tree)))
    return any(
        node.document is url.document and node.start <= url.start < node.end for node in nodes
    )


def _for_old_pips(tree: Tree) -> Iterator[Node]:
    from venvlint.readers.nodes import ABSENT
    from venvlint.readers.python_versions import parse_pin

    for job in tree.ci_jobs:
        for step in job.steps:
            stated = step.node.get("env", "PIP_TRUSTED_HOST")
            if not stated or not step.uses.endswith("/setup-python"):
                continue
            versions = job.lines(step.inputs.get("python-version", ABSENT), step)
            pins = [parse_pin(text) for text in versions.texts]
            if not versions.complete or any(
                pin is not None and pin.series is not None and pin.series < (3, 6) for pin in pins
            ):
                yield stated


def _is_beside(url: PackageUrl, other: PackageUrl) -> bool:
    """Whether two options of one command follow each other, on one line or on lines that go on, or
    two hosts in one value.
    """
    if url.document is not other.document:
        return False
    between = url.document.text[url.end : other.start].replace("\r", "").replace("\\\n", " ")
    return "\n" not in between and between.strip().rstrip("=") in ("", other.option)


def _trusting(hosts: list[PackageUrl]) -> Finding:
    first, *others = hosts
    at = first.document.at(first.start, first.end)
    if not others:
        whose = f"the certificate of `{first.host}`" if first.host else "a certificate"
        return Finding(
            at,
            f"{whose} is not checked",
            "Delete the option, and install the host's certificate where it is not trusted."
            if first.host not in _TRUSTED
            else f"Delete the option: every system trusts the certificate of `{first.host}`.",
        )
    shown = f"`{first.host}`" if first.host else "a host"
    return Finding(
        at,
        f"the certificates of {shown} and {len(others)} more are not checked",
        "Delete the options, and install the hosts' certificates where they are not trusted."
        if any(one.host not in _TRUSTED for one in hosts)
        else "Delete the options: every system trusts the certificates of these hosts.",
        related=tuple(
            Related(one.document.at(one.start, one.end), "this host is trusted, too")
            for one in others
        ),
    )


def _finding(url: PackageUrl) -> Finding:
    what = {
        "index": "the index",
        "links": "the page of links",
        "repository": "the repository",
        "archive": "the archive",
        "include": "the included file",
    }[url.kind]
    where = f" on `{url.host}`" if url.host else ""
    plain = url.scheme.partition("+")[2] or url.scheme
    length = url.url.find("://") + 3
    return Finding(
        url.document.at(
            url.start,
            (
                url.start + length
                if url.document.text[url.start : url.start + length] == url.url[:length]
                else url.end
            ),
        ),
        f"{what}{where} is read over `{plain}://`, which is not encrypted"
        # GitHub's blog, "Improving Git protocol security on GitHub": off since March 2022.
        + (
            ", and which GitHub no longer answers"
            if (plain, url.host) == ("git", "github.com")
            else ""
        ),
        (
            "Write `https://`."
            if plain in ("http", "ftp") or url.option == "repo"  # of pre-commit, which calls Git
            else "Write `git+https://` or `git+ssh://`."
        ),
    )
