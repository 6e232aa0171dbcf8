// The leaves: a slider and a number for each, and descent on those that are ticked.

function createLeaves(engine, data, words) {
  const MANY = 20;
  const byId = (id) => document.getElementById(id);
  const isParameter = (id) => Boolean(data.graph.nodes[id].scope);
  const byName = (a, b) => isParameter(a) - isParameter(b) || words.name(a).localeCompare(words.name(b), undefined, {numeric: true});
  const leaves = data.graph.nodes.flatMap((node, id) => (node.op ? [] : [id])).sort(byName);
  const start = new Map(leaves.map((id) => [id, engine.values[id]]));
  const rows = new Map();
  // What descent moves at first: parameters of a network, or what is called like one; or else all.
  const inNetwork = leaves.filter(isParameter);
  const parameters = inNetwork.length ? inNetwork : leaves.filter((id) => /^([wbθ]|weight|bias)/i.test(words.name(id)));
  let history = [], drawn = -1; // results over the steps of descent, and how many of them the curve shows

  function row(id) {
    const x = engine.values[id], reach = Math.max(1, 2 * Math.abs(Number.isFinite(x) ? x : 1)), centre = Number.isFinite(x) ? x : 0;
    const name = words.name(id);
    const tick = make("input", {type: "checkbox", "aria-label": `${name} takes part in descent`});
    tick.checked = !parameters.length || parameters.includes(id);
    const number = make("input", {type: "number", step: "any", "aria-label": `${name}, number`, oninput: () => typed(id, number.value)});
    const slider = make("input", {type: "range", min: centre - reach, max: centre + reach, step: reach / 500, "aria-label": name,
      oninput: () => moved(id, Number(slider.value))});
    const grad = make("span", {class: "grad"});
    const element = make("div", {class: "leaf"}, tick, make("span", {class: "name"}, name.replace(/[/.]/g, "$&\u200b")), number, slider, grad);
    rows.set(id, {element, tick, number, slider, grad, x: null, says: null});
    return element;
  }

  function typed(id, given) {
    const x = Number(given);
    if (given.trim() !== "" && Number.isFinite(x)) moved(id, x);
  }

  // A slider gives numbers such as 0.30000000000000004; what is meant is 0.3. A field shows what it has room for.
  const tidy = (x, digits = 12) => Number(x.toPrecision(digits));

  function moved(id, x) {
    history = [];
    words.change(() => engine.set(id, tidy(x)), `${words.name(id)} = ${text.number(x)}`);
  }

  // Of hundreds of leaves few change: only these are written.
  function update(gradient) {
    for (const [id, known] of rows) {
      const x = engine.values[id], says = `grad ${gradient(id)}`;
      if (!Object.is(known.x, x)) {
        known.x = x;
        show(known, x);
      }
      if (known.says !== says) known.says = known.grad.textContent = says;
    }
    if (drawn !== history.length) drawCurve();
  }

  // A field cannot hold nan and inf: these stand in it as a hint.
  function show({number, slider}, x) {
    number.placeholder = text.number(x);
    if (document.activeElement !== number || Number(number.value) !== x) number.value = Number.isFinite(x) ? String(tidy(x, 6)) : "";
    if (Number.isFinite(x)) slider.value = x;
  }

  function descend(times) {
    const rate = Number(byId("rate").value), chosen = leaves.filter((id) => rows.get(id).tick.checked);
    if (!Number.isFinite(rate)) return;
    if (!history.length) history = [engine.values[engine.values.length - 1]];
    words.change(() => { for (let i = 0; i < times && step(rate, chosen); i++); }, `${times} steps of descent`);
  }

  // One step for all chosen leaves at once; none if a gradient is not finite.
  function step(rate, chosen) {
    const slopes = chosen.map((id) => engine.gradients[id]);
    if (!slopes.every(Number.isFinite)) return false;
    chosen.forEach((id, k) => engine.set(id, engine.values[id] - rate * slopes[k]));
    history.push(engine.forward());
    engine.backward();
    return true;
  }

  function drawCurve() {
    const now = history[history.length - 1];
    drawn = history.length;
    plot(byId("curve"), history.map((y, i) => [i, y]), history.length ? [history.length - 1, now] : null);
    byId("curve").toggleAttribute("hidden", !history.length);
    byId("curve-text").textContent = history.length
      ? `${words.name(data.graph.nodes.length - 1)} after ${history.length - 1} steps: ${text.number(now, 6)} (at first ${text.number(history[0], 6)})` : "";
  }

  function reset() {
    history = [];
    words.change(() => start.forEach((x, id) => engine.set(id, x)), "As at first");
  }

  // Among many leaves those are shown whose names contain what is asked for.
  function find() {
    const asked = byId("find").value.trim().toLowerCase();
    for (const [id, {element}] of rows) element.toggleAttribute("hidden", !words.name(id).toLowerCase().includes(asked));
  }

  byId("leaves").replaceChildren(...leaves.map(row));
  byId("find").toggleAttribute("hidden", leaves.length <= MANY);
  byId("find").addEventListener("input", find);
  byId("descend").addEventListener("click", () => descend(1));
  byId("descend-ten").addEventListener("click", () => descend(10));
  byId("reset").addEventListener("click", reset);
  return {update};
}
