"""Which files a command writes, moves or takes away, as far as its words tell.

Enough for the question whether a file is there when a later command names it. Paths are as the
command has them; whoever asks knows the folder that it runs in.
"""

from __future__ import annotations

from venvlint.facts.commands.environments import activated
from venvlint.facts.commands.install_options import scan
from venvlint.facts.project import PACKAGE_FILES
from venvlint.files.paths import name_of, path_in
from venvlint.readers.argument_words import operands_and_values
from venvlint.readers.patchwork import UNKNOWN
from venvlint.readers.shell_wrappers import SHELLS
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterator
    from collections.abc import Sequence as Items

    from venvlint.facts.commands.model import Command
    from venvlint.readers.patchwork import Word

# Programs that write nothing that somebody installs from, unless a redirection says so.
_HARMLESS = frozenset(
    "apt apt-get apk yum dnf microdnf zypper pacman brew choco dpkg rpm pip uv easy_install pipx"
    " poetry pdm pipenv rye hatch conda mamba micromamba virtualenv venv ensurepip tox nox pytest"
    " cd pushd popd set shopt export unset declare typeset readonly local source . eval exec true"
    " false : exit return test [ [[ echo printf cat head tail grep egrep fgrep find ls stat wc sort"
    " uniq cut tr diff which command type hash whoami id uname date env printenv pwd basename"
    " dirname realpath readlink sleep wait kill chmod chown chgrp useradd adduser groupadd addgroup"
    " usermod su sudo gosu mkdir rmdir ldconfig update-ca-certificates locale-gen"
    " update-alternatives dpkg-reconfigure ln sed rm cp mv install touch tee truncate curl wget"
    " fc-cache groupmod passwd chpasswd ulimit umask trap pip-sync pip-compile strip"
    " rustup gpg apt-key add-apt-repository debconf-set-selections ufw systemctl service nginx"
    " gunicorn uvicorn flask celery streamlit setup.py tar unzip gunzip bash sh dash ash zsh"
    " deactivate conda-lock shasum sha256sum md5sum sync sem-version sem-service"
    " ruff black flake8 mypy isort pylint bandit coverage pyright pre-commit codecov twine"
    " sphinx-build mkdocs safety pip-audit node npm yarn pnpm docker psql createdb createuser"
    " pg_isready mysql mysqladmin redis-cli nvidia-smi nproc free df du ps"
    # The shell's own, and what asks the system or sets it up.
    " shift break continue let getopts getopt alias unalias awk gawk jq mktemp file seq yes clear"
    " less more tput base64 openssl sha1sum sha512sum lsb_release locale update-locale getent"
    " groups hostname hostnamectl lscpu lsblk lsof ss netstat ifconfig ip ping nc pgrep pkill"
    " killall journalctl sysctl crontab swapon mkswap userdel groupdel alternatives"
    " update-java-alternatives"
    # Packages of other kinds, compilers, containers and clusters.
    " apt-cache apt-mark aptitude snap flatpak gem bundle npx bun corepack nvm pyenv rbenv asdf"
    " rosdep pixi cargo rustc go java javac mvn gradle dotnet gcc g++ clang cmake ninja"
    " docker-compose podman podman-compose nerdctl buildah apptainer singularity kubectl helm"
    " minikube vagrant module ml sbatch squeue sinfo scancel qsub qstat bsub"
    # Databases, servers and Python's own modules.
    " alembic sqlite3 pg_dump pg_restore pg_ctl initdb mongod mongo mongosh redis-server"
    " supervisorctl certbot django-admin hypercorn daphne waitress-serve jupyter jupyter-lab"
    " ipython ipykernel build compileall unittest http.server nosetests ty workon"
    " mkvirtualenv".split()
)
_OWN_SCRIPTS = ("setup.py", "manage.py")  # setuptools' and Django's, each with its commands
# The same of cmd and PowerShell, in lower case.
_HARMLESS_ON_WINDOWS = frozenset(
    "rem title pause cls color setlocal endlocal goto shift chcp ver where timeout choice start rd"
    " del erase md dir set-location push-location pop-location get-location write-host write-output"
    " write-error write-warning test-path get-command get-item get-childitem join-path split-path"
    " resolve-path remove-item remove-module import-module set-executionpolicy set-strictmode"
    " start-sleep out-null select-object where-object if else elseif throw param function".split()
)
# What Azure Pipelines puts in before a shell sees the text: `$(Build.SourcesDirectory)`.
_MACRO = lazy(r"(?:Build|System|Agent|Pipeline|Environment|Release)\.[A-Za-z.]+")
# What a program is given that is only asked something of itself: `python --version`, `go version`.
_OF_ITSELF = frozenset(("--version", "-V", "-VV", "-version", "version", "--help", "help"))
_LOOKS = ("import ", "from ", "print(", "assert ")
# Programs that bring a repository, and how they are told to.
_BRINGS = {
    "git": ("clone",),
    "gh": ("clone",),
    "hg": ("clone",),
    "svn": ("checkout", "co", "export"),
}
_COMPILES = frozenset("pip-compile poetry uv pdm conda mamba conda-lock".split())
# Programs that start another one in a container, which mostly has the project's folder mounted.
_CONTAINERS = frozenset("docker docker-compose podman podman-compose nerdctl".split())
_REWRITES = frozenset("checkout pull reset switch restore apply merge".split())
_OF_THE_TREE = frozenset(("origin", "upstream", "main", "master"))
"""What is pulled from there is this tree."""
_MAKES_A_BRANCH = {
    "checkout": frozenset(("-b", "-B")),
    "switch": frozenset(("-c", "-C", "--create", "--force-create")),
}
_TAKES = {
    "cp": frozenset(("-t", "--target-directory", "-S", "--suffix")),
    "mv": frozenset(("-t", "--target-directory", "-S", "--suffix")),
    "install": frozenset(("-t", "--target-directory", "-m", "--mode", "-o", "-g", "--owner")),
    "ln": frozenset(("-t", "--target-directory")),
    "mkdir": frozenset(("-m", "--mode")),
    "touch": frozenset(("-d", "-t", "-r", "--date", "--reference")),
    "git": frozenset(
        "-C -c -b --branch --depth -o --origin --config --reference --template -j --jobs"
        " --separate-git-dir --filter --git-dir --work-tree".split()
    ),
    "svn": frozenset(
        ("-r", "--revision", "--username", "--password", "--depth", "--config-option")
    ),
    "unzip": frozenset(("-d", "-x")),
}


