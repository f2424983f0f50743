"""The language server as an editor meets it: another process, spoken to over pipes by a client that
is not ours.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from functools import partial

import pytest

pytest.importorskip(
    "pygls.lsp.client", reason="pygls is not installed (pip install 'venvlint[lsp]')"
)

from lsprotocol import types
from pygls import uris
from pygls.lsp.client import LanguageClient

from venvlint.addresses import rule_page

IGNORE = ".venv\nvenv\nenv\n"
EVERYTHING = types.ClientCapabilities(
    workspace=types.WorkspaceClientCapabilities(
        workspace_edit=types.WorkspaceEditClientCapabilities(
            document_changes=True, resource_operations=[types.ResourceOperationKind.Create]
        ),
        did_change_watched_files=types.DidChangeWatchedFilesClientCapabilities(
            dynamic_registration=True
        ),
    ),
    text_document=types.TextDocumentClientCapabilities(
        code_action=types.CodeActionClientCapabilities(
            data_support=True, resolve_support=types.ClientCodeActionResolveOptions(["edit"])
        )
    ),
)


class Editor:
    """What an editor does, in the few words that these tests need."""

    def __init__(self):
        self.client = LanguageClient("editor", "1")
        self.shown = {}
        self.versions = {}
        self.messages = []
        self.watching = []
        self.news = asyncio.Event()
        self.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(partial(self._published))
        self.client.feature(types.WINDOW_SHOW_MESSAGE)(partial(self._told))
        self.client.feature(types.WINDOW_LOG_MESSAGE)(partial(self._told))
        self.client.feature(types.CLIENT_REGISTER_CAPABILITY)(partial(self._registered))

    def _published(self, params):
        self.shown[params.uri] = params.diagnostics
        self.versions[params.uri] = params.version
        self.news.set()

    def _told(self, params):
        self.messages.append(params.message)
        self.news.set()

    def _registered(self, params):
        self.watching += [registration.method for registration in params.registrations]
        self.news.set()

    async def start(self, folders, capabilities, arguments=()):
        await self.client.start_io(sys.executable, "-m", "venvlint", "--lsp", "--stdio", *arguments)
        given = [
            types.WorkspaceFolder(uris.from_fs_path(str(folder)), folder.name) for folder in folders
        ]
        answer = await self.client.initialize_async(
            types.InitializeParams(capabilities, workspace_folders=given)
        )
        self.client.initialized(types.InitializedParams())
        return answer.capabilities

    async def until(self, condition):
        """Wait for news until a condition holds; a server that says nothing for 20 seconds has
        failed.
        """
        while not condition():
            self.news.clear()
            if not condition():
                await asyncio.wait_for(self.news.wait(), 20)

    def open(self, path, text=None):
        uri = uris.from_fs_path(str(path))
        text = path.read_text() if text is None else text
        self.client.text_document_did_open(
            types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, "plaintext", 1, text))
        )
        return uri

    def change(self, uri, version, text):
        self.client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(version, uri),
                [types.TextDocumentContentChangeWholeDocument(text)],
            )
        )

    def codes(self, uri):
        return [
            (diagnostic.code, diagnostic.range.start.line) for diagnostic in self.shown.get(uri, ())
        ]

    async def actions(self, uri, line, *kinds):
        span = types.Range(types.Position(line, 0), types.Position(line, 0))
        context = types.CodeActionContext([], only=list(kinds) or None)
        return await self.client.text_document_code_action_async(
            types.CodeActionParams(types.TextDocumentIdentifier(uri), span, context)
        )


def with_editor(folders, story, capabilities=EVERYTHING, arguments=("--isolated",)):
    """Run a story (a coroutine of an `Editor` and the server's capabilities) from the first word to
    a clean goodbye.
    """

    async def whole():
        editor = Editor()
        offered = await editor.start(folders, capabilities, arguments)
        try:
            await story(editor, offered)
        finally:
            server = editor.client._server
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(editor.client.shutdown_async(None), 10)
            editor.client.exit(None)
            status = await asyncio.wait_for(server.wait(), 10)
            await editor.client.stop()
        assert status == 0

    asyncio.run(whole())


def applied(text, edits):
    """A text of ASCII after an editor's edits."""
    lines = text.splitlines(keepends=True)

    def offset(position):
        return sum(map(len, lines[: position.line])) + position.character

    for edit in sorted(edits, key=lambda edit: offset(edit.range.start), reverse=True):
        text = text[: offset(edit.range.start)] + edit.new_text + text[offset(edit.range.end) :]
    return text


def test_diagnostics_on_open_on_change_of_an_unsaved_buffer_and_on_save(repository):
    root = repository({"requirements.txt": "six==1.17.0\n", ".gitignore": IGNORE})

    async def story(editor, offered):
        uri = editor.open(root / "requirements.txt")
        editor.change(uri, 2, "six==1.17.0\npkg-resources==0.0.0\n")
        await editor.until(lambda: editor.codes(uri) == [("VL204", 1)])
        assert editor.versions[uri] == 2
        (found,) = editor.shown[uri]
        assert (found.source, found.severity) == ("venvlint", types.DiagnosticSeverity.Warning)
        assert found.code_description.href == rule_page("VL204")
        assert (root / "requirements.txt").read_text() == "six==1.17.0\n", (
            "the buffer was not saved"
        )
        editor.change(uri, 3, "six==1.17.0\n")
        await editor.until(lambda: editor.codes(uri) == [])
        (root / "requirements.txt").write_text("six==1.17.0\nsix==1.17.0\n")
        editor.change(uri, 4, "six==1.17.0\nsix==1.17.0\n")
        editor.client.text_document_did_save(
            types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(uri))
        )
        await editor.until(lambda: editor.codes(uri) == [("VL205", 1)])
        related = editor.shown[uri][0].related_information[0]
        assert (related.location.uri, related.location.range.start.line) == (uri, 0)

    with_editor([root], story)


