/* Small things a page needs beside Dash. No third-party code, no network. */
window.dash_clientside = Object.assign({}, window.dash_clientside, {
  netra: {
    /* Filter controls -> URL. The URL is the state; everything else follows from it. */
    saring: function () {
      var dc = window.dash_clientside;
      var context = dc.callback_context;
      if (!context.triggered || context.triggered.length !== 1) return dc.no_update;
      var value = context.triggered[0].value;
      var id = JSON.parse(context.triggered[0].prop_id.replace(/\.value$/, ""));
      var query = new URLSearchParams(window.location.search);
      if ((query.get(id.saring) || "") === (value || "")) return dc.no_update;
      var shown = document.querySelector('[data-saring="' + id.saring + '"]');
      if (shown && shown.dataset.kini === (value || "")) return dc.no_update;
      if (value) query.set(id.saring, value);
      else query.delete(id.saring);
      query.delete("pilih");
      if (id.saring === "wilayah") ["ukuran", "pemilihan", "tahapan", "tingkat"].forEach(function (k) { query.delete(k); });
      if (id.saring === "pemilihan") query.delete("tahapan");
      var text = query.toString();
      return text ? "?" + text : "";
    },
    /* A click on a hexagon chooses the place. */
    pilih: function (click) {
      var dc = window.dash_clientside;
      if (!click || !click.points || !click.points.length) return dc.no_update;
      var code = click.points[0].customdata;
      if (Array.isArray(code)) code = code[0];
      if (!code) return dc.no_update;
      var query = new URLSearchParams(window.location.search);
      query.set("pilih", code);
      return "?" + query.toString();
    },
  },
});

(function () {
  /* The server's first paint steps aside when the living page stands. */
  var observer = new MutationObserver(function () {
    var first = document.getElementById("awal");
    var page = document.getElementById("isi");
    if (page && page.childElementCount) {
      if (first) first.remove();
      var title = page.firstElementChild.dataset.judul;
      if (title && title !== document.title) document.title = title;
    }
  });
  var living = document.getElementById("react-entry-point");
  if (living) observer.observe(living, { childList: true, subtree: true });

  document.addEventListener("click", function (event) {
    /* Links between our own views: no reload, the back button works. */
    var link = event.target.closest("a[data-rute]");
    if (link && !event.metaKey && !event.ctrlKey && !event.shiftKey && event.button === 0 && document.getElementById("isi")) {
      event.preventDefault();
      window.history.pushState({}, "", link.getAttribute("href"));
      window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
      window.scrollTo(0, 0);
      return;
    }
    var button = event.target.closest("[data-salin], [data-tema-tukar], [data-cetak]");
    if (!button) return;
    if (button.hasAttribute("data-cetak")) window.print();
    if (button.hasAttribute("data-tema-tukar")) {
      var next = document.documentElement.dataset.tema === "dark" ? "light" : "dark";
      document.cookie = "netra_tema=" + next + ";path=/;max-age=31536000;samesite=lax";
      window.location.reload();
    }
    if (button.hasAttribute("data-salin")) {
      var url = window.location.origin + button.dataset.salin;
      var done = function () {
        var before = button.textContent;
        button.textContent = button.dataset.tersalin;
        setTimeout(function () { button.textContent = before; }, 1600);
      };
      if (navigator.clipboard) navigator.clipboard.writeText(url).then(done, function () { window.prompt("", url); });
      else window.prompt("", url);
    }
  });
})();
