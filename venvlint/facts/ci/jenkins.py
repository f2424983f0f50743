"""Jenkins: the steps of a `Jenkinsfile`, declarative or scripted. Each `sh`, `bat`, `powershell`
and `pwsh` is a process of its own.

A stage with an `agent` of its own and each `node` are a job here: they may run anywhere. What an
agent's `sh` is only its image tells; a text that begins with `#!` says it itself.
"""

from __future__ import annotations

from venvlint.facts.ci.matrix import product
from venvlint.facts.ci.model import Job, Step
from venvlint.facts.ci.values import Combination
from venvlint.files.paths import path_from
from venvlint.readers.nodes import ABSENT, Node
from venvlint.readers.shell_wrappers import shebang_program

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.document import Document
    from venvlint.readers.lexemes import Token

_STEPS = {"sh": "sh", "bat": "cmd", "powershell": "powershell", "pwsh": "pwsh"}
# Words that may stand before a string of a step: what it says beside its script.
_OPTIONS = frozenset("script label returnStdout returnStatus encoding".split())
_MAXIMUM_STEPS = 2000
_MAXIMUM_BLOCKS = 200
_MAXIMUM_VALUES = 100


class _Block:
    __slots__ = ("agent", "axes", "directory", "env", "image", "key", "name", "start", "title")

    def __init__(self, name: str, title: str, start: int, outer: _Block | None) -> None:
        self.name, self.title, self.start = name, title, start
        self.agent = name in ("pipeline", "node") or outer is None
        """Whether its steps are a job."""
        self.key = start
        self.image: Node = ABSENT
        self.directory: str | None = outer.directory if outer is not None else ""
        self.env: dict[str, Node] = dict(outer.env) if outer is not None else {}
        self.axes: dict[str, list[Node]] = outer.axes if outer is not None else {}
        """Those of the `matrix` that it stands in."""


class _Found:
    __slots__ = ("block", "steps")

    def __init__(self, block: _Block) -> None:
        self.block = block
        self.steps: list[Step] = []


def pipeline_jobs(path: str, document: Document) -> Iterator[Job]:
    """The jobs of a Jenkinsfile."""
    from venvlint.readers.lexemes import tokens

    found = _Reader(document, tokens(document)).read()
    for one in found:
        block = one.block
        node = Node(document, None, block.start, block.start)
        rows, complete = product(block.axes)
        yield Job(
            "jenkins",
            path,
            block.title,
            node,
            steps=tuple(one.steps),
            images=(block.image,) if block.image else (),
            env=block.env,
            combinations=tuple(Combination(row) for row in rows) or (Combination({}),),
            matrix_complete=complete,
        )