def test_only_the_place_that_changed_is_sent_and_many_keystrokes_are_one_audit(repository):
    root = repository({"requirements.txt": "six==1.17.0\n", ".gitignore": IGNORE})

    async def story(editor, offered):
        assert offered.text_document_sync.change == types.TextDocumentSyncKind.Incremental
        uri = editor.open(root / "requirements.txt")
        for number, letter in enumerate("-e /x\n"):
            span = types.Range(types.Position(1, number), types.Position(1, number))
            editor.client.text_document_did_change(
                types.DidChangeTextDocumentParams(
                    types.VersionedTextDocumentIdentifier(number + 2, uri),
                    [types.TextDocumentContentChangePartial(span, letter)],
                )
            )
        await editor.until(lambda: editor.codes(uri) == [("VL203", 1)])
        assert editor.versions[uri] == 7

    with_editor([root], story)


@pytest.mark.parametrize(
    ("wanted", "encoding", "character"),
    [
        (None, "utf-16", 13),
        ([types.PositionEncodingKind.Utf8], "utf-8", 15),
    ],
)
def test_places_are_counted_as_the_editor_counts(repository, wanted, encoding, character):
    root = repository(
        {
            "Dockerfile": "FROM python:3.12\nRUN echo 😀; . venv/bin/activate\n",
            "requirements.txt": "six==1.17.0\n",
            ".gitignore": IGNORE,
        }
    )
    capabilities = types.ClientCapabilities(
        general=types.GeneralClientCapabilities(position_encodings=wanted) if wanted else None
    )

    async def story(editor, offered):
        assert offered.position_encoding == encoding
        uri = editor.open(root / "Dockerfile")
        await editor.until(lambda: "VL402" in dict(editor.codes(uri)))
        (found,) = [diagnostic for diagnostic in editor.shown[uri] if diagnostic.code == "VL402"]
        assert found.range.start.character == character
        here = types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(1, character))
        assert (
            "activation-lost"
            in (await editor.client.text_document_hover_async(here)).contents.value
        )

    with_editor([root], story, capabilities)


def test_hover_has_the_rule_s_page_and_also_at_a_code(repository):
    text = "six==1.17.0\nsix==1.17.0\nattrs==25.1.0  # venvlint: ignore[VL202] never\n"
    root = repository({"requirements.txt": text, ".gitignore": IGNORE})

    async def story(editor, offered):
        uri = editor.open(root / "requirements.txt")

        async def hover(line, character):
            found = await editor.client.text_document_hover_async(
                types.HoverParams(
                    types.TextDocumentIdentifier(uri), types.Position(line, character)
                )
            )
            return found.contents.value if found else None

        said = await hover(1, 1)
        assert "VL205 duplicate-requirement" in said
        assert "#### Why" in said
        assert (await hover(2, 36)).startswith("**VL002**"), (
            "what is wrong here goes before the page of the code"
        )
        assert await hover(0, 3) is None

    with_editor([root], story)


