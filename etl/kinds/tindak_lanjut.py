"""Tindak lanjut: recommendation → decision by the PPK → entry in I'DIS."""

# ruff: noqa: E501 - a row of a table of words is one line
from __future__ import annotations

from itertools import pairwise

from etl.kinds.columns import columns
from etl.kinds.kind import Kind
from etl.kinds.row import Row
from etl.kinds.vocabulary import FOLLOW_STATUS, SANCTIONS, first_match

COLUMNS = columns("""
rec_no               | text  | 2   | Nomor rekomendasi     | no rekomendasi, nomor surat rekomendasi, no surat rekomendasi, surat rekomendasi, rekomendasi nomor, nomor surat, no surat, rekomendasi kasn, nomor rekomendasi kasn bkn, rekomendasi, nomor rekomendasi kasn, no rek, nomor surat bawaslu, nomor surat kasn, nomor rekomendasi bkn, rec_no
rec_date             | date  | 2   | Tanggal rekomendasi   | tanggal surat rekomendasi, tanggal surat, rekomendasi tanggal, tgl rek, tanggal terbit rekomendasi, tanggal, tanggal rekomendasi kasn, tanggal terima rekomendasi
agency               | text  | 1   | Lembaga               | instansi pemberi rekomendasi, pemberi rekomendasi, lembaga perekomendasi, asal rekomendasi, rekomendasi dari, sumber rekomendasi, dari, pengirim, instansi pengirim, lembaga pemberi rekomendasi, agency
persons              | count | 1   | Jumlah orang          | jumlah asn, jumlah pegawai, jumlah terlapor, orang, jumlah, banyaknya asn, jumlah asn direkomendasikan, jumlah orang direkomendasikan, persons
sanction_recommended | code  | 2   | Sanksi direkomendasikan | rekomendasi sanksi, sanksi yang direkomendasikan, isi rekomendasi, jenis sanksi rekomendasi, usulan sanksi, bentuk sanksi yang direkomendasikan, jenis rekomendasi, sanksi rekomendasi, bunyi rekomendasi, rekomendasi kasn sanksi, bentuk rekomendasi, rekomendasi hukuman, saran sanksi, sanksi dari kasn, sanksi kasn, sanksi menurut kasn, rekomendasi hukuman disiplin
decision_no          | text  | 2   | Nomor keputusan       | nomor sk, no sk, no keputusan, nomor sk ppk, sk nomor, keputusan nomor, surat keputusan, nomor surat keputusan, sk hukuman disiplin, no sk ppk, nomor keputusan ppk, sk, keputusan, keputusan ppk nomor, sk sanksi, decision_no, nomor sk hukdis, sk walikota, sk bupati, sk gubernur, sk kepala daerah, sk sekda, nomor sk walikota, nomor sk bupati
decision_date        | date  | 2   | Tanggal keputusan     | tanggal sk, sk tanggal, keputusan tanggal, tanggal sk ppk, tanggal keputusan ppk, tanggal surat keputusan, keputusan ppk tanggal, tanggal penjatuhan sanksi, tanggal sk hukdis, tanggal tindak lanjut
sanction_given       | code  | 2   | Sanksi dijatuhkan     | sanksi, sanksi yang dijatuhkan, jenis sanksi, jenis hukuman, hukuman disiplin, sanksi ppk, hukuman, bentuk sanksi, putusan sanksi, keputusan sanksi, sanksi yang diberikan, sanksi diberikan, jenis hukuman disiplin, sanksi keputusan, realisasi sanksi, sanksi dari ppk, keputusan ppk, hukuman yang dijatuhkan, hukuman dijatuhkan, tindak lanjut sanksi, pelaksanaan sanksi, hukdis, jenis hukdis, hukdis dijatuhkan, sanksi realisasi
idis_date            | date  | 1.5 | Tanggal I'DIS         | idis, tanggal idis, tanggal input idis, tanggal entri idis, i dis, tanggal entri i dis, input idis, tanggal siasn, entri idis, tanggal input i dis, tanggal i dis, tanggal input siasn
status_code          | code  | 1   | Status tindak lanjut  | status, tindak lanjut, keterangan tindak lanjut, progres, perkembangan, status penyelesaian, hasil tindak lanjut, tindak lanjut ppk, belum sudah, sudah belum, status rekomendasi, keterangan status, status tl
""")

