// One page a sector and one a place. What is given and taken comes from the accounts, all else from the dossier.
const FLOWS_SHOWN = 5; // of each commodity
const sectorOf = (kind) => (plan.dossier.kinds[kind] || [""])[0];
const last = () => plan.periods.length - 1;

function drawSectors() {
  const chart = { invest: new Chart("sector-invest"), area: new Chart("sector-area") };
  const view = { sector: plan.sectors[0], period: plan.periods[last()] };
  const set = (key) => (value) => {
    view[key] = value;
    redraw();
  };
  const redraw = () => {
    const tabs = plan.sectors.map((s) => [s, called("sector", s)]);
    byId("sector-keys").setAttribute("aria-label", t("key.caption", { period: view.period }));
    fill(byId("sector-keys"), ...keyFigures(view.period, (row) => row[1] === view.sector, (row) => sectorOf(row[3]) === view.sector, true));
    setControls(byId("sector-controls"), choice("sector", tabs, view.sector, set("sector")),
      choice("period", plan.periods.map((y) => [y, y]), view.period, set("period")));
    sectorInvest(chart.invest, view.sector);
    sectorByArea(chart.area, view.sector, view.period);
    fill(byId("sector-exchange"), exchangeTable((row) => sectorOf(row[3]) === view.sector, (account) => account.sector === view.sector));
    fill(byId("sector-capacity"), capacityTable((area, kind) => sectorOf(kind) === view.sector, false));
    fill(byId("sector-flows"), flowTable((f) => sectorOf(f[0]) === view.sector, plan.periods.indexOf(view.period)));
  };
  always(redraw);
}

function drawAreas() {
  const chart = { invest: new Chart("area-invest"), running: new Chart("area-running") };
  const start = plan.areas.find((a) => plan.focus.includes(a)) || plan.areas[0];
  const view = { area: start, period: plan.periods[last()] };
  const set = (key) => (value) => {
    view[key] = value;
    redraw();
  };
  const redraw = () => {
    const at = plan.areas.indexOf(view.area);
    setControls(byId("area-controls"), select("place", plan.areas.map((a) => [a, placeName(a)]), view.area, set("area")),
      choice("period", plan.periods.map((y) => [y, y]), view.period, set("period")));
    byId("area-keys").setAttribute("aria-label", t("key.caption", { period: view.period }));
    fill(byId("area-keys"), ...keyFigures(view.period, (row) => row[0] === view.area, (row) => row[0] === at, false));
    areaCost(chart.invest, view.area, 2, "area.invest");
    areaCost(chart.running, view.area, 3, "area.running");
    fill(byId("area-exchange"), exchangeTable((row) => row[0] === at, null));
    fill(byId("area-capacity"), capacityTable((area) => area === view.area, true));
    fill(byId("area-flows"), flowTable((f) => f[2] === view.area || f[3] === view.area, plan.periods.indexOf(view.period)));
    fill(byId("area-clauses"), clauseTable(view.area));
  };
  always(redraw);
}

/**
 * Tiles at the top of a page: investment, yearly cost, and what sectors share, each in the chosen period with all periods
 * below. `cost` and `row` choose lines of cost and of accounts. Told is the side that counts, what is given of jobs and
 * emissions, what is taken of water and money; of a sector that gives more of the latter (`larger`) what it gives.
 */