class _Reader:
    def __init__(self, document: Document, tokens: list[Token]) -> None:
        self.document, self.tokens = document, tokens
        self.blocks: list[_Block] = [_Block("", "", 0, None)]
        self.depth = 0
        """How many blocks are open beyond those that are kept."""
        self.found: dict[int, _Found] = {}
        self.session = 0

    def read(self) -> list[_Found]:
        tokens, index, statement = self.tokens, 0, 0
        while index < len(tokens) and self.session < _MAXIMUM_STEPS:
            token = tokens[index]
            if token.text == "{" and token.kind == "mark":
                self.open(tokens[statement:index], token)
                statement = index + 1
            elif token.text == "}" and token.kind == "mark":
                self.close()
                statement = index + 1
            elif token.kind == "mark" and token.text in ("\n", ";"):
                statement = index + 1
            elif token.kind == "word":
                index = self.word(index)
            index += 1
        return [one for one in self.found.values() if one.steps]

    def open(self, header: list[Token], token: Token) -> None:
        if len(self.blocks) >= _MAXIMUM_BLOCKS:
            self.depth += 1
            return
        words = [one for one in header if one.kind == "word"]
        strings = [one for one in header if one.kind == "string"]
        name = words[0].text if words else ""
        outer = self.blocks[-1]
        block = _Block(name, strings[0].text if strings else "", token.start, outer)
        if name == "stage" and not block.title:
            block.title = outer.title
        if name == "dir":
            block.directory = _below(outer.directory, strings[0].text if strings else None)
        elif name == "withEnv":
            for one in strings:
                key, equals, value = one.text.partition("=")
                if equals and one.node:
                    self.set(block, key, value, one.node)
        elif name.startswith("withPythonEnv"):
            self.set(
                block, "PATH", "/.venv/bin:$PATH", Node(self.document, "", token.start, token.start)
            )
        elif words and words[-1].text.endswith("inside") and strings:
            block.agent, block.image, block.key = True, strings[0].node, token.start
        if name == "matrix":
            # `stage('test') { matrix { axes { axis { name 'PY'; values '3.9', '3.12' } } … } }`
            block.axes = outer.axes = {}
        self.blocks.append(block)

    def set(self, block: _Block, name: str, value: str, node: Node) -> None:
        """Set a variable; `PATH+ANY=dir` puts a folder before the others."""
        if name.startswith("PATH+"):
            name, value = "PATH", f"{value}:$PATH"
        block.env[name] = Node(self.document, value, node.start, node.end, style="plain")

    def close(self) -> None:
        if self.depth:
            self.depth -= 1
            return
        if len(self.blocks) > 1:
            self.blocks.pop()

    def word(self, index: int) -> int:
        """Read what a word begins; the index of the last token that belongs to it."""
        token = self.tokens[index]
        following = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
        if following is None:
            return index
        block = self.blocks[-1]
        if token.text in _STEPS:
            return self.step(index)
        if token.text in ("agent", "image", "docker"):
            holder = next(
                (one for one in reversed(self.blocks) if one.name in ("stage", "pipeline")), block
            )
            if token.text == "agent":
                # `agent none` leaves it to the stages; that of a stage is another machine.
                holder.agent = holder.agent or holder.name == "stage"
            elif following.kind == "string" and any(
                one.name in ("docker", "agent") for one in self.blocks[-2:]
            ):
                holder.image = following.node
        elif block.name == "axis" and following.kind == "string":
            if token.text == "name":
                block.title = following.text
            elif token.text == "values" and block.title:
                block.axes[block.title] = self.values(index + 1)
        elif block.name == "environment" and following.text == "=" and index + 2 < len(self.tokens):
            value = self.tokens[index + 2]
            if value.kind == "string" and value.node and len(self.blocks) > 1:
                self.set(self.blocks[-2], token.text, value.text, value.node)
        return index

    def values(self, index: int) -> list[Node]:
        """The texts from a token on, with commas between them and line ends behind those."""
        found = []
        for one in self.tokens[index : index + 4 * _MAXIMUM_VALUES]:
            if one.kind == "string" and one.node:
                found.append(one.node)
            elif one.text != "," and (one.text != "\n" or self.tokens[index - 1].text != ","):
                break
            index += 1
        return found

    def step(self, index: int) -> int:
        """A step such as `sh 'x'`, `sh(script: "x", returnStdout: true)`, `bat label: 'l', script:
        'x'`.
        """
        tokens = self.tokens
        kind = _STEPS[tokens[index].text]
        position = index + 1
        parenthesis = tokens[position].text == "(" and tokens[position].kind == "mark"
        position += parenthesis
        while position < len(tokens) and tokens[position].text == "\n" and parenthesis:
            position += 1
        text: Token | None = None
        if position < len(tokens) and tokens[position].kind == "string":
            text = tokens[position]
        elif position < len(tokens) and tokens[position].text in _OPTIONS:
            end = min(position + 40, len(tokens))
            for at in range(position, end - 2):
                if tokens[at].text in (")", "}") or (tokens[at].text == "\n" and not parenthesis):
                    break
                if tokens[at].text == "script" and tokens[at + 1].text == ":":
                    candidate = tokens[at + 2]
                    text = candidate if candidate.kind == "string" else None
                    position = at + 2
                    break
        if text is None or not text.node:
            return index
        after = tokens[position + 1].text if position + 1 < len(tokens) else ""
        if after in ("+", "."):
            return position  # a text that is put together or changed
        self.add(kind, text)
        return position

    def add(self, kind: str, text: Token) -> None:
        assert text.node
        named = shebang_program(text.text.lstrip()) if kind == "sh" else ""
        holder = next(one for one in reversed(self.blocks) if one.agent)
        innermost = self.blocks[-1]
        title = next((one.title for one in reversed(self.blocks) if one.name == "stage"), "")
        step = next(name for name, one in _STEPS.items() if one == kind)
        found = self.found.setdefault(holder.key, _Found(holder))
        if not holder.title:
            holder.title = title
        found.steps.append(
            Step(
                text.node,
                name=step,
                run=text.node,
                shell=named or kind,
                working_directory=innermost.directory,
                env=dict(innermost.env),
                session=self.session,
            )
        )
        self.session += 1


def _below(outer: str | None, text: str | None) -> str | None:
    if outer is None or text is None or "$" in text or text.startswith(("/", "~")):
        return None
    return path_from(outer, text)
