// Hour by hour: who supplies a commodity in one area, what is taken, demand as a line, the price below.
function drawDispatch() {
  const chart = new Chart("dispatch-figure");
  const areas = plan.areas.filter((a) => plan.dispatch.commodities.some((c) => c.run[a]));
  const view = {
    commodity: plan.dispatch.commodities[0].id, area: areas.find((a) => plan.focus.includes(a)) || areas[0],
    period: plan.periods[plan.periods.length - 1], season: "",
  };
  const set = (key) => (value) => {
    view[key] = value;
    redraw();
  };
  const redraw = () => {
    const { commodities, slots } = plan.dispatch;
    const seasons = [...new Set(slots.map((s) => s[0]))];
    setControls(byId("dispatch-controls"),
      commodities.length > 1 ? select("commodity", commodities.map((c) => [c.id, pick(c.name)]), view.commodity, set("commodity")) : null,
      select("place", areas.map((a) => [a, placeName(a)]), view.area, set("area")),
      choice("period", plan.periods.map((y) => [y, y]), view.period, set("period")),
      seasons.length > 1 ? choice("season", [["", t("season.all")], ...seasons.map((s) => [s, called("season", s)])], view.season, set("season")) : null);
    showDispatch(chart, commodities.find((c) => c.id === view.commodity), view);
  };
  always(redraw);
}

function showDispatch(chart, commodity, view) {
  const chosen = plan.dispatch.slots.map((s, i) => i).filter((i) => !view.season || plan.dispatch.slots[i][0] === view.season);
  const labels = chosen.map((i) => slotLabel(plan.dispatch.slots[i], view.season));
  const part = (series) => chosen.map((i) => series?.[i] ?? null);
  const run = commodity.run[view.area]?.[view.period] || {};
  const series = dispatchSeries(run, part);
  const demand = part(commodity.demand[view.area]?.[view.period]);
  const price = part(commodity.price[view.area]?.[view.period]);
  const lines = [
    { name: t("side.demand"), colour: INK, values: demand },
    { name: t("price"), colour: "#9c3b2c", values: price },
  ].filter((l) => l.values.some((v) => v !== null));
  chart.show({
    title: t("dispatch.of", { name: pick(commodity.name), place: placeName(view.area), period: view.period }),
    unit: pick(commodity.unit),
    height: narrow() ? 440 : 500,
    legend: legendOf([...series, ...lines]),
    make: (hidden) => dispatchOption(commodity, labels, series, lines, hidden, view.season),
    table: () => [["", ...series.map((s) => s.label), ...lines.map((l) => l.name)], labels.map((l, i) => [l, ...series.map((s) => s.values[i] ?? 0), ...lines.map((x) => x.values[i])])],
  });
}

/** Which slots are labelled: with all seasons the middle of each, by its name; else every few hours. */
function timeLabels(count, season) {
  const names = plan.dispatch.slots.map((s) => s[0]);
  const middle = (i) => names.slice(0, i).filter((n) => n === names[i]).length === Math.floor(names.filter((n) => n === names[i]).length / 2);
  if (!season && names[0]) return { interval: middle, formatter: (_, i) => called("season", names[i]) };
  const every = Math.max(1, Math.ceil(count / (narrow() ? 6 : 12)));
  return { interval: (i) => i % every === 0 };
}

const slotLabel = ([season, time], chosen) => (chosen || !season ? "" : `${called("season", season)} `) + time;

/** Kinds in stacking order, small ones together; what a kind takes is a series of its own below zero, in the same colour. */
function dispatchSeries(run, part) {
  const cells = Object.entries(run).flatMap(([kind, values]) => part(values).map((v, i) => [kind, i, v || 0]));
  const size = cells.length ? Math.max(...cells.map((c) => c[1])) + 1 : 0;
  const side = (sign, label) =>
    stacked(cells.filter((c) => c[2] * sign > 0), (c) => c[0], (c) => c[1], (c) => c[2], size)
      .map(({ kind, values }) => ({ name: kindName(kind), label: label(kindName(kind)), colour: sideColour(kind), values }));
  return distinct([...side(1, (name) => name), ...side(-1, (name) => `${name} ${t("account.taken")}`)]);
}

function dispatchOption(commodity, labels, series, lines, hidden, season) {
  const axis = (grid, show) => ({ ...nameAxis(labels), gridIndex: grid, axisLabel: { ...axisText, show, ...timeLabels(labels.length, season) } });
  const demand = lines.find((l) => l.name === t("side.demand"));
  const price = lines.find((l) => l.name === t("price"));
  const step = (line, at) => ({
    type: "line", name: line.name, data: line.values, step: "middle", symbol: "none", xAxisIndex: at, yAxisIndex: at, z: 6,
    lineStyle: { color: line.colour, width: at ? 1.6 : 2 }, itemStyle: { color: line.colour },
  });
  const stack = series.filter((s) => !hidden.has(s.name)).map((s) => ({
    type: "bar", name: s.name, stack: "all", data: s.values, itemStyle: { color: s.colour }, barCategoryGap: "0%", barGap: "0%",
  }));
  const shown = [...stack];
  if (demand && !hidden.has(demand.name)) shown.push(step(demand, 0));
  if (price && !hidden.has(price.name)) shown.push(step(price, 1));
  return {
    grid: [{ left: 56, right: 16, top: 12, height: "62%" }, { left: 56, right: 16, top: "74%", bottom: 28 }],
    xAxis: [axis(0, false), axis(1, true)],
    yAxis: [valueAxis({ gridIndex: 0 }), valueAxis({ gridIndex: 1, splitNumber: 2, scale: true, name: `${t("price")} ${pick(commodity.price_unit)}`, nameTextStyle: { color: SOFT, align: "left" }, nameGap: 8 })],
    axisPointer: { link: [{ xAxisIndex: "all" }] },
    tooltip: tooltip({
      trigger: "axis",
      formatter: (points) => tip(points[0].axisValueLabel, points.filter((p) => p.value).map((p) => [p.seriesName, p.value, p.color]), pick(commodity.unit)),
    }),
    series: shown,
  };
}
