// One node at a time: forward, where values come to be, then backward, where gradients do.

function createWalk(engine, data, view, words) {
  const total = engine.order.length + engine.back.length;
  let at = total, timer = null;
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
  const current = () => (at === 0 || at === total + 1 ? null : isForward() ? engine.order[at - 1] : engine.back[at - 1 - engine.order.length]);
  const finished = () => at === total;

  function go(to) {
    at = Math.max(0, Math.min(total, to));
    words.refresh();
  }

  function play() {
    if (timer) return stop();
    if (finished()) at = 0;
    byId("play").setAttribute("aria-pressed", "true");
    byId("play").textContent = "Pause";
    timer = setInterval(() => { go(at + 1); if (finished()) stop(); }, 900);
    go(at);
  }

  function stop() {
    clearInterval(timer);
    timer = null;
    byId("play").setAttribute("aria-pressed", "false");
    byId("play").textContent = "Play";
  }

  // What is known at this step, for the numbers of the boxes.
  function state() {
    if (finished()) return {known: () => true, gradients: engine.gradients, graded: () => true};
    const done = new Set(isForward() ? engine.order.slice(0, at) : engine.order);
    const isLeaf = (id) => !data.graph.nodes[id].op;
    const gradients = gradientsAfter(at - engine.order.length);
    return {known: (id) => isLeaf(id) || done.has(id), gradients, graded: () => !isForward() || at === engine.order.length};
  }

  function describe() {
    byId("where").textContent = at === 0 ? "beginning" : isForward() ? `forward ${at} of ${engine.order.length}`
      : `backward ${at - engine.order.length} of ${engine.back.length}`;
    const id = current(), lines = [];
    view.flows([]);
    if (finished()) lines.push(make("p", {}, "Both passes are done. |◀ goes back to the beginning, Play shows them node by node."));
    else if (id === null) lines.push(make("p", {}, "Only the leaves have numbers yet. Step forward: each box is computed from those that point to it."));
    else if (isForward()) lines.push(...forward(id));
    else lines.push(...backward(id));
    view.mark("current", (node) => !finished() && node === id, (i) => !finished() && id !== null && view.targetOf(i) === id);
    view.mark("waiting", (node) => !state().known(node));
    byId("step").replaceChildren(...lines);
  }

  function forward(id) {
    const node = data.graph.nodes[id];
    const operands = node.args.map((a) => (typeof a === "object" ? Number(a.constant) : engine.values[a]));
    view.flows(view.arrowsInto(id).filter(([, port]) => port >= 0).map(([i, port]) => [i, text.number(operands[port])]));
    return [make("p", {}, make("b", {}, words.name(id)), " = ", make("span", {class: "formula"}, node.formula.value)),
      make("p", {}, `= ${text.number(engine.values[id], 6)}`)];
  }

  function backward(id) {
    const shares = engine.reached[id] ? engine.contributions(id) : [];
    const partials = engine.partials(id);
    const flow = (port) => (partials[port] === null ? "nothing" : text.number(engine.gradients[id] * partials[port]));
    view.flows(view.arrowsInto(id).filter(([, port]) => port >= 0).map(([i, port]) => [i, flow(port)]));
    const head = make("p", {}, make("b", {}, words.name(id)), ` has the gradient ${text.number(engine.gradients[id], 6)}, and hands on:`);
    if (!shares.length) return [make("p", {}, make("b", {}, words.name(id)), " hands on nothing: it was not chosen, or has constants only.")];
    return [head, ...shares.map(({to, partial, share}) => make("p", {}, `to ${words.name(to)}: ${text.number(engine.gradients[id])} · ${text.number(partial)} = ${text.number(share)}`))];
  }

  byId("first").addEventListener("click", () => { stop(); go(0); });
  byId("back").addEventListener("click", () => { stop(); go(at - 1); });
  byId("next").addEventListener("click", () => { stop(); go(at + 1); });
  byId("last").addEventListener("click", () => { stop(); go(total); });
  byId("play").addEventListener("click", play);
  return {state, describe, finished, toTheEnd: () => { stop(); at = total; }};
}
