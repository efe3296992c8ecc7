// A network without a layout of ours: drawn as pyvis describes it.
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const network = new vis.Network(document.getElementById("canvas"), data, data.options);
  network.once("afterDrawing", () => { document.body.dataset.drawn = "true"; });
  window.network = network;
})();