def test_a_quick_fix_is_the_edit_and_new_files_are_made(repository):
    text = "six==1.17.0\npkg-resources==0.0.0\npytest==8.3.3\n"
    root = repository(
        {
            "requirements.txt": text,
            ".gitignore": IGNORE,
            "Dockerfile": "FROM python:3.12\nRUN pip install -r requirements.txt\n",
        }
    )

    async def story(editor, offered):
        uri = editor.open(root / "requirements.txt")
        (fix,) = [
            action for action in await editor.actions(uri, 1, "quickfix") if action.is_preferred
        ]
        (change,) = fix.edit.document_changes
        assert (change.text_document.uri, change.text_document.version) == (uri, 1)
        assert applied(text, change.edits) == "six==1.17.0\npytest==8.3.3\n"
        assert [diagnostic.code for diagnostic in fix.diagnostics] == ["VL204"]
        (move,) = [
            action
            for action in await editor.actions(uri, 2, "quickfix")
            if "(unsafe" in action.title
        ]
        assert not move.is_preferred
        assert [type(change).__name__ for change in move.edit.document_changes].count(
            "CreateFile"
        ) == 1
        unlike = await editor.actions(uri, 0, "refactor")
        assert not unlike

    with_editor([root], story)


def test_fix_all_in_the_file_and_in_the_project(repository):
    text = "six==1.17.0\npkg-resources==0.0.0\nsix==1.17.0\n"
    root = repository({"requirements.txt": text, "a/requirements.txt": text, ".gitignore": IGNORE})

    async def story(editor, offered):
        uri = editor.open(root / "requirements.txt")
        (action,) = await editor.actions(uri, 0, "source.fixAll")
        assert (action.kind, action.edit) == ("source.fixAll.venvlint", None)
        whole = await editor.client.code_action_resolve_async(action)
        (change,) = whole.edit.document_changes
        assert applied(text, change.edits) == "six==1.17.0\n"
        (action,) = [
            action
            for action in await editor.actions(uri, 0, "source")
            if action.kind == "source.venvlint.fixProject"
        ]
        whole = await editor.client.code_action_resolve_async(action)
        assert [change.text_document.version for change in whole.edit.document_changes] == [1, None]

    with_editor([root], story)


def test_the_comment_that_suppresses(repository):
    root = repository({"requirements.txt": "six==1.17.0\nsix==1.17.0\n", ".gitignore": IGNORE})

    async def story(editor, offered):
        uri = editor.open(root / "requirements.txt")
        (offer,) = await editor.actions(uri, 1, "quickfix.venvlint.suppress")
        chosen = await editor.client.code_action_resolve_async(offer)
        after = applied("six==1.17.0\nsix==1.17.0\n", chosen.edit.document_changes[0].edits)
        assert after == "six==1.17.0\nsix==1.17.0  # venvlint: ignore[VL205]\n"
        editor.change(uri, 2, after)
        await editor.until(lambda: editor.versions[uri] == 2 and editor.codes(uri) == [])

    with_editor([root], story)


def test_an_editor_that_can_do_little_gets_what_it_can_take(repository):
    text = "six==1.17.0\npkg-resources==0.0.0\n"
    root = repository({"requirements.txt": text, ".gitignore": IGNORE})

    async def story(editor, offered):
        uri = editor.open(root / "requirements.txt")
        offers = await editor.actions(uri, 1)
        assert offers
        for action in offers:
            assert action.edit.document_changes is None
            assert list(action.edit.changes) == [uri]
        assert editor.watching == []

    with_editor([root], story, types.ClientCapabilities())


def test_a_finding_about_a_directory_is_shown_at_a_file(repository):
    root = repository({"requirements.txt": "six==1.17.0\n", "app.py": "import six\n"})

    async def story(editor, offered):
        uri = editor.open(root / "requirements.txt")
        await editor.until(lambda: editor.shown)
        assert set(editor.codes(uri)) == {("VL102", 0)}
        assert ".venv" in editor.shown[uri][0].message

    with_editor([root], story)


