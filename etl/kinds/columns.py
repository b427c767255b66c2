"""What a column can mean: one table row per field, read from the text tables of the kinds."""

# ruff: noqa: E501 - a row of a table of words is one line
from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_LONG = {
    "jml": "jumlah", "jlh": "jumlah", "jmlh": "jumlah", "juml": "jumlah", "jum": "jumlah", "tgl": "tanggal",
    "tg": "tanggal", "tggl": "tanggal", "ket": "keterangan", "nmr": "nomor", "no": "nomor", "peg": "pegawai",
    "prosen": "persen", "prosentase": "persen", "persentase": "persen", "presentase": "persen", "pct": "persen",
    "thn": "tahun", "th": "tahun", "bln": "bulan", "kab": "kabupaten", "kec": "kecamatan", "kel": "kelurahan",
    "prov": "provinsi", "propinsi": "provinsi", "rek": "rekomendasi", "rekom": "rekomendasi", "jab": "jabatan",
    "gol": "golongan", "pelangg": "pelanggaran", "tdk": "tidak", "dgn": "dengan", "thd": "terhadap",
    "pelaks": "pelaksanaan", "ijin": "izin", "p3k": "pppk", "pwk": "pppk", "wkt": "waktu", "jns": "jenis",
    "tl": "tindak lanjut", "tindaklanjut": "tindak lanjut", "skpd": "opd", "lok": "lokasi", "st": "surat tugas",
    "personil": "pegawai", "personel": "pegawai", "karyawan": "pegawai", "hr": "hari", "pddk": "penduduk",
    "ttl": "total", "nonasn": "non asn", "nonpns": "non pns", "alpa": "alpha", "alfa": "alpha",
}  # fmt: skip
_IGNORED = {"yang", "yg", "orang", "org", "para", "di", "dan", "atau", "nama2", "dll", "satuan", "s", "d"}
_KEPT_ALONE = {"s", "d", "i", "c", "a", "l", "p", "m", "orang", "org"}


@dataclass(frozen=True, slots=True)
class Column:
    """One meaning: `field` of the record, `form` how its cells are read, `title` for templates and sentences.

    forms: opd kecamatan unit region region_code province date month year time text count percent number code
    yesno pairs private none. `weight`: how much the column tells about the kind.
    """

    field: str
    form: str
    title: str
    synonyms: tuple[str, ...]
    weight: float = 1.0
    is_required: bool = False


def columns(table: str) -> tuple[Column, ...]:
    """Columns of a text table `field | form | weight | title | synonyms, comma-separated`; * marks required."""
    found = []
    for line in table.strip().splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        field, form, weight, title, synonyms = (part.strip() for part in line.split("|"))
        words = (title, *(w.strip() for w in synonyms.split(",") if w.strip()))
        column = Column(field.rstrip("*"), form, title, words, float(weight), field.endswith("*"))
        found.append(column)
    return tuple(found)


@lru_cache(maxsize=50_000)
def fold(text: str) -> tuple[str, ...]:
    """The telling words of a column title: lower case, abbreviations written out, units and fillers dropped."""
    text = re.sub(r"wali\s+kota", "walikota", text.lower())
    text = re.sub(r"\b(?:[a-z] ){2,}[a-z]\b", lambda m: m[0].replace(" ", ""), text)  # "N a m a"
    text = text.replace("%", " persen ").replace("&", " dan ").replace("#", " no ")
    text = re.sub(r"\b(non|pra)[-–. ]+", r"\1 ", text)
    words: list[str] = []
    raw = re.findall(r"[a-z]+\d?|\d+", re.sub(r"(?<=\b[a-z])\.(?=[a-z]\b)", "", text.replace("'", "")))
    for word in raw:
        words.extend(_LONG.get(word, word).split())
    if len(words) > 1:
        telling = [w for w in words if w not in _IGNORED]
        counts_people = telling in (["jumlah"], ["total"]) and ("orang" in words or "org" in words)
        words = [*telling, "orang"] if counts_people else telling
    return tuple(dict.fromkeys(words))