class Written(Record):
    """One effect of a command on a path.

    `kind` is `file` (it is written), `below` (a folder that may hold anything afterwards),
    `folder` (it is made), `removed`, or `copy` and `move` (from `source`).
    """

    kind: str
    path: str
    source: str = ""


def written(command: Command) -> Iterator[Written]:
    """The effects of a command, in no particular order."""
    for operator, word in command.redirections:
        if ">" in operator and "&" not in word.text[:1] and not word.text.startswith("/dev/"):
            yield Written("file", word.text)
    tool, texts = command.tool, command.texts
    reader = _READERS.get(tool)
    if reader is not None:
        yield from reader(tool, texts)
    elif tool in _BRINGS:
        yield from _versioned(command)
    elif tool in _COMPILES:
        yield from _exported(command)
    elif tool in ("venv", "virtualenv"):
        # One that is made in the folder itself (`virtualenv .`) brings no list.
        yield from (Written("below", text) for text in texts if text[:1] != "-" and text != ".")


def exported_lists(command: Command) -> Iterator[str]:
    """The lists that a command makes out of a manifest, a lock or a source (`poetry export`,
    `pip-compile`), so that everybody can; what `pip freeze` writes nobody else can make.
    """
    if (command.tool in _COMPILES or command.tool == "pipenv") and "freeze" not in command.texts:
        yield from (effect.path for effect in written(command) if effect.kind == "file")


def written_in_container(command: Command) -> Iterator[Written]:
    """The files that `docker compose run SERVICE pip-compile …` writes. Only their names tell
    something: which folder the container has, its image and its mounts say.
    """
    for one in run_in_container(command, _COMPILES):
        yield from (effect for effect in written(one) if effect.kind == "file")


def given_to_container(command: Command) -> Items[Word]:
    """The words behind the verb of what may start something in a container; none of another
    command.
    """
    words = command.arguments
    if command.tool in _CONTAINERS:
        verb = next((at for at, word in enumerate(words) if word.text in ("run", "exec")), None)
        return words[verb + 1 :] if verb is not None else ()
    return words if command.tool.startswith(UNKNOWN) else ()


def run_in_container(command: Command, programs: Container[str]) -> Iterator[Command]:
    """The commands that `docker compose run SERVICE pip-compile …` starts, also behind a variable
    (`$(DC) run …`) and in the text of a `sh -c`: from the first word on that is a shell or one of
    *programs*, since only the container's program tells which options take a value.
    """
    words = given_to_container(command)
    for at, word in enumerate(words):
        name = name_of(word.text)
        if name in programs or name in SHELLS:
            from venvlint.facts.commands.model import Command
            from venvlint.readers import shell

            for simple in shell.run_words(list(words[at:])).commands:
                inner = shell.stripped(simple.words)[1]
                one = Command(command.document, inner, command.block, command.shell, simple.start)
                one.redirections = tuple(
                    (item.operator, item.word) for item in simple.all_redirections
                )
                if one.tool not in _CONTAINERS and not one.tool.startswith(UNKNOWN):
                    yield one
            return


