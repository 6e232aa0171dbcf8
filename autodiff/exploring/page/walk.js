// Both passes one node at a time: values forward, then gradients backward.

function createWalk(engine, data, view, words) {
  const SHORT = 3; // digits beside an arrow
  const LONGEST = 40000, PAUSES = [120, 900]; // milliseconds: of a whole play, and of one step
  const forwards = engine.order.length, total = forwards + engine.back.length, END = total + 1; // at the end everything is known
  const byId = (id) => document.getElementById(id);
  const run = createRun(byId("play"), byId("step"), "Pause");
  let at = END, described = null;

  // After so many steps backward: the gradients so far, which nodes have one, and which still get more.
  function gradientsAfter(steps) {
    const found = new Float64Array(engine.values.length), known = new Set(steps > 0 ? [found.length - 1] : []);
    found[found.length - 1] = 1;
    for (const id of engine.back.slice(0, Math.max(steps, 0))) {
      if (!engine.reached[id]) continue;
      for (const {to, share} of engine.contributions(id)) {
        found[to] += share;
        known.add(to);
      }
    }
    const due = new Set(engine.back.slice(Math.max(steps, 0)).filter((id) => engine.reached[id]).flatMap((id) =>
      engine.contributions(id).map(({to}) => to)));
    return {gradients: found, graded: (id) => known.has(id), due: (id) => due.has(id)};
  }

  const isForward = () => at <= forwards;
  const current = () => (at === 0 || finished() ? null : isForward() ? engine.order[at - 1] : engine.back[at - 1 - forwards]);
  const finished = () => at === END;

  // Stops descent, which would jump to the end again.
  function go(to) {
    words.rest();
    at = Math.max(0, Math.min(END, to));
    words.forget();
    words.follow();
    if (current() !== null) view.reveal(current());
  }

  function play() {
    if (run.isOn()) return run.stop();
    if (finished()) at = 0;
    run.start(() => { go(at + 1); if (finished()) run.stop(); }, Math.max(PAUSES[0], Math.min(PAUSES[1], LONGEST / total)));
    return go(at);
  }

  // What is known at this step.
  function state() {
    if (finished()) return {known: () => true, gradients: engine.gradients, graded: () => true, due: () => false};
    const done = new Set(engine.order.slice(0, at)), isLeaf = (id) => !data.graph.nodes[id].op;
    return {known: (id) => isLeaf(id) || done.has(id), ...gradientsAfter(at - forwards)};
  }

  // At the end the text does not depend on the numbers.
  function describe(state) {
    if (finished() && described === view.shown()) return;
    described = finished() ? view.shown() : null;
    byId("where").textContent = at === 0 ? "beginning" : finished() ? "both done" : isForward() ? `forward ${at} of ${forwards}`
      : `backward ${at - forwards} of ${engine.back.length}`;
    for (const [ways, there] of [[["first", "back"], 0], [["next", "last"], END]]) ways.forEach((way) => { byId(way).setAttribute("aria-disabled", String(at === there)); });
    const id = current();
    view.flows([]);
    view.mark("current", (ids) => ids.includes(id), (i) => id !== null && view.leadsTo(i, id));
    view.mark("waiting", (ids) => !ids.some(state.known));
    byId("step").replaceChildren(...lines(id));
  }

  function lines(id) {
    if (!total) return [make("p", {}, "The graph is one leaf: there is nothing to compute.")];
    if (finished()) return [make("p", {class: "hint"}, "Both passes are done. Play shows them node by node: values forward, gradients backward.")];
    if (id === null) return [make("p", {}, "Only the leaves have numbers yet. Each box is computed from the boxes that point to it.")];
    return isForward() ? forward(id) : backward(id);
  }

  function flow(id, ofPort) {
    view.flows(view.arrowsInto(id).filter(([, port]) => port >= 0).map(([i, port]) => [i, ofPort(port)]));
  }

  function forward(id) {
    flow(id, (port) => text.number(engine.operand(id, port), SHORT));
    return words.computed(id);
  }

  // What a node passes on: its gradient times the local derivative, as a formula and as a number.
  function backward(id) {
    const {args} = data.graph.nodes[id], partials = engine.partials(id), gradient = words.final(id);
    const isSecret = (port) => words.isHidden(id) || words.isHidden(args[port]), share = (port) => engine.gradients[id] * partials[port];
    flow(id, (port) => (partials[port] === null ? "nothing" : isSecret(port) ? "?" : text.number(share(port), SHORT)));
    const passing = args.flatMap((_, port) => (engine.reached[id] && partials[port] !== null ? [port] : []));
    const name = make("b", {}, words.name(id));
    if (!passing.length) return [make("p", {}, name, ` passes on nothing: ${why(id)}`)];
    return [make("p", {}, name, ` has the gradient ${gradient}, and passes on:`), ...passing.map((port) =>
      make("p", {}, `to ${words.name(args[port])}: gradient · `, formula(words.factor(id, port)),
        ` ${text.sign([engine.gradients[id], partials[port]])} `, formula(math.product(words.gradient(id), math.bracketed(partials[port]))),
        ` ${text.sign([share(port)])} `, formula(isSecret(port) ? math.unknown : math.number(share(port)))))];
  }

  // Why nothing is passed on.
  function why(id) {
    if (!engine.reached[id]) return "no gradient arrives here, as its users pass none on.";
    return data.graph.nodes[id].args.every((a) => typeof a === "object") ? "all its operands are constants."
      : "at these numbers it does not change with any of its operands.";
  }

  byId("first").addEventListener("click", () => { run.stop(); go(0); });
  byId("back").addEventListener("click", () => { run.stop(); go(at - 1); });
  byId("next").addEventListener("click", () => { run.stop(); go(at + 1); });
  byId("last").addEventListener("click", () => { run.stop(); go(END); });
  byId("play").addEventListener("click", play);
  return {state, describe, toTheEnd: () => { run.stop(); at = END; }};
}
