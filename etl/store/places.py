"""Where and when: regions, OPD, elections, phases, holidays, head-counts, and the simulation's clock."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl
from sqlalchemy import ColumnElement, Connection, Table, and_, func, or_, select

from etl.calendar import Calendar, Election, Phase
from etl.schema import document, election, election_region, headcount, holiday, opd, opd_alias, phase, region
from etl.store.frames import read_frame
from etl.store.listing import REFERENCE_KINDS
from etl.store.scope import Scope, within

if TYPE_CHECKING:
    from geo.regions import Gazetteer

HEADS = ("pns", "pppk", "non_asn", "asn", "total")


def read_regions(connection: Connection, scope: Scope, *, level: int | None = None) -> pl.DataFrame:
    """Regions within the scope, all columns of table ``region``, by code."""
    query = select(region).where(scope.where(region.c.code))
    if level is not None:
        query = query.where(region.c.level == level)
    return read_frame(connection, query).sort("code")


def read_gazetteer(connection: Connection) -> Gazetteer:
    """All regions as geo's name finder; names are public, so no scope is needed."""
    from geo.regions import Gazetteer

    return Gazetteer(read_frame(connection, select(region)).sort("code"))


def read_opds(connection: Connection, scope: Scope, *, region_code: str | None = None) -> pl.DataFrame:
    """Work units: ``opd_id, region_code, name, opd_kind, valid_from, valid_to``."""
    query = select(opd.c.id.label("opd_id"), *[c for c in opd.c if c.name != "id"]).where(
        scope.where(opd.c.region_code, opd.c.id)
    )
    if region_code:
        query = query.where(within(opd.c.region_code, region_code))
    return read_frame(connection, query).sort("region_code", "name", "opd_id")


def read_opd_aliases(connection: Connection) -> pl.DataFrame:
    """Aliases that people confirmed: ``region_code, alias, name, valid_from, valid_to``."""
    columns = [c for c in opd_alias.c if c.name not in {"id", "confirmed_by"}]
    return read_frame(connection, select(*columns).order_by(opd_alias.c.id))


def read_calendar(connection: Connection) -> Calendar:
    """Elections, phases and holidays as the database holds them today, user's edits included."""
    votes: dict[str, dict[str, date | None]] = defaultdict(dict)
    for code, place, vote_on in connection.execute(
        select(election_region.c.election_code, election_region.c.region_code, election_region.c.vote_on)
    ):
        votes[code][place] = vote_on
    elections = [
        Election(e.code, e.name, e.kind, e.vote_on, votes.get(e.code, {}))
        for e in connection.execute(select(election))
    ]
    phases = [
        Phase(p.election_code, p.code, p.name, p.start_on, p.end_on)
        for p in connection.execute(select(phase))
    ]
    days = connection.execute(select(holiday.c.day)).scalars()
    return Calendar(elections, phases, holidays=days)


def read_phases(connection: Connection) -> pl.DataFrame:
    """Phases for display: ``id, election_code, code, name, start_on, end_on, source_url, note``, by date."""
    return read_frame(connection, select(phase)).sort("election_code", "start_on", "code", nulls_last=True)


def read_elections(connection: Connection) -> pl.DataFrame:
    """Elections: ``code, name, kind, vote_on, note``, by date."""
    return read_frame(connection, select(election)).sort("vote_on", "code", nulls_last=True)


def read_candidates(
    connection: Connection, scope: Scope, *, election_code: str | None = None
) -> pl.DataFrame:
    """Per region and office: ``election_code, region_code, office, pair_count, …, vote_on``."""
    shown = [c for c in election_region.c if c.name != "id"]
    query = select(*shown).where(scope.where(election_region.c.region_code))
    if election_code:
        query = query.where(election_region.c.election_code == election_code)
    return read_frame(connection, query).sort("election_code", "region_code", "office")


def read_clock(connection: Connection, region_code: str, *, today: date) -> date:
    """What day it is there: for a simulated region the morning after its last document, else ``today``."""
    simulated = connection.execute(select(region.c.is_simulated).where(region.c.code == region_code)).scalar()
    if not simulated:
        return today
    latest = connection.execute(
        select(func.max(document.c.known_on)).where(
            document.c.is_simulated,
            document.c.undone_at.is_(None),
            document.c.region_code.is_not(None),
            document.c.kind.not_in(REFERENCE_KINDS),  # a list of places tells no day
            within(document.c.region_code, region_code.split(".")[0]),
        )
    ).scalar()
    return latest + timedelta(days=1) if latest else today


