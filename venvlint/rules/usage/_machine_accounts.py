"""The accounts of machines: those that nobody in particular has, and those that the repository
itself makes on the machines that it sets up.
"""

from __future__ import annotations

from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.document import Document
    from venvlint.tree import Tree

# Accounts of machines and images, and names that stand for "yours".
_NOBODY = frozenset(
    "admin airflow app appuser azureuser centos circleci coder codespace container deploy deployer"
    " developer devuser django docker ec2-user fedora flask gitlab-runner gitpod jenkins jovyan"
    " linuxbrew me myapp myuser nonroot node opc pi public python rocky root runner runneradmin"
    " runneruser sagemaker-user service shared site someone someuser travis ubuntu user username"
    " vagrant vscode vsts web worker www www-data xxx yourname your_name your-name your_user"
    " your_username your-username you youruser yourusername appveyor all default"
    # Where a server has the environments of all its applications.
    " virtualenvs venvs envs".split()
)
_SET_IN_IMAGE = lazy(
    r"(?m)^[ \t]*(?:ENV|ARG)[ \t]+(\w+)[= \t][\"']?([\w.-]+)", words=("ENV", "ARG")
)
_HOME_OF_MACHINE = lazy(r"/home/(\$\{?\w+\}?|[\w.-]+)", words=("/home/",))
_VARIABLES = frozenset(("group_vars", "host_vars", "vars", "defaults"))
"""The folders in which Ansible looks for variables."""
_ADDS_USER = lazy(r"\b(?:useradd|adduser)\b", words=("useradd", "adduser"))
_USER = lazy(r"[\w/.-]+")
_VALUE = lazy(r"(?m)^[ \t]*(?:export[ \t]+)?\w+=[\"']?([\w.@+-]+)[\"']?[ \t]*(?:#|\r?$)")


def is_of_machines(tree: Tree, user: str) -> bool:
    """Whether an account, in small letters, is one of machines, and no person's."""
    return user in _NOBODY or user in tree.once(
        "homes of machines", lambda: _homes_of_machines(tree)
    )


def _homes_of_machines(tree: Tree) -> frozenset[str]:
    """The users whose home folders are on the machines that the repository's own images, plays and
    cloud-init files set up: a script that names one runs there.
    """
    found: set[str] = set()
    variables = (path for path in tree.paths if _is_of_variables(path))
    for path in (*tree.of_kind("dockerfile", "ansible", "cloud-init"), *variables):
        document = tree.document(path)
        if document is None or b"/home/" not in document.data:
            continue
        values = dict(_SET_IN_IMAGE.findall(document.text))
        for user in _HOME_OF_MACHINE.findall(document.text):
            name = user.strip("${}")
            found.add((values.get(name, "") if user.startswith("$") else name).lower())
    return frozenset(found - {""})


def _is_of_variables(path: str) -> bool:
    """Whether a file holds variables of plays: `group_vars/all.yml`, `roles/web/defaults/main.yml`.
    Files of hosts and groups may lie in a folder of their own.
    """
    return path.endswith((".yml", ".yaml")) and not _VARIABLES.isdisjoint(path.split("/")[-3:-1])


def users_made_by(tree: Tree, document: Document) -> frozenset[str]:
    """The users whom a script makes, as far as its words tell."""
    return tree.once(f"users that {document.path} makes", lambda: _made_users(document))


def _made_users(document: Document) -> frozenset[str]:
    """The words that may name a user whom a script makes on whatever machine it sets up: beside the
    command that adds one, or the value of a variable.
    """
    text = document.text
    if _ADDS_USER.search(text) is None:
        return frozenset()
    words = [
        word
        for line in document.lines
        if (match := _ADDS_USER.search(line)) is not None
        for word in _USER.findall(line, match.end())
    ]
    return frozenset((*words, *_VALUE.findall(text)))
