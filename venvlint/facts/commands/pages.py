"""What the README and the documentation's pages tell people to type: the blocks of shell text of
a page, all of them one shell, as a reader works through them.

Only what is said to be shell is read: fences and directives that name a shell, and blocks without a
name that show prompts (`$ pip install x`) or nothing but programs that everybody knows.
"""

from __future__ import annotations

from venvlint.facts.commands import running
from venvlint.facts.commands.model import Sequence, Shell
from venvlint.facts.manifests.names import is_named_for, names
from venvlint.facts.project import project_of, vocabulary
from venvlint.files.paths import name_of
from venvlint.readers.patchwork import UNKNOWN, Patchwork, verbatim
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from venvlint.document import Document
    from venvlint.readers.patchwork import Piece
    from venvlint.tree import Tree

    Lines = list[tuple[str, int]]

# ```sh, ``` {.bash}, ```{prompt} bash, ```{code-block} console
_FENCE = lazy(
    r"([ \t]{0,12}(?:>[ \t]?)?[ \t]*)(`{3,}|~{3,})[ \t]*"
    r"(?:\{[ \t]*(?:code-block|code|sourcecode|prompt)\}[ \t]*|\{?[ \t]*\.?)([\w+-]*)"
)
_DIRECTIVE = lazy(r"[ \t]*\.\. (code-block|code|sourcecode|prompt)::[ \t]*([\w+-]*)(.*)$")
_HIGHLIGHT = lazy(r"[ \t]*\.\. highlight::[ \t]*([\w+-]*)", words=("highlight::",))
_SHELLS = frozenset(
    (
        "bash",
        "sh",
        "shell",
        "zsh",
        "fish",
        "console",
        "shell-session",
        "shellsession",
        "bash-session",
        "terminal",
        "sh-session",
    )
)
_OF_PWSH = frozenset(("powershell", "pwsh", "ps1", "ps", "posh"))
_OF_CMD = frozenset(("bat", "batch", "cmd", "dos", "doscon", "winbatch"))
# The shell of the blocks in each of these languages. What no block of another shell names is not
# looked for.
_KINDS = (("", _SHELLS), ("pwsh", _OF_PWSH), ("cmd", _OF_CMD))
_OF_WINDOWS = {"pwsh": (b"powershell", b"pwsh", b"ps1"), "cmd": (b"bat", b"cmd", b"dos")}
# A heading of Markdown or HTML, and a line in bold that stands for one.
_HEADING = lazy(
    r"(?i)#{1,6}[ \t]|(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?\*\*\S|<(?:h[1-6]|summary|details)\b"
)
_RULE = lazy(r"([-=~^\"'#*+.:_`])\1{2,}$")
"""What stands below a heading of reStructuredText, or of Markdown."""
# `requirements-<system>.txt`, `kit-<version>.whl`: no redirections.
_FILLED_IN = lazy(r"<[A-Za-z][\w-]*(?:[ ./|][\w-]+)*>", words=("<",))
_OF_WORDS = "._/-=@"
_WINDOWS_PROMPT = lazy(
    r"[ \t]*(?:\([\w .-]+\)[ \t]*)?(?:PS(?: [A-Za-z]:[^>\n]*)?|[A-Za-z]:\\[^>\n]*)?>[ \t]*",
    words=(">",),
)
_PROMPT = lazy(
    r"[ \t]*(?:\([\w .-]+\)[ \t]*)?(?:[\w.@~:/-]*[$%])[ \t]+",
    words=("$", "%"),
)
# A prompt that is nothing but its last character, as some shells are set up to show it. A shell
# behind `$ ` shows it where a command goes on.
_BARE_PROMPT = lazy(r"[ \t]*(?:\([\w .-]+\)[ \t]*)?>[ \t]+", words=(">",))
# By which a block without a name is known: `$ ` and `(venv) $ `.
_PLAIN_PROMPT = lazy(r"[ \t]*(?:\([\w .-]+\)[ \t]*)?\$[ \t]+", words=("$",))
_ITEM = lazy(r"[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)")
# Another program's prompt: cmd's and PowerShell's, Python's and IPython's, a database's.
_OTHER_PROMPT = lazy(
    r"[ \t]*(?:PS(?: [A-Za-z]:[^>\n]*)?>|[A-Za-z]:\\[^>\n]*>|>>>|In ?\[\d*\]:|\w+=?[#>] )",
    words=(">", "]:", "# "),
)
# What a block without a name may begin its lines with to be taken for shell.
_PROGRAMS = frozenset(
    ". apt apt-get brew cd conda dnf docker export git hatch make mamba mkdir"
    " mkvirtualenv nox pacman pdm pip pip3 pipenv pipx poetry pyenv pytest python python3 source"
    " sudo tox uv uvx virtualenv workon yum".split()
)
_OF_ENVIRONMENT = lazy(
    r"(?:\./)?[\w./~$-]{0,200}/bin/(?:activate|pip3?|python3?)$", words=("/bin/",)
)
"""A program in an environment, by its path."""
_INSTALLERS = tuple("conda hatch mamba nox pdm pip pipenv pipx pixi poetry rye tox uv".split())
_FOR_CONTRIBUTORS = frozenset("contribute contributing contributors hacking".split())
# What a page must hold to have to do with environments; quicker than one expression for all.
_WORDS = (
    *b"pip ctivate venv virtualenv workon conda poetry pipenv".split(),
    *(b"uv ", b"pdm ", b"docker build", b"docker image build", b"podman build"),
)
_MANY = 100
"""Pages of one suffix, from which on asking Git costs less than reading them."""
_UP_TO = 400
"""How many lines of a nameless block are looked at."""


