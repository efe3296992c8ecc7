"use strict";
// The whole network on a canvas: every place is computed by the service, nothing is simulated.
(() => {
  const { data, look, words } = JSON.parse(document.getElementById("network-data").textContent);
  const canvas = document.getElementById("canvas"), say = document.getElementById("say");
  const night = matchMedia("(prefers-color-scheme: dark)"), calm = matchMedia("(prefers-reduced-motion: reduce)");
  const theme = document.documentElement.dataset.theme;
  const dark = () => (theme ? theme === "dark" : night.matches);
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const [LABEL, ID, NAME, X, Y] = [0, 1, 2, 3, 4];
  const NARROW = 500; // px of a canvas with smaller names
  const SIZE = 6, LEGIBLE = 0.55; // scale from which names of entities are written
  const ink = (label) => look.paints[label][dark() ? 1 : 0][1];

  canvas.hidden = false;
  document.querySelector(".bar").hidden = false;
  const line = data.rays.map((kind) => (dark() ? look.rays[kind].night : look.rays[kind].color));
  const nodes = data.spots.map((spot, id) => ({ id, x: spot[X], y: spot[Y], color: ink(data.labels[spot[LABEL]]), title: spot[NAME] }));
  const edges = data.ties.map(([from, to, kind]) => ({ from, to, color: { color: line[kind], opacity: 0.35 } }));
  const network = new vis.Network(canvas, { nodes, edges }, {
    physics: { enabled: false }, layout: { improvedLayout: false },
    nodes: { shape: "dot", size: SIZE, borderWidth: 0, chosen: false },
    edges: { smooth: false, width: 0.7, chosen: false, color: { inherit: false }, hoverWidth: 0, selectionWidth: 0 },
    interaction: { hideEdgesOnDrag: true, hideEdgesOnZoom: true, dragNodes: false, tooltipDelay: 200, selectConnectedEdges: false, zoomView: matchMedia("(pointer: coarse)").matches },
  });

  let marked = new Set();
  function text(ctx, said, x, y, size, bold) {
    ctx.font = `${bold ? 700 : 400} ${size}px ${look.font}`;
    ctx.textAlign = "center";
    ctx.lineWidth = size / 4;
    ctx.lineJoin = "round";
    ctx.strokeStyle = css("card");
    ctx.strokeText(said, x, y);
    ctx.fillStyle = css("ink");
    ctx.fillText(said, x, y);
  }
  network.on("afterDrawing", (ctx) => {
    const scale = network.getScale();
    const from = network.DOMtoCanvas({ x: 0, y: 0 }), to = network.DOMtoCanvas({ x: canvas.clientWidth, y: canvas.clientHeight });
    const taken = []; // names of the largest groups first, none upon another and none cut by the edge
    for (const [name, middle, y, radius] of data.groups) {
      const size = (canvas.clientWidth < NARROW ? 12 : 15) / scale, most = Math.max(5, Math.floor((3.2 * radius) / size)), said = name.length > most ? `${name.slice(0, most - 1)}…` : name;
      const half = (said.length * size) / 2, at = y - radius - 8 / scale, seen = middle > from.x && middle < to.x;
      const x = seen ? Math.max(from.x + half, Math.min(to.x - half, middle)) : middle;
      if (taken.some(([ox, oy, other]) => Math.abs(ox - x) < half + other && Math.abs(oy - at) < size * 1.4)) continue;
      taken.push([x, at, half]);
      text(ctx, said, x, at, size, true);
    }
    data.spots.forEach((spot, at) => {
      if (!(marked.has(at) || scale >= LEGIBLE) || spot[X] < from.x || spot[X] > to.x || spot[Y] < from.y || spot[Y] > to.y) return;
      if (marked.has(at)) {
        ctx.beginPath();
        ctx.arc(spot[X], spot[Y], SIZE + 4, 0, 2 * Math.PI);
        ctx.lineWidth = 3;
        ctx.strokeStyle = css("focus");
        ctx.stroke();
      }
      const name = spot[NAME].length > 8 && !marked.has(at) ? `${spot[NAME].slice(0, 7)}…` : spot[NAME];
      text(ctx, name, spot[X], spot[Y] + SIZE + 7, marked.has(at) ? Math.max(8, 12 / scale) : 5.5, marked.has(at));
    });
  });

  const moving = () => (calm.matches ? false : { duration: 180, easingFunction: "easeOutQuad" });
  function fit(animation = false) {
    const xs = data.groups.flatMap(([, x, , r]) => [x - r, x + r]), ys = data.groups.flatMap(([, , y, r]) => [y - r - 30, y + r]);
    if (!xs.length) return;
    const [l, r, t, b] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const scale = Math.min(1.4, canvas.clientWidth / (r - l + 60), canvas.clientHeight / (b - t + 90));
    network.moveTo({ position: { x: (l + r) / 2, y: (t + b) / 2 }, scale, animation });
  }
  function zoom(factor, at = { x: canvas.clientWidth / 2, y: canvas.clientHeight / 2 }) {
    const scale = Math.min(4, Math.max(0.02, network.getScale() * factor));
    const fixed = network.DOMtoCanvas(at), centre = network.getViewPosition(), share = network.getScale() / scale;
    network.moveTo({ position: { x: fixed.x + (centre.x - fixed.x) * share, y: fixed.y + (centre.y - fixed.y) * share }, scale });
  }
  canvas.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const edge = canvas.getBoundingClientRect();
    zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2, { x: event.clientX - edge.left, y: event.clientY - edge.top });
  }, { passive: false, capture: true });

  const places = JSON.parse(document.getElementById("words").textContent).places;
  function link(path, more, said) {
    const made = document.createElement("a"), kept = new URLSearchParams({ ...data.given, ...more }).toString();
    made.href = path + (kept && `?${kept}`);
    made.textContent = said;
    return made;
  }
  function tell(at) {
    const [kind, id, name] = data.spots[at], label = data.labels[kind], key = `${label}:${id}`;
    const bold = document.createElement("bdi");
    bold.textContent = `${name} `;
    say.replaceChildren(bold, link((places[label] || `/entities/${label}/`) + encodeURIComponent(id), {}, words.page), " · ", link("/graph", { at: key, open: key }, words.graph));
    say.hidden = false;
  }
  network.on("click", ({ nodes: [at] }) => {
    marked = new Set(at === undefined ? [] : [at]);
    say.hidden = at === undefined;
    if (at !== undefined) tell(at);
    network.redraw();
  });
  const find = document.getElementById("find-here");
  find.addEventListener("input", () => {
    const wanted = find.value.trim().toLocaleLowerCase(), found = [];
    if (wanted) data.spots.forEach((spot, at) => { if (spot[NAME].toLocaleLowerCase().includes(wanted)) found.push(at); });
    marked = new Set(found.slice(0, 200));
    say.hidden = !wanted;
    if (found.length === 1) tell(found[0]);
    else say.textContent = found.length ? words.n.replace("{n}", found.length) : words.none;
    network.redraw();
  });
  const ACTIONS = { in: () => zoom(1.4), out: () => zoom(1 / 1.4), fit: () => fit(moving()) };
  for (const button of document.querySelectorAll("[data-act]")) button.addEventListener("click", ACTIONS[button.dataset.act]);
  const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const way = WAYS[event.key], { x, y } = network.getViewPosition(), far = 120 / network.getScale();
    if (way) network.moveTo({ position: { x: x + far * way[0], y: y + far * way[1] } });
    else if (event.key === "+" || event.key === "=") zoom(1.4);
    else if (event.key === "-") zoom(1 / 1.4);
    else if (event.key === "0") fit(moving());
    else return;
    event.preventDefault();
  });
  let width = 0;
  new ResizeObserver(() => {
    if (!canvas.clientWidth || canvas.clientWidth === width) return;
    width = canvas.clientWidth;
    network.setSize("100%", "100%");
    fit();
  }).observe(canvas);
  fit();
  const size = Math.min(11, Math.max(SIZE, 2.2 / network.getScale())); // seen from afar too
  if (size > SIZE) network.setOptions({ nodes: { size } });
  network.once("afterDrawing", () => { document.body.dataset.drawn = String(data.spots.length); });
  network.redraw();
  window.whole = { network, data };
})();
