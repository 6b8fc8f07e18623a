// The policy: every clause with what became of it, and the text with every sentence's clauses.
const RANK = { missed: 0, binding: 1, met: 2, tracked: 3, context: 4, "out-of-scope": 5, modelled: 6 };

const CARDS = 24;

/** What became of a clause: missed, binding, met with room; else how it is treated. */
function clauseState(clause) {
  if (!clause.rows.length) return clause.treat;
  if (clause.rows.some((r) => r[7])) return "missed";
  return clause.rows.some((r) => r[8]) ? "binding" : "met";
}

/** What its bounds are worth a year at the margin: price times target over its rows. */
const worth = (clause) => clause.rows.reduce((sum, r) => sum + (r[12] || 0), 0);

function drawPolicy() {
  const view = { theme: "", treat: "", state: "", period: "", firm: "", sort: "worth", find: "", most: CARDS };
  const set = (key) => (value) => {
    view[key] = value;
    view.most = CARDS;
    redraw();
  };
  const redraw = () => {
    policyCounts();
    policyControls(view, set);
    listClauses(view);
  };
  always(redraw);
  if (byId("sentences")) drawSentences();
}

function policyCounts() {
  const counts = plan.policy.counts;
  const tile = (key, value) => el("div", {}, el("b", {}, num(value)), el("span", {}, t(key)));
  fill(byId("policy-counts"), tile("treat.modelled", counts.modelled), tile("state.binding", counts.binding), tile("state.missed", counts.missed),
    tile("treat.tracked", counts.tracked), tile("treat.context", counts.context), tile("treat.out-of-scope", counts["out-of-scope"]), tile("policy.rows", counts.rows));
}

function policyControls(view, set) {
  const { clauses } = plan.policy;
  const values = (of) => [...new Set(clauses.map(of))].filter(Boolean);
  const any = ["", t("any")];
  setControls(byId("policy-controls"),
    select("theme", [any, ...values((c) => c.theme).map((c) => [c, called("theme", c)])], view.theme, set("theme")),
    select("treat", [any, ...values((c) => c.treat).map((c) => [c, called("treat", c)])], view.treat, set("treat")),
    select("state", [any, ...["missed", "binding", "met"].map((c) => [c, t(`state.${c}`)])], view.state, set("state")),
    select("firmness", [any, ["1", t("firm")], ["0", t("priced")]], view.firm, set("firm")),
    select("sort", [["worth", t("sort.worth")], ["text", t("sort.text")]], view.sort, set("sort")),
    searchField("search", view.find, set("find")));
}

function listClauses(view) {
  const find = view.find.trim().toLowerCase();
  const words = (c) => [c.id, c.quote, ...c.name, ...c.because, ...c.indicator, c.basis[0], ...c.rows.map((r) => placeName(r[0]))].join(" ").toLowerCase();
  const kept = plan.policy.clauses.filter((c) =>
    (!view.theme || c.theme === view.theme) && (!view.treat || c.treat === view.treat) && (!view.state || clauseState(c) === view.state) &&
    (!view.firm || c.rows.some((r) => String(r[11]) === view.firm)) && (!find || words(c).includes(find)));
  if (view.sort === "worth") kept.sort((a, b) => RANK[clauseState(a)] - RANK[clauseState(b)] || worth(b) - worth(a));
  byId("policy-found").textContent = t("found", { count: kept.length, total: plan.policy.clauses.length });
  const more = () => {
    view.most += CARDS;
    listClauses(view);
  };
  const button = kept.length > view.most ? el("button", { type: "button", onclick: more }, t("more", { count: kept.length - view.most })) : null;
  fill(byId("clauses"), ...(kept.length ? kept.slice(0, view.most).map(clauseCard) : [el("p", { class: "empty" }, t("none"))]), button);
}

const quoteOf = (clause) => clause.quote || pick(clause.name) || clause.id;

function clauseCard(clause) {
  const status = clauseState(clause);
  const dearest = clause.rows.filter((r) => r[9]).sort((a, b) => Math.abs(b[9]) - Math.abs(a[9]))[0];
  const side = dearest ? [`${num(dearest[9])} ${pick(dearest[10])}`, el("br"), t("policy.worth", { worth: num(Number(worth(clause).toPrecision(3))), unit: pick(plan.head.currency) })] : [called("theme", clause.theme)];
  const summary = el("summary", {}, el("span", {}, el("span", { class: `chip ${status}` }, clause.rows.length ? t(`state.${status}`) : called("treat", status))),
    el("span", { class: "quote" }, el("span", { lang: clause.quote ? "zh" : null }, quoteOf(clause)), gloss(clause)), el("span", { class: "side" }, ...side));
  const card = el("details", { class: "clause", "data-clause": clause.id }, summary);
  card.addEventListener("toggle", () => card.open && card.children.length === 1 && card.append(clauseBody(clause)));
  return card;
}

