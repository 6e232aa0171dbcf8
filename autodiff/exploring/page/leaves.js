// The leaves: a slider and a number for each, and descent on those that are ticked.

function createLeaves(engine, data, words) {
  const byId = (id) => document.getElementById(id);
  const byName = (a, b) => words.name(a).localeCompare(words.name(b), undefined, {numeric: true});
  const leaves = data.graph.nodes.flatMap((node, id) => (node.op ? [] : [id])).sort(byName);
  const start = new Map(leaves.map((id) => [id, engine.values[id]]));
  const rows = new Map();
  // What descent moves at first: parameters of a network, or what is called like one; or else all.
  const inNetwork = leaves.filter((id) => data.graph.nodes[id].scope);
  const parameters = inNetwork.length ? inNetwork : leaves.filter((id) => /^([wbθ]|weight|bias)/i.test(words.name(id)));
  let history = [];

  function row(id) {
    const x = engine.values[id], reach = Math.max(1, 2 * Math.abs(Number.isFinite(x) ? x : 1));
    const name = words.name(id);
    const tick = make("input", {type: "checkbox", "aria-label": `${name} takes part in descent`});
    tick.checked = !parameters.length || parameters.includes(id);
    const number = make("input", {type: "number", step: "any", "aria-label": `${name}, number`, oninput: () => typed(id, number.value)});
    const slider = make("input", {type: "range", min: x - reach, max: x + reach, step: reach / 500, "aria-label": name,
      oninput: () => moved(id, Number(slider.value))});
    const grad = make("span", {class: "grad"});
    rows.set(id, {tick, number, slider, grad});
    return make("div", {class: "leaf"}, tick, make("span", {class: "name", title: name}, name), number, slider, grad);
  }

  function typed(id, given) {
    const x = Number(given);
    if (given.trim() !== "" && Number.isFinite(x)) moved(id, x);
  }

  function moved(id, x) {
    history = [];
    words.change(() => engine.set(id, x));
  }

  function update() {
    for (const [id, {number, slider, grad}] of rows) {
      const x = engine.values[id];
      if (document.activeElement !== number || Number(number.value) !== x) number.value = String(x);
      slider.value = x;
      grad.textContent = `gradient ${words.gradient(id)}`;
    }
    drawCurve();
  }

  function descend(times) {
    const rate = Number(byId("rate").value);
    if (!Number.isFinite(rate)) return;
    const chosen = leaves.filter((id) => rows.get(id).tick.checked);
    if (!history.length) history = [engine.values[engine.values.length - 1]];
    words.change(() => {
      for (let i = 0; i < times; i++) {
        engine.forward();
        engine.backward();
        const slopes = chosen.map((id) => engine.gradients[id]);
        if (!slopes.every(Number.isFinite)) break;
        chosen.forEach((id, k) => engine.set(id, engine.values[id] - rate * slopes[k]));
        history.push(engine.forward());
      }
    });
  }

  function drawCurve() {
    const now = history[history.length - 1];
    plot(byId("curve"), history.map((y, i) => [i, y]), history.length ? [history.length - 1, now] : null);
    byId("curve-text").textContent = history.length
      ? `${words.name(data.graph.nodes.length - 1)} after ${history.length - 1} steps: ${text.number(now, 6)} (at first ${text.number(history[0], 6)})` : "No steps yet.";
  }

  function reset() {
    history = [];
    words.change(() => start.forEach((x, id) => engine.set(id, x)));
  }

  byId("leaves").replaceChildren(...leaves.map(row));
  byId("descend").addEventListener("click", () => descend(1));
  byId("descend-ten").addEventListener("click", () => descend(10));
  byId("reset").addEventListener("click", reset);
  return {update};
}
