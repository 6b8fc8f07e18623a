// Accounts: one commodity at a time, over the periods at a chosen place, and over the places in a chosen period.
function drawAccounts() {
  const charts = { time: new Chart("accounts-time"), area: new Chart("accounts-area") };
  const view = { account: 0, area: "", period: plan.periods[plan.periods.length - 1] };
  const set = (key) => (value) => {
    view[key] = value;
    redraw();
  };
  const redraw = () => {
    accountTabs(view, redraw);
    setControls(byId("accounts-controls"),
      select("place", areaOptions(), view.area, set("area")),
      choice("period", plan.periods.map((y) => [y, y]), view.period, set("period")));
    const account = plan.accounts[view.account];
    accountInTime(charts.time, account, view.area);
    accountByArea(charts.area, account, view.period);
  };
  always(redraw);
}

/** All places, the case's focus, the others, then one by one. */
function areaOptions() {
  const some = plan.focus.length ? [["focus", t("area.focus", { count: plan.focus.length })], ["rest", t("area.rest")]] : [];
  return [["", t("area.all")], ...some, ...plan.areas.map((a) => [a, placeName(a)])];
}

/** Whether an area (by number) belongs to what is chosen. */
function inArea(choice, at) {
  if (!choice) return true;
  if (choice === "focus" || choice === "rest") return at >= 0 && plan.focus.includes(plan.areas[at]) === (choice === "focus");
  return plan.areas[at] === choice;
}

/** A row of sectors, a row of the commodities of the chosen one, and a row of those within it. */
function accountTabs(view, redraw) {
  const open = (i) => () => {
    view.account = i;
    redraw();
  };
  const sector = plan.accounts[view.account].sector;
  const mine = plan.accounts.map((a, i) => i).filter((i) => plan.accounts[i].sector === sector);
  const sectors = sectorChoices(new Set(plan.accounts.map((a) => a.sector)));
  const first = (code) => plan.accounts.findIndex((a) => a.sector === code && !a.inner);
  const tab = (name, pressed, onclick) => el("button", { type: "button", "aria-pressed": String(pressed), onclick }, name);
  const row = (name, tabs) => (tabs.length ? el("div", { class: "tabrow", role: "group", "aria-label": name }, el("span", {}, name), ...tabs) : null);
  const goods = (inner) => mine.filter((i) => Boolean(plan.accounts[i].inner) === inner)
    .map((i) => tab(pick(plan.accounts[i].name), i === view.account, open(i)));
  setControls(byId("accounts-tabs"),
    sectors.length > 1 ? row(t("sector"), sectors.map(([code, name]) => tab(name, code === sector, open(Math.max(first(code), plan.accounts.findIndex((a) => a.sector === code)))))) : null,
    row(t("commodity"), goods(false)), row(t("account.inner"), goods(true)));
}

/** How a row is named in a chart: the kind, or the side where no kind stands behind it. */
const accountKind = (row) => row[3] || `side.${row[2] === "supply" ? "given" : row[2]}`;

/** Supply above and use below; below the axis a name carries a note in tables only, its legend entry is the same. */
function accountSeries(rows, indexOf, size) {
  const side = (above, label) =>
    stacked(rows.filter((r) => r[4] > 0 === above), accountKind, indexOf, (r) => r[4], size)
      .map(({ kind, values }) => ({ name: kindName(kind), label: label(kindName(kind)), colour: sideColour(kind), values }));
  return [...side(true, (name) => name), ...side(false, (name) => `${name} ${t("account.taken")}`)];
}

/** Of what is carried between places only the net counts when several are taken together. */
function netCarried(rows, carried) {
  const moved = rows.filter((r) => carried.includes(r[3]));
  const sums = sumBy(moved, (r) => `${r[1]} ${r[3]}`, (r) => r[4]);
  const net = [...sums].map(([key, value]) => [-1, Number(key.split(" ")[0]), value > 0 ? "supply" : "use", key.split(" ")[1], value]);
  return [...rows.filter((r) => !carried.includes(r[3])), ...net];
}

function accountInTime(chart, account, area) {
  const chosen = account.rows.filter((r) => inArea(area, r[0]));
  const rows = plan.areas.includes(area) ? chosen : netCarried(chosen, account.carried);
  const name = area ? areaOptions().find((o) => o[0] === area)[1] : t("area.all");
  const series = accountSeries(rows, (r) => r[1], plan.periods.length);
  bars(chart, { title: t("account.time", { name: pick(account.name), place: name }), unit: pick(account.unit), labels: plan.periods, series, height: 400 });
}

/** Against a cap: what is taken, or what is supplied where a clause says what counts, above the axis. Else both sides. */
function accountByArea(chart, account, period) {
  const now = plan.periods.indexOf(period);
  const rows = account.rows.filter((r) => r[1] === now && r[0] >= 0);
  const at = (values) => (i) => values[plan.areas[i]]?.[now] ?? null;
  const capped = plan.areas.some((_, i) => at(account.caps)(i) !== null);
  const clause = plan.areas.some((_, i) => at(account.counted)(i) !== null);
  const wanted = clause ? ["supply"] : ["use", "demand"];
  const kept = rows.filter((r) => (capped ? wanted.includes(r[2]) : r[2] !== "surplus"));
  const used = capped ? kept.map((r) => [r[0], r[1], r[2], r[3], Math.abs(r[4])]) : kept;
  const sums = sumBy(used, (r) => r[0], (r) => Math.abs(r[4]));
  const order = [...new Set(used.map((r) => r[0]))].sort((a, b) => sums.get(b) - sums.get(a));
  const series = order.length > 1 ? accountSeries(used, (r) => order.indexOf(r[0]), order.length) : [];
  const marks = [];
  if (clause) marks.push({ name: t("account.counted"), colour: INK, values: order.map(at(account.counted)) });
  if (capped) marks.push({ name: t("account.cap"), colour: "#b0261a", values: order.map(at(account.caps)) });
  const sideways = narrow() || order.length > 34;
  const short = (i) => (sideways || !plan.map ? placeName(plan.areas[i]) : pick(plan.map.labels[plan.areas[i]]));
  const key = capped ? "account.capped" : "account.area";
  bars(chart, { title: t(key, { name: pick(account.name), period }), unit: pick(account.unit), labels: order.map(short), series, marks, sideways, height: 400, tilt: state.lang ? 0 : 45 });
}
