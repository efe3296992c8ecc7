"use strict";
// The search box answers while one types; without this script it is a form like any other.
const { none, n, away, shared, filter, png, vector, unpainted, kinds, places, given, kept } = JSON.parse(document.getElementById("words").textContent);
const find = document.getElementById("find"), found = document.getElementById("found"), told = document.getElementById("told");
const PAUSE = 90; // ms without a key, before one asks
let chosen = -1, asked = 0, waiting = 0;

function address(hit) {
  const place = places[hit.label] || `/entities/${hit.label}/`;
  const kept = new URLSearchParams(given).toString();
  return place + encodeURIComponent(hit.id) + (kept && `?${kept}`);
}

function close() {
  found.hidden = true;
  chosen = -1;
  find.setAttribute("aria-expanded", "false");
  find.removeAttribute("aria-activedescendant");
}

function show(items) {
  found.replaceChildren(...items);
  found.hidden = false;
  find.setAttribute("aria-expanded", "true");
  chosen = -1;
  find.removeAttribute("aria-activedescendant");
}

function said(text) {
  const line = document.createElement("li");
  line.className = "said";
  line.textContent = text;
  show([line]);
  told.textContent = text;
}

function option(hit, at) {
  const line = document.createElement("li"), name = document.createElement("bdi"), small = document.createElement("small");
  line.id = `hit${at}`;
  line.setAttribute("role", "option");
  line.setAttribute("aria-selected", "false");
  line.dataset.href = address(hit);
  name.textContent = hit.name;
  // two of one name are told apart by their ids
  small.textContent = `${kinds[hit.label] || hit.label} · ${hit.id}`;
  line.append(name, small);
  return line;
}

async function ask() {
  const text = find.value.trim(), turn = ++asked;
  if (!text) return close();
  let hits;
  try {
    const answer = await fetch(`/v1/search?limit=10&q=${encodeURIComponent(text)}`);
    if (turn !== asked) return;
    if (answer.status === 422) return close();
    if (!answer.ok) return said(away);
    hits = (await answer.json()).items;
  } catch {
    if (turn === asked) said(away);
    return;
  }
  if (turn !== asked) return; // a later key has asked again
  if (!hits.length) return said(none);
  show(hits.map(option));
  told.textContent = n.replace("{n}", hits.length);
}

function choose(step) {
  const options = [...found.querySelectorAll("[role=option]")];
  if (!options.length) return;
  chosen = (chosen + step + options.length + (chosen < 0 && step < 0)) % options.length;
  options.forEach((line, at) => line.setAttribute("aria-selected", String(at === chosen)));
  find.setAttribute("aria-activedescendant", options[chosen].id);
  options[chosen].scrollIntoView({ block: "nearest" });
}

function listen() {
  find.setAttribute("role", "combobox");
  find.setAttribute("aria-controls", "found");
  find.setAttribute("aria-autocomplete", "list");
  find.setAttribute("aria-expanded", "false");
  find.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  });
  find.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // the keys of an input method are its own
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (found.hidden) ask();
      else choose(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape") close();
    else if (event.key === "Enter" && chosen >= 0 && !found.hidden) {
      event.preventDefault();
      location.assign(document.getElementById(`hit${chosen}`).dataset.href);
    }
  });
  found.addEventListener("mousedown", (event) => {
    const line = event.target.closest("[role=option]");
    if (line) location.assign(line.dataset.href);
  });
  find.addEventListener("blur", () => setTimeout(close, 150));
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    find.focus();
    find.select();
  });
}

if (find) listen(); // a page kept as a file has nobody to ask

for (const button of document.querySelectorAll("[data-do]")) button.hidden = false;
document.querySelector("[data-do=print]").addEventListener("click", () => print());
document.querySelector("[data-do=share]")?.addEventListener("click", async (event) => {
  await navigator.clipboard.writeText(location.href);
  event.target.textContent = shared;
});
// what is folded is printed too
addEventListener("beforeprint", () => {
  for (const fold of document.querySelectorAll(".gap-group:not([open])")) {
    fold.open = true;
    fold.dataset.folded = "";
  }
});
addEventListener("afterprint", () => {
  for (const fold of document.querySelectorAll("[data-folded]")) fold.open = false;
});

// Tables are sorted by a click on a header, and longer ones filtered by what one types; the address
// says how, so that a copy of it shows the same. Those of `served` are asked of the service instead.
const MANY = 8; // rows, from which on a filter helps
const collator = new Intl.Collator("zh-CN", { numeric: true });
const state = new URLSearchParams(kept || location.search);

