// All about one node: its formula, its local derivatives, how its gradient comes about, and the difference quotient.

function createDetail(engine, data, chain, words) {
  const SMALLEST = -15; // of the exponents of h; the largest is 0
  const byId = (id) => document.getElementById(id);
  const last = data.graph.nodes.length - 1;
  let id = null, exponent = -5, operand = null, open = false;

  // The users of a node, with the local derivative of each in it: x*x has x twice, and the derivative x + x.
  function users(node) {
    return engine.order.flatMap((user) => {
      const {args, formula} = data.graph.nodes[user];
      if (!engine.reached[user] || !args.includes(node)) return [];
      const partials = engine.partials(user), ports = args.flatMap((a, i) => (a === node && partials[i] !== null ? [i] : []));
      if (!ports.length) return [];
      return [{user, partial: ports.reduce((sum, i) => sum + partials[i], 0), formula: ports.map((i) => (ports.length > 1 ? text.atom(formula.partials[i]) : formula.partials[i])).join(" + ")}];
    });
  }

  function choose(node, port = null) {
    id = node;
    operand = port;
    byId("detail-title").textContent = words.name(node);
    update();
  }

  function update() {
    if (id === null) return;
    byId("detail").replaceChildren(...value(), ...foldings(), ...partials(),
      ...(words.isHidden(id) ? words.guessing(id) : [...gradient(), ...words.verdict(id), ...chain.show(id), difference()]));
  }

  function value() {
    if (data.graph.nodes[id].op) return computed(id);
    const now = `${text.sign([engine.values[id]], 6)} ${text.number(engine.values[id], 6)}`;
    return [make("p", {}, make("b", {}, words.name(id)), ` ${now}, a leaf: it is given, not computed.`)];
  }

  // How a node is computed: the formula, the same with the numbers put in, and the number.
  function computed(node) {
    const {args, formula} = data.graph.nodes[node], name = words.name(node), operands = args.map((_, i) => engine.operand(node, i));
    const numbers = formula.shape.replace(/\{(\d+)\}/g, (_, i) => text.bracketed(text.number(operands[i])));
    return [make("p", {}, make("b", {}, name), ...(name === formula.value ? [] : [" = ", make("span", {class: "formula"}, formula.value)])),
      make("p", {}, `${text.sign(operands)} `, make("span", {class: "formula"}, numbers)),
      make("p", {}, `${text.sign([engine.values[node]], 6)} ${text.number(engine.values[node], 6)}`)];
  }

  function foldings() {
    const buttons = words.foldings(id).map(([title, index]) => make("button", {onclick: () => { words.look(index); byId("detail-title").focus(); }}, title));
    const others = words.beside(id), all = others.flatMap((other, i) => [i ? ", " : "", other === id ? make("b", {}, words.name(id)) : link(other)]);
    return [...(others.length > 1 ? [make("p", {class: "hint"}, "The box has several results: ", ...all)] : []),
      ...(buttons.length ? [make("p", {class: "bar"}, ...buttons)] : [])];
  }

  // A node that is spoken of can be gone to.
  const link = (node) => make("button", {class: "link", onclick: () => words.choose(node)}, words.name(node));

  function partials() {
    const node = data.graph.nodes[id], found = node.op ? engine.partials(id) : [];
    const ports = node.args.flatMap((a, i) => (typeof a === "object" || (operand !== null && operand !== i) ? [] : [i]));
    const rows = ports.map((i) => make("tr", {}, make("td", {}, link(node.args[i])), make("td", {class: "formula"}, node.formula.partials[i]),
      make("td", {}, found[i] === null ? "nothing passes" : text.number(found[i]))));
    if (!rows.length) return [];
    const head = ["by operand", "local derivative", "now"].map((title) => make("th", {scope: "col"}, title));
    return [make("table", {}, make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...rows)),
      ...node.formula.notes.map((note) => make("p", {class: "hint formula"}, note)), ...alongTheArrow(node, found)];
  }

  // What flows back along the arrow that was chosen.
  function alongTheArrow(node, found) {
    const from = operand === null ? null : node.args[operand];
    if (from === null || found[operand] === null || words.isHidden(id) || words.isHidden(from)) return [];
    const share = engine.gradients[id] * found[operand], given = [engine.gradients[id], found[operand]];
    return [make("p", {}, `Back along the arrow to ${words.name(from)} flows`), make("p", {class: "formula"},
      `${text.slope(words.name(last), words.name(id))} · ${text.slope(words.name(id), words.name(from))} ${text.sign(given)} ` +
      `${text.number(given[0])} · ${text.bracketed(text.number(given[1]))} ${text.sign([share])} ${text.number(share)}`)];
  }

  // The sum over what uses the node: the gradient of each times its local derivative.
  function gradient() {
    const result = words.name(last), slope = text.slope(result, words.name(id));
    if (id === last) return [make("p", {class: "formula"}, `${slope} = 1: the backward pass begins here.`)];
    const found = users(id);
    if (!found.length) return [make("p", {}, `${slope} = 0: nothing that reaches ${result} uses it now.`)];
    const terms = found.map(({user}) => `${text.slope(result, words.name(user))} · ${text.slope(words.name(user), words.name(id))}`);
    const numbers = found.map(({user, partial}, i) => `${i ? text.bracketed(words.final(user)) : words.final(user)} · ${text.bracketed(text.number(partial))}`);
    const given = found.flatMap(({user, partial}) => [engine.gradients[user], partial]), total = engine.gradients[id];
    return [make("p", {class: "formula"}, `${slope} = ${terms.join(" + ")}`),
      make("p", {class: "formula"}, `${text.sign(given)} ${numbers.join(" + ")}`),
      make("p", {class: "formula"}, make("b", {}, `${text.sign([total], 6)} ${text.number(total, 6)}`)),
      make("p", {class: "hint"}, found.length > 1 ? "Paths add up: from " : "It comes from ", ...found.flatMap(({user}, i) => [i ? ", " : "", link(user)]))];
  }

  // --- Beside a difference: computed while it is open only ---

  function difference() {
    const slider = make("input", {type: "range", min: SMALLEST, max: 0, step: 0.25, value: exponent, id: "step-size",
      "aria-label": "Step h, as a power of ten", oninput: () => { exponent = Number(slider.value); fill(); }});
    const picture = makeSvg("svg", {viewBox: "0 0 320 90", role: "img", "aria-label": "Error of the difference over the step h, both logarithmic", id: "error-plot"});
    const caption = make("figcaption", {}, "error over h, both logarithmic: on the right it is truncation, on the left rounding");
    const details = make("details", {id: "compare"}, make("summary", {}, "Compare with a finite difference"), make("p", {id: "difference"}),
      make("figure", {}, picture, slider, make("div", {class: "ends"}, make("span", {}, `h = 1e${SMALLEST}`), make("span", {}, "h = 1")), caption));
    details.open = open;
    details.addEventListener("toggle", () => { open = details.open; fill(); });
    return details;
  }

  function fill() {
    if (!open || !byId("compare")) return;
    const h = 10 ** exponent, exact = engine.gradients[id], found = engine.difference(id, h);
    const error = (e) => Math.log10(Math.max(Math.abs(engine.difference(id, 10 ** e) - exact), 1e-18));
    const y = words.name(last), x = text.atom(words.name(id));
    byId("difference").replaceChildren(make("span", {class: "formula"}, `(${y}(${x} + h) − ${y}(${x} − h)) / 2h`), ` with h = ${text.number(h, 2)}`,
      make("br"), `= ${text.number(found, 8)}, exact ${text.number(exact, 8)}`, make("br"),
      Number.isFinite(found) ? `error ${text.number(Math.abs(found - exact), 2)}` : "there is no difference here: a step leads to where it is not defined");
    const points = Array.from({length: 1 - 2 * SMALLEST}, (_, k) => SMALLEST + k / 2).map((e) => [e, error(e)]);
    plot(byId("error-plot"), points, [exponent, error(exponent)], (e) => text.number(10 ** e, 1));
  }

  // What is touched here stays: a run of descent would replace it many times in a second.
  for (const touch of ["pointerdown", "focusin"]) byId("detail").addEventListener(touch, words.rest);
  return {choose, update, users, computed, chosen: () => id};
}
