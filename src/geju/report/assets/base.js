"use strict";
// The page's document, the language it is shown in, and small ways to build elements. All text enters as text nodes.
const plan = JSON.parse(document.getElementById("plan").textContent);
const state = { lang: plan.lang === "en" ? 1 : 0 };
const draws = [];

// Rows of the accounts as they are worked with: [area, period, side, kind, value], one a period that has a value.
const SIDES = ["supply", "use", "demand", "shortage", "surplus"];
for (const account of plan.accounts ?? []) {
  account.rows = account.rows.flatMap(([area, side, kind, ...values]) =>
    values.flatMap((value, period) => (value ? [[area, period, SIDES[side], account.kinds[kind], value]] : [])));
}

// A colour for each sector, in the order of the case; neighbours in it stand far apart.
const HUES = ["#d08a1d", "#27496d", "#a8432f", "#7a5c99", "#57a5d6", "#8d7347", "#2f7d5b", "#a3b83b", "#d1779b", "#7d838c"];
const hueOf = (sector) => HUES[Math.max(0, plan.sectors.indexOf(sector)) % HUES.length];

/** The text of a key in the present language, its {blanks} filled. */
function t(key, blanks = {}) {
  const pair = plan.texts[key];
  const text = pair ? pair[state.lang] : key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in blanks ? String(blanks[name]) : whole));
}

/** The present language's half of a (zh, en) pair. */
const pick = (pair) => (Array.isArray(pair) ? pair[state.lang] : (pair ?? ""));

/** The name of a code the page knows (`treat`, `theme` …), else the code. */
const called = (group, code) => (plan.texts[`${group}.${code}`] ? t(`${group}.${code}`) : code);

const placeName = (code) => (code in plan.names.place ? pick(plan.names.place[code]) : code);

function kindName(code) {
  if (code.startsWith("side.") || code === "small") return t(code);
  return code in plan.names.kind ? pick(plan.names.kind[code]) : code;
}

/** Draws now, and again whenever the language changes. */
function always(draw) {
  draws.push(draw);
  draw();
}

/** An element with properties and children; strings become text. */
function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "class") node.className = value;
    else if (name === "style") node.style.cssText = value;
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

const byId = (id) => document.getElementById(id);
const fill = (node, ...children) => node.replaceChildren(...children.filter((c) => c !== null));

/** A number for reading: three figures that count, thousands apart. */
function num(value) {
  if (value === null || value === undefined || value === "") return "–";
  if (typeof value !== "number") return String(value);
  const size = Math.abs(value);
  const options = size >= 1000 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 };
  return value.toLocaleString("en-US", options).replace("-", "−");
}

/** Commodities or layers by sector: the choices of a sector picker, those of the case that have one. */
const sectorChoices = (present) => plan.sectors.filter((s) => present.has(s)).map((s) => [s, called("sector", s)]);

/** A labelled select; `options` are [value, label] or {group, options}. */
function select(key, options, value, change) {
  const build = ([code, label]) => el("option", { value: code, selected: code === value }, label);
  const items = options.map((o) => (Array.isArray(o) ? build(o) : el("optgroup", { label: o.group }, ...o.options.map(build))));
  return el("label", {}, t(key), el("select", { "data-key": key, onchange: (e) => change(e.target.value) }, ...items));
}

/** A row of buttons of which one is pressed. */
function choice(key, options, value, change) {
  const button = ([code, label]) =>
    el("button", { type: "button", "aria-pressed": String(code === value), onclick: () => change(code) }, label);
  return el("div", { class: "choice", role: "group", "aria-label": t(key) }, t(key), el("span", {}, ...options.map(button)));
}

/** A labelled search field. */
function searchField(key, value, change) {
  const input = el("input", { type: "search", value, "data-key": key, oninput: (e) => change(e.target.value) });
  return el("label", {}, t(key), input);
}

/** Puts controls in place and gives the focus back to the one that had it. */
function setControls(holder, ...items) {
  const at = document.activeElement;
  const place = holder.contains(at) ? [...holder.querySelectorAll("select, input, button")].indexOf(at) : -1;
  fill(holder, ...items);
  if (place >= 0) holder.querySelectorAll("select, input, button")[place]?.focus();
}

const chip = (group, code) => el("span", { class: `chip ${code}` }, called(group, code));

/** A table: `head` and `rows` of cells; numbers are set to the right, nodes are taken as they are. */
function table(head, rows, classes = []) {
  const cell = (tag, value) => {
    const number = typeof value === "number" || value === null;
    return el(tag, { class: number ? "n" : null }, value instanceof Node ? value : number ? num(value) : value);
  };
  const numeric = head.map((_, i) => rows.length > 0 && rows.every((r) => typeof r[i] === "number" || r[i] === null));
  const heads = head.map((h, i) => el("th", { scope: "col", class: numeric[i] ? "n" : null }, h));
  const first = (v) => { const node = cell("th", v); node.setAttribute("scope", "row"); return node; };
  const body = rows.map((row, i) => el("tr", { class: classes[i] || null }, first(row[0]), ...row.slice(1).map((v) => cell("td", v))));
  return el("table", {}, el("thead", {}, el("tr", {}, ...heads)), el("tbody", {}, ...body));
}

/** Sums values under a key. */
function sumBy(rows, key, value) {
  const sums = new Map();
  for (const row of rows) sums.set(key(row), (sums.get(key(row)) || 0) + value(row));
  return sums;
}
