"""A requirement is fetched over SSH, which needs a key.

## Why
`git+ssh://git@github.com/…` works for its author, whose key lies in `~/.ssh`. In an image, in CI
and for everybody without a key at that host the installation ends with `git@github.com:
Permission denied (publickey)`, even where the repository is public.

## Bad
    shop-core @ git+ssh://git@github.com/example/shop-core.git@v1.2.0

## Good
    shop-core @ git+https://github.com/example/shop-core.git@v1.2.0

## How to fix
Write the HTTPS address of the repository. Where it is private, people and CI can still be let in:
Git asks its credential helper, and `git config --global url."ssh://git@github.com/".insteadOf
https://github.com/` brings SSH back for those who like it.

## When to ignore it
When everybody who installs the project has a key. Hosts that are private by their name
(`git.internal`, `10.0.0.5`) are not reported.
"""

from __future__ import annotations

from venvlint.model import Finding, Severity, rule
from venvlint.readers.nodes import ABSENT
from venvlint.readers.requirements import VCS_PREFIXES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.model import Location
    from venvlint.tree import Tree

_PRIVATE = (".internal", ".local", ".lan", ".corp", ".intranet", ".home.arpa", ".localdomain")


@rule("VL225", Severity.INFO, opt_in=True, needs=("declarations.lists",))
def ssh_requirement(tree: Tree) -> Iterator[Finding]:
    for one in tree.declarations:
        if one.url:
            yield from _judged(one.url, one.name, one.at, one.list.kind != "requirements")
    for path in tree.find("pyproject.toml"):
        document = tree.document(path)
        root = tree.toml(path) if document is not None and b"git" in document.data else ABSENT
        sources = root.get("tool", "uv", "sources")
        for name, value in sources.mapping.items():
            for node in value.items or [value]:
                address = node.get("git")
                if address and address.string:
                    yield from _judged(address.string, name, address.at, True)


def _judged(url: str, name: str, at: Location, bare: bool) -> Iterator[Finding]:
    """What is to be said of one address; *bare* ones (`git@host:path`) are for tools that hand them
    to Git as they are.
    """
    address = next((url.removeprefix(each) for each in VCS_PREFIXES if url.startswith(each)), url)
    scheme, separator, rest = address.partition("://")
    if separator:
        if scheme not in ("ssh", "git+ssh"):
            return
        authority, _, path = rest.partition("/")
    else:
        authority, colon, path = address.partition(":")
        if not bare or not colon or "@" not in authority or "/" in authority:
            return
    host = authority.rpartition("@")[2].lower()
    host = host.partition("]")[0].lstrip("[") if host.startswith("[") else host.partition(":")[0]
    if not host or "$" in host or "{" in host or _is_private(host):
        return
    shown = f"`{name}`" if name else "this repository"
    yield Finding(
        at,
        f"{shown} is fetched over SSH: without a key at `{host}` the installation ends with"
        " `Permission denied (publickey)`",
        "Use the HTTPS address of the repository in its place"
        + (f", `https://{host}/{_shown(path)}`." if _shown(path) else "."),
    )


def _shown(path: str) -> str:
    """The repository's path without revision and fragment; empty where a part of it is unknown."""
    plain = path.partition("#")[0].partition("@")[0].lstrip("/")
    return "" if "$" in plain or "{" in plain else plain


def _is_private(host: str) -> bool:
    """Whether a host's name or address says that only its owners reach it."""
    if "." not in host and ":" not in host:
        return True
    if host.endswith(_PRIVATE):
        return True
    import ipaddress

    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_private or address.is_loopback or address.is_link_local
