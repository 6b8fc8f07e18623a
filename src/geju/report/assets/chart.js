// Charts: a figure with a caption, a plot, a legend of buttons and the same figures as a table.
const INK = "#1d2430";
const SOFT = "#566071";
const PAPER = 620; // pixels: the width of a figure on an A4 sheet
const FONT = getComputedStyle(document.body).fontFamily;
const narrow = () => window.innerWidth < 640;

class Chart {
  constructor(id) {
    this.figure = byId(id);
    this.caption = el("figcaption");
    this.plot = el("div", { class: "plot", role: "img" });
    this.legend = el("div", { class: "legend" });
    this.more = el("details", { class: "more" });
    this.figure.append(this.caption, this.plot, this.legend, this.more);
    this.hidden = new Set();
    this.more.addEventListener("toggle", () => this.tabulate());
    new ResizeObserver(() => this.resize()).observe(this.figure);
    window.addEventListener("beforeprint", () => this.print(PAPER));
    window.addEventListener("afterprint", () => this.print(null));
  }

  /** Shows what `spec` says: title, unit, height, option (made by `make`), legend, table. */
  show(spec) {
    this.spec = spec;
    fill(this.caption, spec.title, spec.unit ? el("small", {}, `  ${spec.unit}`) : "");
    this.plot.setAttribute("aria-label", `${spec.title} ${spec.unit || ""}. ${t("chart.aria")}`);
    fill(this.legend, ...(spec.legend || []).map((item) => this.key(item)));
    fill(this.more, el("summary", {}, t("chart.table")));
    if (!window.echarts) this.more.open = true;
    this.tabulate();
    this.draw();
  }

  key({ name, colour, fixed }) {
    const swatch = el("i", { style: `background:${colour}` });
    if (fixed) return el("span", {}, swatch, name);
    const toggle = () => {
      this.hidden.has(name) ? this.hidden.delete(name) : this.hidden.add(name);
      this.show(this.spec);
    };
    return el("button", { type: "button", "aria-pressed": String(this.hidden.has(name)), onclick: toggle }, swatch, name);
  }

  draw() {
    this.plot.hidden = !window.echarts;
    if (!window.echarts) return;
    this.plot.style.height = `${this.spec.height || 320}px`;
    this.chart ||= echarts.init(this.plot, null, { renderer: "svg" });
    this.chart.resize();
    this.width = this.plot.clientWidth;
    const option = this.spec.make(this.hidden);
    this.chart.setOption({ animation: false, textStyle: { fontFamily: FONT, color: INK }, ...option }, true);
  }

  /** Draws at the width of a sheet of paper, or at that of the window again. */
  print(width) {
    this.plot.style.width = width ? `${width}px` : "";
    if (this.spec && !this.figure.hidden) this.draw();
  }

  tabulate() {
    if (!this.more.open || !this.spec) return;
    const [head, rows] = this.spec.table();
    fill(this.more, el("summary", {}, t("chart.table")), el("div", { class: "scroll", tabindex: "0" }, table(head, rows)));
  }

  resize() {
    if (!this.chart || this.plot.clientWidth === this.width || !this.plot.clientWidth) return;
    this.draw();
  }
}

const axisText = { color: SOFT, fontSize: 12 };
const valueAxis = (more = {}) => ({
  type: "value",
  axisLabel: { ...axisText, formatter: num },
  splitLine: { lineStyle: { color: "#ebe9e3" } },
  ...more,
});
const nameAxis = (names, more = {}) => ({
  type: "category",
  data: names,
  axisTick: { show: false },
  axisLine: { lineStyle: { color: "#aeb4bd" } },
  axisLabel: { ...axisText, interval: 0, ...more.axisLabel },
  ...(more.inverse ? { inverse: true } : {}),
});

/** A tooltip made of elements, so that no name can become markup. */
function tip(title, rows, unit) {
  const lines = rows.map(([name, value, colour]) =>
    el("div", { style: "display:flex;gap:.6rem;align-items:center;justify-content:space-between" },
      el("span", { style: "display:flex;gap:.4rem;align-items:center" },
        el("i", { style: `width:.65rem;height:.65rem;border-radius:2px;background:${colour || "transparent"}` }), name),
      el("b", { style: "font-weight:600;font-variant-numeric:tabular-nums" }, typeof value === "string" ? value : num(value))));
  const foot = unit ? el("div", { style: `color:${SOFT};font-size:.8rem` }, unit) : "";
  return el("div", { style: "font-size:.85rem;line-height:1.6;min-width:9rem" }, el("b", {}, title), ...lines, foot);
}

const tooltip = (more) => ({ confine: true, borderColor: "#aeb4bd", padding: [6, 10], textStyle: { color: INK }, ...more });

/**
 * Stacked bars. `labels` along the axis, `series` [{name, colour, values}] stacked above and below zero,
 * `marks` [{name, colour, values}] a line across each bar, `sideways` for many labels on a narrow page, `most` ends the axis.
 */
