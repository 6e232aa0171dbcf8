// One node at a time: forward, where values come to be, then backward, where gradients do.

function createWalk(engine, data, view, words) {
  const PAUSE = 900; // milliseconds between two steps when it plays
  const total = engine.order.length + engine.back.length;
  let at = total, timer = null, described = null;
  const byId = (id) => document.getElementById(id);

  // The gradients after so many steps of the backward pass.
  function gradientsAfter(steps) {
    const found = new Float64Array(engine.values.length);
    found[found.length - 1] = steps >= 0 ? 1 : 0;
    for (const id of engine.back.slice(0, Math.max(steps, 0))) {
      if (!engine.reached[id]) continue;
      for (const {to, share} of engine.contributions(id)) found[to] += share;
    }
    return found;
  }

  const isForward = () => at <= engine.order.length;
  const current = () => (at === 0 ? null : isForward() ? engine.order[at - 1] : engine.back[at - 1 - engine.order.length]);
  const finished = () => at === total;

  function go(to) {
    at = Math.max(0, Math.min(total, to));
    words.refresh();
    if (!finished() && current() !== null) view.reveal(current());
  }

  function play() {
    if (timer) return stop();
    if (finished()) at = 0;
    playing(true);
    timer = setInterval(() => { go(at + 1); if (finished()) stop(); }, PAUSE);
    go(at);
  }

  function stop() {
    clearInterval(timer);
    timer = null;
    playing(false);
  }

  // While it plays, a screen reader would not keep up.
  function playing(is) {
    byId("play").setAttribute("aria-pressed", String(is));
    byId("play").textContent = is ? "Pause" : "Play";
    byId("step").setAttribute("aria-live", is ? "off" : "polite");
  }

  // What is known at this step, for the numbers of the boxes.
  function state() {
    if (finished()) return {known: () => true, gradients: engine.gradients, graded: true};
    const done = new Set(isForward() ? engine.order.slice(0, at) : engine.order);
    const isLeaf = (id) => !data.graph.nodes[id].op;
    return {known: (id) => isLeaf(id) || done.has(id), gradients: gradientsAfter(at - engine.order.length), graded: at >= engine.order.length};
  }

  // At the end there is nothing to say anew, whatever the numbers are.
  function describe(state) {
    if (finished() && described === view.shown()) return;
    described = finished() ? view.shown() : null;
    byId("where").textContent = at === 0 ? "beginning" : isForward() ? `forward ${at} of ${engine.order.length}`
      : `backward ${at - engine.order.length} of ${engine.back.length}`;
    const id = finished() ? null : current();
    view.flows([]);
    view.mark("current", (node) => node === id, (i) => id !== null && view.targetOf(i) === id);
    view.mark("waiting", (node) => !state.known(node));
    byId("step").replaceChildren(...lines(id));
  }

  function lines(id) {
    if (!total) return [make("p", {}, "There is one leaf, and nothing to compute.")];
    if (finished()) return [make("p", {class: "hint"}, "Both passes are done. Play shows them node by node: values forward, gradients backward.")];
    if (id === null) return [make("p", {}, "Only the leaves have numbers yet. Each box is computed from those that point to it.")];
    return isForward() ? forward(id) : backward(id);
  }

  function flow(id, ofPort) {
    view.flows(view.arrowsInto(id).filter(([, port]) => port >= 0).map(([i, port]) => [i, ofPort(port)]));
  }

  function forward(id) {
    const node = data.graph.nodes[id];
    const operands = node.args.map((a) => (typeof a === "object" ? Number(a.constant) : engine.values[a]));
    flow(id, (port) => text.number(operands[port]));
    return [make("p", {}, make("b", {}, words.name(id)), " = ", make("span", {class: "formula"}, node.formula.value)),
      make("p", {}, `= ${text.number(engine.values[id], 6)}`)];
  }

  function backward(id) {
    const args = data.graph.nodes[id].args, partials = engine.partials(id), gradient = words.final(id);
    const share = (port) => (words.isHidden(id) || words.isHidden(args[port]) ? "?" : text.number(engine.gradients[id] * partials[port]));
    flow(id, (port) => (partials[port] === null ? "nothing" : share(port)));
    const passing = args.flatMap((_, port) => (engine.reached[id] && partials[port] !== null ? [port] : []));
    const name = make("b", {}, words.name(id));
    if (!passing.length) return [make("p", {}, name, " hands on nothing: it was not chosen, or has constants only.")];
    return [make("p", {}, name, ` has the gradient ${gradient}, and hands on:`), ...passing.map((port) =>
      make("p", {}, `to ${words.name(args[port])}: ${gradient} · ${text.bracketed(text.number(partials[port]))} = ${share(port)}`))];
  }

  byId("first").addEventListener("click", () => { stop(); go(0); });
  byId("back").addEventListener("click", () => { stop(); go(at - 1); });
  byId("next").addEventListener("click", () => { stop(); go(at + 1); });
  byId("last").addEventListener("click", () => { stop(); go(total); });
  byId("play").addEventListener("click", play);
  return {state, describe, toTheEnd: () => { stop(); at = total; }};
}