def collect(tree: Tree, paths: Iterable[str]) -> Iterator[Sequence]:
    """One sequence with one shell for each page that shows such commands."""
    for path in _speaking(tree, paths):
        if vocabulary.says(path, vocabulary.PROPOSALS) or vocabulary.is_page_set_aside(path):
            continue
        document = tree.maybe_document(path)
        if document is None or not any(word in document.data for word in _WORDS):
            continue
        blocks = _rst if path.lower().endswith(".rst") else _markdown
        name = name_of(path).lower()
        label = "the README" if name.startswith("readme") else "the page"
        for kind, languages in _KINDS:
            if kind and not any(word in document.data.lower() for word in _OF_WINDOWS[kind]):
                continue
            pieces = list(blocks(document, languages))
            if pieces:
                sequence = Sequence("page", document, path, "page")
                shell = Shell(kind, document, (pieces[0][1], pieces[-1][2]), label)
                running.run(shell, Patchwork(pieces), _start(tree, document))
                sequence.add(shell)
                yield sequence


def _speaking(tree: Tree, paths: Iterable[str]) -> Iterator[str]:
    """Those of *paths* that may hold one of `_WORDS`. Of many pages few do, and Git finds them
    before they are read.
    """
    silent: set[str] = set()
    paths = list(paths)
    for suffix in (".md", ".rst"):
        if sum(path.endswith(suffix) for path in paths) >= _MANY:
            silent.update(tree.files.lacking([word.decode() for word in _WORDS], suffix))
    return (path for path in paths if path not in silent)


def _start(tree: Tree, document: Document) -> running.Start:
    """A page speaks from the root, where whoever clones the project and changes into the clone, or
    into `/path/to/` that name, stands too. Where the reader of a manual stands, nobody knows.
    """
    start = running.Start(directory=None if _is_manual(tree, document.path) else "")
    if b" clone " in document.data or b"path/to/" in document.data:
        start.own_clones = clone_names(tree)
    return start


def _is_manual(tree: Tree, path: str) -> bool:
    """Whether a page tells how to use, on any project, what its own project is or extends: a tool
    that installs, such as Poetry.
    """
    if vocabulary.says(name_of(path), vocabulary.DEVELOPMENT | _FOR_CONTRIBUTORS):
        return False
    return any(
        is_named_for(name, tool)
        for name in names(tree, project_of(tree, path))
        for tool in _INSTALLERS
    )


def clone_names(tree: Tree) -> frozenset[str]:
    """The names that a clone of the project itself has (see `_names`), folded."""
    return tree.once("names of the project's clones", lambda: _names(tree))


