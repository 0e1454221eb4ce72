"use strict";
// Shows status.json; status/events says when to read it again. Text is only ever set as text.
const byId = id => document.getElementById(id);
const states = {
  in_sync: ["✓ in sync", "good"], changed: ["● changed", "news"], out_of_sync: ["≠ out of sync", "warn"],
  failed: ["✕ failed", "bad"], waiting: ["… waiting", "none"],
};
const order = ["failed", "out_of_sync", "waiting", "changed", "in_sync"];
let status = null;
let offset = 0; // the server's clock minus ours, in milliseconds
let reading = false;
let readAgain = false;

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function span(seconds) {
  const s = Math.max(0, Math.round(seconds));
  const [big, small, size, of] = s < 3600 ? ["min", "s", 60, 1] : s < 86400 ? ["h", "min", 3600, 60] : ["d", "h", 86400, 3600];
  const rest = Math.floor(s % size / of);
  if (s < 60) return `${s} s`;
  return `${Math.floor(s / size)} ${big}${rest ? ` ${rest} ${small}` : ""}`;
}

const now = () => Date.now() + offset;
const secondsSince = at => (now() - Date.parse(at)) / 1000;

function timeText(at, isFuture) {
  const since = secondsSince(at);
  if (isFuture) return since < -0.5 ? `in ${span(-since)}` : "now";
  return since < 1.5 ? "just now" : `${span(since)} ago`;
}

function time(at, otherwise, isFuture) {
  if (!at) return element("span", "past", otherwise);
  const made = element("time", "", timeText(at, isFuture));
  made.dateTime = at;
  made.title = new Date(at).toLocaleString();
  if (isFuture) made.dataset.future = "";
  return made;
}

function badge([text, kind]) {
  const made = element("span", "badge", text);
  made.dataset.kind = kind;
  return made;
}

function cell(children, className, name = "td") {
  const made = element(name, className);
  made.append(...[children].flat().map(child => typeof child === "string" && child ? element("span", "", child) : child));
  if (name === "th") made.scope = "row";
  return made;
}

function failure(error, isCurrent) {
  if (!error) return cell(element("span", "past", "none"));
  const text = element("span", isCurrent ? "" : "past", error.message);
  const when = element("span", "detail");
  when.append(time(error.at, ""), isCurrent ? "" : " · recovered");
  return cell([text, when], "error");
}

function resourceRow(resource) {
  const badges = [badge(states[resource.state] ?? states.waiting)];
  const file = element("span", "detail", resource.file.slice(resource.file.lastIndexOf("/") + 1));
  file.title = resource.file;
  const [backend, ...table] = resource.backend.split(" ");
  if (resource.reload_pending) badges.push(badge(["↻ reload pending", "warn"]));
  return [
    cell(cell(badges, "badges", "div")),
    cell([element("span", "path", resource.destination), file], "destination", "th"),
    cell([element("span", "", backend), element("span", "detail", table.join(" "))]),
    cell(time(resource.changed_at, "none yet")),
    cell(time(resource.next_at, status.mode === "watch" ? "on change" : "–", true)),
    failure(resource.last_error, resource.state === "failed"),
  ];
}

const health = source => source.healthy === null ? ["… not read", "none"] : source.healthy ? ["✓ healthy", "good"] : ["✕ failing", "bad"];
const number = (value, digits, unit = "") =>
  value === null ? "–" : value.toLocaleString("en", { maximumFractionDigits: digits }) + unit;

function backendRow(backend) {
  const how = status.mode !== "watch" ? [] : backend.watched ? ["watched"] : backend.next_poll_at ? ["polled"] : [];
  const detail = [backend.table ? `table ${backend.table}` : backend.files.join(", "), ...how].filter(Boolean).join(" · ");
  const read = [time(backend.read_at, "never")];
  if (backend.read_seconds !== null) read.push(element("span", "detail", `took ${number(backend.read_seconds * 1000, 1, " ms")}`));
  return [
    cell(badge(health(backend))),
    cell([element("span", "", backend.name), element("span", "detail", detail)], "", "th"),
    cell(number(backend.resources, 0), "number"),
    cell(number(backend.items, 0), "number"),
    cell(number(backend.read_units, 1), "number"),
    cell(number(backend.stream_lag_seconds, 1, " s"), "number"),
    cell(read),
    failure(backend.last_error, backend.healthy === false),
  ];
}

const flagRow = source => [
  cell(badge(health(source))), cell(source.source, "", "th"), cell(number(source.resources, 0), "number"),
  cell(time(source.read_at, "never")), failure(source.last_error, source.healthy === false),
];

const changeRow = change => [
  cell(time(change.at, "")), cell(element("span", "path", change.key), "", "th"), cell(change.backend),
];

// A narrow page shows a row as a card: each fact with the name of its column, and still a row of a table to a screen reader.
function name(row, body) {
  const columns = body.parentElement.tHead.rows[0].cells;
  row.setAttribute("role", "row");
  [...row.cells].forEach((each, index) => {
    each.dataset.label = columns[index].textContent;
    each.setAttribute("role", each.tagName === "TH" ? "rowheader" : "cell");
  });
}

