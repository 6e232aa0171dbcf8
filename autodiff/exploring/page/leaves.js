// The leaves: a slider and a number for each, and a checkbox for those that descent updates.

function createLeaves(engine, data, words) {
  const MANY = 20;
  const COARSE = 1e4; // a slider this many times too long is too coarse
  const byId = (id) => document.getElementById(id);
  const isParameter = (id) => Boolean(data.graph.nodes[id].scope);
  const byName = (a, b) => isParameter(a) - isParameter(b) || words.name(a).localeCompare(words.name(b), undefined, {numeric: true});
  const leaves = data.graph.nodes.flatMap((node, id) => (node.op ? [] : [id])).sort(byName);
  const start = new Map(leaves.map((id) => [id, engine.values[id]]));
  const rows = new Map();
  // Ticked at first: the parameters of a network, or leaves named like parameters, or else all leaves.
  const inNetwork = leaves.filter(isParameter);
  const parameters = inNetwork.length ? inNetwork : leaves.filter((id) => /^([wbθ]|weight|bias)/i.test(words.name(id)));

  function row(id) {
    const name = words.name(id);
    const tick = make("input", {type: "checkbox", "aria-label": `${name} is updated by descent`});
    tick.checked = !parameters.length || parameters.includes(id);
    const number = make("input", {class: "number", autocomplete: "off", "aria-label": `${name}, number`, oninput: () => typed(id), onblur: () => rest(id)});
    const slider = make("input", {type: "range", "aria-label": name, oninput: () => moved(id, tidy(Number(slider.value)))});
    const grad = make("span", {class: "grad"});
    const element = make("div", {class: "leaf"}, tick, make("span", {class: "name", title: data.graph.nodes[id].scope}, name), number, slider, grad);
    rows.set(id, {element, tick, number, slider, grad, x: null, says: null});
    return element;
  }

  // Text that is not a number is marked and changes nothing; on leaving the field its number returns.
  function typed(id) {
    const {number} = rows.get(id), x = text.read(number.value);
    refused(id, x === null);
    if (x !== null) moved(id, x);
  }

  function rest(id) {
    const {number} = rows.get(id);
    refused(id, false);
    number.value = spelled(engine.values[id]);
  }

  function refused(id, is) {
    const {number, grad, says} = rows.get(id);
    number.setAttribute("aria-invalid", String(is));
    grad.classList.toggle("wrong", is);
    grad.textContent = is ? `not a number: ${text.NUMBERS}` : says;
  }

  // A slider gives 0.30000000000000004 where 0.3 is meant. A field shows six digits.
  const tidy = (x) => Number(x.toPrecision(12));
  const spelled = (x) => text.number(x, 6);

  function moved(id, x) {
    words.begin();
    words.change(() => engine.set(id, x), `${words.name(id)} = ${text.number(x)}`);
  }

  // With hundreds of leaves only those that changed are written, for speed.
  function update(gradient) {
    for (const [id, known] of rows) {
      const x = engine.values[id], says = `grad ${gradient(id)}`;
      if (!Object.is(known.x, x)) {
        known.x = x;
        show(known, x);
      }
      if (known.says !== says) known.says = known.grad.textContent = says;
    }
  }

  // A field is not overwritten while somebody types in it. A slider reaches beyond its number on both sides, if that is finite.
  function show({number, slider}, x) {
    if (document.activeElement !== number || !Object.is(text.read(number.value), x)) number.value = spelled(x);
    if (!Number.isFinite(3 * x)) return;
    const reach = Math.max(1, 2 * Math.abs(x)), [low, high] = [Number(slider.min), Number(slider.max)];
    if (slider.max === "" || x < low || x > high || high - low > COARSE * reach) {
      Object.assign(slider, {min: x - reach, max: x + reach, step: reach / 500, title: `${text.number(x - reach)} to ${text.number(x + reach)}`});
    }
    slider.value = x;
  }

  // The sliders too: after a long descent their steps may be too coarse for the first numbers.
  function reset() {
    words.reset();
    rows.forEach((known) => { known.x = null; known.slider.max = ""; });
    words.change(() => start.forEach((x, id) => engine.set(id, x)), "Reset");
  }

  // Among many leaves only those are shown whose name, or layer and neuron, contains what was typed.
  function find() {
    const asked = byId("find").value.trim().toLowerCase();
    const isAsked = (id) => `${data.graph.nodes[id].scope} ${words.name(id)}`.toLowerCase().includes(asked);
    for (const [id, {element}] of rows) element.toggleAttribute("hidden", !isAsked(id));
    byId("none").toggleAttribute("hidden", leaves.some(isAsked));
  }

  byId("leaves").replaceChildren(...leaves.map(row));
  byId("find").toggleAttribute("hidden", leaves.length <= MANY);
  byId("find").addEventListener("input", find);
  byId("reset").addEventListener("click", reset);
  return {update, ticked: () => leaves.filter((id) => rows.get(id).tick.checked)};
}