def may_write_anything(command: Command) -> bool:
    """Whether nobody knows which files a command writes."""
    if not command.words or _only_asks(command):
        return False
    if command.shell_kind == "pwsh" and command.texts[:1] == ["="]:
        # `$ErrorActionPreference = 'Stop'`: what is assigned may be a command itself.
        given = command.arguments[1].raw.lower() if len(command.arguments) > 1 else ""
        return given[:1].isalpha() and given not in _HARMLESS_ON_WINDOWS
    if command.program.startswith(UNKNOWN) and command.tool == command.name:
        return True
    if len(command.words) == 1 and _MACRO.fullmatch(command.program):
        return False
    tool = command.tool
    # Pages have `venv\Scripts\activate` in blocks of POSIX shells too, which drop the backslashes.
    if any(
        activated(word.text) or activated(word.raw.replace("\\", "/")) for word in command.words[:2]
    ):
        return False
    if tool in ("source", ".") and len(command.words) > 1:
        # An environment's activation, or a profile that sets variables.
        name = name_of(command.words[1].text)
        return not name.startswith(
            ("activate", ".bash", ".profile", "profile", "os-release", "env")
        )
    if tool in SHELLS or tool in ("eval", "source", ".", "exec"):
        # What `bash -c` is given is read as commands of its own; a file is somebody's program.
        return any(not text.startswith("-") for text in command.texts) and "-c" not in "".join(
            text for text in command.texts if text.startswith("-")
        )
    if tool in _BRINGS or tool in ("tar", "unzip"):
        return False  # `written` says where
    if tool == command.name and command.is_python:
        return name_of(next(iter(command.texts), "")) not in _OWN_SCRIPTS
    if command.shell_kind in ("cmd", "pwsh") and tool in _HARMLESS_ON_WINDOWS:
        return False
    return tool not in _HARMLESS


def _only_asks(command: Command) -> bool:
    """Whether a program only tells its version or its usage, or Python what it can import."""
    texts = command.texts
    if command.is_python and texts[:1] == ["-c"]:
        return len(texts) > 1 and _only_looks(texts[1])
    return bool(texts) and all(text in _OF_ITSELF for text in texts)


def _only_looks(code: str) -> bool:
    """Whether code does no more than import, print and assert."""
    statements = (one.strip() for one in code.replace("\n", ";").split(";"))
    return "open(" not in code and all(not one or one.startswith(_LOOKS) for one in statements)


def _copied(tool: str, texts: list[str]) -> Iterator[Written]:
    if tool == "install" and any(text in ("-d", "--directory") for text in texts):
        operands, _ = operands_and_values(texts, _TAKES[tool])
        yield from (Written("folder", operand) for operand in operands)
        return
    operands, values = operands_and_values(texts, _TAKES[tool])
    target = values.get("-t", values.get("--target-directory"))
    if target is None:
        if len(operands) < 2:
            return
        target = operands.pop()
    several = len(operands) > 1 or "-t" in values or "--target-directory" in values
    for operand in operands:
        kind = "move" if tool == "mv" else "copy"
        yield Written(kind, target + ("/" if several and not target.endswith("/") else ""), operand)


def _made(tool: str, texts: list[str]) -> Iterator[Written]:
    operands, _ = operands_and_values(texts, _TAKES.get(tool, frozenset()))
    kind = "folder" if tool == "mkdir" else "removed" if tool in ("rm", "rmdir") else "file"
    yield from (Written(kind, operand) for operand in operands)


def _downloaded(tool: str, texts: list[str]) -> Iterator[Written]:
    index, folder, names = 0, "", False
    while index < len(texts):
        text = texts[index]
        index += 1
        name, _, value = text.partition("=")
        following = texts[index] if index < len(texts) else ""
        if tool == "curl":
            if text in ("-o", "--output"):
                yield Written("file", following)
                index += 1
            elif name == "--output":
                yield Written("file", value)
            elif text.startswith("-") and not text.startswith("--") and text[-1:] == "o":
                yield Written("file", following)
                index += 1
            elif text in ("--remote-name", "--remote-name-all") or (
                text.startswith("-") and not text.startswith("--") and "O" in text
            ):
                names = True
            elif "://" in text and names:
                yield Written("file", name_of(text.partition("?")[0]))
        elif text in ("-O", "--output-document"):
            yield Written("file", following)
            index += 1
        elif name == "--output-document":
            yield Written("file", value)
        elif text.startswith("-") and not text.startswith("--") and text[-1:] == "O":
            yield Written("file", following)
            index += 1
        elif text in ("-P", "--directory-prefix"):
            folder = following
            index += 1
        elif "://" in text:
            base = name_of(text.partition("?")[0])
            yield Written("file", path_in(folder, base))