function keyFigures(period, cost, row, larger) {
  const now = plan.periods.indexOf(period);
  const lines = plan.dossier.cost.filter(cost);
  const sum = (column) => plan.periods.map((_, p) => lines.reduce((s, r) => s + r[column][p], 0));
  const money = pick(plan.dossier.unit);
  const tiles = [keyTile(t("key.invest"), sum(2), money, now), keyTile(t("key.yearly"), sum(3), t("per-year", { unit: money }), now)];
  for (const key of plan.dossier.keys) {
    const rows = key.members.flatMap((code) => {
      const account = plan.accounts.find((a) => a.id === code);
      return account ? netCarried(account.rows.filter(row), account.carried) : [];
    });
    const side = (sign) => plan.periods.map((_, p) => rows.filter((r) => r[1] === p && r[4] * sign > 0 && r[2] !== "surplus").reduce((s, r) => s + Math.abs(r[4]), 0));
    const [gives, takes] = [side(1), side(-1)];
    const most = (amounts) => Math.max(...amounts);
    const taken = key.side === "gives" ? !most(gives) : !larger || most(takes) > most(gives);
    const values = taken ? takes : gives;
    if (values.some((v) => v)) tiles.push(keyTile(t(taken ? "key.takes" : "key.gives", { name: pick(key.name) }), values, pick(key.unit), now));
  }
  return tiles;
}

function keyTile(name, values, unit, now) {
  const round = (v) => num(Number(v.toPrecision(3)));
  const steps = plan.periods.map((y, p) => el("li", { "aria-current": p === now ? "true" : null }, el("span", {}, y), " ", round(values[p])));
  return el("div", {}, el("span", {}, name), el("b", {}, round(values[now]), " ", el("small", {}, unit)), el("ol", {}, ...steps));
}

function sectorInvest(chart, sector) {
  const rows = plan.dossier.spent.filter((r) => sectorOf(r[0]) === sector).flatMap(([kind, values]) => values.map((v, p) => [kind, p, v]));
  const series = stacked(rows, (r) => r[0], (r) => r[1], (r) => r[2], plan.periods.length)
    .map(({ kind, values }) => ({ name: kindName(kind), colour: sideColour(kind), values }));
  bars(chart, { title: t("sector.invest", { sector: called("sector", sector) }), unit: pick(plan.dossier.unit), labels: plan.periods, series, height: 320 });
}

function sectorByArea(chart, sector, period) {
  const now = plan.periods.indexOf(period);
  const rows = plan.dossier.cost.filter((r) => r[1] === sector && plan.areas.includes(r[0]) && (r[2][now] || r[3][now]));
  rows.sort((a, b) => b[2][now] + b[3][now] - a[2][now] - a[3][now]);
  const series = [[2, "area.invest.short", hueOf(sector)], [3, "area.running.short", "#c9ccd2"]]
    .map(([i, key, colour]) => ({ name: t(key), colour, values: rows.map((r) => r[i][now]) }));
  const sideways = narrow() || rows.length > 34;
  const short = (area) => (!sideways && plan.map && plan.map.labels[area] ? pick(plan.map.labels[area]) : placeName(area));
  bars(chart, { title: t("sector.area", { sector: called("sector", sector), period }), unit: pick(plan.dossier.unit), labels: rows.map((r) => short(r[0])), series, sideways, height: 340, tilt: state.lang ? 0 : 45 });
}

function areaCost(chart, area, column, key) {
  const found = plan.dossier.cost.filter((r) => r[0] === area && r[column].some((v) => v));
  const rows = found.sort((a, b) => plan.sectors.indexOf(a[1]) - plan.sectors.indexOf(b[1]));
  const series = rows.map((r) => ({ name: called("sector", r[1]), colour: hueOf(r[1]), values: r[column] }));
  bars(chart, { title: t(key, { place: placeName(area) }), unit: pick(plan.dossier.unit), labels: plan.periods, series, height: 300 });
}

