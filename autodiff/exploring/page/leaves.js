// The leaves: a slider and a number for each, and a tick for those that descent shall move.

function createLeaves(engine, data, words) {
  const MANY = 20;
  const COARSE = 1e4; // times what a slider would reach now: too far for it to tell numbers apart
  const byId = (id) => document.getElementById(id);
  const isParameter = (id) => Boolean(data.graph.nodes[id].scope);
  const byName = (a, b) => isParameter(a) - isParameter(b) || words.name(a).localeCompare(words.name(b), undefined, {numeric: true});
  const leaves = data.graph.nodes.flatMap((node, id) => (node.op ? [] : [id])).sort(byName);
  const start = new Map(leaves.map((id) => [id, engine.values[id]]));
  const rows = new Map();
  // What descent moves at first: parameters of a network, or what is called like one; or else all.
  const inNetwork = leaves.filter(isParameter);
  const parameters = inNetwork.length ? inNetwork : leaves.filter((id) => /^([wbθ]|weight|bias)/i.test(words.name(id)));

  function row(id) {
    const name = words.name(id);
    const tick = make("input", {type: "checkbox", "aria-label": `${name} takes part in descent`});
    tick.checked = !parameters.length || parameters.includes(id);
    const number = make("input", {class: "number", autocomplete: "off", "aria-label": `${name}, number`, oninput: () => typed(id), onblur: () => rest(id)});
    const slider = make("input", {type: "range", "aria-label": name, oninput: () => moved(id, tidy(Number(slider.value)))});
    const grad = make("span", {class: "grad"});
    const element = make("div", {class: "leaf"}, tick, make("span", {class: "name"}, name.replace(/[/.]/g, "$&\u200b")), number, slider, grad);
    rows.set(id, {element, tick, number, slider, grad, x: null, says: null});
    return element;
  }

  // What is no number is marked, and changes nothing; when the field is left it has its number again.
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
    grad.textContent = is ? `no number: ${text.NUMBERS}` : says;
  }

  // A slider gives numbers such as 0.30000000000000004; what is meant is 0.3. A field shows what it has room for.
  const tidy = (x) => Number(x.toPrecision(12));
  const spelled = (x) => text.number(x, 6);

  function moved(id, x) {
    words.begin();
    words.change(() => engine.set(id, x), `${words.name(id)} = ${text.number(x)}`);
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
  }

  // Nobody is interrupted while typing. A slider reaches beyond its number to both sides, unless that is no number any more.
  function show({number, slider}, x) {
    if (document.activeElement !== number || !Object.is(text.read(number.value), x)) number.value = spelled(x);
    if (!Number.isFinite(3 * x)) return;
    const reach = Math.max(1, 2 * Math.abs(x)), [low, high] = [Number(slider.min), Number(slider.max)];
    if (slider.max === "" || x < low || x > high || high - low > COARSE * reach) {
      Object.assign(slider, {min: x - reach, max: x + reach, step: reach / 500, title: `${text.number(x - reach)} to ${text.number(x + reach)}`});
    }
    slider.value = x;
  }

  // The sliders too: descent may have led so far that they could not tell the first numbers apart.
  function reset() {
    words.reset();
    rows.forEach((known) => { known.x = null; known.slider.max = ""; });
    words.change(() => start.forEach((x, id) => engine.set(id, x)), "As at first");
  }

  // Among many leaves those are shown whose names contain what is asked for.
  function find() {
    const asked = byId("find").value.trim().toLowerCase(), isAsked = (id) => words.name(id).toLowerCase().includes(asked);
    for (const [id, {element}] of rows) element.toggleAttribute("hidden", !isAsked(id));
    byId("none").toggleAttribute("hidden", leaves.some(isAsked));
  }

  byId("leaves").replaceChildren(...leaves.map(row));
  byId("find").toggleAttribute("hidden", leaves.length <= MANY);
  byId("find").addEventListener("input", find);
  byId("reset").addEventListener("click", reset);
  return {update, ticked: () => leaves.filter((id) => rows.get(id).tick.checked)};
}
