"""The world a document is read in: regions, OPD names, remembered columns, regions that can be stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from etl.store.documents import read_mappings, read_region_aliases
from etl.store.engine import Connection, Engine, reading
from etl.store.places import read_gazetteer, read_opd_aliases, read_regions
from etl.store.scope import Scope

if TYPE_CHECKING:
    from etl.context import Context
    from etl.importing import ImportOptions
    from etl.opd import OpdBook
    from geo.regions import Gazetteer


@dataclass(frozen=True)
class World:
    """Read once for many documents.

    OPD names come from the packaged book and what people confirmed, never from documents loaded before: else
    the order of loading would decide how a name is read.
    """

    gazetteer: Gazetteer
    opds: OpdBook
    mappings: dict[str, dict[str, str]]
    region_codes: frozenset[str]
    simulated_codes: frozenset[str]
    place_names: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, engine: Engine) -> World:
        """The world as the database knows it; before the first regions are loaded, the packaged one."""
        from geo.regions import Gazetteer

        with reading(engine) as connection:
            regions = read_regions(connection, Scope.everything())
            gazetteer = Gazetteer.packaged() if regions.is_empty() else read_gazetteer(connection)
            return cls(
                gazetteer=gazetteer,
                opds=_opds(read_opd_aliases(connection).rows(named=True)),
                mappings=read_mappings(connection),
                region_codes=frozenset(regions["code"]),
                simulated_codes=frozenset(regions.filter(regions["is_simulated"])["code"]),
                place_names=_place_names(connection),
            )

    def context(self, options: ImportOptions) -> Context:
        """What ``etl.reading`` needs to know."""
        from etl.context import Context

        return Context(
            uploaded_on=options.day(),
            region_code=options.region_code,
            kind=options.kind,
            gazetteer=self.gazetteer,
            opds=self.opds,
            hash_key=options.hash_key,
            mappings={**self.mappings, **options.columns},
            place_names=self.place_names,
            language=options.language,
        )


def _place_names(connection: Connection) -> dict[str, str]:
    """Printed names that people confirmed to mean a region."""
    rows = read_region_aliases(connection).select("alias", "region_code").rows()
    return {alias.lower(): code for alias, code in rows}


def _opds(rows: list[dict[str, object]]) -> OpdBook:
    from etl.opd import Alias, OpdBook

    book = OpdBook.packaged()
    aliases = [
        Alias(str(r["alias"]), str(r["name"]), r["region_code"], r["valid_from"], r["valid_to"])  # type: ignore[arg-type]
        for r in rows
    ]
    return book.extended(aliases=aliases) if aliases else book
