"""What the models wrote: estimates, effects, forecasts, scores, plans."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from etl.schema.base import identity, metadata

ESTIMATED = (
    "count",
    "effort",
    "exposure",
    "expected",
    "rate",
    "rate_lower",
    "rate_upper",
    "rr",
    "rr_lower",
    "rr_upper",
    "p_above",
    "p_worst_tenth",
    "rank_mean",
    "rank_lower",
    "rank_upper",
)
INTERVALS = ("mean", "q025", "q05", "q10", "q25", "q50", "q75", "q90", "q95", "q975")

model_run = Table(
    "model_run",
    metadata,
    identity(),
    Column("started_at", DateTime, nullable=False),
    Column("finished_at", DateTime),
    Column("status", String(10), nullable=False),  # running ok failed
    Column("as_of", Date, nullable=False),
    Column("scope_code", String(16), nullable=False),  # "00" national, "99" a province
    Column("model_version", String(32), nullable=False),
    Column("data_version", String(64), nullable=False),
    Column("seed", Integer, nullable=False),
    Column("message", Text),
)


def _result(name: str, *columns: Column) -> Table:
    return Table(
        name,
        metadata,
        identity(),
        Column("run_id", Integer, ForeignKey("model_run.id", ondelete="CASCADE"), nullable=False),
        Column("measure", String(40), nullable=False),
        *columns,
        Index(f"ix_{name}_run", "run_id", "measure"),
    )


estimate = _result(
    "estimate",
    Column("fit", String(12), nullable=False),  # eb | bym2 | glm
    Column("election_code", String(32)),  # NULL = all observed time
    Column("phase_code", String(40)),  # NULL = all phases
    Column("level", String(12), nullable=False),  # provinsi kabkota opd
    Column("region_code", String(16), nullable=False),
    Column("opd_id", Integer),
    *[Column(c, Float) for c in ESTIMATED],
    Column("band", String(16)),  # sangat_mungkin mungkin tak_terbedakan lebih_baik tanpa_data
    Column("drivers", JSON),  # [{"term","value"}] on the log scale
)

effect = _result(  # national or scope-wide terms: phase mean rates, elasticities
    "effect",
    Column("fit", String(12), nullable=False),
    Column("term", String(64), nullable=False),
    Column("election_code", String(32)),
    Column("phase_code", String(40)),
    Column("value", Float),
    Column("lower", Float),
    Column("upper", Float),
    Column("p_value", Float),
)

forecast = _result(
    "forecast",
    Column("model", String(24), nullable=False),  # gabungan | utama | persistensi | klimatologi | rerata
    Column("region_code", String(16), nullable=False),
    Column("week", Date, nullable=False),  # Monday
    Column("horizon_weeks", Integer, nullable=False),
    *[Column(c, Float) for c in INTERVALS],
    Column("quantiles", JSON),
)

score = _result(
    "score",
    Column("model", String(24), nullable=False),
    Column("horizon_weeks", Integer, nullable=False),
    Column("target_count", Integer, nullable=False),
    *[Column(c, Float) for c in ["log_score", "crps", "wis", "coverage_50", "coverage_90", "bias"]],
)

plan = Table(
    "plan",
    metadata,
    identity(),
    Column("run_id", Integer, ForeignKey("model_run.id")),
    Column("scope_code", String(16), nullable=False),
    Column("week", Date, nullable=False),
    Column("team_count", Integer, nullable=False),
    Column("day_count", Integer, nullable=False),
    Column("exploration_share", Float, nullable=False),
    Column("created_at", DateTime, nullable=False),
    Column("locked_at", DateTime),
    Column("expected_finds", Float),
    Column("travel_limit_hours", Float),  # one way from base_code; NULL = no limit was set
    Column("base_code", String(16)),  # where the teams start
    Column("created_by", Text),  # login; NULL = the nightly run
    Column("locked_by", Text),
)

plan_item = Table(
    "plan_item",
    metadata,
    identity(),
    Column("plan_id", Integer, ForeignKey("plan.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("rank", Integer, nullable=False),
    Column("region_code", String(16), nullable=False),
    Column("opd_id", Integer),
    Column("expected_finds", Float, nullable=False),
    Column("finds_lower", Float),
    Column("finds_upper", Float),
    Column("days_since_visit", Integer),
    Column("is_exploration", Boolean, nullable=False),
    Column("team_no", Integer),
    Column("day_no", Integer),
    Column("reason", Text, nullable=False),
    Column("travel_hours", Float),
)

visit_result = Table(
    "visit_result",
    metadata,
    identity(),
    Column("plan_item_id", Integer, ForeignKey("plan_item.id"), nullable=False),
    Column("visited_on", Date, nullable=False),
    Column("checked", Integer),
    Column("caught_total", Integer),
    Column("note", Text),
    Column("document_id", Integer),  # the small document that carries the result into the records
    Column("recorded_by", Text),
    Column("recorded_at", DateTime),
)
