const thin = () => (narrow() ? 0.06 : 0.015); // flows below this share of the largest are in the table only

// The map: one layer of figures on the areas, one commodity's flows on top, a ranking beside it.
function drawMap() {
  const map = plan.map;
  const chart = new Chart("map-figure");
  const first = map.layers.find((l) => l.id === "invest/all") || map.layers[0];
  const last = plan.periods[plan.periods.length - 1];
  const view = { sector: "", layer: first.id, period: last, flow: map.flows.length ? mainFlow(map.flows) : "" };
  if (window.echarts) echarts.registerMap("ground", map.shapes);
  const set = (key) => (value) => {
    view[key] = value;
    redraw();
  };
  const redraw = () => {
    if (!layersOf(map, view.sector).some((l) => l.id === view.layer)) view.layer = layersOf(map, view.sector)[0].id;
    mapControls(map, view, set);
    const layer = map.layers.find((l) => l.id === view.layer);
    const flow = map.flows.find((f) => f.id === view.flow);
    showMap(chart, map, layer, flow, view.period);
    showRanking(layer, view.period);
  };
  always(redraw);
}

/** The commodity whose flows are drawn at first: the one that is shown hour by hour, else the one with most links. */
function mainFlow(flows) {
  const fine = flows.find((f) => plan.dispatch?.commodities.some((c) => c.id === f.id));
  return (fine || flows.reduce((a, b) => (b.rows.length > a.rows.length ? b : a))).id;
}

/** The layers of a sector; without one all sums of money and what the sectors share. */
function layersOf(map, sector) {
  const shared = new Set((plan.dossier?.keys ?? []).flatMap((k) => k.members));
  const common = (l) => !l.sector || l.group === "invest" || shared.has(l.id.slice(l.group.length + 1));
  const found = map.layers.filter((l) => (sector ? l.sector === sector : common(l)));
  return found.length ? found : map.layers;
}

function mapControls(map, view, set) {
  const found = layersOf(map, view.sector);
  const groups = [...new Set(found.map((l) => l.group))];
  const layers = groups.map((group) => ({
    group: called("layer", group),
    options: found.filter((l) => l.group === group).map((l) => [l.id, layerName(l)]),
  }));
  const sectors = [["", t("sector.shared")], ...sectorChoices(new Set(map.layers.map((l) => l.sector)))];
  const flows = [["", t("map.noflow")], ...map.flows.map((f) => [f.id, pick(f.name)])];
  setControls(byId("map-controls"),
    sectors.length > 2 ? select("sector", sectors, view.sector, set("sector")) : null,
    select("map.layer", layers, view.layer, set("layer")),
    choice("period", plan.periods.map((y) => [y, y]), view.period, set("period")),
    map.flows.length ? select("map.flow", flows, view.flow, set("flow")) : null);
}

const layerName = (layer) => `${called("layer", layer.group)}${state.lang ? ": " : "："}${pick(layer.name)}`;

/** A colour between paper and ink blue; `share` from 0 to 1. */
function shade(share) {
  const low = [238, 241, 243];
  const high = [24, 66, 108];
  return `rgb(${low.map((c, i) => Math.round(c + (high[i] - c) * share ** 0.75)).join(",")})`;
}

/** Ink or white, whichever stands out more from the shade. */
function inkOn(share) {
  const part = shade(share).match(/\d+/g).map((c) => (c / 255) ** 2.2);
  const light = 0.2126 * part[0] + 0.7152 * part[1] + 0.0722 * part[2];
  return 1.05 / (light + 0.05) > (light + 0.05) / 0.066 ? "#fff" : INK;
}

function showMap(chart, map, layer, flow, period) {
  const values = layer.values[period];
  const known = values.filter((v) => v !== null);
  const top = Math.max(...plan.periods.flatMap((y) => layer.values[y].filter((v) => v !== null)), 1e-9);
  const low = layer.group === "price" ? Math.min(...known, top) : 0;
  const share = (v) => (v === null ? null : top > low ? Math.max(0, (v - low) / (top - low)) : 1);
  const regions = plan.areas.map((area, i) => region(area, share(values[i])));
  const most = flow ? Math.max(...flow.rows.map((r) => r[3])) : 1;
  const links = flow ? flow.rows.filter((r) => r[2] === plan.periods.indexOf(period) && r[3] > thin() * most) : [];
  const wide = map.flat ? mapBox(map, flow) : null;
  const legend = [];
  chart.show({
    title: `${layerName(layer)} · ${period}`,
    unit: pick(layer.unit),
    height: Math.max(300, Math.min(640, chart.figure.clientWidth * (map.flat ? wide.ratio : 0.78))),
    legend,
    make: () => ({
      tooltip: tooltip({ trigger: "item" }),
      geo: {
        map: "ground", roam: false, aspectScale: map.flat ? 1 : 0.78, silent: false, regions,
        ...(wide ? { boundingCoords: wide.box } : {}),
        left: 4, right: 4, top: 4, bottom: 4,
        itemStyle: { areaColor: "#f1efe9", borderColor: map.flat ? "#fff" : "#b7bcc4", borderWidth: 0.8 },
        label: { show: false }, emphasis: { disabled: true }, select: { disabled: true },
        tooltip: { show: true, formatter: ({ name }) => areaTip(layer, values, name) },
      },
      series: [seaLines(map), flowLines(map, flow, links, most), flowEnds(map, links), areaLabels(map, values, share)],
    }),
    table: () => mapTable(layer, values, flow, period),
  });
  const scale = el("div", { class: "scale" }, `${num(low)}`, el("i", { style: `background:linear-gradient(90deg,${[0, 0.25, 0.5, 0.75, 1].map(shade).join(",")})` }), `${num(top)} ${pick(layer.unit)}`);
  if (flow && links.length) scale.append(el("span", {}, el("b", { style: "color:var(--red)" }, "— "), t("map.flowscale", { name: pick(flow.name), most: num(most), unit: pick(flow.unit) })));
  fill(chart.legend, scale);
}

