/* A row of the league table and its point in the funnel are one choice; the address remembers it (pilih=…). */
(function () {
  function points(plot) {
    var found = {};
    plot.data.forEach(function (trace) {
      (trace.customdata || []).forEach(function (own, i) {
        if (Array.isArray(own)) found[own[1]] = { name: trace.mode.indexOf("text") < 0 ? own[0] : "", x: trace.x[i], y: trace.y[i] };
      });
    });
    return found;
  }

  function plotOf() {
    return document.querySelector("#klasemen-corong .js-plotly-plot");
  }

  function remember(code) {
    var query = new URLSearchParams(window.location.search);
    if (query.get("pilih") === code) return;
    query.set("pilih", code);
    window.history.replaceState({}, "", window.location.pathname + "?" + query.toString());
  }

  function mark(code, sentence) {
    var plot = plotOf(), said = document.getElementById("klasemen-pilihan");
    if (said && sentence) said.textContent = sentence;
    if (!plot || !window.Plotly) return;
    var point = points(plot)[code];
    var ring = plot.data.length - 1;
    window.Plotly.restyle(plot, point ? { x: [[point.x]], y: [[point.y]], text: [[point.name]] } : { x: [[]], y: [[]], text: [[]] }, [ring]);
  }

  function choose(api, code) {
    var row = api.getRowNode(code);
    if (!row) return;
    api.ensureNodeVisible(row, "middle");
    row.setSelected(true, true);
  }

  function join(grid) {
    grid.dataset.siap = "1";
    window.dash_ag_grid.getApiAsync("klasemen-papan").then(function (api) {
      api.addEventListener("selectionChanged", function () {
        var row = api.getSelectedRows()[0];
        if (!row) return;
        remember(row.kode);
        mark(row.kode, window.netraSel(row));
      });
    });
  }

  function listen(plot) {
    plot.dataset.siap = "1";
    plot.on("plotly_click", function (click) {
      var own = click.points[0].customdata;
      if (!Array.isArray(own)) return;
      window.dash_ag_grid.getApiAsync("klasemen-papan").then(function (api) { choose(api, own[1]); });
    });
  }

  var living = document.getElementById("react-entry-point");
  if (!living) return;
  new MutationObserver(function () {
    var grid = document.getElementById("klasemen-papan"), plot = plotOf();
    if (grid && !grid.dataset.siap && window.dash_ag_grid) join(grid);
    if (plot && !plot.dataset.siap && plot.on) listen(plot);
  }).observe(living, { childList: true, subtree: true });
})();