def _names(tree: Tree) -> frozenset[str]:
    """The names that a clone of the project itself has: those of its manifests and the title of its
    README.
    """
    found: set[str] = set()
    for path in tree.paths:
        if "/" not in path and path.lower().startswith("readme."):
            document = tree.document(path)
            for line in document.text[:2000].split("\n") if document is not None else ():
                if line.startswith("# ") or (line and not found and line[0].isalnum()):
                    title = line.lstrip("# ")
                    found.update((title, title.partition(" ")[0]))
                    break
    return frozenset(filter(None, map(vocabulary.folded, (*found, *names(tree, ".")))))


def sections(document: Document) -> list[int]:
    """Where the sections of a page begin."""
    found = []
    fence, above = "", ""
    for line, start in document.each_line():
        is_indented = line.startswith((" ", "\t"))
        line = line.strip()
        if fence:
            fence = "" if line.startswith(fence) and not line.strip(fence[0]) else fence
        elif line.startswith(("```", "~~~")) and not (len(line) > 3 and _underlines(line, above)):
            fence = line[:3]
        elif is_indented and line.startswith("#"):
            pass  # a comment in a block that is told by its indent alone
        elif _HEADING.match(line) or _underlines(line, above):
            found.append(start)
        above = line
    return found


def _underlines(line: str, above: str) -> bool:
    """Whether a line makes the one above it a heading."""
    return bool(above) and len(line) >= len(above) and _RULE.match(line) is not None


def _markdown(document: Document, languages: frozenset[str]) -> Iterator[Piece]:
    """The fenced blocks in one of *languages*, found by leaps from one fence to the next; of a page
    that has no fence the indented ones.
    """
    text = document.text
    position = 0
    marks = [mark for mark in ("```", "~~~") if mark in text]
    if not marks:
        if languages is _SHELLS:
            yield from _indented(document)
        return
    while (begin := _fence(text, position, marks)) >= 0:
        start = text.rfind("\n", 0, begin) + 1
        match = _FENCE.match(text, start)
        position = _line_end(text, begin)
        if match is None or match.start(2) != begin or "`" in text[match.end(2) : position]:
            continue  # in the middle of a line, or code within one
        indent, fence, language = match[1], match[2], match[3].lower()
        stop, after = _closing(text, fence, position)
        if stop < 0:
            return  # it is open to the end
        if language in languages or (not language and languages is _SHELLS):
            block: Lines = []
            for line in text[position:stop].split("\n")[:-1]:
                line_end = position + len(line) + 1
                line = line.rstrip("\r")
                kept = line[len(indent) :] if line.startswith(indent) else line.lstrip(" \t")
                block.append((kept, position + len(line) - len(kept)))
                position = line_end
            if language or _is_shell(block, ""):
                yield from _block(block, languages)
        position = after


def _indented(document: Document) -> Iterator[Piece]:
    """The blocks of code that are told by their indent alone, behind an empty line: below a list
    such a paragraph belongs to the list.
    """
    block: Lines = []
    in_list, is_behind_empty = False, True
    for line, start in (*document.each_line(), ("end", len(document.text))):
        inner = line.lstrip(" \t")
        if line.startswith(("    ", "\t")) and inner and (block or is_behind_empty):
            if not in_list:
                block.append((inner, start + len(line) - len(inner)))
        elif inner:
            if _is_shell(block, ""):
                yield from _block(block)
            block = []
            # Only a line at the margin ends a list.
            in_list = _ITEM.match(line) is not None or (in_list and line[0] in " \t")
        is_behind_empty = not inner


def _fence(text: str, position: int, marks: list[str]) -> int:
    """Where the next fence may begin; -1 where there is none. *marks* are those that the page has:
    what is nowhere is not searched for again and again.
    """
    found = [at for at in [text.find(mark, position) for mark in marks] if at >= 0]
    return min(found, default=-1)


def _closing(text: str, fence: str, position: int) -> tuple[int, int]:
    """Where the line begins that closes a fence, and where it ends; -1 where none does."""
    while (at := text.find(fence, position)) >= 0:
        start = text.rfind("\n", 0, at) + 1
        position = _line_end(text, at)
        line = text[start:position].strip().lstrip("> ")
        if line.startswith(fence) and not line.strip(fence[0]):
            return start, position
    return -1, -1


def _line_end(text: str, position: int) -> int:
    """Behind the line feed that ends the line of *position*."""
    stop = text.find("\n", position)
    return len(text) if stop < 0 else stop + 1


