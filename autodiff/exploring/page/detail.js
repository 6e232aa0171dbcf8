// Everything about one node: its formula, local derivatives, gradient, and difference quotient.

function createDetail(engine, data, chain, words) {
  const SMALLEST = -15; // of the exponents of h; the largest is 0
  const byId = (id) => document.getElementById(id);
  const last = data.graph.nodes.length - 1;
  let id = null, exponent = -5, operand = null, open = false;

  // The users of a node, with the local derivative of each. x*x uses x twice: its derivative is the sum x + x.
  function users(node) {
    return engine.order.flatMap((user) => {
      const {args, formula} = data.graph.nodes[user];
      if (!engine.reached[user] || !args.includes(node)) return [];
      const partials = engine.partials(user), ports = args.flatMap((a, i) => (a === node && partials[i] !== null ? [i] : []));
      if (!ports.length) return [];
      return [{user, partial: ports.reduce((sum, i) => sum + partials[i], 0),
        formula: ports.length > 1 ? ports.map((i) => words.factor(user, i)).join("<mo>+</mo>") : formula.partials[ports[0]]}];
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
    byId("detail").replaceChildren(...value(), ...place(), ...foldings(), ...partials(),
      ...(words.isHidden(id) ? words.guessing(id) : [...gradient(), ...words.verdict(id), ...chain.show(id), difference()]));
  }

  function value() {
    if (data.graph.nodes[id].op) return computed(id);
    const now = `${text.sign([engine.values[id]], 6)} ${text.number(engine.values[id], 6)}`;
    return [make("p", {}, make("b", {}, words.name(id)), ` ${now}, a leaf: it is given, not computed.`)];
  }

  const place = () => (data.graph.nodes[id].scope ? [make("p", {class: "hint"}, `in ${data.graph.nodes[id].scope}`)] : []);
  const line = (...parts) => make("p", {class: "formula"}, ...parts);

  // How a node is computed: the formula, the same with numbers, and the result.
  function computed(node) {
    const {args, formula: known} = data.graph.nodes[node], operands = args.map((_, i) => engine.operand(node, i));
    const numbers = formula(known.shape);
    for (const slot of numbers.querySelectorAll("[data-node]")) {
      const x = text.number(engine.values[slot.getAttribute("data-node")]);
      slot.textContent = (slot.hasAttribute("data-brackets") ? text.bracketed(x) : x).replaceAll("-", "−");
    }
    return [line(formula(known.value)), line(`${text.sign(operands)} `, numbers),
      line(`${text.sign([engine.values[node]], 6)} `, formula(math.number(engine.values[node], 6)))];
  }

  const inside = (node) => (data.graph.nodes[node].scope ? ` (${data.graph.nodes[node].scope})` : "");

  function foldings() {
    const buttons = words.foldings(id).map(([title, index]) => make("button", {onclick: () => { words.look(index); byId("detail-title").focus(); }}, title));
    const others = words.beside(id), all = others.flatMap((other, i) => [i ? ", " : "", other === id ? make("b", {}, words.name(id)) : link(other), inside(other)]);
    return [...(others.length > 1 ? [make("p", {class: "hint"}, "The box has several results: ", ...all)] : []),
      ...(buttons.length ? [make("p", {class: "bar"}, ...buttons)] : [])];
  }

  // A button that goes to a node.
  const link = (node) => make("button", {class: "link", onclick: () => words.choose(node)}, words.name(node));

  function partials() {
    const node = data.graph.nodes[id], found = node.op ? engine.partials(id) : [];
    const ports = node.args.flatMap((a, i) => (typeof a === "object" || (operand !== null && operand !== i) ? [] : [i]));
    const rows = ports.map((i) => make("tr", {}, make("td", {}, link(node.args[i])), make("td", {class: "formula"}, formula(node.formula.partials[i])),
      make("td", {}, found[i] === null ? "no gradient" : text.number(found[i]))));
    if (!rows.length) return [];
    const head = ["by operand", "local derivative", "now"].map((title) => make("th", {scope: "col"}, title));
    return [make("table", {}, make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...rows)),
      ...node.formula.notes.map(([before, known, after]) => make("p", {class: "hint formula"}, before, formula(known), after)),
      ...alongTheArrow(node, found)];
  }

  // What flows back along the arrow that was chosen.
  function alongTheArrow(node, found) {
    const from = operand === null ? null : node.args[operand];
    if (from === null || found[operand] === null || words.isHidden(id) || words.isHidden(from)) return [];
    const share = engine.gradients[id] * found[operand], given = [engine.gradients[id], found[operand]];
    return [make("p", {}, `Back along the arrow to ${words.name(from)} flows`),
      line(formula(math.product(words.slope(last, id), words.slope(id, from))), ` ${text.sign(given)} `,
        formula(math.product(math.number(given[0]), math.bracketed(given[1]))), ` ${text.sign([share])} `, formula(math.number(share)))];
  }

  // The sum over the users of the node: the gradient of each times its local derivative.
  function gradient() {
    const slope = formula(words.slope(last, id));
    if (id === last) return [line(slope, " = 1: the backward pass begins here.")];
    const found = users(id);
    if (!found.length) return [line(slope, ` = 0: nothing that reaches ${words.name(last)} uses it now.`)];
    const sum = (terms) => terms.flatMap((term, i) => [i ? " + " : "", formula(term)]);
    const terms = found.map(({user}) => math.product(words.slope(last, user), words.slope(user, id)));
    const numbers = found.map(({user, partial}, i) => math.product(words.gradient(user, i > 0), math.bracketed(partial)));
    const given = found.flatMap(({user, partial}) => [engine.gradients[user], partial]), total = engine.gradients[id];
    return [line(slope, " = ", ...sum(terms)), line(`${text.sign(given)} `, ...sum(numbers)),
      line(make("b", {}, `${text.sign([total], 6)} ${text.number(total, 6)}`)),
      make("p", {class: "hint"}, found.length > 1 ? "Paths add up: from " : "It comes from ", ...found.flatMap(({user}, i) => [i ? ", " : "", link(user)]))];
  }

  // --- The difference quotient, computed only while it is shown ---

  function difference() {
    const slider = make("input", {type: "range", min: SMALLEST, max: 0, step: 0.25, value: exponent, id: "step-size",
      "aria-label": "Step h, as a power of ten", oninput: () => { exponent = Number(slider.value); fill(); }});
    const picture = makeSvg("svg", {viewBox: "0 0 320 90", role: "img", "aria-label": "Error of the difference over the step h, both logarithmic", id: "error-plot"});
    const caption = make("figcaption", {}, "error over h, both logarithmic: truncation on the right, rounding on the left");
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
    const [y, x] = [last, id].map((node) => data.graph.nodes[node].math), at = (sign) => `${y}${math.brackets(`${x}<mo>${sign}</mo><mi>h</mi>`)}`;
    byId("difference").replaceChildren(formula(`<mfrac><mrow>${at("+")}<mo>−</mo>${at("−")}</mrow><mrow><mn>2</mn><mi>h</mi></mrow></mfrac>`),
      ` with h = ${text.number(h, 2)}`,
      make("br"), `= ${text.number(found, 8)}, exact ${text.number(exact, 8)}`, make("br"),
      Number.isFinite(found) ? `error ${text.number(Math.abs(found - exact), 2)}` : "there is no difference here: the function is not defined one step away");
    const points = Array.from({length: 1 - 2 * SMALLEST}, (_, k) => SMALLEST + k / 2).map((e) => [e, error(e)]);
    plot(byId("error-plot"), points, [exponent, error(exponent)], (e) => text.number(10 ** e, 1));
  }

  // Whoever uses these controls stops a run of descent, which would replace them many times in a second.
  for (const touch of ["pointerdown", "focusin"]) byId("detail").addEventListener(touch, words.rest);
  return {choose, update, users, computed, chosen: () => id};
}
