"""Many PATHs in worker processes: results in order, memory that does not grow, and no PATH lost
when a worker is killed.

This process has no thread, no queue and no lock beside it, which a machine could refuse it or which
a fork could copy while it is held: it hands a chunk to a worker that waits for one, through a pipe
of that worker's own, and then waits for whichever worker answers first. A worker that dies closes
its pipe, so that no answer is waited for that cannot come.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from contextlib import contextmanager, suppress
from multiprocessing.connection import wait

from venvlint.app.runs import Request, Result, execute
from venvlint.config import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.context import DefaultContext
    from typing import Any

_CHUNK = 8
"""Requests that a worker gets at once, at most."""
_AHEAD = 2
"""Chunks per worker that are handed out before their turn: enough to keep every worker busy, few
enough to hold in memory.
"""
_WATCH = 1.0
"""Seconds after which a worker asks again whether somebody still wants its results."""


def execute_in_workers(requests: Sequence[Request], jobs: int) -> Iterator[Result]:
    """The results in the order of the requests. A worker that dies takes no other PATH with it:
    what was not answered is done again, one PATH at a time, and one that kills its process again is
    an error of its own.

    Raises UsageError where the machine refuses the first worker.
    """
    size = max(1, min(_CHUNK, len(requests) // (4 * jobs)))
    chunks = deque(
        (start, requests[start : start + size]) for start in range(0, len(requests), size)
    )
    doubted: set[int] = set()
    results: dict[int, Result] = {}
    given = 0
    # Whoever ends this process ends its workers too, which the default action would not.
    main = threading.current_thread() is threading.main_thread()  # no other may set signals
    before = signal.signal(signal.SIGTERM, _ended) if main else None
    team = _Team(jobs)
    try:
        while given < len(requests):
            while chunks and chunks[0][0] < given + _AHEAD * jobs * size:
                worker = team.idle()
                if worker is None:
                    break
                worker.give(*chunks.popleft())
            for worker, answer in team.answers():
                start, chunk = worker.taken()
                if answer is not None:
                    results.update(enumerate(answer, start))
                elif start in doubted:
                    results[start] = _died(chunk[0])
                else:
                    doubted.update(range(start, start + len(chunk)))
                    chunks.extendleft(
                        (start + place, [chunk[place]]) for place in reversed(range(len(chunk)))
                    )
            while given in results:
                given += 1
                yield results.pop(given - 1)
        team.dismiss()
    finally:
        # Ctrl-C, or a reader of our output that has seen enough: nobody waits for what is still
        # being audited.
        team.end()
        if main:
            signal.signal(signal.SIGTERM, before)


def _died(request: Request) -> Result:
    return Result(
        request.path,
        error=f"{request.path}: the process that audited it died: killed, or out of memory",
    )


class _Team:
    """The workers there are: none before it is needed, and as many as the machine gives."""

    def __init__(self, jobs: int) -> None:
        # A worker that is spawned begins as a `python -c`, which would import from the current
        # directory, the audited one, first.
        os.environ.setdefault("PYTHONSAFEPATH", "1")
        self.jobs = jobs
        self.context = multiprocessing.get_context()
        self.workers: list[_Worker] = []

    def idle(self) -> _Worker | None:
        """A worker that waits for a chunk, a new one if need be."""
        for worker in self.workers:
            if worker.chunk is None:
                return worker
        if len(self.workers) == self.jobs:
            return None
        try:
            worker = _Worker(self.context)
        except OSError as error:  # no more processes, or no more memory for one
            if not self.workers:
                raise UsageError(
                    f"--jobs {self.jobs}: this machine refused to start the workers: {error}"
                ) from None
            self.jobs = len(self.workers)
            return None
        self.workers.append(worker)
        return worker

    def answers(self) -> Iterator[tuple[_Worker, list[Result] | None]]:
        """Waits until at least one worker has answered; None is the answer of one that died."""
        busy = [worker for worker in self.workers if worker.chunk is not None]
        ready = set(wait([worker.connection for worker in busy]))
        for worker in busy:
            if worker.connection not in ready:
                continue
            answer = worker.answer()
            if answer is None:
                self.workers.remove(worker)
                worker.end()
            yield worker, answer

    def dismiss(self) -> None:
        """Everything is done: each worker ends by itself."""
        for worker in self.workers:
            worker.dismiss()
        self.workers.clear()

    def end(self) -> None:
        for worker in self.workers:
            worker.end()
        self.workers.clear()


class _Worker:
    """A process and the pipe to it. It has one chunk at a time, so that neither side ever writes
    while the other does.
    """

    def __init__(self, context: DefaultContext) -> None:
        """Raises OSError where the machine refuses a pipe or a process."""
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=_work, args=(theirs, os.getpid()), daemon=True)
        self.chunk: tuple[int, Sequence[Request]] | None = None
        try:
            with _signals_held():
                self.process.start()
        except BaseException:
            self.connection.close()
            raise
        finally:
            theirs.close()  # so that the pipe ends when the worker does

    def give(self, start: int, chunk: Sequence[Request]) -> None:
        """Hand out a chunk and the place of its first request."""
        self.chunk = start, chunk
        with suppress(OSError):  # it is dead already, which its answer will say
            self.connection.send(chunk)

    def taken(self) -> tuple[int, Sequence[Request]]:
        """The chunk that was answered; the worker is free for another."""
        assert self.chunk is not None
        chunk, self.chunk = self.chunk, None
        return chunk

    def answer(self) -> list[Result] | None:
        """What it found; None where it died. Raises what nobody foresaw in it."""
        try:
            answer: list[Result] | Exception = self.connection.recv()
        except (EOFError, OSError):
            return None
        if isinstance(answer, Exception):
            raise answer
        return answer

    def dismiss(self) -> None:
        with suppress(OSError):  # it is dead already
            self.connection.send(None)
        self.connection.close()
        self.process.join()

    def end(self) -> None:
        self.connection.close()
        self.process.terminate()


def _ended(number: int, frame: object) -> None:
    """SIGTERM: leave through every `finally`, with the status that a shell knows it by."""
    raise SystemExit(128 + number)


@contextmanager
def _signals_held() -> Iterator[None]:
    """Ctrl-C and SIGTERM wait until this is over. A worker that starts meanwhile is deaf to the
    first from its first moment; and one that is ended in that moment does not answer as this
    process would, whose handlers it has until it sets its own: it would leave through every
    `finally` of what started it.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT, signal.SIGTERM])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _work(connection: Connection[Any, Any], wanted_by: int) -> None:
    """What a worker does: answer the chunks of a process until there is nothing more, or nobody to
    answer.
    """
    _prepare(wanted_by)
    while True:
        try:
            chunk = connection.recv()
        except (EOFError, OSError):
            return
        if chunk is None:
            return
        try:
            answer: object = [execute(request) for request in chunk]
        except Exception as error:
            answer = error
        try:
            connection.send(answer)
        except OSError:
            return


def _prepare(wanted_by: int) -> None:
    """What a worker does first.

    A terminal sends Ctrl-C to every process in front of it; one that waits for work would answer
    with a traceback. And no worker outlives the process that wants its results, not even one that
    is in the middle of something long (setitimer(2); Windows has none, and there it ends after it).
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "setitimer"):
        parent = os.getppid()  # the one that wants the results, or a server that forks for it

        def watch(number: int, frame: object) -> None:
            try:
                os.kill(wanted_by, 0)
            except OSError:
                os._exit(1)
            if os.getppid() != parent:
                os._exit(1)

        signal.signal(signal.SIGALRM, watch)
        signal.setitimer(signal.ITIMER_REAL, _WATCH, _WATCH)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT, signal.SIGTERM])
