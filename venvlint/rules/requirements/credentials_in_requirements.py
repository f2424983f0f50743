"""A user name, token or password stands in the URL of an index or a repository.

## Why
Whoever can read the repository can use the account, today's members and everybody who gets a copy
later; a private repository that is made
public once gives it to the world. Deleting the line does not help: Git keeps it in the history, and
pip writes the URL into its logs.

It is looked for in every dependency list of every tool, in the settings of pip, uv, Poetry, PDM,
Pipenv, pixi and conda, on command lines, and in the variables that they read (`PIP_INDEX_URL`,
`UV_INDEX`) in images, CI, compose files, tox, scripts and Makefiles.

## Bad
    --extra-index-url https://ana:<the real password>@pypi.example.com/simple
    tool @ git+https://<a real token>@github.com/acme/tool.git
    ENV PIP_INDEX_URL=https://ana:<the real password>@pypi.example.com/simple

## Good
    --extra-index-url https://${PYPI_USER}:${PYPI_PASSWORD}@pypi.example.com/simple
    tool @ git+https://${GITHUB_TOKEN}@github.com/acme/tool.git

## How to fix
Revoke the credential where it was made: it has to be taken for stolen. Then write `${A_VARIABLE}`
in its place, which pip takes from the
environment (upper case, digits and `_`), or leave it out and use `~/.netrc` or pip's keyring.

## When to ignore it
When the name is public on purpose, such as an account that anybody may read with.
"""

from __future__ import annotations

import re

from venvlint.model import Finding, Severity, rule
from venvlint.readers.patchwork import UNKNOWN
from venvlint.redact import token_in_path
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.dependencies.package_urls import PackageUrl
    from venvlint.tree import Tree

# Filled in by pip (`${X}`), pipenv (`$X`), cmd (`%X%`), a template or the reader.
_PLACEHOLDER = lazy(
    r"\$\{[^}]*\}|\$\w+|%\w+%|\{\{.*\}\}|\{\w+\}|<[^<>]*>|\[\w+\]|\*+|[xX.]{3,}"
    r"|(?:your|my)[-_](?:user|username|name|login|password|pass|token|secret|key|pat|api[-_]?(?:key|token))(?:[-_]here)?",
    re.IGNORECASE,
)
# Everybody's accounts: SSH's and Git's conventions, and user names that tell a keyring what to look
# for.
_NO_SECRET = lazy(
    r"git|hg|svn|bzr|anonymous|anon|oauth2accesstoken|VssSessionToken|_?_token__|aws|oauth2|x-access-token|x-oauth-basic|x-token-auth"
    r"|gitlab-ci-token|_json_key(?:_base64)?",
    re.IGNORECASE,
)


@rule("VL212", Severity.ERROR, needs=("is_populated",))
def credentials_in_requirements(tree: Tree) -> Iterator[Finding]:
    """Report each URL that carries a literal credential. The credential itself is never
    repeated.
    """
    from venvlint.facts.dependencies.package_urls import package_urls

    for url in package_urls(tree):
        what, secret = _secret(url) if "@" in url.url else "", url.user
        start = url.start + url.url.find(url.user)
        if not what and (span := token_in_path(url.url)) is not None:
            what, secret = "token", url.url[slice(*span)]
            start = url.start + span[0]
        if what:
            host = f" for `{url.host}`" if url.host else ""
            yield Finding(
                url.document.at(start, start + len(secret)),
                f"the URL contains a literal {what}{host}",
                f"Revoke it, because Git keeps it forever, and {_instead(url.document.path)}.",
                secrets=tuple(
                    part for part in secret.split(":", 1) if part and not _is_harmless(part)
                ),
            )


def _instead(path: str) -> str:
    """Where a secret may stand that a file of its kind needs."""
    if path.endswith(".toml"):
        return "give it to the tool through the environment or a keyring"
    if path.endswith(("pip.conf", "pip.ini")):
        # pip's documentation of `${VAR}` is about requirements files alone.
        return (
            "set the whole URL as `PIP_INDEX_URL` or `PIP_EXTRA_INDEX_URL` where pip runs: in its"
            " own settings pip expands no variables"
        )
    return "use a variable such as `${PYPI_TOKEN}` in its place"


def _secret(url: PackageUrl) -> str:
    """What kind of credential a URL carries in clear: `password`, `token or user name`, or
    nothing.
    """
    user, colon, password = url.user.partition(":")
    if (
        colon
        and password
        and not _is_harmless(password)
        and not (_PLACEHOLDER.fullmatch(user) and _NO_SECRET.fullmatch(password))
    ):
        return "password"
    if url.scheme.endswith("ssh") or not user or _is_harmless(user):
        return ""
    if colon and password:
        return ""  # a name beside a variable
    host = url.host.lower()
    if host.endswith(("dev.azure.com", ".visualstudio.com")) and url.url.partition("@")[
        2
    ].partition("/")[2].startswith(f"{user}/"):
        return ""  # Azure's own clone URLs begin with the organisation
    return "token or user name"


def _is_harmless(text: str) -> bool:
    return (
        UNKNOWN in text
        or _PLACEHOLDER.fullmatch(text) is not None
        or _NO_SECRET.fullmatch(text) is not None
        or re.search(r"\$\{\w+\}", text) is not None
    )
