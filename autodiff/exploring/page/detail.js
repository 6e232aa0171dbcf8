// All about one node: its formula, its local derivatives, how its gradient comes about, and the difference quotient.

function createDetail(engine, data, words) {
  const byId = (id) => document.getElementById(id);
  const last = data.graph.nodes.length - 1;
  let id = null, exponent = -5, operand = null;

  // The users of a node, with the local derivative of each in it.
  function users(node) {
    return engine.order.flatMap((user) => {
      const partials = engine.partials(user);
      return data.graph.nodes[user].args.flatMap((a, i) =>
        (a === node && partials[i] !== null && engine.reached[user] ? [{user, partial: partials[i], formula: data.graph.nodes[user].formula.partials[i]}] : []));
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
    byId("detail").replaceChildren(...value(), ...partials(), ...gradient(),
      ...(words.isHidden(id) ? words.guessing(id) : [...words.verdict(id), ...difference()]));
  }

  function value() {
    const node = data.graph.nodes[id];
    const given = node.op ? make("span", {class: "formula"}, ` = ${node.formula.value}`) : make("span", {}, " is a leaf: nothing computed it,");
    return [make("p", {}, make("b", {}, words.name(id)), given, ` = ${text.number(engine.values[id], 6)}`)];
  }

  function partials() {
    const node = data.graph.nodes[id];
    if (!node.op) return [];
    const found = engine.partials(id);
    const rows = node.args.flatMap((a, i) => (typeof a === "object" || (operand !== null && operand !== i) ? [] : [make("tr", {},
      make("td", {}, `by ${words.name(a)}`), make("td", {class: "formula"}, node.formula.partials[i]),
      make("td", {}, found[i] === null ? "nothing passes" : text.number(found[i], 6)))]));
    if (!rows.length) return [];
    return [make("table", {}, make("thead", {}, make("tr", {}, ...["local derivative", "formula", "now"].map((t) => make("th", {scope: "col"}, t)))), make("tbody", {}, ...rows))];
  }

  // The sum over what uses the node: the gradient of each times its local derivative.
  function gradient() {
    const result = words.name(last), d = `∂${result}/∂${words.name(id)}`;
    if (id === last) return [make("p", {}, `${d} = 1: the backward pass begins here.`)];
    if (words.isHidden(id)) return [];
    const found = users(id);
    if (!found.length) return [make("p", {}, `${d} = 0: nothing that reaches ${result} uses it now.`)];
    const terms = found.map(({user}) => `∂${result}/∂${words.name(user)} · ∂${words.name(user)}/∂${words.name(id)}`);
    const numbers = found.map(({user, partial}) => `${text.number(engine.gradients[user])} · ${text.number(partial)}`);
    return [make("p", {class: "formula"}, `${d} = ${terms.join(" + ")}`), make("p", {class: "formula"}, `= ${numbers.join(" + ")}`),
      make("p", {class: "formula"}, `= ${text.number(engine.gradients[id], 6)}`)];
  }

  function difference() {
    const h = 10 ** exponent, exact = engine.gradients[id], found = engine.difference(id, h);
    const slider = make("input", {type: "range", min: -15, max: 0, step: 0.25, value: exponent, "aria-label": "step h, as a power of ten",
      id: "step-size", oninput: () => { exponent = Number(slider.value); refreshDifference(); }});
    const picture = makeSvg("svg", {viewBox: "0 0 320 90", role: "img", "aria-label": "Error of the difference over the step, both logarithmic", id: "error-plot"});
    const words_ = make("p", {id: "difference"});
    const filled = [make("p", {}, make("b", {}, "Beside a difference")), make("label", {}, "h ", slider), words_, make("figure", {}, picture,
      make("figcaption", {}, "error over h: to the right truncation, to the left rounding"))];
    fill(words_, picture, h, exact, found);
    return filled;
  }

  function refreshDifference() {
    fill(byId("difference"), byId("error-plot"), 10 ** exponent, engine.gradients[id], engine.difference(id, 10 ** exponent));
  }

  function fill(element, picture, h, exact, found) {
    element.textContent = `(f(x + h) − f(x − h)) / 2h with h = ${text.number(h)}: ${text.number(found, 8)}, exact ${text.number(exact, 8)}, error ${text.number(Math.abs(found - exact), 2)}`;
    const error = (e) => Math.log10(Math.max(Math.abs(engine.difference(id, 10 ** e) - exact), 1e-18));
    const points = [];
    for (let e = -15; e <= 0; e += 0.5) points.push([e, error(e)]);
    plot(picture, points, [exponent, error(exponent)]);
  }

  return {choose, update, users, chosen: () => id};
}
