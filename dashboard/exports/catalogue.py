"""Every table that can be taken along: (page, name) → the function that makes it from a view."""

from __future__ import annotations

from collections.abc import Callable

from dashboard.exports.sheet import Sheet
from dashboard.pages import (
    banding,
    cakupan,
    corong,
    kewajiban,
    klasemen,
    mutu_lembar,
    nasional,
    peta_lembar,
    rakor,
    rencana,
    rencana_daftar,
    ringkasan,
    tren,
)
from dashboard.pages.context import Context

SHEETS: dict[tuple[str, str], Callable[[Context], Sheet | None]] = {
    ("ringkasan", "angka"): ringkasan.numbers_sheet,
    ("ringkasan", "catatan"): nasional.record_sheet,
    ("peta", "peta"): peta_lembar.map_sheet,
    ("tren", "tren"): tren.weeks_sheet,
    ("tren", "banding"): banding.aligned_sheet,
    ("klasemen", "klasemen"): klasemen.league_sheet,
    ("klasemen", "corong"): corong.funnel_sheet,
    ("klasemen", "kewajiban"): kewajiban.duty_sheet,
    ("klasemen", "terbuka"): kewajiban.open_sheet,
    ("klasemen", "cakupan"): cakupan.coverage_sheet,
    ("klasemen", "rakor"): rakor.desk_sheet,
    ("mutu", "rekam-jejak"): mutu_lembar.score_sheet,
    ("mutu", "keterlambatan"): mutu_lembar.delay_sheet,
    ("mutu", "kelengkapan"): mutu_lembar.office_sheet,
    ("rencana", "rencana"): rencana_daftar.plan_sheet,
    ("rencana", "titik"): rencana.hot_sheet,
}
MAPS = {("peta", "peta")}
