"use strict";
// The picture that grows. Every act is a button of the form, with a name and a value that the
// address takes on; the service answers with what changes in the page. Without this script the
// same buttons load the page anew.
(() => {
  const form = document.getElementById("graph"), canvas = document.getElementById("canvas"), say = document.getElementById("say");
  const { look, words } = JSON.parse(document.getElementById("graph-look").textContent);
  const calm = matchMedia("(prefers-reduced-motion: reduce)"), night = matchMedia("(prefers-color-scheme: dark)");
  const RADIUS = 22, NAME = 13, LINE = 16; // as in dots.py
  const START = 1, OPENED = 2, PINNED = 4, WAY = 8;
  const FEW_RAYS = 20; // up to which each line says its relationship
  const [ID, LABEL, LINES, TITLE, X, Y, ACT, MORE, COUNT, MARKS] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  let data = JSON.parse(document.getElementById("graph-data").textContent);
  let dots = {}, chosen = data.node, over = null;

  // ---------------------------------------------------------------- colours
  const theme = document.documentElement.dataset.theme;
  const dark = () => (theme ? theme === "dark" : night.matches);
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  let colours = {};
  function mix() {
    colours = { card: css("card"), ink: css("ink"), mute: css("mute"), focus: css("focus"), dark: dark() };
  }
  const paint = (label) => look.paints[label][colours.dark ? 1 : 0];
  const stroke = (kind) => (colours.dark ? look.rays[kind].night : look.rays[kind].color);

  // ---------------------------------------------------------------- drawing
  function circle(ctx, x, y, radius) {
    ctx.beginPath();
    ctx.arc(x, y, radius, 0, 2 * Math.PI);
  }
  function written(ctx, text, x, y, size, ink, bold) {
    ctx.font = `${bold ? 700 : 400} ${size}px ${look.font}`;
    ctx.textAlign = "center";
    ctx.textBaseline = "alphabetic";
    ctx.lineJoin = "round";
    ctx.lineWidth = 4;
    ctx.strokeStyle = colours.card; // names stay legible where a line passes behind them
    ctx.strokeText(text, x, y + size * 0.36);
    ctx.fillStyle = ink;
    ctx.fillText(text, x, y + size * 0.36);
  }
  function drawDot(ctx, id, x, y) {
    const dot = dots[id];
    if (!dot) return;
    const [fill, edge, ink] = paint(dot[LABEL]), marks = dot[MARKS];
    if (id === chosen) {
      circle(ctx, x, y, RADIUS + 7);
      ctx.lineWidth = 3;
      ctx.setLineDash([]);
      ctx.strokeStyle = colours.focus;
      ctx.stroke();
    }
    circle(ctx, x, y, RADIUS);
    ctx.fillStyle = fill;
    ctx.fill();
    ctx.setLineDash(dot[COUNT] ? [5, 4] : []);
    ctx.lineWidth = marks & (START | WAY) ? 3.5 : 2;
    ctx.strokeStyle = marks & WAY ? look.way[colours.dark ? 1 : 0] : edge;
    ctx.stroke();
    ctx.setLineDash([]);
    const sign = dot[COUNT] ? String(dot[COUNT]) : look.glyphs[dot[LABEL]];
    ctx.font = `700 ${dot[COUNT] ? 14 : 17}px ${look.font}`;
    ctx.textAlign = "center";
    ctx.fillStyle = ink;
    ctx.fillText(sign, x, y + 6);
    dot[LINES].forEach((line, at) => written(ctx, line, x, y + RADIUS + 10 + LINE * at, NAME, colours.ink, Boolean(marks & START)));
    if (dot[MORE]) written(ctx, `+${dot[MORE]}`, x + RADIUS + 8, y - RADIUS + 4, 11, colours.mute, false);
    if (marks & PINNED) { // a small lozenge: put here by hand
      ctx.beginPath();
      ctx.moveTo(x - RADIUS - 4, y - RADIUS - 2);
      ctx.lineTo(x - RADIUS + 2, y - RADIUS + 4);
      ctx.lineTo(x - RADIUS - 4, y - RADIUS + 10);
      ctx.lineTo(x - RADIUS - 10, y - RADIUS + 4);
      ctx.closePath();
      ctx.fillStyle = colours.focus;
      ctx.fill();
    }
  }
  const renderer = ({ ctx, id, x, y }) => ({
    drawNode: () => drawDot(ctx, id, x, y),
    nodeDimensions: { width: 2 * RADIUS, height: 2 * RADIUS },
  });

  // vis-network writes the label of a line that runs level to the left at the origin: none is level
  const TILT = 1e-4;
  const tilted = (dot) => dot[Y] + dot[X] * TILT;
  function node(dot) {
    return { id: dot[ID], x: dot[X], y: dot[Y], title: dot[TITLE], label: " ", shape: "custom", ctxRenderer: renderer, chosen: false };
  }
  function edges() {
    const between = {}, near = data.rays.filter(([from, to]) => from === chosen || to === chosen).length;
    return data.rays.map(([from, to, kind, name, way, arrow]) => {
      const pair = [from, to].sort().join("\n"), at = (between[pair] = (between[pair] ?? -1) + 1);
      const touches = !chosen || from === chosen || to === chosen;
      const heaped = dots[from]?.[COUNT] || dots[to]?.[COUNT]; // whose name says it
      const said = way || (!heaped && touches && (chosen ? near : data.rays.length) <= FEW_RAYS);
      const colour = way ? look.way[colours.dark ? 1 : 0] : stroke(kind);
      return {
        id: `${from}\n${to}\n${kind}\n${name}`, from, to, title: name,
        label: said ? name : undefined,
        font: { size: 11, face: look.font, color: colours.mute, strokeWidth: 4, strokeColor: colours.card, align: "middle" },
        color: { color: colour, hover: colour, highlight: colour, opacity: touches || way ? 1 : 0.3 },
        width: way ? 4 : look.rays[kind].width,
        dashes: look.rays[kind].dash.length ? look.rays[kind].dash : false,
        arrows: arrow ? { to: { enabled: true, scaleFactor: 0.55 } } : "",
        smooth: at ? { enabled: true, type: "curvedCW", roundness: 0.16 * at } : false,
        chosen: false,
      };
    });
  }

  mix();
  canvas.hidden = false;
  document.querySelector(".bar").hidden = false;
  const nodeSet = new vis.DataSet(), edgeSet = new vis.DataSet();
  const network = new vis.Network(canvas, { nodes: nodeSet, edges: edgeSet }, {
    physics: { enabled: false },
    layout: { improvedLayout: false },
    edges: { smooth: false },
    interaction: {
      hover: true, tooltipDelay: 250, selectConnectedEdges: false, multiselect: false,
      zoomView: matchMedia("(pointer: coarse)").matches, dragNodes: true,
    },
  });

  function keep(set, wanted) {
    const ids = new Set(wanted.map(({ id }) => id));
    set.remove(set.getIds().filter((id) => !ids.has(id)));
    set.update(wanted);
  }
  function draw() {
    dots = Object.fromEntries(data.dots.map((dot) => [dot[ID], dot]));
    if (chosen && !dots[chosen]) chosen = "";
    const before = new Set(nodeSet.getIds());
    keep(nodeSet, data.dots.map(node));
    keep(edgeSet, edges());
    // put there directly: an update keeps old places and whole numbers, moveNode draws each time
    for (const dot of data.dots) Object.assign(network.body.nodes[dot[ID]], { x: dot[X], y: tilted(dot) });
    network.redraw();
    return data.dots.filter((dot) => !before.has(dot[ID]));
  }
  function choose(id) { // at once, before the service has told about it
    chosen = id;
    edgeSet.update(edges());
    network.redraw();
  }

  // ---------------------------------------------------------------- view
  const moving = () => (calm.matches ? false : { duration: 180, easingFunction: "easeOutQuad" });
  const CLOSEST = 1.15, FARTHEST = 0.08, EDGE = 90;
  function show(some, animation) {
    if (!some.length || !canvas.clientWidth) return;
    const xs = some.map((dot) => dot[X]), ys = some.map((dot) => dot[Y]);
    const wide = Math.max(...xs) - Math.min(...xs) + 2 * EDGE, tall = Math.max(...ys) - Math.min(...ys) + 2 * EDGE;
    const scale = Math.max(FARTHEST, Math.min(CLOSEST, canvas.clientWidth / wide, canvas.clientHeight / tall));
    network.moveTo({ position: { x: (Math.max(...xs) + Math.min(...xs)) / 2, y: (Math.max(...ys) + Math.min(...ys)) / 2 + 10 }, scale, animation });
  }
  const fit = (animation = false) => show(data.dots, animation);
  function inView(dot) {
    const { x, y } = network.canvasToDOM({ x: dot[X], y: dot[Y] });
    return x > 20 && y > 20 && x < canvas.clientWidth - 20 && y < canvas.clientHeight - 40;
  }
  function zoom(factor, at = { x: canvas.clientWidth / 2, y: canvas.clientHeight / 2 }, animation = false) {
    const scale = Math.min(3, Math.max(FARTHEST, network.getScale() * factor));
    const fixed = network.DOMtoCanvas(at), centre = network.getViewPosition(), share = network.getScale() / scale;
    network.moveTo({ position: { x: fixed.x + (centre.x - fixed.x) * share, y: fixed.y + (centre.y - fixed.y) * share }, scale, animation });
  }
  canvas.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return; // a plain wheel scrolls the page
    event.preventDefault();
    const edge = canvas.getBoundingClientRect();
    zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15, { x: event.clientX - edge.left, y: event.clientY - edge.top });
  }, { passive: false, capture: true });
  let width = 0;
  new ResizeObserver(() => {
    if (!canvas.clientWidth || canvas.clientWidth === width) return;
    width = canvas.clientWidth;
    network.setSize("100%", "100%");
    fit();
  }).observe(canvas);
  night.addEventListener("change", () => { mix(); draw(); });

  // ---------------------------------------------------------------- acts
  let turn = 0, at = history.state?.at ?? 0, furthest = at, here = document.getElementById("state").dataset.address;
  const undo = form.querySelector("[data-act=undo]"), redo = form.querySelector("[data-act=redo]");
  function steps() {
    undo.disabled = at === 0;
    redo.disabled = at >= furthest;
  }
  function told(text) {
    say.textContent = text;
    say.hidden = !text;
  }
  const held = () => [...form.querySelectorAll("#state input")].map(({ name, value }) => [name, value]);

  // asks for a state, and shows it; the picture stays as it is when there is no answer
  async function ask(pairs, step) {
    const mine = ++turn, folded = form.querySelector("[data-part=table] details")?.open;
    form.classList.add("asking");
    let text;
    try {
      const answer = await fetch(`/graph/live?${new URLSearchParams(pairs)}`);
      if (!answer.ok) throw new Error(answer.status);
      text = await answer.text();
    } catch {
      if (mine === turn) { told(words.away); form.classList.remove("asking"); draw(); }
      return;
    }
    if (mine !== turn) return; // a later act has asked again
    form.classList.remove("asking");
    told("");
    swap(new DOMParser().parseFromString(text, "text/html"), folded);
    const address = document.getElementById("state").dataset.address;
    if (address !== here) step(address); // what changed nothing is nothing to undo
    here = address;
    steps();
  }
  function swap(page, folded) {
    const focused = document.activeElement, kept = focused && form.contains(focused) ? place(focused) : null;
    const scrolled = form.querySelector(".tree")?.scrollTop;
    for (const part of page.querySelectorAll("[data-part]")) {
      form.querySelector(`[data-part=${part.dataset.part}]`).replaceChildren(...part.childNodes);
    }
    document.title = page.title;
    const table = form.querySelector("[data-part=table] details");
    if (table && folded) table.open = true;
    if (scrolled) form.querySelector(".tree").scrollTop = scrolled;
    data = JSON.parse(document.getElementById("graph-data").textContent);
    chosen = data.node;
    const fresh = draw();
    const about = dots[acted] ?? dots[chosen];
    if (fresh.some((dot) => !inView(dot))) show(placed ? data.dots : about ? [...fresh, about] : fresh, moving());
    document.body.dataset.drawn = String(data.dots.length);
    rove();
    if (kept && !document.contains(focused)) again(kept);
  }
  const place = (one) => ({
    name: one.name, value: one.value, part: one.closest("[data-part]")?.dataset.part,
    id: one.closest("li[data-id]")?.dataset.id, turned: one.classList.contains("turn"),
  });
  function again({ name, value, part, id, turned }) { // the focus stays where it was
    const line = id && form.querySelector(`li[data-id="${CSS.escape(id)}"]`);
    const inside = part && form.querySelector(`[data-part=${part}]`), said = `[value="${CSS.escape(value ?? "")}"]`;
    const same = line ? (turned && line.querySelector(".turn")) || line.querySelector(".name")
      : inside && (inside.querySelector(`[name="${name}"]${said}`) || inside.querySelector(`button${said}`));
    (same || canvas).focus({ preventScroll: true });
  }
  function push(address) {
    at += 1;
    furthest = at;
    history.pushState({ at }, "", address);
  }
  const replace = (address) => history.replaceState({ at }, "", address);
  const LOOKING = ["node"]; // looking at something is no act that one would undo
  let acted = ""; // what the last act was about: it stays in view with what it brings
  let placed = false; // whether it put something beside the rest, and all is to be seen
  function act(name, value) {
    placed = name === "at";
    acted = value.slice(value.indexOf("@") + 1);
    return ask([...held(), [name, value]], LOOKING.includes(name) ? replace : push);
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const by = event.submitter;
    if (by && by.name && by.name !== "ended") { act(by.name, by.value); return; }
    const input = document.getElementById("add"), wanted = input.value.trim();
    if (!wanted) return;
    input.value = "";
    act("at", meant[wanted] ?? wanted);
  });
  addEventListener("popstate", (event) => {
    at = event.state?.at ?? 0;
    placed = false;
    ask([...new URLSearchParams(location.search)], steps);
  });
  history.replaceState({ at }, "", location.href);

  function look_at(id) {
    if (id === chosen) return;
    choose(id);
    act("node", id || "-");
  }
  function turnOver(id) { // opens, or closes
    const dot = dots[id];
    if (dot) act(...dot[ACT]);
  }

  // ---------------------------------------------------------------- mouse
  network.on("click", ({ nodes }) => look_at(nodes[0] ?? ""));
  network.on("doubleClick", ({ nodes }) => { if (nodes[0]) turnOver(nodes[0]); });
  network.on("dragEnd", ({ nodes }) => {
    const id = nodes[0];
    if (!id || dots[id][COUNT]) { if (id) draw(); return; }
    const { x, y } = network.getPosition(id);
    act("pin", `${Math.round(x)},${Math.round(y)}@${id}`);
  });

  // ---------------------------------------------------------------- keyboard on the canvas
  const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const SHIFT = 40;
  function next([dx, dy]) {
    if (!dots[chosen]) return data.dots[0]?.[ID];
    const here = dots[chosen];
    let best = null, least = Infinity;
    for (const dot of data.dots) {
      const along = (dot[X] - here[X]) * dx + (dot[Y] - here[Y]) * dy;
      const across = Math.abs((dot[X] - here[X]) * dy) + Math.abs((dot[Y] - here[Y]) * dx);
      if (along > 1 && along + 2 * across < least) { least = along + 2 * across; best = dot[ID]; }
    }
    return best;
  }
  function walk(way) {
    const id = next(way);
    if (!id) return;
    if (!inView(dots[id])) network.moveTo({ position: { x: dots[id][X], y: dots[id][Y] }, scale: network.getScale(), animation: moving() });
    look_at(id);
  }
  function push_aside([dx, dy]) {
    const dot = dots[chosen];
    if (dot && !dot[COUNT]) act("pin", `${dot[X] + SHIFT * dx},${dot[Y] + SHIFT * dy}@${chosen}`);
  }
  const KEYS = {
    "Enter": () => turnOver(chosen), "+": () => zoom(1.25), "=": () => zoom(1.25), "-": () => zoom(0.8),
    "0": () => fit(moving()), "Escape": () => look_at(""),
    "Delete": () => dots[chosen] && act("off", chosen), "p": () => dots[chosen] && act("unpin", chosen),
    "f": () => dots[chosen] && act("from", chosen), "t": () => dots[chosen] && data.begin && act("to", chosen),
  };
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const way = WAYS[event.key], key = KEYS[event.key] ?? KEYS[event.key.toLowerCase()];
    if (way) (event.shiftKey ? push_aside : walk)(way);
    else if (key) key();
    else return;
    event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z" || event.target.closest("input")) return;
    event.preventDefault();
    (event.shiftKey ? redo : undo).click();
  });

  // ---------------------------------------------------------------- keyboard in the list
  const names = () => [...form.querySelectorAll(".tree .name")];
  function rove() { // one stop for the whole list; arrows go on from there
    const all = names(), current = all.find((one) => one.closest("li").dataset.id === chosen) ?? all[0];
    for (const one of form.querySelectorAll(".tree button")) one.tabIndex = -1;
    if (current) current.tabIndex = 0;
  }
  form.addEventListener("keydown", (event) => {
    const line = event.target.closest?.(".tree li");
    if (!line || event.ctrlKey || event.metaKey || event.altKey) return;
    const id = line.dataset.id, opened = dots[id] && dots[id][MARKS] & OPENED, all = names();
    const here = all.indexOf(line.querySelector(".name"));
    const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to !== undefined) {
      const one = all[Math.max(0, Math.min(all.length - 1, to))];
      for (const other of all) other.tabIndex = -1;
      one.tabIndex = 0;
      one.focus();
    } else if (event.key === "ArrowRight" && !opened) turnOver(id);
    else if (event.key === "ArrowLeft" && opened) turnOver(id);
    else if (event.key === "Delete") act("off", id);
    else return;
    event.preventDefault();
  });

  // ---------------------------------------------------------------- buttons, search
  async function savePng() {
    let text;
    try {
      const answer = await fetch(`/graph.svg?${new URLSearchParams(held())}`);
      if (!answer.ok) throw new Error(answer.status);
      text = await answer.text();
    } catch { told(words.away); return; }
    const image = new Image();
    image.onload = () => {
      const sheet = document.createElement("canvas"), most = Math.min(2, 8000 / Math.max(image.naturalWidth, image.naturalHeight));
      sheet.width = Math.round(image.naturalWidth * most);
      sheet.height = Math.round(image.naturalHeight * most);
      sheet.getContext("2d").drawImage(image, 0, 0, sheet.width, sheet.height);
      sheet.toBlob((blob) => {
        const link = document.createElement("a");
        link.href = URL.createObjectURL(blob);
        link.download = `${document.title}.png`;
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 10000);
      });
    };
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  }
  const ACTIONS = {
    undo: () => history.back(), redo: () => history.forward(),
    in: () => zoom(1.25, undefined, moving()), out: () => zoom(0.8, undefined, moving()),
    fit: () => fit(moving()), png: savePng,
  };
  for (const button of form.querySelectorAll("[data-act]")) button.addEventListener("click", ACTIONS[button.dataset.act]);

  const add = document.getElementById("add"), found = document.getElementById("add-found");
  const PAUSE = 90; // ms without a key, before one asks
  let waiting = 0, meant = {};
  add.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const text = add.value.trim();
      if (!text) return;
      try {
        const answer = await fetch(`/v1/search?limit=10&q=${encodeURIComponent(text)}`);
        if (!answer.ok || text !== add.value.trim()) return;
        const hits = (await answer.json()).items;
        meant = {};
        found.replaceChildren(...hits.map((hit) => {
          const option = document.createElement("option");
          option.value = hit.name in meant ? `${hit.label}:${hit.id}` : hit.name; // two of one name
          option.label = `${hit.label} · ${hit.id}`;
          meant[option.value] = `${hit.label}:${hit.id}`;
          return option;
        }));
      } catch { told(words.away); }
    }, PAUSE);
  });

  draw();
  fit();
  rove();
  steps();
  network.once("afterDrawing", () => { document.body.dataset.drawn = String(data.dots.length); });
  network.redraw();
  window.graph = { network, act, get dots() { return dots; } };
})();
