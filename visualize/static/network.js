// A network without a layout of ours: drawn as pyvis describes it.
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  // To measure ten thousand labels takes longer than to draw all the rest, and from afar none can be
  // read: those of a large network come once one is near enough.
  const MANY = 2000; // nodes
  const LEGIBLE = 9; // px, from which on vis-network draws a label
  const FONT = 14; // px of a label that says nothing of it
  const held = new Map();
  if (data.nodes.length > MANY) {
    for (const node of data.nodes) {
      held.set(node.id, node.label);
      delete node.label;
    }
  }
  const nodes = new vis.DataSet(data.nodes);
  const edges = new vis.DataSet(data.edges);
  const canvas = document.getElementById("canvas");
  const few = held.size ? { nodes: data.nodes.slice(0, 1), edges: [] } : { nodes, edges };
  const network = new vis.Network(canvas, few, data.options);
  if (held.size) {
    // To work out five fonts for each node and line without a label takes a seventh of the time.
    const label = Object.getPrototypeOf(network.body.nodes[data.nodes[0].id].labelModule);
    const { propagateFonts } = label;
    label.propagateFonts = function (pile) {
      if (this.elementOptions.label) propagateFonts.call(this, pile);
    };
    network.setData({ nodes, edges });
  }
  function show() {
    if (network.getScale() * FONT < LEGIBLE) return;
    const { x, y } = network.getViewPosition();
    const { clientWidth, clientHeight } = canvas;
    const [across, down] = [clientWidth / network.getScale(), clientHeight / network.getScale()];
    const places = network.getPositions([...held.keys()]);
    const near = (id) => Math.abs(places[id].x - x) < across && Math.abs(places[id].y - y) < down;
    const shown = [...held].filter(([id]) => near(id)).map(([id, label]) => ({ id, label }));
    for (const { id } of shown) held.delete(id);
    nodes.update(shown);
  }
  if (held.size) for (const moved of ["zoom", "dragEnd", "animationFinished"]) network.on(moved, show);
  network.once("afterDrawing", () => { document.body.dataset.drawn = "true"; });
  window.network = network;
})();
