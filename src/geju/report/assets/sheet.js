// The data sheet: figures by status and table, and the list with sources, filtered and searched.
const SHEET_STEP = 150;
const STATUS_COLOUR = { verified: "#5f9a7c", derived: "#7c9cc0", recalled: "#c98a1b", assumed: "#b0432f" };

function drawSheet() {
  const chart = new Chart("sheet-counts");
  const view = { status: "", table: "", find: "", most: SHEET_STEP };
  const set = (key) => (value) => {
    view[key] = value;
    view.most = SHEET_STEP;
    redraw();
  };
  const more = () => {
    view.most += 4 * SHEET_STEP;
    listFigures(view, more);
  };
  const redraw = () => {
    fill(byId("sheet-sensitive"), ...weightyFigures());
    sheetCounts(chart);
    const { statuses, tables } = plan.sheet;
    setControls(byId("sheet-controls"),
      select("status", [["", t("any")], ...statuses.map((s) => [s, called("status", s)])], view.status, set("status")),
      select("table", [["", t("any")], ...tables.map((name, i) => [String(i), sheetTable(name)])], view.table, set("table")),
      searchField("search", view.find, set("find")));
    listFigures(view, more);
  };
  always(redraw);
}

/** The figures the cost hangs on most; nothing where they were not asked for. */
function weightyFigures() {
  const rows = plan.sheet.sensitive;
  if (!rows.length) return [];
  const head = ["figure", "column", "value", "unit", "sheet.share", "status", "source"].map((k) => t(k));
  const cells = rows.map((r) => [pick(r[0]), pick(r[1]), r[2], pick(r[3]), r[5], chip("status", r[4]), r[6]]);
  const list = el("div", { class: "scroll", tabindex: 0, role: "region", "aria-labelledby": "sensitive-h" }, table(head, cells));
  return [el("h3", { id: "sensitive-h" }, t("sheet.sensitive", { count: rows.length })), el("p", { class: "note" }, t("sheet.sensitive.note")), list];
}

/** The sector of a table as the sheet names it (`energy/kinds`); none for those of the whole case. */
const sheetSector = (name) => (plan.sectors.includes(name.split("/")[0]) ? name.split("/")[0] : "");

/** Figures with the names of their columns in place of the codes: `invest 4,300 CNY/kW · life 25`. */
const sheetWords = (text) => text.split(" · ").map((part) => {
  const [code, ...rest] = part.split(" ");
  const unit = (word) => word.replace(/[A-Za-z]\w*/g, (symbol) => called("unit", symbol));
  return [pick(plan.sheet.columns[code] ?? code), ...rest.map(unit)].join(" ");
}).join(" · ");

/** `energy/kinds` in words. */
function sheetTable(name) {
  const [table, sector] = name.split("/").reverse();
  return [sector ? called("sector", sector) : "", pick(plan.sheet.names[table] ?? table)].filter(Boolean).join(" / ");
}

function sheetCounts(chart) {
  const { statuses, total } = plan.sheet;
  const sums = sumBy(plan.sheet.counts, (c) => `${sheetSector(c[0])} ${c[1]}`, (c) => c[2]);
  const groups = [...plan.sectors, ""].filter((s) => statuses.some((status) => sums.has(`${s} ${status}`)));
  const series = statuses.map((status) => ({
    name: called("status", status), colour: STATUS_COLOUR[status] || "#8a8f99",
    values: groups.map((g) => sums.get(`${g} ${status}`) || 0),
  }));
  const share = series.map((s) => s.values.map((v, i) => Number(((100 * v) / series.reduce((sum, o) => sum + o.values[i], 0)).toFixed(1))));
  const shares = series.map((s, i) => ({ ...s, values: share[i] }));
  bars(chart, { title: t("sheet.counts", { total: num(total) }), unit: "%", labels: groups.map((s) => (s ? called("sector", s) : t("sheet.common"))), series: shares, sideways: true, most: 100 });
}

function listFigures(view, more) {
  const { rows, sources, statuses, tables, left } = plan.sheet;
  const find = view.find.trim().toLowerCase();
  const kept = rows.filter((r) => (!view.status || statuses[r[4]] === view.status) && (!view.table || String(r[0]) === view.table) &&
    (!find || `${tables[r[0]]} ${r[1]} ${sources[r[3]]}`.toLowerCase().includes(find)));
  byId("sheet-found").textContent = t("found", { count: kept.length, total: rows.length + left });
  const shown = kept.slice(0, view.most).map((r) => [sheetTable(tables[r[0]]), r[1], sheetWords(r[2]), chip("status", statuses[r[4]]), sources[r[3]]]);
  const list = table(["table", "row", "value", "status", "source"].map((k) => t(k)), shown);
  const button = kept.length > view.most ? el("button", { type: "button", onclick: more }, t("more", { count: kept.length - view.most })) : null;
  fill(byId("sheet-list"), list, button);
}
