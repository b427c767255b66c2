/* Theme before the first paint: the reader's choice, else the system's. A cookie tells the server. */
(function () {
  var root = document.documentElement;
  var match = document.cookie.match(/(?:^|; )netra_tema=(light|dark)/);
  var theme = match ? match[1] : window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  root.dataset.tema = theme;
  if (!match) document.cookie = "netra_tema=" + theme + ";path=/;max-age=31536000;samesite=lax";
})();
