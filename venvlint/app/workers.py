"""Many PATHs in worker processes: results in order, memory that does not grow, and no PATH lost
when a worker is killed.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from concurrent.futures import ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager

from venvlint.app.runs import Request, Result, execute
from venvlint.config import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from concurrent.futures import Future
    from typing import TypeVar

    T = TypeVar("T")

_PAUSE = 0.5
"""Seconds after which it is asked again whether a result can still come."""
_AHEAD = 2
"""Chunks per worker that are handed out before their turn: enough to keep every worker busy, few
enough to hold in memory.
"""


def execute_in_workers(requests: Sequence[Request], jobs: int) -> Iterator[Result]:
    """The results in the order of the requests. A worker that dies takes no other PATH with it:
    what was not answered is done again, one
    PATH at a time, and one that kills its process again is an error of its own."""
    size = max(1, min(8, len(requests) // (4 * jobs)))
    chunks = deque(requests[start : start + size] for start in range(0, len(requests), size))
    waiting: deque[tuple[Sequence[Request], Future[list[Result]]]] = deque()
    others = set(multiprocessing.active_children())
    # Whoever ends this process ends its workers too, which the default action would not.
    main = threading.current_thread() is threading.main_thread()  # no other may set signals
    before = signal.signal(signal.SIGTERM, _ended) if main else None
    pool = _pool(jobs)
    lost: list[BaseException] = []
    hook, threading.excepthook = threading.excepthook, lambda given: _noted(lost, given)
    try:
        while chunks or waiting:
            while chunks and len(waiting) < _AHEAD * jobs:
                try:
                    with _interrupts_held():
                        waiting.append((chunks[0], pool.submit(_execute_each, chunks[0])))
                    chunks.popleft()
                except BrokenProcessPool:
                    pool.shutdown(wait=False)
                    pool = _pool(jobs, "spawn")
                except (OSError, RuntimeError) as error:  # no more processes, or no more threads
                    raise UsageError(
                        f"--jobs {jobs}: this machine refused to start the workers: {error}"
                    ) from None
            chunk, future = waiting.popleft()
            try:
                results = _awaited(future, lost)
            except BrokenProcessPool as error:
                _check_threads(error)
                results = list(_one_at_a_time(chunk, lost))
            yield from results
        pool.shutdown()
    except RuntimeError as error:
        if not isinstance(error, _Lost) and _NO_THREAD not in str(error):
            raise
        raise UsageError(
            f"--jobs {jobs}: this machine refused what the workers need: {error}"
        ) from None
    finally:
        # Ctrl-C, or a reader of our output that has seen enough: nobody waits for what is still
        # being audited.
        pool.shutdown(wait=False, cancel_futures=True)
        if chunks or waiting:
            for process in set(multiprocessing.active_children()) - others:
                process.terminate()
        threading.excepthook = hook
        if main:
            signal.signal(signal.SIGTERM, before)


class _Lost(RuntimeError):
    """The thread that hands out the work has ended: no result will come any more."""


_NO_THREAD = "can't start new thread"
"""What Python says where the machine has no thread to give (threading.Thread.start)."""


def _check_threads(error: BrokenProcessPool) -> None:
    """Raises `_Lost` where a pool broke because there was no thread for it: Python 3.12 and later
    break it, older ones let it wait.
    """
    if _NO_THREAD in str(error.__cause__):
        raise _Lost(_NO_THREAD)


def _noted(lost: list[BaseException], given: threading.ExceptHookArgs) -> None:
    """What a thread of the pool ended with, which nobody else would tell (threading.excepthook)."""
    lost.append(given.exc_value or given.exc_type())


def _awaited(future: Future[T], lost: list[BaseException]) -> T:
    """The result of a future, unless it will never have one."""
    while not wait([future], timeout=_PAUSE).done:
        if lost:
            raise _Lost(lost[0])
    return future.result()


def _ended(number: int, frame: object) -> None:
    """SIGTERM: leave through every `finally`, with the status that a shell knows it by."""
    raise SystemExit(128 + number)


def _pool(jobs: int, method: str | None = None) -> ProcessPoolExecutor:
    """Workers; later ones are spawned: a process that has threads by now must not be forked."""
    # A worker that is spawned begins as a `python -c`, which would import from the current
    # directory, the audited one, first.
    os.environ.setdefault("PYTHONSAFEPATH", "1")
    return ProcessPoolExecutor(jobs, multiprocessing.get_context(method), _prepare)


def _prepare() -> None:
    """What a worker does first.

    A terminal sends Ctrl-C to every process in front of it; one that waits for work would answer
    with a traceback. And no worker outlives the process that wants its results: it would wait for
    ever for somebody to read them.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        threading.Thread(target=_end_with_the_parent, args=(os.getppid(),), daemon=True).start()
    except RuntimeError:  # no thread to be had, so not enough of anything for an audit
        os._exit(1)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])


def _end_with_the_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Ctrl-C waits until this is over: a worker that starts meanwhile is deaf to it from its first
    moment.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _execute_each(requests: Sequence[Request]) -> list[Result]:
    return [execute(request) for request in requests]


def _one_at_a_time(requests: Sequence[Request], lost: list[BaseException]) -> Iterator[Result]:
    """In one worker, so that a death tells whose it is."""
    pool = _pool(1, "spawn")
    for request in requests:
        try:
            with _interrupts_held():
                future = pool.submit(execute, request)
            yield _awaited(future, lost)
        except BrokenProcessPool as error:
            _check_threads(error)
            pool.shutdown(wait=False)
            pool = _pool(1, "spawn")
            yield Result(
                request.path,
                error=f"{request.path}: the process that audited it died: killed, or out of memory",
            )
    pool.shutdown()
