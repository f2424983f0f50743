"""The runtimes that infrastructure as code names: Terraform, CloudFormation and SAM, Bicep and ARM,
CDK.
"""

from __future__ import annotations

import re

from venvlint.facts.pythons.stating import RUNTIME, folder_scope, in_text, root_of, within
from venvlint.files.paths import folder_of, prefix_of
from venvlint.readers.nodes import ABSENT
from venvlint.readers.python_versions import Pin
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.document import Document
    from venvlint.facts.pythons import Statement
    from venvlint.readers.lexemes import Lexeme
    from venvlint.readers.nodes import Node
    from venvlint.tree import Tree

_GOOGLE = r"^(?P<version>python3\d{1,2})$"
_NUMBER = r"^(?P<version>3\.\d{1,2})$"
_LINUX_FX = r"(?i)^python\|(?P<version>3\.\d{1,2})$"
_STACK = r"(?i)\brunning python (?P<version>3\.\d{1,2})\b"

# Type of resource -> where it names a Python, how, and the key of the code's folder.
_RESOURCES: dict[str, tuple[tuple[tuple[str, ...], str], ...]] = {
    "aws_lambda_function": ((("runtime",), RUNTIME),),
    "aws_glue_job": ((("command", "python_version"), _NUMBER),),
    "aws_elastic_beanstalk_environment": ((("solution_stack_name",), _STACK),),
    "aws_elastic_beanstalk_configuration_template": ((("solution_stack_name",), _STACK),),
    "google_cloudfunctions_function": ((("runtime",), _GOOGLE),),
    "google_cloudfunctions2_function": ((("build_config", "runtime"), _GOOGLE),),
    "google_app_engine_standard_app_version": ((("runtime",), _GOOGLE),),
    "azurerm_function_app": ((("site_config", "linux_fx_version"), _LINUX_FX),),
    "azurerm_app_service": ((("site_config", "linux_fx_version"), _LINUX_FX),),
    **{
        f"azurerm_linux_{what}": (
            (("site_config", "application_stack", "python_version"), _NUMBER),
        )
        for what in ("function_app", "function_app_slot", "web_app", "web_app_slot")
    },
    "azurerm_function_app_flex_consumption": ((("runtime_version",), _NUMBER),),
}
_MODULE_KEYS = ("runtime", "lambda_runtime", "python_runtime", "function_runtime")


def terraform(tree: Tree, path: str) -> Iterator[Statement]:
    """The resources that run Python, and modules that are given a runtime."""
    document = tree.document(path)
    if document is None or not re.search(rb"(?i)python|\bvar\.|\blocal\.", document.data):
        return
    root = _root(tree, path)
    resources = root.get("resource")
    for kind, places in _RESOURCES.items():
        found = resources.get(kind)
        for name, resource in found.mapping.items():
            for keys, expression in places:
                for node in _all_at(resource, keys):
                    yield from in_text(
                        "terraform",
                        _resolved(tree, path, node),
                        expression,
                        subject=f"`{name}`",
                        scope=_source(path, resource),
                    )
    modules = root.get("module")
    for name, module in modules.mapping.items():
        for key in _MODULE_KEYS:
            for expression in (RUNTIME, _GOOGLE):
                yield from in_text(
                    "terraform",
                    _resolved(tree, path, module.get(key)),
                    expression,
                    subject=f"`{name}`",
                    scope=_source(path, module),
                )


def _all_at(node: Node, keys: tuple[str, ...]) -> Iterator[Node]:
    """The nodes at a path of keys, through each of repeated blocks."""
    if not keys:
        yield node
        return
    for one in node.items or [node]:
        inner = one.get(keys[0])
        if inner:
            yield from _all_at(inner, keys[1:])


def _source(path: str, block: Node) -> str:
    """The folder that the code is taken from, where the block says it plainly."""
    for key in ("source_path", "source_dir"):
        if scope := folder_scope(path, block.text(key)):
            return scope
    return ""


def _resolved(tree: Tree, path: str, node: Node) -> Node:
    """What a value is: itself, or the default of the variable, or the local, that it refers to."""
    if not node or node.string is not None:
        return node
    kind, _, name = node.raw.strip().strip('"').removeprefix("${").rstrip("}").partition(".")
    if kind not in ("var", "local") or not name.isidentifier():
        return ABSENT
    roots: dict[str, list[Node]] = tree.once("modules of Terraform", lambda: _modules(tree))
    keys = ("variable", name, "default") if kind == "var" else ("locals", name)
    found = [one for root in roots.get(folder_of(path), ()) for one in _all_at(root, keys)]
    return found[0] if len(found) == 1 and found[0].string is not None else ABSENT


def _modules(tree: Tree) -> dict[str, list[Node]]:
    """The files of each folder, which Terraform takes for one module."""
    found: dict[str, list[Node]] = {}
    for path in tree.of_kind("terraform", "terraform-json"):
        found.setdefault(folder_of(path), []).append(_root(tree, path))
    return found


def _root(tree: Tree, path: str) -> Node:
    return tree.json(path) if path.endswith(".json") else tree.hcl(path)


# -- CloudFormation and SAM


