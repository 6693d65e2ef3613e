"use strict";

// ---- tables: sorting by buttons in their heads, filtering ----

function sortBy(table, heads, head) {
  const column = heads.indexOf(head);
  const up = head.getAttribute("aria-sort") !== "ascending";
  heads.forEach(other => other.setAttribute("aria-sort", "none"));
  head.setAttribute("aria-sort", up ? "ascending" : "descending");
  const key = row => row.cells[column].dataset.v ?? row.cells[column].textContent;
  const order = (a, b) => {
    const x = key(a), y = key(b), dx = parseFloat(x), dy = parseFloat(y);
    if (isNaN(dx) !== isNaN(dy)) {
      return isNaN(dx) ? 1 : -1; // what has no number comes last, either way
    }
    const difference = isNaN(dx) ? x.localeCompare(y) : dx === dy ? 0 : dx - dy;
    return up ? difference : -difference;
  };
  const body = table.tBodies[0];
  body.append(...[...body.rows].sort(order));
}

for (const table of document.querySelectorAll("table.sortable")) {
  const heads = [...table.tHead.rows[0].cells];
  for (const head of heads) {
    const button = document.createElement("button");
    button.textContent = head.textContent;
    head.replaceChildren(button);
    head.setAttribute("aria-sort", "none");
    button.addEventListener("click", () => sortBy(table, heads, head));
  }
}

for (const input of document.querySelectorAll("input[data-filter]")) {
  const table = document.getElementById(input.dataset.filter);
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/);
    for (const row of table.tBodies[0].rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every(word => text.includes(word));
    }
  });
}

// ---- listings: JSON in gzip in base64, unpacked when their page is first shown ----

// What was looked at last, so that the next page shows the same.
const chosen = ["", ""];

async function unpack(base64) {
  const bytes = Uint8Array.from(atob(base64), c => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

function fill(select, names) {
  select.replaceChildren(...names.map((name, k) => new Option(name, k)));
}

function startOf(side, views) {
  const kept = views.findIndex(view => view.label === chosen[side]);
  const code = views.findIndex(view => view.detail !== "");
  return kept >= 0 ? kept : side === 0 || code < 0 ? 0 : code;
}

function browse(place, listing) {
  place.replaceChildren(document.getElementById("browser").content.cloneNode(true));
  const functions = place.querySelector("select.function");
  fill(functions, listing.functions);
  functions.value = Math.max(0, listing.functions.indexOf("%run"));
  [...place.querySelectorAll(".pane")].forEach((pane, side) => {
    const select = pane.querySelector("select"), note = pane.querySelector(".note"), pre = pane.querySelector("pre");
    fill(select, listing.views.map(view => view.label));
    select.value = startOf(side, listing.views);
    const show = () => {
      const view = listing.views[select.value];
      const text = listing.pool[view.texts[functions.value]];
      const lines = text.split("\n").length - 1;
      note.textContent = lines + (lines === 1 ? " line" : " lines") + (view.detail && "; " + view.detail);
      pre.textContent = text;
      pre.scrollTop = 0;
      pre.setAttribute("aria-label", listing.functions[functions.value] + ", " + view.label);
    };
    select.addEventListener("change", () => { chosen[side] = listing.views[select.value].label; show(); });
    functions.addEventListener("change", show);
    show();
  });
  for (const note of listing.notes) {
    const line = document.createElement("p");
    line.className = "note";
    line.textContent = note;
    place.append(line);
  }
}

async function openListing(page) {
  const place = page.querySelector(".code");
  if (!place || place.dataset.opened) {
    return;
  }
  place.dataset.opened = "yes";
  if (typeof DecompressionStream === "undefined") {
    place.textContent = "This browser cannot unpack listings (it has no DecompressionStream); ./pareto compile shows them too.";
    return;
  }
  browse(place, await unpack(place.nextElementSibling.textContent));
}

// ---- pages: shown by the address's #w=NAME&level=LEVEL ----

const title = document.title;
let shown = null;

function route(focus) {
  const query = new URLSearchParams(location.hash.slice(1));
  const page = [...document.querySelectorAll(".page")].find(
    each => each.dataset.w === query.get("w") && each.dataset.level === query.get("level")) ?? null;
  const wasOnPage = shown !== null;
  shown?.classList.remove("shown");
  page?.classList.add("shown");
  shown = page;
  document.documentElement.classList.toggle("on-page", page !== null);
  const heading = page?.querySelector("h2");
  document.title = page ? heading.textContent + ", " + title : title;
  if (page) {
    openListing(page);
    scrollTo(0, 0);
    if (focus) {
      heading.focus({ preventScroll: true });
    }
  } else if (wasOnPage) {
    // The browser looked for its target while that was hidden.
    document.getElementById(location.hash.slice(1))?.scrollIntoView();
  }
}

addEventListener("hashchange", () => route(true));
route(false);
