// Puts the page together, and switches its language without loading it again.
function drawHead() {
  const head = plan.head;
  const kicker = [pick(head.policy), head.date].filter(Boolean).join(" · ");
  byId("kicker").textContent = kicker;
  byId("title").textContent = t("title", { name: pick(plan.title) });
  const fact = (key, value, note = "", tone = "") => el("div", {}, el("dt", {}, t(key)), el("dd", {}, el("span", { class: tone }, value), note ? el("small", {}, note) : ""));
  const passed = head.passed === null ? [t("none"), ""] : head.passed ? [t("head.passed"), "good"] : [t("head.failed"), "warn"];
  const counts = head.counts;
  fill(byId("facts"),
    fact("head.status", called("solved", head.status), "", head.status === "optimal" ? "good" : "warn"),
    fact("head.objective", head.objective, `${pick(head.currency)} · ${t("head.objective.note")}`),
    fact("head.certificate", passed[0], t("head.certificate.note"), passed[1]),
    counts.sentences ? fact("head.sentences", `${counts.covered} / ${counts.sentences}`, t("head.sentences.note")) : null,
    counts.rows ? fact("head.clauses", num(counts.modelled), t("head.clauses.note", counts)) : null,
    fact("head.resolution", pick(head.resolution), plan.periods.join(" · ")));
  const rows = [...Object.entries(head.checks).map(([k, v]) => fact(`check.${k}`, v)), ...Object.entries(head.size).map(([k, v]) => fact(`size.${k}`, v)),
    ...Object.entries(head.seconds).map(([k, v]) => fact(`seconds.${k}`, `${v} s`)), fact("head.peak", `${head.peak} MB`)];
  fill(byId("technical"), ...rows);
  fill(byId("findings-list"), ...plan.findings.map(finding));
}

const finding = ([tone, text, items]) =>
  el("li", { class: tone }, pick(text), items.length ? el("ul", {}, ...items.map((item) => el("li", {}, pick(item)))) : "");

function drawFooter() {
  byId("ground").textContent = plan.map ? pick(plan.map.source) : "";
}

function speak(lang) {
  state.lang = lang === "en" ? 1 : 0;
  document.documentElement.lang = lang === "en" ? "en" : "zh-CN";
  document.title = `${pick(plan.title)} · ${t("title.short")}`;
  for (const node of document.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
  for (const button of document.querySelectorAll("[data-lang]")) button.setAttribute("aria-pressed", String(button.dataset.lang === lang));
  for (const draw of draws) draw();
}

/** Marks the section in view in the navigation. */
function follow() {
  const links = new Map([...document.querySelectorAll("nav a")].map((a) => [a.hash.slice(1), a]));
  const watch = new IntersectionObserver((seen) => {
    for (const entry of seen) {
      if (!entry.isIntersecting) continue;
      links.forEach((a) => a.removeAttribute("aria-current"));
      links.get(entry.target.id)?.setAttribute("aria-current", "true");
    }
  }, { rootMargin: "-20% 0px -70% 0px" });
  for (const id of links.keys()) watch.observe(byId(id));
}

always(drawHead);
always(drawFooter);
if (plan.map) drawMap();
if (plan.spending) drawSpending();
if (plan.policy) drawPolicy();
if (plan.accounts) drawAccounts();
if (plan.dispatch) drawDispatch();
if (plan.dossier && plan.accounts) {
  drawSectors();
  drawAreas();
}
if (plan.sheet) drawSheet();
for (const button of document.querySelectorAll("[data-lang]")) button.addEventListener("click", () => speak(button.dataset.lang));
speak(plan.lang);
follow();