def cloudformation(tree: Tree, path: str) -> Iterator[Statement]:
    """The functions of a template, and what its globals say of them."""
    from venvlint.facts.installs.functions import template

    root = template(tree, path)
    if not root:
        return
    yield from _runtime(root, root.get("Globals", "Function", "Runtime"))
    resources = root.get("Resources")
    for name, resource in resources.mapping.items():
        kind = resource.text("Type") or ""
        if kind.startswith(("AWS::Serverless", "AWS::Lambda")) and "Layer" not in kind:
            yield from _runtime(
                root,
                resource.get("Properties", "Runtime"),
                f"the function `{name}`",
                folder_scope(path, resource.text("Properties", "CodeUri")),
            )
        elif kind.startswith("AWS::ElasticBeanstalk"):
            yield from in_text(
                "sam", resource.get("Properties", "SolutionStackName"), _STACK, deployed=40
            )


def _runtime(root: Node, node: Node, subject: str = "", scope: str = "") -> Iterator[Statement]:
    """A runtime, or the default of the parameter that it refers to."""
    if node.string is not None and node.tag in ("!Ref", "Ref"):
        node = root.get("Parameters", node.string, "Default")
    elif node and (name := node.text("Ref")):
        node = root.get("Parameters", name, "Default")
    yield from in_text("sam", node, RUNTIME, deployed=40, subject=subject, scope=scope)


# -- Azure


def arm(tree: Tree, path: str) -> Iterator[Statement]:
    """`linuxFxVersion`, and the runtime of a flexible plan."""
    root = root_of(tree, path, b"deploymentTemplate.json")
    for node in root.walk():
        for key in ("linuxFxVersion", "LinuxFxVersion"):
            yield from in_text("arm", node.get(key), _LINUX_FX)
        if (node.text("name") or "").lower() == "python":
            yield from in_text("arm", node.get("version"), _NUMBER)


def bicep(tree: Tree, path: str) -> Iterator[Statement]:
    """The same in Bicep's own language, and defaults of parameters that reach it."""
    document = tree.document(path)
    if document is None or not re.search(rb"(?i)python", document.data):
        return
    from venvlint.readers.lexemes import BICEP, TEXT, scan

    lexemes = [one for one in scan(document.text, BICEP) if one.kind != "line"]
    for index, one in enumerate(lexemes):
        if one.kind != TEXT:
            continue
        match = re.match(_LINUX_FX, one.text)
        if match and _is_value(lexemes, index):
            start = one.start + match.start("version")
            yield from within("bicep", document, start, one.start + match.end("version"))
        elif (
            one.text == "python"
            and index > 1
            and lexemes[index - 2].text == "name"
            and len(lexemes) > index + 3
            and lexemes[index + 1].text == "version"
            and re.match(_NUMBER, lexemes[index + 3].text)
        ):
            version = lexemes[index + 3]
            yield from within("bicep", document, version.start, version.end)


def _is_value(lexemes: list[Lexeme], index: int) -> bool:
    """Whether a text is the value of a key or the default of a parameter, not one of the allowed
    ones.
    """
    return index > 0 and lexemes[index - 1].is_mark(":", "=")


# -- AWS CDK

_CDK_RUNTIME = lazy(r"PYTHON_(\d)_(\d{1,2})$")


def cdk(tree: Tree, path: str) -> Iterator[Statement]:
    """`Runtime.PYTHON_3_12` in the sources of the application that `cdk.json` describes: below its
    folder, or all of the tree's where it lies at the root.
    """
    folder = folder_of(path)
    prefix = prefix_of(folder)
    found = list(tree.imports.holding("Runtime.PYTHON_", 'Runtime("python', "Runtime('python"))
    for suffix in (".ts", ".js"):
        found += [
            source
            for source in tree.files.holding(("Runtime.PYTHON_",), suffix)
            if not source.endswith(".d.ts")
        ]
    for source in sorted(set(found)):
        if source.startswith(prefix) and not tree.is_test_data(source):
            document = tree.document(source)
            if document is not None:
                yield from _cdk_source(document)


def _cdk_source(document: Document) -> Iterator[Statement]:
    from venvlint.readers.lexemes import STARLARK, TYPESCRIPT, scan

    style = STARLARK if document.path.endswith(".py") else TYPESCRIPT
    before: list[Lexeme] = []
    for one in scan(document.text, style):
        match = _CDK_RUNTIME.match(one.text) if one.kind == "word" else None
        if match and len(before) > 1 and before[-1].is_mark(".") and before[-2].text == "Runtime":
            pin = Pin(int(match[1]), int(match[2]))
            yield from within("cdk", document, one.start, one.end, pin=pin)
        elif (
            one.kind == "text"
            and len(before) > 1
            and before[-1].is_mark("(")
            and before[-2].text == "Runtime"
            and re.match(RUNTIME, one.text)
        ):
            yield from within("cdk", document, one.start, one.end)
        before = [*before[-1:], one]


READERS = {
    "terraform": terraform,
    "terraform-json": terraform,
    "cloudformation": cloudformation,
    "cloudformation-json": cloudformation,
    "arm": arm,
    "bicep": bicep,
    "cdk": cdk,
}
