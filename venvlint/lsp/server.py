"""The protocol: what an editor says becomes audits, what audits say becomes diagnostics. Audits run
one at a time, beside the loop.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls import uris
from pygls.lsp.server import LanguageServer

from venvlint import __version__
from venvlint.config import ConfigError, UsageError
from venvlint.files.git import GitError
from venvlint.files.kinds import KINDS
from venvlint.files.naming import patterns
from venvlint.lsp import actions, answers, projects
from venvlint.lsp.projects import Audit, Buffer
from venvlint.redact import credentials

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from venvlint.app.runs import Request

    T = TypeVar("T")

PAUSE = 0.15
"""Seconds without a keystroke after which a changed buffer is audited."""


def watched() -> list[str]:
    """The globs of what an audit reads and something else than the editor may change (a checkout, a
    lock that a command wrote): the names in the table of kinds, by their extension where they have
    one.
    """
    found = {"*.py", "pyvenv.cfg", ".dockerignore", "*.dockerignore", "*.containerignore"}
    for kind in KINDS:
        for pattern in patterns(kind):
            folder, _, name = pattern.rpartition("/")
            stem, dot, extension = name.rpartition(".")
            if stem and dot and not any(mark in extension for mark in "*]"):
                found.add(f"*.{extension}")
            elif name != "*":
                found.add(name)
            elif folder:
                found.add(f"{folder.rpartition('/')[2]}/*")
    return [f"**/{name}" for name in sorted(found)]


class _Masked(logging.Formatter):
    """Records without secrets, their tracebacks too."""

    def format(self, record: logging.LogRecord) -> str:
        return credentials(super().format(record))


class Project:
    """One audited directory: its last audit, what of it the editor shows, and the audit that is
    about to run.
    """

    def __init__(self, root: str) -> None:
        self.root = root
        self.audit: Audit | None = None
        self.seen = -1
        """The editor's state that `audit` saw."""
        self.shown: dict[str, list[types.Diagnostic]] = {}
        self.waiting: asyncio.Task[None] | None = None


