"""What the simulation knows and a model has to find: every number of the data generating process.

The formulas are in :mod:`etl.simulate.process`. Effects are on the log scale; ``JEDA`` is the zero of the
phase effects. Magnitudes follow the public record: a campaign week has about ten times the cases of a
week between elections, and 36 % of the cases of Pilkada 2020 became known later than ten days after the vote.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from etl.simulate.phases import PHASE_CODES

NETRALITAS = "netralitas_dugaan"
SIDAK = "sidak_terjaring"
MEASURES = (NETRALITAS, SIDAK)


def _phases(values: str) -> dict[str, float]:
    """``PHASE=0.1 …`` as a mapping; a phase that is not named has no effect."""
    given = dict(pair.split("=") for pair in values.split())
    return {code: float(given.get(code, 0.0)) for code in PHASE_CODES}


@dataclass(frozen=True)
class Parameters:
    """The data generating process; change one with ``dataclasses.replace``."""

    # neutrality cases, per ASN and week
    level: float = -11.3  # log cases per ASN and week in JEDA
    phases: dict[str, float] = field(
        default_factory=lambda: _phases(
            "PRA_TAHAPAN=0.9 DUKUNGAN_PERSEORANGAN=1.1 PENGUMUMAN_PENDAFTARAN=1.5"
            " PENDAFTARAN_PASLON=1.7 PENELITIAN_PERSYARATAN=1.5"
            " PENETAPAN_PASLON=1.8 PENGUNDIAN_NOMOR=1.8 KAMPANYE=2.2 MASA_TENANG=1.9 PEMUNGUTAN_SUARA=1.8"
            " PENGHITUNGAN=1.0 REKAPITULASI=0.7 TAHAPAN_DITUNDA=0.3 PENDAFTARAN_PARPOL=0.6"
            " PENCALONAN_DPD=0.9 PENCALONAN_DPR_DPRD=1.0 PENCALONAN_PRESIDEN=1.3 PENETAPAN_PESERTA=0.9"
        )
    )
    elections: dict[str, float] = field(
        default_factory=lambda: {
            "PILKADA_2018": -0.10,
            "PEMILU_2019": -1.0,
            "PILKADA_2020": 0.0,
            "PEMILU_2024": -0.8,
            "PILKADA_2024": 0.15,
        }
    )
    region_sd: float = 0.50  # BYM2 sigma
    region_rho: float = 0.6  # share of its variance that neighbours share
    region_phase_sd: float = 0.20  # own campaign habit of a region
    region_election_sd: float = 0.15
    opd_sd: float = 0.50
    incumbent: float = 0.25  # the head stands again
    empty_box: float = -0.20  # one pair against an empty box
    season: float = 0.10  # amplitude of one yearly wave, highest in early March
    phi: float = 0.12  # share of a case's echo inside the region, between elections
    phi_campaign: float = 0.25  # the same from registration to the vote
    kappa: float = 0.06  # echo from the neighbours
    lag_decay: float = 0.5  # geometric weights over lag_count weeks
    lag_count: int = 4
    dispersion: float = 3.0  # NB size psi: variance = mean + mean² / psi
    supervision_elasticity: float = 0.0  # delta; 0 = the case register knows no effort (effort is then null)
    # sidak catches
    caught_level: float = -3.6  # log catches per person checked, one operation a week
    caught_phases: dict[str, float] = field(default_factory=lambda: _phases("KAMPANYE=0.15 PRA_TAHAPAN=0.05"))
    caught_region_sd: float = 0.40
    caught_opd_sd: float = 0.35
    caught_season: float = 0.15
    gamma: float = 0.6  # catches ~ operations ** gamma when each operation checks the same number
    caught_dispersion: float = 2.5
    operations_level: float = -1.4  # log operations per week
    operations_sd: float = 0.7  # zeal, unrelated to risk
    follows_risk: float = 0.5  # effort follows the true sidak risk with this elasticity
    visits_per_operation: float = 4.0
    # reporting delay in weeks: a quick part and a slow part (two geometric distributions)
    quick_share: float = 0.25
    quick_weeks: float = 1.2
    slow_weeks: float = 22.0
    longest_delay: int = 78
