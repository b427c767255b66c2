/* Cells of the league table: an interval drawn as a line, its estimate as a tick, the reference as a hairline. */
var dagcomponentfuncs = (window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {});

/* A row in words, made of the texts that the server wrote into its cells. */
window.netraSel = function (row) {
  return row.nama + ": " + row.laju_teks + " (" + row.ujung + ")";
};

dagcomponentfuncs.Rentang = function (props) {
  var d = props.value;
  var h = window.React.createElement;
  if (!d || d.hi == null || d.lo == null) return h("span", { className: "sel-kosong" }, (d && d.teks) || "–");
  var at = function (v) { return Math.max(0, Math.min(100, (100 * v) / props.maks)) + "%"; };
  var reference = props.rujukan == null ? null : h("line", { x1: at(props.rujukan), x2: at(props.rujukan), y1: 0, y2: 28, className: "sel-rujukan" });
  return h(
    "svg",
    { className: "sel-rentang", width: "100%", height: 28, role: "img", "aria-label": window.netraSel(props.data) },
    reference,
    h("line", { x1: at(d.lo), x2: at(d.hi), y1: 14, y2: 14, className: "sel-garis" }),
    props.data.laju == null ? null : h("circle", { cx: at(props.data.laju), cy: 14, r: 4, className: "sel-titik" })
  );
};

dagcomponentfuncs.Pita = function (props) {
  var d = props.value || {};
  return window.React.createElement("span", { className: "pita pita-" + (d.kode || "kosong") }, d.teks || "");
};

dagcomponentfuncs.Tautan = function (props) {
  var d = props.value || {};
  return window.React.createElement("a", { href: d.href, className: "tautan-sel" }, d.teks || "");
};
