/* What a reader takes along as a picture: the figure as it stands, its sentence above, source and address below. */
(function () {
  var SCALE = 2, EDGE = 24, TITLE = 20, SMALL = 13;

  function styleOf(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  function lines(pen, text, width) {
    var words = text.split(" "), rows = [], row = "";
    words.forEach(function (word) {
      var longer = row ? row + " " + word : word;
      if (row && pen.measureText(longer).width > width) {
        rows.push(row);
        row = word;
      } else row = longer;
    });
    return rows.concat(row ? [row] : []);
  }

  function write(pen, rows, top, size, colour, weight) {
    pen.font = weight + " " + size + "px " + styleOf("--huruf");
    pen.fillStyle = colour;
    rows.forEach(function (row, i) { pen.fillText(row, EDGE, top + (i + 0.8) * size * 1.35); });
    return top + rows.length * size * 1.35;
  }

  function compose(image, button, size) {
    var canvas = document.createElement("canvas"), pen = canvas.getContext("2d");
    var inner = size.width;
    pen.font = "600 " + TITLE + "px " + styleOf("--huruf");
    var title = lines(pen, button.dataset.judul, inner);
    pen.font = "400 " + SMALL + "px " + styleOf("--huruf");
    var address = window.location.origin + window.location.pathname + window.location.search;
    var below = lines(pen, button.dataset.sumber + " " + address, inner);
    var top = EDGE + title.length * TITLE * 1.35 + 8;
    var whole = top + size.height + below.length * SMALL * 1.35 + EDGE;
    canvas.width = (inner + 2 * EDGE) * SCALE;
    canvas.height = whole * SCALE;
    pen.scale(SCALE, SCALE);
    pen.fillStyle = styleOf("--kertas");
    pen.fillRect(0, 0, inner + 2 * EDGE, whole);
    write(pen, title, EDGE, TITLE, styleOf("--tinta"), 600);
    pen.drawImage(image, EDGE, top, size.width, size.height);
    write(pen, below, top + size.height + 4, SMALL, styleOf("--tinta-3"), 400);
    return canvas;
  }

  function save(canvas, name) {
    canvas.toBlob(function (blob) {
      var link = document.createElement("a");
      link.href = URL.createObjectURL(blob);
      link.download = name;
      link.click();
      setTimeout(function () { URL.revokeObjectURL(link.href); }, 10000);
    }, "image/png");
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-png]");
    if (!button || !window.Plotly) return;
    var drawn = button.closest("figure").querySelector(".js-plotly-plot");
    if (!drawn) return;
    var size = { width: drawn.clientWidth, height: drawn.clientHeight };
    window.Plotly.toImage(drawn, { format: "svg", width: size.width, height: size.height }).then(function (source) {
      var image = new Image();
      image.onload = function () { save(compose(image, button, size), button.dataset.png); };
      image.src = source;
    });
  });

  /* The browser's own choice lists begin at the value that the server drew. */
  var living = document.getElementById("react-entry-point");
  if (living) {
    new MutationObserver(function () {
      document.querySelectorAll("#isi option[data-terpilih]").forEach(function (option) {
        if (option.dataset.siap) return;
        option.dataset.siap = "1";
        option.parentNode.value = option.value;
      });
    }).observe(living, { childList: true, subtree: true });
  }

  /* A form that works for a while says so, and is not sent twice. */
  document.addEventListener("submit", function (event) {
    var button = event.target.querySelector("button[data-bekerja]");
    if (!button) return;
    if (button.dataset.terkirim) event.preventDefault();
    button.dataset.terkirim = "1";
    button.textContent = button.dataset.bekerja;
  });
})();