/** The frame of a tile map with room for the places outside it that the flows end at. */
function mapBox(map, flow) {
  const ends = flow ? flow.rows.flatMap((r) => [map.position[r[0]], map.position[r[1]]]) : [];
  const points = [...plan.areas.map((a) => map.position[a]), ...ends];
  const xs = points.map((p) => p[0]);
  const ys = points.map((p) => p[1]);
  const box = [[Math.min(...xs) - 0.55, Math.max(...ys) + 0.55], [Math.max(...xs) + 0.55, Math.min(...ys) - 0.55]];
  return { box, ratio: (box[0][1] - box[1][1]) / (box[1][0] - box[0][0]) };
}

const region = (area, part) => ({ name: area, itemStyle: { areaColor: part === null ? "#f1efe9" : shade(part) } });

/** Names (and on a wide tile map figures) of the areas, over the flows so that they stay legible. */
function areaLabels(map, values, share) {
  const roomy = map.flat && !narrow();
  const label = (area, i) => {
    const part = share(values[i]);
    const colour = part === null ? INK : inkOn(part);
    const behind = part === null ? "#f1efe9" : shade(part);
    const edge = { textBorderColor: behind, textBorderWidth: narrow() ? 1 : 2.5 };
    const name = pick(map.labels[area]);
    return {
      value: map.position[area], name: area,
      label: {
        show: true, position: "inside", color: colour, fontSize: roomy ? 14 : name.length > 2 ? 9.5 : 11, lineHeight: 17, ...edge,
        formatter: roomy && values[i] !== null ? `${name}\n{v|${num(values[i])}}` : name,
        rich: { v: { fontSize: 12, color: colour, lineHeight: 15, ...edge } },
      },
    };
  };
  const data = map.flat || !narrow() ? plan.areas.map(label) : [];
  return { type: "scatter", coordinateSystem: "geo", symbolSize: 1, itemStyle: { color: "transparent" }, silent: true, z: 8, data };
}

function areaTip(layer, values, name) {
  const at = plan.areas.indexOf(name);
  if (at < 0) return el("b", {}, name);
  return tip(placeName(name), [[layerName(layer), values[at] === null ? "–" : values[at], ""]], pick(layer.unit));
}

const seaLines = (map) => ({
  type: "lines", coordinateSystem: "geo", polyline: true, silent: true,
  lineStyle: { color: "#8d949f", width: 1 }, data: map.lines.map((coords) => ({ coords })),
});

function flowLines(map, flow, links, most) {
  const data = links.map(([from, to, , value]) => ({
    coords: [map.position[from], map.position[to]],
    link: [from, to, value],
    lineStyle: { width: (narrow() ? 0.45 : 1) * (0.8 + 6 * Math.sqrt(value / most)), curveness: 0.16 },
  }));
  return {
    type: "lines", coordinateSystem: "geo", data, z: 4,
    symbol: ["none", "arrow"], symbolSize: narrow() ? 4 : 7,
    lineStyle: { color: "#b0432f", opacity: 0.6 },
    tooltip: {
      formatter: ({ data: d }) => tip(pick(flow.name), [[`${placeName(d.link[0])} → ${placeName(d.link[1])}`, d.link[2], "#b0432f"]], pick(flow.unit)),
    },
  };
}

function flowEnds(map, links) {
  const ends = [...new Set(links.flatMap((l) => [l[0], l[1]]))].filter((p) => !plan.areas.includes(p));
  return {
    type: "scatter", coordinateSystem: "geo", symbolSize: 6, z: 5,
    itemStyle: { color: "#fff", borderColor: "#7c2d20", borderWidth: 1.4 },
    data: ends.map((place) => ({ name: place, value: map.position[place] })),
    tooltip: { formatter: ({ name }) => el("b", {}, placeName(name)) },
  };
}

function mapTable(layer, values, flow, period) {
  const links = flow ? flow.rows.filter((r) => r[2] === plan.periods.indexOf(period)) : [];
  const rows = plan.areas.map((a, i) => [placeName(a), values[i], pick(layer.unit)]);
  const moved = links.map(([from, to, , value]) => [`${placeName(from)} → ${placeName(to)}`, value, pick(flow.unit)]);
  return [[t("place"), layerName(layer), t("unit")], [...rows, ...moved]];
}

function showRanking(layer, period) {
  const values = layer.values[period];
  const rows = plan.areas.map((a, i) => [a, values[i]]).filter((r) => r[1]).sort((a, b) => b[1] - a[1]);
  const top = rows.length ? rows[0][1] : 1;
  byId("ranking-h").textContent = t("map.ranking", { unit: pick(layer.unit) });
  const line = ([area, value]) =>
    el("li", {}, el("span", {}, placeName(area)), el("i", { style: `width:${Math.max(1, (100 * value) / top)}%` }), el("b", {}, num(value)));
  fill(byId("ranking"), ...(rows.length ? rows.map(line) : [el("li", {}, t("none"))]));
}