// Rows whose facts have not changed stay, so that focus, selection and screen readers are left alone.
function fill(body, items, keyOf, makeCells) {
  const known = new Map([...body.rows].map(row => [row.dataset.key, row]));
  const wasEmpty = known.size === 0;
  const rows = items.map(item => {
    const key = keyOf(item);
    const facts = JSON.stringify([item, status.mode]);
    const old = known.get(key);
    if (old && old.facts === facts) return old;
    const row = element("tr");
    row.dataset.key = key;
    row.facts = facts;
    row.look = item.state ?? String(item.healthy);
    row.news = item.changed_at;
    row.append(...makeCells(item));
    name(row, body);
    if (!wasEmpty && (!old || old.look !== row.look || old.news !== row.news)) row.className = "fresh";
    return row;
  });
  if (rows.length !== body.rows.length || rows.some((row, index) => row !== body.rows[index])) body.replaceChildren(...rows);
}

function setText(id, text, kind) {
  const target = byId(id);
  if (target.textContent !== text) target.textContent = text;
  if (kind) target.dataset.kind = kind;
}

function summary() {
  const count = status.resources.length;
  const failed = status.resources.filter(each => each.state === "failed").length;
  const out = status.resources.filter(each => each.state === "out_of_sync").length;
  const waiting = status.resources.filter(each => each.state === "waiting").length;
  const pending = status.resources.filter(each => each.reload_pending).length;
  const backends = [...status.backends, ...status.flags].filter(each => each.healthy === false).length;
  const broken = status.broken_files.length;
  const bad = [[failed, "failed"], [broken, "unusable"], [backends, backends === 1 ? "source failing" : "sources failing"]];
  const warn = [[out, "out of sync"], [pending, pending === 1 ? "reload pending" : "reloads pending"], [waiting, "waiting"]];
  const words = [...bad, ...warn].filter(([n]) => n > 0).map(([n, what]) => `${n} ${what}`);
  const total = `${count} ${count === 1 ? "resource" : "resources"}`;
  const kind = bad.some(([n]) => n > 0) ? "bad" : words.length ? "warn" : count ? "good" : "none";
  setText("summary", words.length ? `${total}: ${words.join(", ")}` : count ? `${total}, all in sync` : "no resources", kind);
  document.title = (kind === "bad" ? "✕ " : "") + "confd status";
}

function showResources() {
  const wanted = byId("filter").value.trim().toLowerCase();
  const shown = status.resources
    .filter(each => !wanted || [each.destination, each.file, each.backend, each.state.replaceAll("_", " ")].some(text => text.toLowerCase().includes(wanted)))
    .sort((left, right) => order.indexOf(left.state) - order.indexOf(right.state));
  fill(byId("resources"), shown, each => each.file, resourceRow);
  setText("resources-count", shown.length === status.resources.length ? `${shown.length}` : `${shown.length} of ${status.resources.length}`);
  setText("resources-empty", status.resources.length ? "No resource matches the filter." : "No resources are loaded.");
  byId("resources-empty").hidden = shown.length > 0;
}

function show() {
  const mode = { once: "once", poll: `poll, every ${span(status.interval_seconds)}`, watch: "watch", starting: "starting" }[status.mode];
  setText("mode", mode + (status.noop ? ", no writes" : ""));
  setText("version", status.version);
  showResources();
  fill(byId("backends"), status.backends, each => [each.name, each.table, ...each.files].join("\n"), backendRow);
  fill(byId("flags"), status.flags, each => each.source, flagRow);
  fill(byId("changes"), status.changes, each => [each.at, each.backend, each.key].join("\n"), changeRow);
  byId("changes-section").hidden = status.changes.length === 0;
  byId("backends-empty").hidden = status.backends.length > 0;
  byId("flags-section").hidden = status.flags.length === 0;
  byId("broken").hidden = status.broken_files.length === 0;
  const broken = status.broken_files.join("\n");
  if (byId("broken-files").dataset.files !== broken) {
    byId("broken-files").dataset.files = broken;
    byId("broken-files").replaceChildren(...status.broken_files.map(file => element("li", "path", file)));
  }
  summary();
  tick();
}

function tick() {
  if (!status) return;
  setText("uptime", span(secondsSince(status.started_at)));
  for (const each of document.querySelectorAll("time")) {
    const text = timeText(each.dateTime, "future" in each.dataset);
    if (each.textContent !== text) each.textContent = text;
  }
}

async function read() {
  if (reading) {
    readAgain = true;
    return;
  }
  reading = true;
  try {
    const answer = await fetch("status.json", { cache: "no-store" });
    if (answer.ok) {
      status = await answer.json();
      offset = Date.parse(status.now) - Date.now();
      show();
    }
  } catch {
    setText("live", "not reachable", "warn");
  } finally {
    reading = false;
    if (readAgain) {
      readAgain = false;
      setTimeout(read, 200);
    }
  }
}

function listen() {
  const events = new EventSource("status/events");
  events.onopen = () => setText("live", "live", "good");
  events.addEventListener("status", read);
  events.addEventListener("tick", read);
  events.onerror = () => {
    setText("live", "reconnecting", "warn");
    if (events.readyState === EventSource.CLOSED) { // refused: too many pages are open
      setText("live", "every 10 s", "warn");
      setTimeout(() => { read(); listen(); }, 10000);
    }
  };
}

byId("filter").addEventListener("input", () => status && showResources());
setInterval(tick, 1000);
read();
listen();