def read_headcount(
    connection: Connection, scope: Scope, *, level: str, on: date, known_on: date | None = None
) -> pl.DataFrame:
    """Staff as of ``on``: the latest count not after that day, per unit.

    Args:
        level: "opd", "kabkota" or "provinsi"; above OPD a printed total wins over the sum of its OPD.
        known_on: as it was known on that day; default: what is believed now.

    Returns:
        ``region_code, opd_id, opd_name, pns, pppk, non_asn, asn, total, as_of``; part-time PPPK are PPPK.
    """
    reach = scope if level == "opd" else scope.whole()
    counts = read_headcounts(connection, reach, known_on=known_on).filter(pl.col("as_of") <= on)
    found = _headcount(counts, level)
    if level != "opd":
        whole = [code for code in found["region_code"].unique().to_list() if scope.covers_whole(code)]
        found = found.filter(pl.col("region_code").is_in(whole))
    names = read_frame(connection, select(opd.c.id.label("opd_id"), opd.c.name.label("opd_name")))
    named = found.join(names, on="opd_id", how="left", maintain_order="left")
    return named.select("region_code", "opd_id", "opd_name", *HEADS, "as_of")


def _headcount(rows: pl.DataFrame, level: str) -> pl.DataFrame:
    if level == "opd":
        return _latest(rows.filter(pl.col("opd_id").is_not_null()))
    regions = _latest(region_totals(rows))
    if level == "kabkota":
        return regions.filter(pl.col("region_code").str.len_chars() == 5)
    sums = (
        regions.with_columns(pl.col("region_code").str.slice(0, 2))
        .group_by("region_code")
        .agg(
            pl.lit(None, pl.Int64).alias("opd_id"),
            pl.col(HEADS).sum(),
            pl.col("as_of").min(),
        )
    )
    return sums.sort("region_code")


def read_headcounts(connection: Connection, scope: Scope, *, known_on: date | None = None) -> pl.DataFrame:
    """Every believed head-count: ``region_code, opd_id, pns, pppk, non_asn, asn, total, as_of``, by date."""
    query = scope.limit(
        select(headcount).where(believed(headcount, known_on), headcount.c.occurred_on.is_not(None)),
        headcount,
    )
    rows = read_frame(connection, query)
    asn = pl.sum_horizontal("pns", "pppk", "pppk_part_time")
    has_asn = pl.any_horizontal(pl.col("pns", "pppk", "pppk_part_time").is_not_null())
    return rows.select(
        "region_code",
        "opd_id",
        "pns",
        pl.when(pl.col("pppk").is_null() & pl.col("pppk_part_time").is_null())
        .then(None)
        .otherwise(pl.sum_horizontal("pppk", "pppk_part_time"))
        .alias("pppk"),
        "non_asn",
        pl.when(has_asn).then(asn).otherwise(pl.col("total") - pl.col("non_asn").fill_null(0)).alias("asn"),
        pl.coalesce("total", pl.sum_horizontal("pns", "pppk", "pppk_part_time", "non_asn")).alias("total"),
        pl.col("occurred_on").alias("as_of"),
    ).sort("region_code", "opd_id", "as_of")


def region_totals(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per region and day: the printed total where there is one, else the sum over its OPD."""
    printed = rows.filter(pl.col("opd_id").is_null()).unique(["region_code", "as_of"], maintain_order=True)
    summed = (
        rows.filter(pl.col("opd_id").is_not_null())
        .group_by("region_code", "as_of")
        .agg(pl.lit(None, pl.Int64).alias("opd_id"), pl.col(HEADS).sum())
        .join(printed, on=["region_code", "as_of"], how="anti")
    )
    return pl.concat([printed, summed.select(printed.columns)]).sort("region_code", "as_of")


def _latest(rows: pl.DataFrame) -> pl.DataFrame:
    units = ["region_code", "opd_id"]
    return rows.sort(*units, "as_of").unique(units, keep="last", maintain_order=True)


def believed(table: Table, known_on: date | None = None) -> ColumnElement[bool]:
    """Condition: the version that counts now, or the one we believed on ``known_on``."""
    if known_on is None:
        return table.c.known_to.is_(None)
    is_open = or_(table.c.known_to.is_(None), table.c.known_to > known_on)
    return and_(table.c.known_from <= known_on, is_open)
