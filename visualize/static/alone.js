// A picture whose places are known, to zoom and to move in; keys: arrows, plus, minus, 0.
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent), canvas = document.getElementById("canvas");
  canvas.hidden = false;
  document.getElementById("still").hidden = true;
  const network = new vis.Network(canvas, data, { ...data.options, interaction: { ...data.options.interaction, zoomView: true } });
  network.fit();
  const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const way = WAYS[event.key], { x, y } = network.getViewPosition(), scale = network.getScale();
    if (way) network.moveTo({ position: { x: x + (120 / scale) * way[0], y: y + (120 / scale) * way[1] } });
    else if (event.key === "+" || event.key === "=") network.moveTo({ scale: scale * 1.25 });
    else if (event.key === "-") network.moveTo({ scale: scale / 1.25 });
    else if (event.key === "0") network.fit();
    else return;
    event.preventDefault();
  });
  network.once("afterDrawing", () => { document.body.dataset.drawn = "true"; });
  network.redraw();
  window.network = network;
})();