def cloned(command: Command) -> tuple[str, str] | None:
    """The name of the repository that a command brings whole, and the folder that it goes to from
    where the command runs; None for any other command.
    """
    tool, texts = command.tool, command.texts
    if tool == "gh" and texts[:2] == ["repo", "clone"]:
        texts = texts[1:]
    verbs = _BRINGS.get(tool)
    if verbs is None:
        return None
    operands, values = operands_and_values(texts, _TAKES["svn" if tool == "svn" else "git"])
    if len(operands) < 2 or operands[0] not in verbs:
        return None
    name = name_of(operands[1].rstrip("/").removesuffix(".git")).rpartition(":")[2]
    folder = operands[2] if len(operands) > 2 else name
    base = values.get("-C", "")
    return name, path_in(base, folder)


def brought(command: Command) -> list[str]:
    """The folders that a program of version control puts files into."""
    if command.tool not in _BRINGS:
        return []
    return [effect.path for effect in _versioned(command)]


def _versioned(command: Command) -> Iterator[Written]:
    brought = cloned(command)
    if brought is not None:
        yield Written("below", brought[1])
    elif command.tool == "git":
        operands, values = operands_and_values(command.texts, _TAKES["git"])
        if (
            operands[:1]
            and operands[0] in _REWRITES
            and not _only_makes_a_branch(operands[0], command.texts)
            and not (operands[0] == "pull" and _OF_THE_TREE.issuperset(operands[1:]))
        ):
            yield Written("below", values.get("-C", "") or ".")


def _only_makes_a_branch(verb: str, texts: list[str]) -> bool:
    """Whether `git checkout -b name` or `git switch -c name` begins a branch right here, which
    leaves all files as they are; a third word is the commit to begin it at.
    """
    given = texts[texts.index(verb) + 1 :]
    names = [text for text in given if not text.startswith("-")]
    return len(names) == 1 and not _MAKES_A_BRANCH.get(verb, frozenset()).isdisjoint(given)


def _unpacked(tool: str, texts: list[str]) -> Iterator[Written]:
    if tool == "unzip":
        yield Written("below", operands_and_values(texts, _TAKES["unzip"])[1].get("-d", "."))
        return
    first = texts[0] if texts else ""
    extracts = ("x" in first and not first.startswith("--")) or any(
        text in ("--extract", "--get") or (text[:1] == "-" and text[1:2] != "-" and "x" in text)
        for text in texts
    )
    if extracts:
        for index, text in enumerate(texts):
            if text in ("-C", "--directory"):
                yield Written("below", texts[index + 1] if index + 1 < len(texts) else ".")
                return
            if text.startswith("--directory="):
                yield Written("below", text.partition("=")[2])
                return
        yield Written("below", ".")


def _found(tool: str, texts: list[str]) -> Iterator[Written]:
    """`pipreqs`, which writes `requirements.txt` into the folder that it looks through."""
    operands, values = operands_and_values(
        texts, frozenset(("--savepath", "--encoding", "--ignore"))
    )
    if "--savepath" in values:
        yield Written("file", values["--savepath"])
    elif "--print" not in texts:
        yield Written("file", f"{operands[0].rstrip('/') if operands else '.'}/requirements.txt")


def _exported(command: Command) -> Iterator[Written]:
    """What export and compile tools write: their `-o`, and for a `pip-compile` without one `x.txt`
    from `x.in` and `requirements.txt` from a manifest.
    """
    output, sources, verbs = "", [], []
    for given in scan(command.tool, command.arguments):
        if given.option in ("-o", "--output", "--output-file") and given.value is not None:
            output = given.value.text
        elif given.option in ("-f", "--file") and command.tool in ("conda", "mamba"):
            output = given.value.text if given.value is not None else ""
        elif not given.option:
            sources.append(given.word.text)
            verbs.append(given.word.text)
    if command.tool in ("conda", "mamba"):
        if output and "export" in verbs[:2]:
            yield Written("file", output)
    elif output:
        yield Written("file", output)
    elif command.tool == "pip-compile":
        for source in sources or ["requirements.in"]:
            folder, slash, name = source.rpartition("/")
            if name in PACKAGE_FILES:  # pip-tools names it itself
                yield Written("file", f"{folder}{slash}requirements.txt")
            else:
                yield Written("file", source.rpartition(".")[0] + ".txt")


_READERS = {
    "cp": _copied,
    "mv": _copied,
    "ln": _copied,
    "install": _copied,
    "mkdir": _made,
    "rm": _made,
    "rmdir": _made,
    "touch": _made,
    "tee": _made,
    "truncate": _made,
    "curl": _downloaded,
    "wget": _downloaded,
    "tar": _unpacked,
    "unzip": _unpacked,
    "pipreqs": _found,
}
