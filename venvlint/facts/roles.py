"""Who a list of dependencies is for: production, development, or unclear, and the reason in words."""

from __future__ import annotations

from venvlint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.facts.declarations import Declarations, DependencyList
    from venvlint.tree import Tree


class Role(Record):
    """`name` is `production`, `development`, `unclear`, or `none` for a list that installs nothing with the project (constraints).

    `reason` is a clause that completes "… because": `it is named for development`. `deployed` is the path of a file that
    installs the list where the project runs (a Dockerfile, a Procfile beside it, a deploy job), else empty.
    """

    name: str
    reason: str
    deployed: str = ""


def role_of(tree: Tree, declarations: Declarations, dependency_list: DependencyList) -> Role:
    """The role of one list."""
    return Role("unclear", "nothing tells who installs it")
