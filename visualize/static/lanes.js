// The lanes page: draws the scene on vis-network's canvas and answers mouse, keyboard and search.
// Everything that comes from data is set as text, never as HTML.
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const { scene, details, look, words } = data;
  const [WIDTH, HEIGHT] = scene.size;
  const BASELINE = 0.36; // as in svg.py
  const [X, Y, W, H, PAINT, TEXTS, BARS, ABOUT, AROUND] = [0, 1, 2, 3, 4, 5, 6, 7, 8];
  const byId = (id) => document.getElementById(id);
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const boxIds = Object.keys(scene.boxes);

  // ---------------------------------------------------------------- colours
  // a page is dark by choice, else where the system is; what it draws turns as its sheet does
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (document.documentElement.dataset.theme ?? (system.matches ? "dark" : "light")) === "dark";
  let dark = isDark();
  const toned = (color) => (dark && look.night[color]) || color;
  const WHITE = "#ffffff";
  function strokeOf(name) {
    const { color, ...rest } = look.strokes[name];
    return { ...rest, color: Object.fromEntries(Object.entries(color).map(([when, one]) => [when, toned(one)])) };
  }

  // ---------------------------------------------------------------- drawing
  let focus = null; // ids that stay bright, or null for all
  let marked = new Set(); // ids with an outline: what was selected or found

  function drawText(ctx, [x, y, text, size, color, anchor, bold, struck]) {
    ctx.font = `${bold ? 700 : 400} ${size}px ${look.font}`;
    ctx.textAlign = anchor === "middle" ? "center" : anchor;
    ctx.textBaseline = "alphabetic";
    ctx.fillStyle = toned(color);
    ctx.fillText(text, x, y + size * BASELINE);
    if (struck) {
      const width = ctx.measureText(text).width;
      const left = anchor === "middle" ? x - width / 2 : anchor === "end" ? x - width : x;
      ctx.fillRect(left, y, width, Math.max(1, size / 14));
    }
  }

  function outline(ctx, x, y, w, h, radius) {
    ctx.beginPath();
    if (ctx.roundRect) ctx.roundRect(x, y, w, h, radius);
    else ctx.rect(x, y, w, h);
  }

  function drawBox(ctx, id) {
    const box = scene.boxes[id];
    const paint = look.paints[box[PAINT]];
    ctx.globalAlpha = focus && !focus.has(id) ? 0.25 : 1;
    outline(ctx, box[X], box[Y], box[W], box[H], paint.radius);
    if (ctx.globalAlpha < 1) { // lines stay hidden behind a faded card
      ctx.save(); ctx.globalAlpha = 1; ctx.fillStyle = toned(WHITE); ctx.fill(); ctx.restore();
    }
    ctx.fillStyle = toned(paint.fill);
    ctx.fill();
    ctx.lineWidth = paint.width;
    ctx.strokeStyle = toned(paint.stroke);
    ctx.setLineDash(paint.dash);
    ctx.stroke();
    for (const [x, y, w, h, color, hollow] of box[BARS]) {
      ctx.setLineDash(hollow ? [2, 3] : []);
      ctx.lineWidth = 1;
      ctx.fillStyle = ctx.strokeStyle = toned(color);
      outline(ctx, x, y, w, h, 2);
      if (hollow) ctx.stroke(); else ctx.fill();
    }
    ctx.setLineDash([]);
    box[TEXTS].forEach((text) => drawText(ctx, text));
    if (marked.has(id)) {
      ctx.lineWidth = 4;
      ctx.strokeStyle = "#b7791f";
      outline(ctx, box[X] - 4, box[Y] - 4, box[W] + 8, box[H] + 8, paint.radius + 3);
      ctx.stroke();
    }
    ctx.globalAlpha = 1;
  }

  function drawBands(ctx) {
    for (const [ground, x, y, w, h, texts] of scene.bands) {
      outline(ctx, x, y, w, h, 6);
      ctx.fillStyle = toned(look.grounds[ground].fill);
      ctx.fill();
      texts.forEach((text) => drawText(ctx, text));
    }
  }

  // the points where hops meet are drawn as nothing, but not of no size: vis-network divides by it
  const POINT = 0.01;
  const renderer = ({ ctx, id }) => ({ drawNode: () => { if (scene.boxes[id]) drawBox(ctx, id); } });
  const nodes = new vis.DataSet(data.nodes.map((node) => ({ ...node, ctxRenderer: renderer, chosen: false })));
  const edges = new vis.DataSet(data.edges.map((edge) => ({ arrows: "", ...strokeOf(edge.stroke), ...edge })));
  const container = byId("canvas");
  document.documentElement.classList.add("drawn");
  // a wheel scrolls the page, so vis-network zooms only where two fingers do
  data.options.interaction.zoomView = matchMedia("(pointer: coarse)").matches;
  // vis-network draws at every step of its making; we let it draw when all is in its place
  const network = new vis.Network(container, {}, data.options);
  network.body.emitter.emit("_blockRedraw");
  network.setData({ nodes, edges });
  network.on("beforeDrawing", drawBands);
  system.addEventListener("change", () => {
    dark = isDark();
    emphasise([...marked], focus);
  });

  // ---------------------------------------------------------------- view
  const whole = () => Math.min(container.clientWidth / WIDTH, container.clientHeight / HEIGHT);
  const moving = () => (calm.matches ? false : { duration: 180, easingFunction: "easeOutQuad" });

  function fit(animation = false) {
    network.moveTo({ position: { x: WIDTH / 2, y: HEIGHT / 2 }, scale: whole(), animation });
  }
  // On a phone the whole is too small to read: it begins at the first lane, to be dragged.
  const NARROW = 700;
  const LEGIBLE = 0.7; // chips in letters of 12 px, a card in the width of a phone
  function begin() {
    if (container.clientWidth > NARROW || whole() >= LEGIBLE) { fit(); return; }
    const [, left, top] = scene.bands[0];
    const [across, down] = [container.clientWidth / LEGIBLE, container.clientHeight / LEGIBLE];
    network.moveTo({ position: { x: left + across / 2, y: top + down / 2 }, scale: LEGIBLE });
  }
  function zoom(factor, at = { x: container.clientWidth / 2, y: container.clientHeight / 2 }, animation = false) {
    const scale = Math.min(6, Math.max(whole() * 0.6, network.getScale() * factor));
    const fixed = network.DOMtoCanvas(at);
    const centre = network.getViewPosition();
    const share = network.getScale() / scale;
    const position = { x: fixed.x + (centre.x - fixed.x) * share, y: fixed.y + (centre.y - fixed.y) * share };
    network.moveTo({ position, scale, animation });
  }
  container.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const edge = container.getBoundingClientRect();
    zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15, { x: event.clientX - edge.left, y: event.clientY - edge.top });
  }, { passive: false, capture: true });
  let width = container.clientWidth;
  new ResizeObserver(() => {
    if (!container.clientWidth || container.clientWidth === width) return; // hidden, or no news
    width = container.clientWidth;
    network.setSize("100%", "100%");
    begin();
  }).observe(container);

  // ---------------------------------------------------------------- selection
  const inside = {};
  for (const id of boxIds) if (scene.boxes[id][AROUND]) (inside[scene.boxes[id][AROUND]] ??= []).push(id);
  const boxesOf = {}; // key of a detail -> the boxes that stand for it
  for (const id of boxIds) for (const key of scene.boxes[id][ABOUT]) (boxesOf[key] ??= []).push(id);
  const linked = {}; // id -> ids it is connected with
  for (const { joins } of data.edges) {
    for (const [a, b] of joins) {
      (linked[a] ??= new Set()).add(b);
      (linked[b] ??= new Set()).add(a);
    }
  }

  function withSurroundings(ids) {
    const all = new Set();
    for (const id of ids) {
      all.add(id);
      (inside[id] ?? []).forEach((chip) => all.add(chip));
      if (scene.boxes[id][AROUND]) all.add(scene.boxes[id][AROUND]);
    }
    return all;
  }

  const FADED = 0.12;
  function emphasise(ids, bright) {
    marked = new Set(ids);
    focus = bright;
    const touches = ([a, b]) => marked.has(a) || marked.has(b);
    edges.update(data.edges.map(({ id, stroke, joins }) => (
      { id, color: { ...strokeOf(stroke).color, opacity: !bright || joins.some(touches) ? 1 : FADED } })));
    network.redraw();
  }

  function select(id) {
    if (!id) { clear(); return; }
    const same = scene.boxes[id][ABOUT].length === 1 ? boxesOf[scene.boxes[id][ABOUT][0]] : [id];
    const near = same.flatMap((one) => [one, ...(linked[one] ?? [])]);
    emphasise(same, withSurroundings(near));
    current = id;
    showPanel(nodes.get(id).title.split("\n")[0], scene.boxes[id][ABOUT]);
  }
  function clear() {
    current = null;
    byId("panel").hidden = true;
    emphasise([], null);
  }
  // of the boxes under the pointer the smallest is meant: a chip lies on its card
  function boxAt({ x, y }) {
    const under = boxIds.filter((id) => {
      const box = scene.boxes[id];
      return x >= box[X] && x <= box[X] + box[W] && y >= box[Y] && y <= box[Y] + box[H];
    });
    return under.sort((a, b) => scene.boxes[a][W] * scene.boxes[a][H] - scene.boxes[b][W] * scene.boxes[b][H])[0];
  }
  network.on("click", ({ pointer }) => select(boxAt(pointer.canvas)));

  // ---------------------------------------------------------------- details panel
  function element(tag, text, attributes = {}) {
    const made = document.createElement(tag);
    if (text) made.textContent = text;
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  }
  function listOf(keys, act) {
    const list = element("ul");
    for (const key of keys) {
      const detail = details[key];
      const button = element("button", detail.name, { type: "button" });
      button.append(element("small", detail.rows[0]?.[1].split("\n")[0] ?? detail.kind));
      button.addEventListener("click", () => act(key));
      const item = element("li");
      item.append(button);
      list.append(item);
    }
    return list;
  }
  function showPanel(title, keys) {
    const panel = byId("panel");
    const close = element("button", "✕", { type: "button", class: "close", "aria-label": words.close });
    close.addEventListener("click", () => { clear(); container.focus(); });
    panel.replaceChildren(close);
    if (keys.length === 1) fillPanel(panel, details[keys[0]]);
    else panel.append(element("h2", title), listOf(keys, goTo));
    panel.hidden = !keys.length;
    panel.scrollTop = 0;
  }
  function fillPanel(panel, detail) {
    const heading = element("h2", detail.name);
    heading.prepend(element("small", detail.kind));
    const rows = element("dl");
    for (const [field, value] of detail.rows) rows.append(element("dt", field), element("dd", value));
    panel.append(heading, rows);
    if (detail.holds.length) panel.append(element("h3", `${words.members} (${detail.holds.length})`), listOf(detail.holds, goTo));
  }
  function goTo(key) {
    const ids = boxesOf[key] ?? [];
    const own = ids.find((id) => scene.boxes[id][ABOUT].length === 1) ?? ids[0];
    if (own) { select(own); reveal(own); }
    showPanel(details[key].name, [key]);
  }
  function reveal(id) {
    const box = scene.boxes[id];
    const scale = network.getScale();
    if (scale <= whole() * 1.05) return; // all of it is in view
    network.moveTo({ position: { x: box[X] + box[W] / 2, y: box[Y] + box[H] / 2 }, scale, animation: moving() });
  }

  // ---------------------------------------------------------------- search
  const search = byId("search");
  const MOST_FOUND = 30;
  search.addEventListener("input", () => {
    const text = search.value.trim().toLowerCase();
    const keys = text ? Object.keys(details).filter((key) => details[key].find.includes(text)) : [];
    byId("count").textContent = !text ? "" : keys.length ? words.found.replace("{n}", keys.length) : words.none;
    byId("found").replaceChildren(...listOf(keys.slice(0, MOST_FOUND), pick).children);
    byId("found").hidden = !keys.length;
    const ids = keys.flatMap((key) => boxesOf[key] ?? []);
    emphasise(ids, text ? withSurroundings(ids) : null);
  });
  function pick(key) {
    byId("found").hidden = true;
    goTo(key);
  }
  search.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { search.value = ""; search.dispatchEvent(new Event("input")); clear(); }
    if (event.key === "Enter" || event.key === "ArrowDown") {
      const first = byId("found").querySelector("button");
      if (first && event.key === "Enter") first.click();
      else first?.focus();
      event.preventDefault();
    }
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("search")) byId("found").hidden = true;
  });

  // ---------------------------------------------------------------- keyboard on the canvas
  let current = null;
  const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const centre = (id) => [scene.boxes[id][X] + scene.boxes[id][W] / 2, scene.boxes[id][Y] + scene.boxes[id][H] / 2];
  function neighbour([dx, dy]) {
    if (!current) return boxIds[0];
    const [x, y] = centre(current);
    let best = null;
    let least = Infinity;
    for (const id of boxIds) {
      const [cx, cy] = centre(id);
      const along = (cx - x) * dx + (cy - y) * dy;
      const across = Math.abs((cx - x) * dy) + Math.abs((cy - y) * dx);
      if (along > 1 && along + 3 * across < least) { least = along + 3 * across; best = id; }
    }
    return best;
  }
  container.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const way = WAYS[event.key];
    if (way) { const id = neighbour(way); if (id) { select(id); reveal(id); } }
    else if (event.key === "+" || event.key === "=") zoom(1.25);
    else if (event.key === "-") zoom(0.8);
    else if (event.key === "0") fit(moving());
    else if (event.key === "Escape") clear();
    else if (event.key === "Enter") byId("panel").querySelector("button")?.focus();
    else return;
    event.preventDefault();
  });

  // ---------------------------------------------------------------- buttons
  function save(blob, extension) {
    const link = element("a", "", { href: URL.createObjectURL(blob), download: `${data.name}.${extension}` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }
  const picture = () => new XMLSerializer().serializeToString(document.querySelector("#picture svg"));
  function savePng() { // drawn from the scene at twice its size, whatever the view shows
    const canvas = element("canvas", "", { width: WIDTH * 2, height: HEIGHT * 2 });
    const ctx = canvas.getContext("2d");
    const image = new Image();
    image.onload = () => {
      canvas.height = Math.round((canvas.width * image.naturalHeight) / image.naturalWidth);
      ctx.drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob((blob) => save(blob, "png"));
    };
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(picture())}`;
  }
  const actions = {
    in: () => zoom(1.25, undefined, moving()),
    out: () => zoom(0.8, undefined, moving()),
    fit: () => fit(moving()),
    png: savePng,
    svg: () => save(new Blob([picture()], { type: "image/svg+xml" }), "svg"),
    csv: () => save(new Blob(["\ufeff", data.csv], { type: "text/csv" }), "csv"),
  };
  for (const button of document.querySelectorAll("[data-do]")) button.addEventListener("click", actions[button.dataset.do]);
  for (const button of document.querySelectorAll("[data-lines]")) {
    button.addEventListener("click", () => {
      const shown = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(shown));
      const strokes = button.dataset.lines.split(" ");
      edges.update(data.edges.filter(({ stroke }) => strokes.includes(stroke)).map(({ id }) => ({ id, hidden: !shown })));
    });
  }

  begin();
  // vis-network learns the size of a custom shape by drawing it, and uses it from the next time on:
  // we know it before
  for (const [id, node] of Object.entries(network.body.nodes)) {
    const box = scene.boxes[id];
    [node.shape.customSizeWidth, node.shape.customSizeHeight] = box ? [box[W], box[H]] : [POINT, POINT];
    node.needsRefresh();
  }
  network.body.emitter.emit("_resizeNodes");
  network.once("afterDrawing", () => { document.body.dataset.drawn = "true"; });
  network.body.emitter.emit("_allowRedraw");
  network.redraw();
  window.lanes = { network, boxes: scene.boxes, select, clear };
})();