/** What is given and taken by period, one row a commodity: the chosen rows of every account, its own commodities first. */
function exchangeTable(wanted, own) {
  const lines = [];
  for (const account of plan.accounts) {
    const rows = netCarried(account.rows.filter((r) => r[2] !== "surplus" && wanted(r)), account.carried);
    if (!rows.length || account.inner) continue;
    const sum = (sign) => plan.periods.map((_, p) => rows.filter((r) => r[1] === p && r[4] * sign > 0).reduce((s, r) => s + Math.abs(r[4]), 0));
    const cells = [...sum(1), ...sum(-1)].map((v) => (v ? Number(v.toPrecision(4)) : null));
    lines.push([own && own(account) ? 0 : 1, [pick(account.name), called("sector", account.sector), ...cells, pick(account.unit)]]);
  }
  lines.sort((a, b) => a[0] - b[0]);
  const head = [t("commodity"), t("sector"), ...plan.periods.map((y) => t("gives", { period: y })), ...plan.periods.map((y) => t("takes", { period: y })), t("unit")];
  return table(head, lines.map((l) => l[1]), lines.map((l) => (own && !l[0] ? "strong" : null)));
}

/** What stands by period, and what of it was built; one row a kind. */
function capacityTable(wanted, withSector) {
  const sums = new Map();
  for (const [index, rows] of [[0, plan.dossier.capacity], [1, plan.dossier.built]]) {
    for (const [area, kind, values] of rows) {
      if (!wanted(area, kind)) continue;
      if (!sums.has(kind)) sums.set(kind, [plan.periods.map(() => 0), plan.periods.map(() => 0)]);
      values.forEach((v, p) => (sums.get(kind)[index][p] += v));
    }
  }
  const round = (v) => (v ? Number(v.toPrecision(4)) : null);
  const order = [...sums].sort(([a], [b]) => plan.sectors.indexOf(sectorOf(a)) - plan.sectors.indexOf(sectorOf(b)) || (kindName(a) < kindName(b) ? -1 : 1));
  const rows = order.map(([kind, [stands, built]]) => [kindName(kind), ...(withSector ? [called("sector", sectorOf(kind))] : []),
    ...stands.map(round), ...built.slice(1).map(round), pick(plan.dossier.kinds[kind][1])]);
  const head = [t("kind"), ...(withSector ? [t("sector")] : []), ...plan.periods.map((y) => t("stands", { period: y })),
    ...plan.periods.slice(1).map((y) => t("spending.built", { period: y })), t("unit")];
  return table(head, rows);
}

/** The largest flows of every commodity in a period. */
function flowTable(wanted, period) {
  const moved = plan.dossier.flows.filter((f) => wanted(f) && f[4][period]).sort((a, b) => b[4][period] - a[4][period]);
  const rows = [...new Set(moved.map((f) => f[1]))].flatMap((code) => moved.filter((f) => f[1] === code).slice(0, FLOWS_SHOWN));
  if (!rows.length) return el("p", { class: "note" }, t("flows.none"));
  const name = (code) => pick(plan.accounts.find((a) => a.id === code)?.name ?? code);
  const measured = (code) => pick(plan.accounts.find((a) => a.id === code)?.unit ?? "");
  const head = [t("commodity"), t("kind"), t("from"), t("to"), plan.periods[period], t("unit")];
  return table(head, rows.map((f) => [name(f[1]), kindName(f[0]), placeName(f[2]), placeName(f[3]), f[4][period], measured(f[1])]));
}

/** The clauses and limits with a row of this place: what is asked, what is reached, what it is worth. */
function clauseTable(area) {
  const lines = [];
  for (const clause of plan.policy?.clauses ?? []) {
    for (const r of clause.rows.filter((row) => row[0] === area)) {
      const name = (clause.quote && state.lang ? `${clause.id}: ${clause.quote}` : clause.quote) || pick(clause.name) || clause.id;
      lines.push([name, pick(r[2]), r[1], t(`bound.${r[3]}`), r[5], r[6], pick(r[4]), r[8] ? t("binds") : "", r[8] ? r[9] : null, r[8] ? pick(r[10]) : ""]);
    }
  }
  if (!lines.length) return el("p", { class: "note" }, t("area.no-clauses"));
  const head = ["clause", "measure", "period", "bound", "target", "reached", "unit", "binding", "price", "unit"].map((k) => t(k));
  return table(head, lines);
}
