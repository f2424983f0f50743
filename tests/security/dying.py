"""Runs of venvlint that die at a step that changes something on disk, each in a process of its own.

A program: a line of JSON in, `[folder, step, how, arguments]`, is a line of JSON out, `[what was
said, how it ended]`. Forks, since a start for each step takes a minute; and forks of this program,
which has one thread: a fork of a process with several can wait for ever for a lock that a thread
held which the fork lacks.
"""

from __future__ import annotations

import json
import os
import signal
import sys

from venvlint.app.cli import run

CALLS = ("open", "fsync", "fchmod", "replace", "unlink")
"""What changes something on disk."""
PATIENCE = 60
"""Seconds after which a run that does not end is killed (SIGALRM)."""


def dying(folder, step, how, arguments):
    """What is said of a run that dies before ("kill") or after ("late") the given step, or in which
    that step fails ("fail"): how many steps there were and the status; nothing of one that died.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        try:
            signal.alarm(PATIENCE)
            os.chdir(folder)
            count = 0

            def counted(original, name):
                def call(*arguments, **named):
                    nonlocal count
                    if name == "open" and not arguments[1] & os.O_CREAT:
                        return original(*arguments, **named)
                    count += 1
                    if count == step:
                        if how == "late":
                            original(*arguments, **named)
                        if how in ("kill", "late"):
                            os.kill(os.getpid(), signal.SIGKILL)
                        raise OSError(28, "No space left on device")
                    return original(*arguments, **named)

                return call

            for name in CALLS:
                setattr(os, name, counted(getattr(os, name), name))
            status = run(arguments)
            os.write(writer, f"{count} {status}".encode())
        finally:
            os._exit(99)
    os.close(writer)
    said = os.read(reader, 100).decode()
    os.close(reader)
    return said, os.waitpid(child, 0)[1]


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(dying(*json.loads(line))), flush=True)
