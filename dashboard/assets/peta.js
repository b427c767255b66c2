// A map that slides on a phone opens at the place that its sentence names, once, before anybody has touched it.
(function () {
  "use strict";
  function open(frame) {
    var room = frame.scrollWidth - frame.clientWidth;
    if (room <= 0 || frame.dataset.terbuka) return;
    frame.dataset.terbuka = "1";
    frame.scrollLeft = Number(frame.dataset.tengah) * frame.scrollWidth - frame.clientWidth / 2;
  }
  new MutationObserver(function () {
    document.querySelectorAll(".geser[data-tengah]").forEach(open);
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
