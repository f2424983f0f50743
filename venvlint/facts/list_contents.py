"""What the members of a dependency list say about its purpose."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from venvlint.facts.declarations import Declaration
    from venvlint.tree import Tree


def holds_a_tool(tree: Tree, lines: Sequence[Declaration]) -> bool:
    """Whether one of them is a development tool."""
    from venvlint.facts.dev_tools import dev_tool

    return any(tool is not None and tool.confidence != "ambiguous" for one in lines for tool in (dev_tool(one.key, tree.config),))


def is_mostly_tools(tree: Tree, lines: Sequence[Declaration]) -> bool:
    """Whether at least half of the named ones are development tools, one of them beyond doubt."""
    from venvlint.facts.dev_tools import dev_tool

    keys = [one.key for one in lines if one.key]
    tools = [tool for key in keys if (tool := dev_tool(key, tree.config)) is not None]
    return bool(tools) and 2 * len(tools) >= len(keys) and any(tool.confidence.startswith("always") for tool in tools)


def is_only_tools(tree: Tree, lines: Sequence[Declaration]) -> bool:
    """Whether all are development tools, one of them beyond doubt; what every environment has does not count."""
    from venvlint.facts.dev_tools import dev_tool

    tools = [dev_tool(one.key, tree.config) for one in lines if one.key not in ("pip", "setuptools", "wheel")]
    return bool(tools) and all(tools) and any(tool.confidence.startswith("always") for tool in tools if tool)


def is_documentation_site(tree: Tree, directory: str, lines: Sequence[Declaration]) -> bool:
    """Whether the folder holds documentation to build and no Python code but that of the build."""
    from venvlint.facts.dev_tools import dev_tool

    if not any(tool is not None and tool.category == "docs" for one in lines for tool in (dev_tool(one.key),)):
        return False
    from venvlint.facts.imports import is_development_source

    prefix = f"{directory}/" if directory else ""
    sources = [path for path in tree.imports.sources if path.startswith(prefix)]
    builds = f"{prefix}mkdocs.yml" in tree.path_set or any(path.rpartition("/")[2] == "conf.py" for path in sources)
    homes = {path.rpartition("/")[0] for path in sources if path.rpartition("/")[2] == "conf.py"}
    return builds and all(is_development_source(path) or any(path.startswith(f"{home}/" if home else "_") for home in homes) for path in sources)
