// Money: investment by sector and period, yearly cost, investment by area, the kinds most is spent on.
function drawSpending() {
  const money = plan.spending;
  const charts = { sector: new Chart("spending-sector"), yearly: new Chart("spending-yearly"), area: new Chart("spending-area") };
  const view = { period: "" };
  const redraw = () => {
    bySector(charts.sector, money);
    yearlyCost(charts.yearly, money);
    const buttons = [["", t("all-periods")], ...plan.periods.map((y) => [y, y])];
    setControls(byId("spending-controls"), choice("period", buttons, view.period, (value) => {
      view.period = value;
      redraw();
    }));
    byArea(charts.area, money, view.period);
    fill(byId("spending-kinds"), kindTable(money));
  };
  always(redraw);
}

function bySector(chart, money) {
  const at = (row) => plan.periods.indexOf(row[2]);
  const series = plan.sectors.map((sector) => {
    const values = plan.periods.map(() => 0);
    for (const row of money.rows) if (row[1] === sector) values[at(row)] += row[3];
    return { name: called("sector", sector), colour: hueOf(sector), values };
  });
  bars(chart, { title: t("spending.sector"), unit: pick(money.unit), labels: plan.periods, series, height: 300 });
}

function yearlyCost(chart, money) {
  const colours = { shortage: "#d23f2c", surplus: "#c9ccd2", miss: "#5c1a12" };
  const sum = (wanted) => plan.periods.map((y) => money.yearly.filter((r) => r[2] === y && wanted(r)).reduce((s, r) => s + r[3], 0));
  const sectors = plan.sectors.map((s) => ({ name: called("sector", s), colour: hueOf(s), values: sum((r) => r[0] === s) }));
  const items = [...new Set(money.yearly.filter((r) => !r[0]).map((r) => r[1]))];
  const series = [...sectors, ...items.map((i) => ({ name: called("item", i), colour: colours[i] || "#c98a1b", values: sum((r) => !r[0] && r[1] === i) }))];
  bars(chart, { title: t("spending.yearly"), unit: t("per-year", { unit: pick(money.unit) }), labels: plan.periods, series, height: 300 });
}

function byArea(chart, money, period) {
  const rows = money.rows.filter((r) => !period || r[2] === period);
  const sums = sumBy(rows, (r) => r[0], (r) => r[3]);
  const areas = [...sums.keys()].filter((a) => sums.get(a) > 0).sort((a, b) => sums.get(b) - sums.get(a));
  const series = plan.sectors.map((sector) => {
    const part = sumBy(rows.filter((r) => r[1] === sector), (r) => r[0], (r) => r[3]);
    return { name: called("sector", sector), colour: hueOf(sector), values: areas.map((a) => Number((part.get(a) || 0).toPrecision(4))) };
  });
  const sideways = narrow() || areas.length > 34;
  const short = (area) => (plan.map && plan.map.labels[area] ? pick(plan.map.labels[area]) : placeName(area));
  const labels = areas.map(sideways ? placeName : short);
  bars(chart, { title: t("spending.area", { period: period || t("all-periods") }), unit: pick(money.unit), labels, series, sideways, height: 360, tilt: state.lang ? 0 : 45 });
}

function kindTable(money) {
  const years = plan.periods.filter((_, i) => money.kinds.some((k) => k[3][i] || k[4][i]));
  const at = years.map((y) => plan.periods.indexOf(y));
  const head = [t("kind"), t("sector"), ...years.map((y) => t("spending.built", { period: y })), t("unit"), ...years.map((y) => t("spending.money", { period: y, unit: pick(money.unit) }))];
  const rows = money.kinds.map((k) => [kindName(k[0]), called("sector", k[1]), ...at.map((i) => k[3][i] ?? 0), pick(k[2]), ...at.map((i) => k[4][i] ?? 0)]);
  return table(head, rows);
}