class Server:
    """One editor's language server."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.server = LanguageServer("venvlint", __version__)
        self.projects: dict[str, Project] = {}
        self.state = 0
        """Counts what the editor told us; an audit of an older state is out of date."""
        self.worker = ThreadPoolExecutor(1, "venvlint")
        self.complaints: set[str] = set()

        def feature(name: str, options: object = None) -> Callable[[Callable[..., object]], object]:
            # pygls writes attributes on what it registers, which a bound method does not take.
            return lambda method: self.server.feature(name, options)(partial(method))

        feature(types.INITIALIZED)(self.initialized)
        feature(types.TEXT_DOCUMENT_DID_OPEN)(self.opened)
        feature(types.TEXT_DOCUMENT_DID_CHANGE)(self.changed)
        feature(types.TEXT_DOCUMENT_DID_SAVE)(self.saved)
        feature(types.TEXT_DOCUMENT_DID_CLOSE)(self.closed)
        feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)(self.watched)
        feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)(self.folders_changed)
        feature(types.TEXT_DOCUMENT_HOVER)(self.hover)
        feature(
            types.TEXT_DOCUMENT_CODE_ACTION,
            types.CodeActionOptions(code_action_kinds=list(actions.KINDS), resolve_provider=True),
        )(self.code_action)
        feature(types.CODE_ACTION_RESOLVE)(self.resolve)
        feature(types.SHUTDOWN)(self.shut_down)

    def run(self) -> int:
        """Serve standard input and output until the editor is done. The process's exit status."""
        # pygls closes what it writes to; the process's own standard output is flushed once more at
        # the end.
        wire = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
        # What pygls says of an error that nobody caught quotes whatever was being read.
        handler = logging.StreamHandler()
        handler.setFormatter(_Masked())
        logging.basicConfig(level=logging.WARNING, handlers=[handler])
        # Nothing of ours needs tidying up, and the thread that waits for standard input cannot be
        # told to stop.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        try:
            self.server.start_io(stdout=wire)
        finally:
            self.worker.shutdown(wait=False, cancel_futures=True)
        return 0

    # -- what the editor says
    # ----------------------------------------------------------------------------------------

    def initialized(self, params: types.InitializedParams) -> None:
        """Ask to be told of files that change behind the editor's back, where it offers that."""
        workspace = self.server.client_capabilities.workspace
        watching = workspace.did_change_watched_files if workspace is not None else None
        if watching is not None and watching.dynamic_registration:
            options = types.DidChangeWatchedFilesRegistrationOptions(
                [types.FileSystemWatcher(pattern) for pattern in watched()]
            )
            registration = types.Registration(
                "venvlint-files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options
            )
            self.server.client_register_capability(types.RegistrationParams([registration]))

    def opened(self, params: types.DidOpenTextDocumentParams) -> None:
        self._audit_soon(params.text_document.uri, 0)

    def changed(self, params: types.DidChangeTextDocumentParams) -> None:
        self._audit_soon(params.text_document.uri, PAUSE)

    def saved(self, params: types.DidSaveTextDocumentParams) -> None:
        self._audit_soon(params.text_document.uri, 0)

    def closed(self, params: types.DidCloseTextDocumentParams) -> None:
        self._audit_soon(params.text_document.uri, 0)

    def watched(self, params: types.DidChangeWatchedFilesParams) -> None:
        """A checkout tells of many files at once: wait until it is quiet, and audit what is
        known.
        """
        self.state += 1
        for project in self.projects.values():
            self._schedule(project, PAUSE)

    def folders_changed(self, params: types.DidChangeWorkspaceFoldersParams) -> None:
        """A file may belong to another project now; projects without an open file are forgotten
        with what they showed.
        """
        self.state += 1
        wanted = {
            root
            for uri in self.server.workspace.text_documents
            if (root := self._root(uri)) is not None
        }
        for root in [root for root in self.projects if root not in wanted]:
            project = self.projects.pop(root)
            if project.waiting is not None:
                project.waiting.cancel()
            self._publish(project, {})
        for root in wanted:
            self._schedule(self._project(root), 0)

    def shut_down(self, params: None) -> None:
        for project in self.projects.values():
            if project.waiting is not None:
                project.waiting.cancel()

    # -- audits
    # ------------------------------------------------------------------------------------------------------  # noqa: E501

    def _folders(self) -> list[str]:
        folders = [uris.to_fs_path(uri) for uri in self.server.workspace.folders]
        if not folders and self.server.workspace.root_uri:
            folders = [uris.to_fs_path(self.server.workspace.root_uri)]
        return [os.path.realpath(folder) for folder in folders if folder]

    def _root(self, uri: str) -> str | None:
        path = uris.to_fs_path(uri)
        return projects.root_of(projects.real(path), self._folders()) if path else None

    def _project(self, root: str) -> Project:
        return self.projects.setdefault(root, Project(root))

    def _audit_soon(self, uri: str, delay: float) -> None:
        self.state += 1
        root = self._root(uri)
        if root is not None:
            self._schedule(self._project(root), delay)

    def _schedule(self, project: Project, delay: float) -> None:
        if project.waiting is not None:
            project.waiting.cancel()
        project.waiting = asyncio.get_running_loop().create_task(self._audit_later(project, delay))

    async def _audit_later(self, project: Project, delay: float) -> None:
        await asyncio.sleep(delay)
        await self._current(project)

    async def _current(self, project: Project) -> Audit | None:
        """The audit of what the editor shows at this moment, published; the last good one where the
        configuration has an error.
        """
        while project.seen != self.state:
            state = self.state
            buffers = self._buffers(project.root)
            earlier = project.audit.tree if project.audit is not None else None
            try:
                audit = await self._beside(
                    partial(projects.audited, project.root, buffers, self.request, earlier)
                )
            except (ConfigError, GitError, UsageError, OSError) as error:
                self._complain(project, str(error))
                project.seen = state
                break
            for crash in audit.report.crashes:
                self._log(
                    f"{crash.code} crashed{' on ' + crash.path if crash.path else ''}:"
                    f" {crash.reason}"
                )
            project.audit, project.seen = audit, state
            if (
                state == self.state
            ):  # else there is something newer to look at before anything is shown
                self._publish(project, self._diagnostics(audit))
        return project.audit

    async def _beside(self, work: Callable[[], T]) -> T:
        """Do work in the one worker thread: the loop goes on listening, and no two audits share the
        processor.
        """
        return await asyncio.get_running_loop().run_in_executor(self.worker, work)

    def _buffers(self, root: str) -> dict[str, Buffer]:
        buffers = {}
        for uri, document in self.server.workspace.text_documents.items():
            path = uris.to_fs_path(uri)
            if path and self._root(uri) == root:
                inside = projects.below(projects.real(path), root)
                if inside:
                    buffers[inside] = Buffer(uri, document.version, document.source)
        return buffers

    def _uri(self, root: str) -> Callable[[str], str]:
        """How the editor calls a path of a tree: as it called the document that it has open, else
        in our spelling.
        """
        known = {path: buffer.uri for path, buffer in self._buffers(root).items()}
        return lambda path: known.get(path) or uris.from_fs_path(os.path.join(root, path)) or ""

    def _diagnostics(self, audit: Audit) -> dict[str, list[types.Diagnostic]]:
        uri, client = self._uri(audit.root), self._client(audit.root)
        return {
            uri(path): [
                answers.diagnostic(audit, at, violation, client.encoding, uri)
                for at, violation in found
            ]
            for path, found in answers.shown(audit).items()
        }

    def _publish(self, project: Project, diagnostics: dict[str, list[types.Diagnostic]]) -> None:
        """Show what is new, and take back what is gone."""
        versions = {
            uri: document.version for uri, document in self.server.workspace.text_documents.items()
        }
        for uri in project.shown | diagnostics:
            new = diagnostics.get(uri, [])
            if new != project.shown.get(uri, []):
                self.server.text_document_publish_diagnostics(
                    types.PublishDiagnosticsParams(uri, new, versions.get(uri))
                )
        project.shown = {uri: found for uri, found in diagnostics.items() if found}

    def _complain(self, project: Project, message: str) -> None:
        message = credentials(message)
        uri = self._uri(project.root)
        found = answers.complaint(message, uri)
        self._publish(project, {found[0]: [found[1]]} if found is not None else {})
        if found is None and message not in self.complaints:
            self.complaints.add(message)
            self.server.window_show_message(
                types.ShowMessageParams(types.MessageType.Error, f"venvlint: {message}")
            )

    def _log(self, message: str) -> None:
        self.server.window_log_message(
            types.LogMessageParams(types.MessageType.Warning, credentials(message))
        )

    # -- what the editor asks
    # ----------------------------------------------------------------------------------------

    def _client(self, root: str) -> actions.Client:
        capabilities = self.server.client_capabilities
        edit = capabilities.workspace.workspace_edit if capabilities.workspace is not None else None
        operations = (edit.resource_operations or ()) if edit is not None else ()
        document = capabilities.text_document
        action = document.code_action if document is not None else None
        return actions.Client(
            str(self.server.workspace.position_encoding or types.PositionEncodingKind.Utf16),
            self._uri(root),
            versioned=bool(edit is not None and edit.document_changes),
            creates=types.ResourceOperationKind.Create in operations,
            shows_disabled=bool(action is not None and action.disabled_support),
        )

    def _resolves(self) -> bool:
        """Whether the editor asks for an action's edit when it is chosen."""
        capabilities = self.server.client_capabilities.text_document
        action = capabilities.code_action if capabilities is not None else None
        support = action.resolve_support if action is not None and action.data_support else None
        return support is not None and "edit" in support.properties

    async def _asked(self, uri: str) -> tuple[Audit, str] | None:
        """The audit of a document as it is now, and the document's path in it."""
        root, path = self._root(uri), uris.to_fs_path(uri)
        if root is None or not path:
            return None
        audit = await self._current(self._project(root))
        inside = projects.below(projects.real(path), root)
        return None if audit is None or inside is None else (audit, inside)

    async def hover(self, params: types.HoverParams) -> types.Hover | None:
        asked = await self._asked(params.text_document.uri)
        if asked is None:
            return None
        audit, path = asked
        encoding = self._client(audit.root).encoding
        return await self._beside(lambda: answers.hover(audit, path, params.position, encoding))

    async def code_action(self, params: types.CodeActionParams) -> list[types.CodeAction]:
        asked = await self._asked(params.text_document.uri)
        if asked is None:
            return []
        audit, path = asked
        client = self._client(audit.root)
        only = (
            [str(getattr(kind, "value", kind)) for kind in params.context.only]
            if params.context.only
            else None
        )
        found = await self._beside(
            lambda: list(actions.offered(audit, path, params.range, only, client))
        )
        if self._resolves():
            return found
        for action in found:
            await self._fill(action, audit, client)
        return [
            action for action in found if action.edit is not None or action.disabled is not None
        ]

    async def _fill(self, action: types.CodeAction, audit: Audit, client: actions.Client) -> None:
        data = action.data
        if action.edit is None and isinstance(data, dict):
            action.edit = await self._beside(lambda: actions.resolved(audit, data, client))

    async def resolve(self, action: types.CodeAction) -> types.CodeAction:
        root = action.data.get("root") if isinstance(action.data, dict) else None
        project = self.projects.get(root) if isinstance(root, str) else None
        audit = await self._current(project) if project is not None else None
        if audit is not None:
            with contextlib.suppress(
                UnicodeError, ValueError
            ):  # a file whose encoding cannot hold the comment
                await self._fill(action, audit, self._client(audit.root))
        if action.edit is None:
            self.server.window_show_message(
                types.ShowMessageParams(
                    types.MessageType.Info, f"{action.title}: no edit can do this here"
                )
            )
        return action
