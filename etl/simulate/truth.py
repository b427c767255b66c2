"""What was true in a simulated world, as tables that a test can compare estimates with."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import polars as pl

from etl.simulate.design import Design
from etl.simulate.parameters import NETRALITAS, SIDAK
from etl.simulate.phases import ELECTIONS, PHASE_CODES
from etl.simulate.process import Cases, Effects, Visits
from etl.simulate.reports import delay_pmf, reporting_triangle
from etl.simulate.story import World


@dataclass(frozen=True)
class Truth:
    """Effects on the log scale; ``parameters`` are the numbers of :class:`Parameters` as a plain dict.

    - ``regions``: region_code, measure, effect (b_r; for sidak d_r), rr (exp effect)
    - ``phases``: measure, phase_code, effect
    - ``elections``: measure, election_code, effect
    - ``region_phases``: region_code, phase_code, effect; ``region_elections``: region_code, election_code,
      effect, incumbent, pairs
    - ``opds``: opd_slot, opd_kind, measure, effect
    - ``expected``: region_code, week, election_code, phase_code, measure, mean, endemic, exposure, effort,
      operations (the model's mean given the past; sidak only where operations > 0)
    - ``rates``: measure, election_code, phase_code, rate, endemic_rate (per exposure and week; sidak per
      person checked)
    - ``delay``: delay_weeks, probability; ``reporting``: region_code, week, known_week, count
    """

    parameters: dict[str, object]
    regions: pl.DataFrame
    phases: pl.DataFrame
    elections: pl.DataFrame
    region_phases: pl.DataFrame
    region_elections: pl.DataFrame
    opds: pl.DataFrame
    expected: pl.DataFrame
    rates: pl.DataFrame
    delay: pl.DataFrame
    reporting: pl.DataFrame

    def write(self, folder: Path) -> None:
        """One Parquet file per table and the parameters as ``truth.json``."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, value in self.__dict__.items():
            if isinstance(value, pl.DataFrame):
                value.write_parquet(folder / f"{name}.parquet")
        text = json.dumps({"note": "SIMULASI", **self.parameters}, indent=1, sort_keys=True)
        (folder / "truth.json").write_text(text + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Truth:
        """What :meth:`write` left in a folder."""
        parameters = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
        tables = [name for name in cls.__dataclass_fields__ if name != "parameters"]
        return cls(parameters, **{name: pl.read_parquet(folder / f"{name}.parquet") for name in tables})


def truth_of(world: World) -> Truth:
    """Everything true of a drawn world."""
    design, effects, weeks, p = world.design, world.effects, world.calendar, world.parameters
    expected = pl.concat(
        [_expected_cases(design, weeks, world.cases), _expected_caught(design, weeks, world.visits)]
    )
    return Truth(
        parameters={"seed": world.seed, **asdict(p)},
        regions=_regions(design, effects),
        phases=_effect_table("phase_code", p.phases, p.caught_phases),
        elections=_effect_table("election_code", p.elections, dict.fromkeys(ELECTIONS, 0.0)),
        region_phases=_cross(design, "phase_code", PHASE_CODES, effects.region_phase),
        region_elections=_cross(design, "election_code", ELECTIONS, effects.region_election).with_columns(
            incumbent=pl.Series(design.incumbent.ravel().astype(bool)),
            pairs=pl.Series(design.pairs.ravel()),
        ),
        opds=_opds(design, effects),
        expected=expected,
        rates=_rates(expected),
        delay=pl.DataFrame({"delay_weeks": np.arange(p.longest_delay + 1), "probability": delay_pmf(p)}),
        reporting=reporting_triangle(design, weeks, world.reports),
    )


def _regions(design: Design, effects: Effects) -> pl.DataFrame:
    parts = [
        pl.DataFrame({"region_code": design.codes, "effect": values}).with_columns(measure=pl.lit(measure))
        for measure, values in ((NETRALITAS, effects.region), (SIDAK, effects.caught_region))
    ]
    return pl.concat(parts).with_columns(rr=pl.col("effect").exp())


def _effect_table(name: str, cases: dict[str, float], caught: dict[str, float]) -> pl.DataFrame:
    rows = [(m, code, v) for m, d in ((NETRALITAS, cases), (SIDAK, caught)) for code, v in d.items()]
    return pl.DataFrame(rows, schema=["measure", name, "effect"], orient="row")


def _cross(design: Design, name: str, codes: tuple[str, ...], values: np.ndarray) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "region_code": np.repeat(design.codes, len(codes)),
            name: list(codes) * len(design.codes),
            "effect": values.ravel(),
        }
    )


def _opds(design: Design, effects: Effects) -> pl.DataFrame:
    slots = np.arange(len(design.opd_kinds))
    parts = [
        pl.DataFrame({"opd_slot": slots, "opd_kind": design.opd_kinds, "effect": values}).with_columns(
            measure=pl.lit(measure)
        )
        for measure, values in ((NETRALITAS, effects.opd), (SIDAK, effects.caught_opd))
    ]
    return pl.concat(parts)


def _grid(design: Design, weeks: pl.DataFrame, **values: np.ndarray) -> pl.DataFrame:
    """T × R arrays as a long frame."""
    t, r = weeks.height, len(design.codes)
    keys = weeks.select("week", "election_code", "phase_code")[np.repeat(np.arange(t), r)]
    columns = {name: np.asarray(v, float).ravel() for name, v in values.items()}
    return keys.with_columns(
        region_code=pl.Series(list(design.codes) * t), **{n: pl.Series(v) for n, v in columns.items()}
    )


_EXPECTED = [
    "region_code",
    "week",
    "election_code",
    "phase_code",
    "measure",
    "mean",
    "endemic",
    "exposure",
    "effort",
    "operations",
]


def _expected_cases(design: Design, weeks: pl.DataFrame, cases: Cases) -> pl.DataFrame:
    effort = np.full(cases.mean.shape, np.nan) if cases.effort is None else cases.effort
    frame = _grid(
        design, weeks, mean=cases.mean, endemic=cases.endemic, exposure=cases.asn.sum(2), effort=effort
    )
    return frame.with_columns(
        measure=pl.lit(NETRALITAS),
        effort=pl.col("effort").fill_nan(None),
        operations=pl.lit(None, pl.Float64),
    ).select(_EXPECTED)


def _expected_caught(design: Design, weeks: pl.DataFrame, visits: Visits) -> pl.DataFrame:
    effort = np.zeros(visits.mean.shape)
    np.add.at(effort, (visits.week, visits.region), visits.checked)
    frame = _grid(design, weeks, mean=visits.mean, effort=effort, operations=visits.operations)
    return (
        frame.filter(pl.col("operations") > 0)
        .with_columns(measure=pl.lit(SIDAK), endemic=pl.col("mean"), exposure=pl.col("effort"))
        .select(_EXPECTED)
    )


def _rates(expected: pl.DataFrame) -> pl.DataFrame:
    keys = ["measure", "election_code", "phase_code"]
    return (
        expected.group_by(keys, maintain_order=True)
        .agg(pl.col("mean", "endemic", "exposure").sum())
        .select(
            *keys,
            rate=pl.col("mean") / pl.col("exposure"),
            endemic_rate=pl.col("endemic") / pl.col("exposure"),
        )
    )