function bars(chart, { title, unit, labels, series, marks = [], height, sideways = false, tilt = 0, most }) {
  const shown = distinct(series.filter((s) => s.values.some((v) => v)));
  chart.figure.hidden = !shown.length;
  if (!shown.length) return;
  const make = (hidden) => {
    const kept = shown.filter((s) => !hidden.has(s.name));
    const names = nameAxis(labels, { axisLabel: { rotate: sideways ? 0 : tilt, hideOverlap: true }, inverse: sideways });
    const stack = kept.map((s) => ({
      type: "bar", name: s.name, stack: "all", data: s.values, itemStyle: { color: s.colour }, barMaxWidth: 56, barCategoryGap: "28%",
    }));
    const caps = marks.filter((m) => !hidden.has(m.name)).map((m) => ({
      type: "scatter", name: m.name, data: m.values, symbol: "rect", symbolSize: sideways ? [3, 14] : [26, 3],
      itemStyle: { color: m.colour, opacity: 1 }, z: 5,
    }));
    return {
      grid: { left: 4, right: 14, top: 14, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
      xAxis: sideways ? valueAxis({ max: most }) : names,
      yAxis: sideways ? names : valueAxis(),
      tooltip: tooltip({
        trigger: "axis",
        axisPointer: { type: "shadow" },
        formatter: (points) => {
          const rows = points.filter((p) => p.value).map((p) => [p.seriesName, p.value, p.color]);
          rows.sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]));
          return tip(points[0].axisValueLabel, rows.slice(0, 14), unit);
        },
      }),
      series: [...stack, ...caps],
    };
  };
  const all = [...shown, ...marks];
  chart.show({
    title, unit, make,
    height: sideways ? Math.max(150, 20 * labels.length + 40) : height || 320,
    legend: legendOf(all),
    table: () => [["", ...all.map((s) => s.label || s.name)], labels.map((label, i) => [label, ...all.map((s) => s.values[i] ?? 0)])],
  });
}

const apart = (a, b) => Math.hypot(...[1, 3, 5].map((i) => parseInt(a.slice(i, i + 2), 16) - parseInt(b.slice(i, i + 2), 16)));
const SPARE = HUES.flatMap((hue) => [hue, mixed(hue, 0.4)]);
const APART = 42; // steps of red, green and blue by which colours in one chart differ, where enough colours can be found

/** A colour moved towards white. */
function mixed(colour, part) {
  const channel = (i) => Math.round(parseInt(colour.slice(i, i + 2), 16) * (1 - part) + 255 * part);
  return `#${[1, 3, 5].map((i) => channel(i).toString(16).padStart(2, "0")).join("")}`;
}

/** The series with colours that can be told apart: kinds without a colour of their own take a spare one where theirs is near another's. */
function distinct(series) {
  const own = new Set([...plan.own_colours, ...Object.values(SIDE_COLOUR), ...HUES]);
  const taken = new Map(series.filter((s) => own.has(s.colour)).map((s) => [s.name, s.colour]));
  const free = (colour) => [...taken.values()].every((other) => apart(colour, other) > APART);
  return series.map((s) => {
    if (!taken.has(s.name)) taken.set(s.name, free(s.colour) ? s.colour : SPARE.find(free) || s.colour);
    return { ...s, colour: taken.get(s.name) };
  });
}

/** One entry a name, none for a single series: what a kind gives and takes is switched on and off together. */
function legendOf(series) {
  const names = new Map(series.map(({ name, colour }) => [name, { name, colour }]));
  return names.size > 1 ? [...names.values()] : [];
}

const SMALL = 0.004; // kinds below this share of the largest bar are shown together
const KINDS_MOST = 12; // and so are all after the largest of them

/** Series by kind from rows [.., kind, value], in the stacking order of the page's colours; the small ones together. */
function stacked(rows, kindOf, indexOf, valueOf, size) {
  const found = new Map();
  for (const row of rows) {
    const kind = kindOf(row);
    if (!found.has(kind)) found.set(kind, new Array(size).fill(0));
    found.get(kind)[indexOf(row)] += valueOf(row);
  }
  const most = Math.max(...Array.from({ length: size }, (_, i) => [...found.values()].reduce((sum, v) => sum + Math.abs(v[i]), 0)));
  const whole = (kind) => found.get(kind).reduce((sum, v) => sum + Math.abs(v), 0);
  const ranked = [...found.keys()].filter((k) => !k.startsWith("side.")).sort((a, b) => whole(b) - whole(a));
  const small = ranked.filter((k, i) => i >= KINDS_MOST || found.get(k).every((v) => Math.abs(v) < SMALL * most));
  if (small.length > 1) {
    found.set("small", Array.from({ length: size }, (_, i) => small.reduce((sum, k) => sum + found.get(k)[i], 0)));
    for (const kind of small) found.delete(kind);
  }
  const kinds = [...found.keys()].sort((a, b) => stackRank(a) - stackRank(b) || (a < b ? -1 : 1));
  return kinds.map((kind) => ({ kind, values: found.get(kind).map((v) => Number(v.toPrecision(4))) }));
}

const STACK = Object.keys(plan.colours);
const stackRank = (kind) => (STACK.includes(kind) ? STACK.indexOf(kind) : STACK.length + (kind === "small" ? 1 : 0));

const SIDE_COLOUR = { small: "#b4b8bf", demand: "#c9ccd2", shortage: "#d23f2c", surplus: "#e6dccb", given: "#9fb3a1" };
const sideColour = (kind) => SIDE_COLOUR[kind.replace("side.", "")] || plan.colours[kind] || "#8a8f99";
