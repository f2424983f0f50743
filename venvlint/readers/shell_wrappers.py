"""The words of one command: programs that only start another one, and what a shell is told to
run.
"""

from __future__ import annotations

from itertools import pairwise

from venvlint.files.paths import name_of
from venvlint.readers.patchwork import Word
from venvlint.regex import lazy

_ASSIGNMENT = lazy(r"([A-Za-z_][A-Za-z0-9_]*)(?:\[[^\]\s]*\])?(\+?)=")
SHELLS = frozenset(("sh", "bash", "dash", "ash", "zsh", "ksh"))
"""The shells whose language is POSIX's, more or less."""


def shebang_program(text: str) -> str:
    """The program that a script's first line names (`#!/usr/bin/env bash`), without its folder;
    empty where there is none.
    """
    if not text.startswith("#!"):
        return ""
    words = text[2:].partition("\n")[0].replace('"', " ").split()
    if words and name_of(words[0]) == "env":
        words = [word for word in words[1:] if not word.startswith("-")] or words
    name = name_of(words[0]) if words else ""
    return name if name.replace("-", "").replace(".", "").replace("_", "").isalnum() else ""


# Programs that start another one, and those of their options that take the next word.
_WRAPPERS: dict[str, frozenset[str]] = {
    "sudo": frozenset(
        "-u --user -g --group -h --host -p --prompt -C --close-from -r --role -t --type -T -D"
        " --chdir -R --chroot".split()
    ),
    "doas": frozenset(("-u", "-C")),
    "env": frozenset(("-u", "--unset", "-C", "--chdir")),
    "exec": frozenset(("-a",)),
    "command": frozenset(),
    "builtin": frozenset(),
    "time": frozenset(("-f", "--format", "-o", "--output")),
    "nohup": frozenset(),
    "setsid": frozenset(),
    "nice": frozenset(("-n", "--adjustment")),
    "ionice": frozenset(("-c", "-n")),
    "stdbuf": frozenset(("-i", "-o", "-e")),
    "timeout": frozenset(("-s", "--signal", "-k", "--kill-after")),
    "gtimeout": frozenset(("-s", "--signal", "-k", "--kill-after")),
    "xargs": frozenset(
        "-I -i -n -P -L -s -d -E -a --max-args --max-procs --replace --delimiter --arg-file".split()
    ),
    "gosu": frozenset(),
    "su-exec": frozenset(),
    "setpriv": frozenset(
        "--reuid --regid --ruid --euid --rgid --egid --groups --inh-caps --ambient-caps"
        " --bounding-set --securebits --pdeathsig --selinux-label --apparmor-profile".split()
    ),
    "setuser": frozenset(),
    "tini": frozenset(("-p", "-e")),
    "dumb-init": frozenset(("-r", "--rewrite")),
    "catatonit": frozenset(),
    "unbuffer": frozenset(),
    "catchsegv": frozenset(),
    "xvfb-run": frozenset(
        "-n --server-num -s --server-args -e --error-file -f --auth-file -w --wait -p"
        " --xauth-protocol".split()
    ),
    "caffeinate": frozenset(),
    "flock": frozenset(("-w", "--wait", "--timeout", "-E", "--conflict-exit-code")),
    "chronic": frozenset(),
    "cronic": frozenset(),
    "eatmydata": frozenset(),
    "envdir": frozenset(),
    "direnv": frozenset(),
    "numactl": frozenset("-m -N -C -i -p".split()),
    "taskset": frozenset(),
    "mpirun": frozenset("-n -np -N -c -H -host --host -hostfile --hostfile -x --map-by".split()),
    "mpiexec": frozenset("-n -np -N -c -H -host --host -hostfile --hostfile -x --map-by".split()),
    "!": frozenset(),
    "busybox": frozenset(),
    "noglob": frozenset(),
    "retry": frozenset(),
    "travis_retry": frozenset(),
    "travis_wait": frozenset(),
    "chpst": frozenset("-u -U -b -e -/ -n -l -L -m -d -o -p -f -c -t".split()),
    "s6-setuidgid": frozenset(),
    "with-contenv": frozenset(),
    "dockerize": frozenset(
        "-wait -timeout -wait-retry-interval -wait-http-header -template -delims -stdout -stderr"
        " -env -env-section".split()
    ),
    "ddtrace-run": frozenset(),
    "newrelic-admin": frozenset(),
    "splunk-instrument": frozenset(),
    "splunk-py-trace": frozenset(),
    "opentelemetry-instrument": frozenset(
        "--traces_exporter --metrics_exporter --logs_exporter --service_name --propagators"
        " --resource_attributes --exporter_otlp_endpoint --exporter_otlp_protocol".split()
    ),
}
_OPERANDS = dict.fromkeys(
    "timeout gtimeout gosu su-exec setuser flock s6-setuidgid envdir direnv taskset".split(), 1
)
_VERBS = {"newrelic-admin": "run-program", "direnv": "exec"}
# Programs with words of their own, which run what stands behind `--`: they keep secrets, change the
# user, start it again where a file changes, or wait for a service.
_UP_TO_DASHES = frozenset(
    "doppler infisical op aws-vault chamber dotenv dotenvx teller berglas envchain runuser"
    " watchmedo unshare".split()
)
# The options that give a program the text of a command for a shell, by its verb where it has some.
_TEXTS = {
    "doppler": ("run", ("--command",)),
    "infisical": ("run", ("--command", "-c")),
    "script": ("", ("-c", "--command")),
    "flock": ("", ("-c", "--command")),
    "watchmedo": ("shell-command", ("-c", "--command")),
}
_WAITS = ("wait-for", "wait_for")