BASE = columns("""
row_no        | none        | 0    | No                 | nomor urut, no urut, urut, nmr
opd_code      | none        | 0    | Kode OPD           | kode skpd, kode unit kerja, kode instansi, kode unit, kode satker, kode satuan kerja
opd           | opd         | 0.3  | OPD                | unit kerja, unit kerja opd, perangkat daerah, nama opd, nama perangkat daerah, instansi, nama instansi, dinas, dinas instansi, satuan kerja, satker, unit organisasi, organisasi perangkat daerah, asal instansi, asal opd, tempat tugas, kantor, opd unit kerja, instansi opd, dinas badan kantor, badan dinas, tempat kerja, nama dinas, nama unit kerja, instansi unit kerja, opd kecamatan, unit kerja instansi, nama satuan kerja, lembaga, nama skpd, opd asal, unit, satuan organisasi, skpd unit kerja, nama unit, instansi terlapor, opd terlapor, instansi asal, unit kerja terlapor, opd tempat kerja, opd pegawai, instansi tempat bekerja, tempat bekerja, nama badan dinas, opd yang disidak, opd yang diperiksa, opd sasaran, sasaran opd, opd lokasi, nama kantor, dinas kantor badan, opd instansi, opd perangkat daerah
kecamatan     | kecamatan   | 0.3  | Kecamatan          | nama kecamatan, wilayah kecamatan
unit          | unit        | 0.2  | Sub unit           | sub unit kerja, uptd, upt, puskesmas, nama puskesmas, sekolah, nama sekolah, kelurahan, nama kelurahan, unit kerja di bawah opd, satuan pendidikan, desa kelurahan, bagian, bidang, sub opd
region        | region      | 0.3  | Kabupaten/Kota     | nama kabupaten kota, kabupaten, kota, daerah, nama daerah, wilayah, nama wilayah, pemerintah daerah, kab kota, kabupaten kota, pemda, nama kab kota, nama kabupaten, bawaslu kabupaten kota
region_code   | region_code | 0.3  | Kode wilayah       | kode kabupaten kota, kode kabupaten, kode daerah, kode kemendagri, kode kab kota, kode bps, region_code
province      | province    | 0.2  | Provinsi           | nama provinsi
province_code | none        | 0.1  | Kode provinsi      | kode prov
person_name   | private     | 0.3  | Nama               | nama pegawai, nama lengkap, nama asn, nama pns, nama terlapor, terlapor, nama pelanggar, nama terjaring, nama personil, pegawai terjaring, nama orang, nama yang bersangkutan, nama gelar, nama asn terlapor, nama honorer, nama pelaku, nama dan nip, nama nip, nama nip jabatan, nama peserta, identitas, nama pegawai terjaring, nama pejabat, pelapor, nama pelapor, nama saksi, petugas, nama petugas, pemeriksa, nama pimpinan, kepala opd, nama kepala opd, koordinator, nama koordinator, penanggung jawab tim, ketua tim, nama ketua tim
person_id     | private     | 0.3  | NIP                | nip baru, nip lama, nip nik, nip nrptt, nik nip, nip nipppk, nomor induk pegawai, nip pegawai, nipppk, nrk, nipd, nip asn
person_id2    | private     | 0.3  | NIK                | nomor ktp, no ktp, nomor induk kependudukan, no kk
person_phone  | private     | 0.2  | No HP              | nomor hp, no telepon, telepon, telp, no telp, whatsapp, wa, no wa, nomor wa, nomor handphone, handphone, kontak, hp, nomor kontak
person_other  | private     | 0.1  | Alamat             | alamat rumah, email, e mail, tempat lahir, tanggal lahir, tempat tanggal lahir, ttl, foto, ttd, tanda tangan, paraf
rank          | none        | 0.1  | Pangkat/Gol        | pangkat, golongan, pangkat golongan, pangkat golongan ruang, golongan ruang, gol ruang, eselon, pangkat gol ruang
position      | text        | 0.1  | Jabatan            | nama jabatan, jabatan terlapor, jabatan pegawai, posisi
sex           | none        | 0    | Jenis kelamin      | jk, l p, kelamin, laki laki perempuan
note          | none        | 0    | Keterangan         | ket, catatan, keterangan lain, lain lain, keterangan tambahan
measure_unit  | none        | 0    | Satuan             | satuan unit
""")
