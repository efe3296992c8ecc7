"use strict";
// The search box answers while one types; without this script it is a form like any other.
const { none, n, away, shared, filter, kinds, places, given } = JSON.parse(document.getElementById("words").textContent);
const find = document.getElementById("find"), found = document.getElementById("found"), told = document.getElementById("told");
const PAUSE = 90; // ms without a key, before one asks
let chosen = -1, asked = 0, waiting = 0;

find.setAttribute("role", "combobox");
find.setAttribute("aria-controls", "found");
find.setAttribute("aria-autocomplete", "list");
find.setAttribute("aria-expanded", "false");

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

for (const button of document.querySelectorAll("[data-do]")) button.hidden = false;
document.querySelector("[data-do=print]").addEventListener("click", () => print());
document.querySelector("[data-do=share]").addEventListener("click", async (event) => {
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

// Tables are sorted by a click on a header, and longer ones filtered by what one types.
const MANY = 8; // rows, from which on a filter helps
const collator = new Intl.Collator("zh-CN", { numeric: true });

function sort(table, at, header) {
  const body = table.tBodies[0], down = header.getAttribute("aria-sort") === "ascending";
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  header.setAttribute("aria-sort", down ? "descending" : "ascending");
  const text = (row) => row.cells[at].textContent.trim();
  const rows = [...body.rows].sort((a, b) => collator.compare(text(a), text(b)) * (down ? -1 : 1));
  body.append(...rows);
}

function filtered(table) {
  const input = document.createElement("input");
  input.type = "search";
  input.className = "filter";
  input.placeholder = filter;
  input.setAttribute("aria-label", `${filter} ${table.parentElement.getAttribute("aria-label")}`);
  input.addEventListener("input", () => {
    const wanted = input.value.trim().toLocaleLowerCase();
    for (const row of table.tBodies[0].rows) row.hidden = !row.textContent.toLocaleLowerCase().includes(wanted);
  });
  table.parentElement.before(input);
}

for (const table of document.querySelectorAll("table.grid")) {
  [...table.tHead.rows[0].cells].forEach((header, at) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...header.childNodes);
    button.addEventListener("click", () => sort(table, at, header));
    header.append(button);
  });
  if (table.tBodies[0].rows.length > MANY) filtered(table);
}
