"""The nouns of continuous integration: jobs and their steps."""

from __future__ import annotations

from venvlint.facts.ci.values import Values
from venvlint.facts.project import vocabulary
from venvlint.readers.nodes import ABSENT
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from venvlint.facts.ci.values import Combination
    from venvlint.readers.nodes import Node

_CHECKOUT = lazy(vocabulary.CHECKOUT, words=vocabulary.CHECKOUT_WORDS)


class Step(Record):
    """One step of a job: an action, task or orb command that is used (`uses`), or commands that a
    shell runs (`run`).

    Steps of a job with the same `session` are run by one shell, one after the other: what one of
    them exports or activates holds
    for the next. `uses` has no version: `actions/setup-python`, Azure's `UsePythonVersion`,
    CircleCI's `restore_cache`.
    """

    node: Node
    name: str = ""
    id: str = ""
    uses: str = ""
    uses_version: str = ""
    uses_node: Node = ABSENT
    inputs: Mapping[str, Node] = {}
    """`with` of GitHub Actions, `inputs` of Azure, the parameters of a CircleCI command."""
    run: Node = ABSENT
    shell: str = ""
    """The shell that runs `run`: `bash`, `sh`, `pwsh`, `powershell`, `cmd`, `python`, or another
    program's name; empty when it is not known.
    """
    shell_node: Node = ABSENT
    """Where the step or a default states its shell."""
    working_directory: str | None = None
    """The folder below the project's root that it works in, `""` for the root; None when it is not
    known.
    """
    env: Mapping[str, Node] = {}
    """The variables of workflow, job and step, the nearest winning."""
    condition: Node = ABSENT
    may_fail: bool | None = False
    words: tuple[Node, ...] = ()
    """A program and its arguments, started without a shell (Cloud Build), instead of `run`."""
    session: int = 0
    parameters: Mapping[str, Node] = {}
    """What the command or template that the step is a part of was given (CircleCI, Azure)."""


class Job(Record):
    """One job of one CI definition, whatever the system.

    `system` is `github`, `gitlab`, `circleci`, `azure`, `travis`, `appveyor`, `bitbucket`,
    `buildkite`, `cirrus`, `cloudbuild`, `codebuild`, `drone`, `jenkins`, `semaphore` or
    `woodpecker`. A composite action is a job of `github` with `is_action`. `name` is the key that
    other jobs refer to. `images` are the nodes of the images that the job itself runs in (no
    services).
    `combinations` has at least one member; `matrix_complete` is false where a part of the matrix is
    computed while the workflow runs.
    """

    system: str
    path: str
    name: str
    node: Node
    steps: tuple[Step, ...] = ()
    needs: tuple[str, ...] = ()
    images: tuple[Node, ...] = ()
    runners: Values = Values()
    """Labels of the machines that it runs on (`ubuntu-latest`, `windows-2022`)."""
    env: Mapping[str, Node] = {}
    combinations: tuple[Combination, ...] = ()
    matrix_complete: bool = True
    condition: Node = ABSENT
    triggers: tuple[str, ...] = ()
    """What starts the workflow (`push`, `release`, `schedule`…; `push:tags` for a push of tags
    alone); empty when it does not say.
    """
    is_action: bool = False
    inputs: Mapping[str, Node] = {}
    """The defaults that the workflow, the composite action or the pipeline gives to its inputs."""
    called: tuple[Step, ...] = ()
    """The steps of the tree's own composite actions that the job uses, each with what it is given
    in `parameters`.
    """
    is_called: bool = False
    """Whether some other job of the tree uses this composite action or reusable workflow."""
    chain: str = ""
    """Jobs of one file with the same text here run one after the other, in the order of `position`,
    each on a machine of its own; empty where nothing tells.
    """
    position: int = 0
    handed: tuple[str, ...] = ()
    """Patterns of the files that the later ones of its chain find in their folder: a step's
    artifacts, or everything (`**`) where containers work in one folder.
    """
    pythons: tuple[tuple[str, Node], ...] = ()
    """Settings outside the steps that state a Python, each with its kind (see
    `pythons.PythonSetup`).
    """

    def resolve(self, node: Node, step: Step | None = None) -> Values:
        """What the text of *node* comes to, used in this job (in *step*, whose `env` then counts).

        Matrix values, `env`, defaults of inputs, literals and `fromJSON` of a literal are followed,
        each system's own
        syntax for them included; anything else makes the result incomplete. A block scalar of
        several lines is one value
        (`lines` splits it). A list gives the values of its members.
        """
        from venvlint.facts.ci.resolve import resolve

        return resolve(self, node, step)

    def lines(self, node: Node, step: Step | None = None) -> Values:
        """As `resolve`, with each non-empty line of the text as a value of its own."""
        from venvlint.facts.ci.resolve import lines

        return lines(self, node, step)


class Budget:
    """How many more nodes a reader of a definition looks at: aliases and templates can make a short
    file endless.
    """

    __slots__ = ("left",)

    def __init__(self, left: int = 5000) -> None:
        self.left = left

    def take(self, nodes: list[Node]) -> list[Node]:
        """As many of *nodes* as are left."""
        taken = nodes[: max(self.left, 0)]
        self.left -= len(taken) + 1
        return taken


def below_checkout(path: str) -> str:
    """A path without the folder of the checkout that it begins with: `svc` of
    `$GITHUB_WORKSPACE/svc`; empty where it is that folder.
    """
    root = _CHECKOUT.match(path)
    return path[root.end() :].lstrip("/") if root is not None else path


def lines_of(node: Node, most: int = 400) -> list[Node]:
    """The commands of a setting that is one text or a list of them; none that is empty."""
    found = [] if not node else node.items if isinstance(node.value, list) else [node]
    return [line for line in found[:most] if line.string]
