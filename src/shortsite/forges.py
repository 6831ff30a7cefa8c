"""Where the archive's repository lets people edit, add, follow and report: one row for each kind of forge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

from shortsite.config import Config


@dataclass(frozen=True, slots=True)
class Forge:
    """A kind of forge: what its hosts' names hold, and its addresses below the repository's.

    ``{branch}`` and ``{path}`` are replaced in ``edit``, ``history`` and ``add``. ``add_keys`` are the parameters of a
    new file's name and text, ``issue_keys`` those of a new issue's title and text. ``has_forms``:
    ``.github/ISSUE_TEMPLATE`` is read.
    """

    hosts: tuple[str, ...]
    edit: str
    history: str
    add: str
    add_keys: tuple[str, str]
    issue: str
    issue_keys: tuple[str, str]
    has_forms: bool = False


_GITHUB = Forge(
    hosts=("github",),
    edit="edit/{branch}/{path}",
    history="commits/{branch}/{path}",
    add="new/{branch}",
    add_keys=("filename", "value"),
    issue="issues/new",
    issue_keys=("title", "body"),
    has_forms=True,
)
_GITLAB = Forge(
    hosts=("gitlab",),
    edit="-/edit/{branch}/{path}",
    history="-/commits/{branch}/{path}",
    add="-/new/{branch}",
    add_keys=("file_name", "content"),
    issue="-/issues/new",
    issue_keys=("issue[title]", "issue[description]"),
)
_FORGEJO = Forge(
    hosts=("codeberg", "forgejo", "gitea"),
    edit="_edit/{branch}/{path}",
    history="commits/branch/{branch}/{path}",
    add="_new/{branch}",
    add_keys=("filename", "value"),
    issue="issues/new",
    issue_keys=("title", "body"),
)
#: The first is taken where no host's name fits.
FORGES = (_GITHUB, _GITLAB, _FORGEJO)


def forge_of(config: Config) -> Forge:
    """The kind of forge that the repository's host tells by its name."""
    host = urlsplit(config.repository).hostname or ""
    return next((forge for forge in FORGES if any(name in host for name in forge.hosts)), FORGES[0])


def edit_url(config: Config, path: str) -> str:
    """Where the file at ``path`` is edited in a browser; empty without a repository, as all of these are."""
    return _below(config, forge_of(config).edit, path)


def history_url(config: Config, path: str) -> str:
    """The changes of the file at ``path``."""
    return _below(config, forge_of(config).history, path)


def new_file_url(config: Config, path: str, text: str) -> str:
    """Where a new file is made, with its name and text filled in.

    https://docs.github.com/en/repositories/working-with-files/managing-files/creating-new-files
    """
    forge = forge_of(config)
    name, value = forge.add_keys
    return _asked(_below(config, forge.add, ""), {name: path, value: text})


def form_url(config: Config, form: str, title: str, filled: Mapping[str, str]) -> str:
    """Where the issue form of that name is filled in, with the fields that are known.

    A forge without forms gets a plain issue whose text holds the fields.
    """
    forge = forge_of(config)
    address = _below(config, forge.issue, "")
    if forge.has_forms:
        return _asked(address, {"template": f"{form}.yml", **filled})
    name, body = forge.issue_keys
    return _asked(address, {name: title, body: "\n".join(f"{key}: {value}" for key, value in filled.items())})


def _below(config: Config, template: str, path: str) -> str:
    if not config.repository:
        return ""
    return f"{config.repository}/{template.format(branch=quote(config.branch, safe='/'), path=quote(path))}"


def _asked(address: str, parameters: Mapping[str, str]) -> str:
    return f"{address}?{urlencode(parameters, quote_via=quote)}" if address else ""