function remember(name, value) {
  if (value) state.set(name, value);
  else state.delete(name);
  if (kept) return;
  const query = state.toString();
  history.replaceState(history.state, "", location.pathname + (query && `?${query}`) + location.hash);
  for (const link of document.querySelectorAll("a.again")) {
    const there = new URL(link.href);
    if (value) there.searchParams.set(name, value);
    else there.searchParams.delete(name);
    link.href = there;
  }
}

function sort(table, at, down) {
  const body = table.tBodies[0], headers = table.tHead.rows[0].cells;
  for (const other of headers) other.removeAttribute("aria-sort");
  headers[at].setAttribute("aria-sort", down ? "descending" : "ascending");
  const text = (row) => row.cells[at].textContent.trim();
  const rows = [...body.rows].sort((a, b) => collator.compare(text(a), text(b)) * (down ? -1 : 1));
  body.append(...rows);
}

function narrow(table, text) {
  const wanted = text.trim().toLocaleLowerCase();
  for (const row of table.tBodies[0].rows) row.hidden = !row.textContent.toLocaleLowerCase().includes(wanted);
}

function filtered(table) {
  const input = document.createElement("input");
  input.type = "search";
  input.className = "filter";
  input.placeholder = filter;
  input.setAttribute("aria-label", `${filter} ${table.parentElement.getAttribute("aria-label")}`);
  input.addEventListener("input", () => {
    narrow(table, input.value);
    remember(`filter.${table.dataset.key}`, input.value.trim());
  });
  table.parentElement.before(input);
  return input;
}

function restore(table, input) {
  const sorted = state.get(`sort.${table.dataset.key}`), text = state.get(`filter.${table.dataset.key}`);
  const at = Math.abs(Number(sorted)) - 1;
  if (at < table.tHead.rows[0].cells.length && at >= 0) sort(table, at, sorted.startsWith("-"));
  if (input && text) {
    input.value = text;
    narrow(table, text);
  }
  const fold = table.closest("details");
  if (fold && (sorted || text)) fold.open = true;
}

for (const table of document.querySelectorAll("table.grid:not(.served)")) {
  [...table.tHead.rows[0].cells].forEach((header, at) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...header.childNodes);
    button.addEventListener("click", () => {
      const down = header.getAttribute("aria-sort") === "ascending";
      sort(table, at, down);
      remember(`sort.${table.dataset.key}`, `${down ? "-" : ""}${at + 1}`);
    });
    header.append(button);
  });
  restore(table, table.tBodies[0].rows.length > MANY ? filtered(table) : null);
}
for (const choice of document.querySelectorAll(".served select")) {
  choice.addEventListener("change", () => choice.form.requestSubmit());
}

// Drawings are taken away as they are drawn by day: as a picture twice as large, or as SVG.
const LARGEST = 16000; // pixels of a side that browsers draw
const SIZE = 2;

function standing(svg) {
  const copy = svg.cloneNode(true), [, , width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", width);
  copy.setAttribute("height", height);
  for (const link of copy.querySelectorAll("a[href]")) link.setAttribute("href", new URL(link.getAttribute("href"), location.href));
  return { text: new XMLSerializer().serializeToString(copy), width, height };
}

function save(href, name) {
  const link = document.createElement("a");
  link.href = href;
  link.download = name;
  link.click();
}

async function painted({ text, width, height }) {
  const image = new Image(), canvas = document.createElement("canvas");
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const size = Math.min(SIZE, LARGEST / Math.max(width, height));
  canvas.width = Math.round(width * size);
  canvas.height = Math.round(height * size);
  const brush = canvas.getContext("2d");
  brush.fillStyle = "#ffffff";
  brush.fillRect(0, 0, canvas.width, canvas.height);
  brush.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/png");
}

for (const drawing of document.querySelectorAll(".drawing")) {
  const svg = drawing.querySelector("svg"), take = drawing.closest("section")?.querySelector(".take");
  if (!svg || !take) continue;
  const name = document.querySelector("h1").textContent.trim().slice(0, 60);
  const ways = { png: [png, painted], svg: [vector, ({ text }) => `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`] };
  if (take.querySelector('a[href*=".svg"]')) delete ways.svg; // the service draws it
  for (const [kind, [text, made]] of Object.entries(ways)) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = text;
    button.dataset.take = kind;
    button.addEventListener("click", async () => {
      button.disabled = true;
      try {
        save(await made(standing(svg)), `${name}.${kind}`);
      } catch {
        button.textContent = unpainted;
      }
      button.disabled = false;
    });
    take.append(button);
  }
}
