"""Where and when: regions, OPD, elections, phases, holidays."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from etl.schema.base import identity, metadata

region = Table(
    "region",
    metadata,
    Column("code", String(16), primary_key=True),  # Kemendagri: "35", "35.74", "35.74.01"; "00" = Indonesia
    Column("name", Text, nullable=False),  # "Kota Probolinggo"
    Column("kind", String(12), nullable=False),  # negara provinsi kabupaten kota kecamatan kelurahan
    Column("level", Integer, nullable=False),  # 0 nation, 1 province, 2 kab/kota, 3 kecamatan, 4 kelurahan
    Column("parent_code", String(16)),
    Column("zone", String(4)),  # WIB WITA WIT
    Column("lat", Float),
    Column("lon", Float),
    Column("population", Integer),
    Column("area_km2", Float),
    Column("is_simulated", Boolean, nullable=False, default=False),
)

opd = Table(
    "opd",
    metadata,
    identity(),
    Column("region_code", String(16), ForeignKey("region.code"), nullable=False),
    Column("name", Text, nullable=False),  # canonical, "Dinas Pendidikan dan Kebudayaan"
    Column("opd_kind", String(32)),  # dinas badan sekretariat inspektorat kecamatan rsud kelurahan ...
    Column("valid_from", Date),
    Column("valid_to", Date),
    UniqueConstraint("region_code", "name"),
)

opd_alias = Table(
    "opd_alias",
    metadata,
    identity(),
    Column("region_code", String(16)),  # NULL = everywhere
    Column("alias", Text, nullable=False),  # as folded by etl.opd.fold
    Column("name", Text, nullable=False),  # canonical OPD name it stands for
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("confirmed_by", Text),  # NULL = reference list
)

region_alias = Table(  # what a person confirmed a printed place name to mean
    "region_alias",
    metadata,
    identity(),
    Column("alias", Text, nullable=False),
    Column("region_code", String(16), nullable=False),
    Column("confirmed_by", Text),
    Column("confirmed_at", DateTime),
)

place = Table(
    "place",
    metadata,
    identity(),
    Column("region_code", String(16), ForeignKey("region.code"), nullable=False),
    Column("name", Text, nullable=False),  # "Alun-alun"
    Column("name_key", Text, nullable=False),  # as folded by etl.store.found
    Column("kind", Text),
    Column("kecamatan_code", String(16)),  # NULL = not known
    Column("lat", Float),
    Column("lon", Float),
    Column("source_url", Text),
    UniqueConstraint("region_code", "name_key"),
)

election = Table(
    "election",
    metadata,
    Column("code", String(32), primary_key=True),  # PILKADA_2024
    Column("name", Text, nullable=False),
    Column("kind", String(12), nullable=False),  # pilkada pemilu ulang
    Column("vote_on", Date),  # NULL = not fixed yet
    Column("note", Text),
)

phase = Table(
    "phase",
    metadata,
    identity(),
    Column("election_code", String(32), ForeignKey("election.code"), nullable=False),
    Column("code", String(40), nullable=False),
    Column("name", Text, nullable=False),
    Column("start_on", Date),
    Column("end_on", Date),
    Column("source_url", Text),
    Column("note", Text),
)

election_region = Table(
    "election_region",
    metadata,
    identity(),
    Column("election_code", String(32), ForeignKey("election.code"), nullable=False),
    Column("region_code", String(16), ForeignKey("region.code"), nullable=False),
    Column("office", String(16), nullable=False),  # gubernur bupati wali_kota
    Column("pair_count", Integer),
    Column("has_incumbent", Boolean),
    Column("has_empty_box", Boolean),
    Column("vote_on", Date),
    UniqueConstraint("election_code", "region_code", "office"),
)

holiday = Table(
    "holiday",
    metadata,
    Column("day", Date, primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", String(24), nullable=False),
)