def stripped(words: list[Word]) -> tuple[list[Word], list[Word], list[tuple[str, Word]]]:
    """The wrapping programs (`sudo`, `env`, `exec`, `time`…), the words that are left, and the
    assignments in between.
    """
    wrappers: list[Word] = []
    assignments: list[tuple[str, Word]] = []
    index = 0
    while index < len(words) - 1:
        name = name_of(words[index].text)
        takes = _WRAPPERS.get(name)
        following = index + 1
        if takes is None:
            behind = _behind_dashes(name, words, following)
            if not behind:
                break
            wrappers.append(words[index])
            index = behind
            continue
        if name in _VERBS:
            if words[following].text != _VERBS[name]:
                break
            following += 1
        operands = _OPERANDS.get(name, 0)
        while following < len(words):
            text = words[following].text
            if text == "--":
                following += 1
                if not operands:
                    break
            elif text.startswith("-") and len(text) > 1:
                if name == "command" and text in ("-v", "-V"):
                    return wrappers, words[index:], assignments
                if name == "flock" and text == "-c":
                    return wrappers, words[index:], assignments
                following += 2 if text in takes else 1
            elif name in ("sudo", "env", "doas") and _ASSIGNMENT.match(text):
                match = _ASSIGNMENT.match(text)
                assert match is not None
                word = words[following]
                value = word.value.slice(match.end(), len(text))
                assignments.append((match[1], Word(word.raw, value, word.start, word.end)))
                following += 1
            elif operands:
                operands -= 1
                following += 1
            elif name == "travis_wait" and text.isdecimal():
                following += 1
            else:
                break
        if following >= len(words):
            break
        wrappers.append(words[index])
        index = following
    return wrappers, words[index:], assignments


def _behind_dashes(name: str, words: list[Word], start: int) -> int:
    """The place of the command that a program is given behind `--`; 0 where it is given none."""
    if name in _UP_TO_DASHES or name.startswith(_WAITS):
        for place in range(start, len(words) - 1):
            if words[place].text == "--":
                return place + 1
    return 0


def given_text(words: list[Word]) -> Word | None:
    """The text that `bash -c TEXT` (also `-lc`, `-euxo pipefail -c`) is given; None where a shell
    is called otherwise.
    """
    index = 1
    while index < len(words):
        text = words[index].text
        if text.startswith("--"):
            index += 2 if text in ("--rcfile", "--init-file") else 1
        elif text[:1] in ("-", "+") and len(text) > 1:
            takes = "o" in text or "O" in text
            if "c" in text:
                index += 1 + takes
                return words[index] if index < len(words) else None
            index += 2 if takes else 1
        else:
            return None
    return None


def given_to_program(words: list[Word]) -> Word | None:
    """The text for a shell that a program of another kind is given (`doppler run --command TEXT`,
    `sops exec-env FILE TEXT`); None where it is given none.
    """
    name = name_of(words[0].text)
    if name == "sops" and len(words) == 4 and words[1].text in ("exec-env", "exec-file"):
        return words[3]
    verb, options = _TEXTS.get(name, ("", ()))
    if verb and (len(words) < 2 or words[1].text != verb):
        return None
    return next((text for option, text in pairwise(words) if option.text in options), None)


def given_to_user(words: list[Word]) -> tuple[Word | None, str]:
    """The text that `su NAME -c TEXT` (also `-lc`, `--command TEXT`) is given, and the shell that
    reads it: the one that `-s` names, else the user's own. That one is not written here; it is bash
    wherever nobody chose another.
    """
    text, shell = None, "bash"
    for word, following in pairwise(words[1:]):
        is_short = word.text.startswith("-") and not word.text.startswith("--")
        if word.text in ("--command", "--session-command") or (
            is_short and word.text.endswith("c")
        ):
            text = following
        elif word.text in ("-s", "--shell"):
            shell = name_of(following.text)
    return text, shell


def given_file(words: list[Word]) -> Word | None:
    """The script that `bash [options] FILE` is told to run; None where there is none."""
    index = 1
    while index < len(words):
        text = words[index].text
        if text in ("--rcfile", "--init-file"):
            index += 2
        elif text.startswith("--"):
            index += 1
        elif text[:1] in ("-", "+") and len(text) > 1:
            if "c" in text or "s" in text:
                return None
            index += 2 if "o" in text or "O" in text else 1
        else:
            return words[index]
    return None
