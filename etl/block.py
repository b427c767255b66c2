"""Records of one table, column by column; dicts are made when somebody asks for them.

Fifty thousand records as dicts cost more than reading them. So a table's records stay vectors from the cells
to the database, and only the JSON answer, the preview and a person's correction see one record at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import compress
from typing import Any, TypeVar

Record = dict[str, Any]
Read = TypeVar("Read")
_NUMBERS = {int, float, bool}
PLACE = ("level", "sheet", "row", "col")  # where a record stands, before its values


def mapped(values: Sequence[Any], read: Callable[[Any], Read]) -> list[Read]:
    """``read(value)`` of every value, each distinct one read once."""
    if len(_NUMBERS & set(map(type, values))) < 2:
        memo = {value: read(value) for value in dict.fromkeys(values)}
        return [memo[value] for value in values]
    told: dict[tuple[type, Any], Read] = {}  # 1, 1.0 and True are equal keys
    for key in zip(map(type, values), values, strict=True):
        if key not in told:
            told[key] = read(key[1])
    return [told[key] for key in zip(map(type, values), values, strict=True)]


class Block:
    """Records of one kind: columns of equal length (None = not said), or the dicts made of them."""

    def __init__(
        self, kind: str, columns: Mapping[str, Sequence[Any]], *, length: int, is_other: bool = False
    ) -> None:
        self.kind, self.length = kind, length
        self.is_other = is_other  # not of the document's own kind: the record says so
        self._columns: dict[str, Sequence[Any]] | None = dict(columns)
        self._records: list[Record] | None = None

    @classmethod
    def of(cls, kind: str, records: Iterable[Record]) -> Block:
        """A block of ready dicts."""
        found = list(records)
        block = cls(kind, {}, length=len(found))
        block._columns, block._records = None, found
        block.is_other = any("kind" in record for record in found)
        return block

    @property
    def names(self) -> list[str]:
        """Fields that at least one record may have."""
        if self._columns is not None:
            return list(self._columns)
        return list(dict.fromkeys(name for record in self.records for name in record))

    def column(self, name: str) -> Sequence[Any]:
        """One field of every record."""
        if self._columns is not None:
            return self._columns.get(name) or [None] * self.length
        return [record.get(name) for record in self.records]

    @property
    def records(self) -> list[Record]:
        """The dicts; a change in them is a change of the block."""
        if self._records is None:
            self._records = list(self._made(self._columns or {}))
            self._columns = None
        return self._records

    def _made(self, columns: Mapping[str, Sequence[Any]]) -> Iterator[Record]:
        names = sorted(columns, key=lambda name: PLACE.index(name) if name in PLACE else len(PLACE))
        kept = {"sheet", "level", "row"}
        start = {"kind": self.kind} if self.is_other else {}
        for line in zip(*(columns[name] for name in names), strict=True):
            told = zip(names, line, strict=True)
            yield start | {name: value for name, value in told if value is not None or name in kept}

    def chosen(self, keep: Sequence[bool]) -> Block:
        """Only the records that are marked."""
        if self._columns is None:
            return Block.of(self.kind, compress(self.records, keep))
        columns = {name: list(compress(values, keep)) for name, values in self._columns.items()}
        return Block(self.kind, columns, length=sum(map(bool, keep)), is_other=self.is_other)

    def set(self, name: str, column: Sequence[Any]) -> None:
        """Say a field of every record; None where it stays unsaid."""
        if self._columns is not None:
            self._columns[name] = column
            return
        for record, value in zip(self.records, column, strict=True):
            if value is not None:
                record[name] = value


class Records(Sequence[Record]):
    """All records of a document in the order of its rows: a sequence of dicts over blocks."""

    def __init__(self, blocks: Iterable[Block] = ()) -> None:
        self.blocks: list[Block] = [block for block in blocks if block.length]

    @classmethod
    def of(cls, kind: str, records: Iterable[Record]) -> Records:
        """Ready dicts of one kind; records that are blocks already stay so."""
        return records if isinstance(records, Records) else cls([Block.of(kind, records)])

    def add(self, block: Block) -> None:
        """Append a table's records."""
        if block.length:
            self.blocks.append(block)

    def append(self, record: Record) -> None:
        """Append one record of the document's own kind."""
        self.blocks.append(Block.of("", [record]))

    def kinds(self, own: str) -> dict[str, Records]:
        """The same records by kind; ``own`` is the document's."""
        found: dict[str, Records] = {}
        for block in self.blocks:
            found.setdefault(block.kind or own, Records()).add(block)
        return found

    def column(self, name: str) -> Iterator[Any]:
        """One field of every record."""
        for block in self.blocks:
            yield from block.column(name)

    def __len__(self) -> int:
        return sum(block.length for block in self.blocks)

    def __iter__(self) -> Iterator[Record]:
        for block in self.blocks:
            yield from block.records

    def __getitem__(self, index: Any) -> Any:
        return [*self][index]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return repr(list(self))


__all__ = ["Block", "Record", "Records", "mapped"]