def test_several_projects_at_once_each_with_its_own_audit(tmp_path):
    folders = []
    for name, line in (("one", "-e /x"), ("two", "pkg-resources==0.0.0")):
        folder = tmp_path / name
        folder.mkdir()
        subprocess.run(["git", "init", "-q", str(folder)], check=True)
        (folder / ".gitignore").write_text(IGNORE)
        (folder / "requirements.txt").write_text(line + "\n")
        folders.append(folder)

    async def story(editor, offered):
        one, two = (editor.open(folder / "requirements.txt") for folder in folders)
        await editor.until(
            lambda: editor.codes(one) == [("VL203", 0)] and editor.codes(two) == [("VL204", 0)]
        )
        editor.client.text_document_did_close(
            types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(two))
        )
        removed = types.WorkspaceFolder(uris.from_fs_path(str(folders[1])), "two")
        event = types.WorkspaceFoldersChangeEvent(added=[], removed=[removed])
        editor.client.workspace_did_change_workspace_folders(
            types.DidChangeWorkspaceFoldersParams(event)
        )
        await editor.until(lambda: editor.codes(two) == [])
        assert editor.codes(one) == [("VL203", 0)]

    with_editor(folders, story)


def test_what_changes_behind_the_editor_s_back_is_seen_when_it_tells(repository):
    root = repository({"requirements.txt": "-r other.txt\n", ".gitignore": IGNORE})

    async def story(editor, offered):
        uri = editor.open(root / "requirements.txt")
        await editor.until(lambda: editor.codes(uri) == [("VL210", 0)])
        await editor.until(lambda: editor.watching == ["workspace/didChangeWatchedFiles"])
        (root / "other.txt").write_text("six==1.17.0\n")
        event = types.FileEvent(
            uris.from_fs_path(str(root / "other.txt")), types.FileChangeType.Created
        )
        editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
        await editor.until(lambda: editor.codes(uri) == [])

    with_editor([root], story)


def test_a_configuration_error_is_shown_where_it_stands_and_goes_when_it_is_mended(repository):
    root = repository(
        {
            "venvlint.toml": 'ignore = []\nignor = ["VL2"]\n',
            "requirements.txt": "-e /x\n",
            ".gitignore": IGNORE,
        }
    )

    async def story(editor, offered):
        uri = editor.open(root / "requirements.txt")
        there = uris.from_fs_path(str(root / "venvlint.toml"))
        await editor.until(lambda: editor.shown.get(there))
        assert (editor.shown[there][0].range.start.line, editor.shown[there][0].message) == (
            1,
            "unknown setting `ignor`; did you mean `ignore`?",
        )
        (root / "venvlint.toml").write_text("ignore = []\n")
        editor.client.text_document_did_save(
            types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(uri))
        )
        await editor.until(lambda: editor.codes(uri) == [("VL203", 0)] and not editor.shown[there])

    with_editor([root], story, arguments=())


def test_documents_that_are_no_files_are_left_alone(repository):
    root = repository({"requirements.txt": "-e /x\n", ".gitignore": IGNORE})

    async def story(editor, offered):
        editor.client.text_document_did_open(
            types.DidOpenTextDocumentParams(
                types.TextDocumentItem("untitled:requirements.txt", "plaintext", 1, "-e /x\n")
            )
        )
        assert not await editor.actions("untitled:requirements.txt", 0)
        uri = editor.open(root / "requirements.txt")
        await editor.until(lambda: editor.codes(uri) == [("VL203", 0)])
        assert list(editor.shown) == [uri]

    with_editor([root], story)


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_ctrl_c_ends_it_although_the_editor_says_nothing():
    command = [sys.executable, "-m", "venvlint", "--lsp"]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # A shell that runs the tests in the background has made everything below it deaf to it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    ) as process:
        request = (
            b'{"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {},'
            b' "processId": null, "rootUri": null}}'
        )
        process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(request), request))
        process.stdin.flush()
        assert process.stdout.readline().startswith(b"Content-Length")
        process.send_signal(signal.SIGINT)
        assert process.wait(120) == -signal.SIGINT
        assert process.stderr.read() == b""
