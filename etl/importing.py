"""What is known about a document besides its content, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from etl.messages import spoken
from geo.errors import NetraError

if TYPE_CHECKING:
    from etl.store.scope import Scope


@dataclass(frozen=True)
class ImportOptions:
    """What is known about a document besides its content.

    ``today`` dates documents that do not say when they were made known; ``hash_key`` keys the hashes of
    persons; ``data_key`` encrypts and keeps the file itself (without it only its hash is kept). ``scope`` is
    that of who imports (None = the program itself): what lies outside is refused. ``columns``: layout hash →
    {column number as text: field} for this import alone. ``replaces_sha256``: set by the pipeline for the
    corrected copy of a document.
    """

    region_code: str | None = None
    kind: str | None = None
    known_on: date | None = None
    imported_by: str | None = None
    is_simulated: bool = False
    dry_run: bool = False
    source_url: str | None = None
    language: str = "id"
    today: date | None = None
    hash_key: bytes = b""
    data_key: str | None = None
    now: datetime | None = None
    scope: Scope | None = None
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    replaces_sha256: str | None = None

    def __post_init__(self) -> None:
        if self.kind == "auto":  # what the terminal says for "find out yourself"
            object.__setattr__(self, "kind", None)

    def moment(self) -> datetime:
        """Time of receipt, UTC."""
        return self.now or datetime.now(UTC).replace(tzinfo=None)

    def day(self) -> date:
        """The day the import takes for today."""
        return self.today or self.moment().date()


@dataclass(frozen=True)
class ImportResult:
    """What became of one file; ``to_json`` is the object that ``netra import --json`` prints.

    ``message`` is one sentence that names the file.
    """

    file: str
    sha256: str | None
    kind: str | None
    region_code: str | None
    outcome: str  # import partial empty reject known
    message: str
    records: Sequence[dict[str, Any]] = field(default_factory=list)
    quarantined: list[dict[str, Any]] = field(default_factory=list)
    flags: list[dict[str, Any]] = field(default_factory=list)
    not_data: list[dict[str, Any]] = field(default_factory=list)
    document_id: int | None = None
    code: str | None = None  # of a refusal
    layouts: list[dict[str, Any]] = field(default_factory=list)  # how each table's columns were understood
    returns: dict[str, Any] | None = None  # of a corrected workbook: document_id, name, is_whole

    def __post_init__(self) -> None:
        if self.file not in self.message:
            object.__setattr__(self, "message", f"{self.file}: {self.message}")

    @property
    def record_count(self) -> int:
        """Records read."""
        return len(self.records)

    @classmethod
    def refused(
        cls, file: str, error: NetraError, *, sha256: str | None = None, language: str = "id"
    ) -> ImportResult:
        """A file that changed nothing, and why."""
        return cls(file, sha256, None, None, "reject", spoken(error, language), code=error.code)

    def to_json(self) -> dict[str, Any]:
        """Only JSON types; a key of a record is absent where the file does not say.

        Hashes of persons count repeats inside the database and stay there.
        """
        names = (
            "file",
            "sha256",
            "kind",
            "region_code",
            "outcome",
            "records",
            "quarantined",
            "flags",
            "not_data",
            "message",
        )
        told = {name: getattr(self, name) for name in names}
        told["records"] = [{k: v for k, v in r.items() if k != "person_hash"} for r in self.records]
        return told