PP94_FROM = "2021-08-31"  # PP 94/2021 replaced PP 53/2010 on this day
ONLY_PP94 = {"tukin_25_6", "tukin_25_9", "tukin_25_12", "turun_jabatan_12", "bebas_jabatan_12"}
ONLY_PP53 = {"kgb_1", "pangkat_1"}


def finish(row: Row) -> None:
    """A recommendation with its clock; the status follows from the decision when not printed."""
    values = row.values
    row.level = "recommendation"
    if "rec_date" not in values and isinstance(values.get("date"), str) and len(str(values["date"])) == 10:
        values["rec_date"] = values["date"]
    if not row.has_any("rec_no", "rec_date"):
        row.reject("date_missing", "rec_date")
    _clock(row)
    _sanctions(row)
    if "status_code" not in values and row.has_any("decision_no", "decision_date"):
        values["status_code"] = "selesai"
    row.drop("date", "position", "person_hash")


def _clock(row: Row) -> None:
    order = [(n, str(row.values[n])) for n in ("rec_date", "decision_date", "idis_date") if row.values.get(n)]
    for (first, earlier), (second, later) in pairwise(order):
        if len(earlier) == len(later) == 10 and later < earlier:
            row.flag("date_order", second, met=f"{first} {earlier}, {second} {later}")


def _sanctions(row: Row) -> None:
    wanted, given = row.values.get("sanction_recommended"), row.values.get("sanction_given")
    decided = str(row.values.get("decision_date", ""))
    if wanted and given and wanted != given and not _covers(str(wanted), str(given)):
        row.flag("sanction_differs_from_recommendation", "sanction_given", met=given, expected=wanted)
    if (
        given
        and decided
        and ((given in ONLY_PP94 and decided < PP94_FROM) or (given in ONLY_PP53 and decided >= "2022-03-01"))
    ):
        row.flag("sanction_regime_mismatch", "sanction_given", met=given, expected=decided)


def _covers(wanted: str, given: str) -> bool:
    """ "Hukuman disiplin sedang" leaves the choice among the medium ones, likewise "berat"."""
    medium = {"tukin_25_6", "tukin_25_9", "tukin_25_12", "kgb_1", "pangkat_1"}
    heavy = {"turun_jabatan_12", "bebas_jabatan_12", "pdhtaps", "ptdh"}
    return (wanted == "hd_sedang" and given in medium) or (wanted == "hd_berat" and given in heavy)


TINDAK_LANJUT = Kind(
    name="tindak_lanjut",
    title="Tindak lanjut rekomendasi",
    columns=COLUMNS,
    titles=((r"tindak lanjut (?:atas |hasil |terhadap )?(?:rekomendasi|kasn|bkn|netralitas|bawaslu)|rekomendasi (?:kasn|bkn|bawaslu)"
             r"|penjatuhan (?:sanksi|hukuman)|hukuman disiplin", 3.0),
            (r"tindak lanjut|rekomendasi|sanksi", 1.0)),
    needs=(frozenset({"rec_no"}), frozenset({"rec_date", "sanction_given"}), frozenset({"rec_date", "status_code"}),
           frozenset({"sanction_recommended"}), frozenset({"rec_date", "decision_no"}), frozenset({"decision_no"})),
    finish=finish,
    skims=frozenset({"rec_no", "decision_no", "agency", "opd", "unit", "region_code"}),
    reads=frozenset(),
    vocabularies={
        "sanction_recommended": lambda text: first_match(text, SANCTIONS),
        "sanction_given": lambda text: first_match(text, SANCTIONS),
        "status_code": lambda text: first_match(text, FOLLOW_STATUS),
    },
)  # fmt: skip