def _rst(document: Document, languages: frozenset[str]) -> Iterator[Piece]:
    """The literal blocks in one of *languages*, found by leaps from one `::` to the next."""
    text = document.text
    highlighted = ""
    position = 0
    while (mark := text.find("::", position)) >= 0:
        start = text.rfind("\n", 0, mark) + 1
        position = _line_end(text, mark)
        line = text[start:position].rstrip()
        match = _DIRECTIVE.match(line) if ".. " in line else None
        if match is None and ".. " in line:
            if highlight := _HIGHLIGHT.match(line):
                highlighted = highlight[1].lower()
            continue
        if match is None and not line.endswith("::"):
            continue
        if match is not None and match[3].strip() and match[1] != "prompt":
            continue
        named = match is not None and match[2].lower() in languages
        if match is not None and match[2] and not named:
            continue  # another language
        indent = len(line) - len(line.lstrip(" \t"))
        block: Lines = []
        while position < len(text):
            stop = _line_end(text, position)
            inner = text[position:stop].rstrip("\r\n")
            depth = len(inner) - len(inner.lstrip(" \t"))
            if inner.strip() and depth <= indent:
                break
            # Options of a directive (`:caption: x`) are no commands.
            if not inner.startswith(":", depth):
                block.append((inner[depth:], position + depth))
            position = stop
        if named or (languages is _SHELLS and _is_shell(block, highlighted)):
            yield from _block(block, languages)


def _is_shell(block: Lines, highlighted: str) -> bool:
    """Whether a block without a name of its own holds commands."""
    if highlighted in _SHELLS or _has_prompts(block):
        return True
    seen = continued = False
    for line, _ in block[:_UP_TO]:
        inner = line.strip()
        if continued:
            continued = inner.endswith("\\")
        elif inner and not inner.startswith("#"):
            program = inner.split(None, 1)[0]
            if program not in _PROGRAMS and not _OF_ENVIRONMENT.match(program):
                return False
            seen = True
            continued = inner.endswith("\\")
    return seen


def _has_prompts(block: Lines) -> bool:
    return any(_PLAIN_PROMPT.match(line) for line, _ in block)


def _begins_with_bare_prompt(block: Lines) -> bool:
    """Whether the first command of a block stands behind `> `: no command begins by sending what it
    says into a file.
    """
    first = next((line for line, _ in block if line.strip() and line.lstrip()[0] != "#"), "")
    return _BARE_PROMPT.match(first) is not None


def _block(block: Lines, languages: frozenset[str] = _SHELLS) -> Iterator[Piece]:
    """The commands of a block: behind the prompts where it shows any (the rest is output then),
    else all its lines. With another program's prompts it has none.
    """
    own = _PROMPT.match if languages is _SHELLS else _WINDOWS_PROMPT.match
    prompts = any(own(line) for line, _ in block)
    if not prompts and languages is _SHELLS:
        if any(_OTHER_PROMPT.match(line) for line, _ in block):
            return
        if _begins_with_bare_prompt(block):
            own, prompts = _BARE_PROMPT.match, True
    continued = False
    for line, start in block:
        if prompts:
            match = own(line)
            if match is None and not continued:
                continue
            if match is None and languages is _SHELLS:
                match = _BARE_PROMPT.match(line)
            if match:
                line, start = line[match.end() :], start + match.end()
            continued = line.endswith("\\")
        if languages is _OF_CMD:
            # cmd knows no such comments, but this is how pages explain a line of it too.
            line = line.partition(" #")[0]
        yield from _pieces(line + "\n", start)


def _pieces(line: str, start: int) -> Iterator[Piece]:
    """A line with its place, and what readers are to fill in within a word left unknown."""
    position = 0
    for match in _FILLED_IN.finditer(line) if "<" in line else ():
        begin, end = match.span()
        beside = {line[begin - 1 : begin], line[end : end + 1]}
        if any(one.isalnum() or one in _OF_WORDS for one in beside if one):
            yield verbatim(line[position:begin], start + position, start + begin)
            yield verbatim(UNKNOWN, start + begin, start + end)
            position = end
    yield verbatim(line[position:], start + position, start + len(line))
