/* The Data panels work without scripts; this adds the drop, sizes before sending, and one press per form. */
(function () {
  var human = function (bytes) {
    return bytes < 1048576 ? Math.max(1, Math.round(bytes / 1024)) + " kB" : (bytes / 1048576).toFixed(1).replace(".", ",") + " MB";
  };

  var list = function (zone) {
    var input = zone.querySelector("input[type=file]");
    var out = document.getElementById(zone.dataset.daftar);
    var largest = Number(zone.dataset.terbesar);
    var total = 0, wrong = false;
    out.textContent = "";
    Array.prototype.forEach.call(input.files, function (file) {
      var item = document.createElement("li"), name = document.createElement("bdi"), size = document.createElement("span");
      name.textContent = file.name;
      size.textContent = human(file.size);
      total += file.size;
      if (file.size > largest) { wrong = true; size.className = "terlalu"; size.textContent += " · " + zone.dataset.kataTerbesar; }
      item.append(name, size);
      out.append(item);
    });
    if (total > Number(zone.dataset.sekaligus) || input.files.length > Number(zone.dataset.banyak)) {
      wrong = true;
      var item = document.createElement("li");
      item.className = "terlalu";
      item.textContent = zone.dataset.kataBanyak;
      out.append(item);
    }
    input.setCustomValidity(wrong ? zone.dataset.kataTerbesar : "");
  };

  /* On a phone the open panel's name is brought into view. */
  var here = document.querySelector(".panel [aria-current]");
  if (here && here.offsetLeft + here.offsetWidth > here.parentNode.clientWidth) here.parentNode.scrollLeft = here.offsetLeft - 16;

  document.querySelectorAll(".jatuh").forEach(function (zone) {
    var input = zone.querySelector("input[type=file]");
    input.addEventListener("change", function () { list(zone); });
    ["dragenter", "dragover"].forEach(function (kind) { zone.addEventListener(kind, function () { zone.classList.add("di-atas"); }); });
    ["dragleave", "drop"].forEach(function (kind) { zone.addEventListener(kind, function () { zone.classList.remove("di-atas"); }); });
  });

  /* A file that misses the zone must not replace the page. */
  ["dragover", "drop"].forEach(function (kind) {
    if (document.querySelector(".jatuh")) window.addEventListener(kind, function (event) {
      if (event.target.type !== "file") event.preventDefault();
    });
  });

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.dataset.tanya && !window.confirm(form.dataset.tanya)) { event.preventDefault(); return; }
    if (form.dataset.terkirim) { event.preventDefault(); return; }
    if (form.method !== "post") return;
    form.dataset.terkirim = "1";
    var button = event.submitter;
    window.setTimeout(function () {
      form.querySelectorAll("button").forEach(function (b) { b.disabled = true; });
      if (button && button.dataset.sibuk) button.textContent = button.dataset.sibuk;
    }, 0);
  });
  window.addEventListener("pageshow", function (event) {
    if (!event.persisted) return;
    document.querySelectorAll("form[data-terkirim]").forEach(function (form) {
      delete form.dataset.terkirim;
      form.querySelectorAll("button").forEach(function (b) { b.disabled = false; });
    });
  });

  /* A suggestion fills the field beside it. */
  document.addEventListener("click", function (event) {
    var pick = event.target.closest("[data-isi]");
    if (!pick) return;
    var field = document.getElementById(pick.dataset.isi);
    if (field) { field.value = pick.dataset.nilai; field.focus(); }
  });
})();