/** What the clause is measured by; in English its name too, since the quote stands in the text's own language. */
function gloss(clause) {
  const words = [state.lang && clause.quote ? clause.id : "", pick(clause.indicator)].filter(Boolean).join(" · ");
  return words ? el("small", {}, words) : "";
}

function clauseBody(clause) {
  const line = (key, ...value) => el("p", {}, el("b", {}, `${t(key)}${state.lang ? ": " : "："}`), ...value);
  const firm = clause.rows.length ? (clause.rows[0][11] ? t("firm") : t("priced")) : "";
  const items = [line("clause", el("code", {}, clause.id), ` · ${called("theme", clause.theme)} · ${called("treat", clause.treat)}${firm ? ` · ${firm}` : ""}`)];
  if (clause.at[0] !== null && clause.at[0] !== undefined) items.push(line("where", t("where.at", { paragraph: clause.at[0], sentence: clause.at[1] })));
  if (pick(clause.because)) items.push(line("because", pick(clause.because)));
  if (pick(clause.indicator)) items.push(line("indicator", pick(clause.indicator)));
  if (clause.basis[0]) items.push(line("basis", clause.basis[0], " ", clause.basis[1] ? chip("status", clause.basis[1]) : ""));
  if (clause.rows.length) items.push(el("div", { class: "scroll", tabindex: "0" }, clauseRows(clause)));
  return el("div", { class: "body" }, ...items);
}

function clauseRows(clause) {
  const head = ["place", "period", "measure", "bound", "target", "reached", "miss", "unit", "state", "price.marginal", "price.unit"].map((k) => t(k));
  const status = (r) => (r[7] ? "missed" : r[8] ? "binding" : "met");
  const rows = clause.rows.map((r) => [r[0] ? placeName(r[0]) : t("place.all"), r[1], pick(r[2]), called("bound", r[3]), r[5], r[6], r[7], pick(r[4]), el("span", { class: `chip ${status(r)}` }, t(`state.${status(r)}`)), r[9], pick(r[10])]);
  return table(head, rows, clause.rows.map((r) => (status(r) === "met" ? "" : status(r))));
}

function drawSentences() {
  const byClause = new Map(plan.policy.clauses.map((c) => [c.id, c]));
  always(() => {
    const { sentences, covered } = plan.policy.counts;
    byId("sentences-note").textContent = t("sentences.note", { covered, total: sentences, share: `${Math.round((100 * covered) / Math.max(1, sentences))} %` });
    const key = (treat) => el("span", {}, el("span", { class: `s ${treat}`, style: "padding:0 .3rem" }, called("treat", treat)));
    fill(byId("sentences-legend"), ...["modelled", "tracked", "context", "out-of-scope"].map(key));
    const paragraphs = new Map();
    for (const s of plan.policy.sentences) paragraphs.set(s[0], [...(paragraphs.get(s[0]) || []), s]);
    fill(byId("text"), ...[...paragraphs.values()].map((p) => el("div", {}, el("p", {}, ...p.map((s) => sentence(s, byClause))))));
  });
}

/** A sentence, marked by the best of what became of its clauses; pressing it opens them below its paragraph. */
function sentence([, , text, ids], byClause) {
  const clauses = ids.map((id) => byClause.get(id)).filter(Boolean);
  const best = ["modelled", "tracked", "context", "out-of-scope"].find((treat) => clauses.some((c) => c.treat === treat)) || "open-end";
  const span = el("span", { class: `s ${best}`, role: "button", tabindex: "0", "aria-expanded": "false" }, text);
  const toggle = () => {
    const open = span.getAttribute("aria-expanded") === "true";
    const holder = span.closest("div");
    holder.querySelectorAll(".cites").forEach((n) => n.remove());
    holder.querySelectorAll(".s").forEach((n) => n.setAttribute("aria-expanded", "false"));
    if (open) return;
    span.setAttribute("aria-expanded", "true");
    holder.append(el("div", { class: "cites", lang: state.lang ? "en" : "zh-CN" }, el("ul", {}, ...(clauses.length ? clauses.map(cite) : [el("li", {}, t("sentences.open"))]))));
  };
  span.addEventListener("click", toggle);
  span.addEventListener("keydown", (e) => {
    if (e.key !== "Enter" && e.key !== " ") return;
    e.preventDefault();
    toggle();
  });
  return span;
}

function cite(clause) {
  const status = clauseState(clause);
  const note = pick(clause.because) || pick(clause.indicator);
  const name = status in RANK && clause.rows.length ? t(`state.${status}`) : called("treat", clause.treat);
  return el("li", {}, el("span", { class: `chip ${clause.rows.length ? status : clause.treat}` }, name), " ", el("span", { lang: "zh" }, quoteOf(clause)), note ? ` — ${note}` : "");
}
