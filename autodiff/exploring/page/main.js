// The page: one engine, and the parts that show its numbers.

(function () {
  const NEWS = 400; // milliseconds after the last change, until screen readers are told
  const byId = (id) => document.getElementById(id);
  const data = JSON.parse(byId("data").textContent);
  const engine = createEngine(data.graph);
  const last = data.graph.nodes.length - 1;
  let news = null;
  engine.forward(); // leaves may have other data now than when the graph was built
  engine.backward();

  const words = {
    name: (id) => data.graph.nodes[id].name,
    final: (id) => (guess.isHidden(id) ? "?" : text.number(engine.gradients[id])),
    slope: (of, by) => math.slope(data.graph.nodes[of], data.graph.nodes[by]),
    // A gradient as MathML. later: after a sign, where a negative number needs brackets.
    gradient: (id, later = false) => (guess.isHidden(id) ? math.unknown : math[later ? "bracketed" : "number"](engine.gradients[id])),
    // A local derivative as MathML, for a product or a sum.
    factor: (id, port) => { const {partials, loose} = data.graph.nodes[id].formula; return loose.includes(port) ? math.brackets(partials[port]) : partials[port]; },
    isHidden: (id) => guess.isHidden(id),
    isGuessing: () => guess.isOn(),
    guessing: (id) => guess.guessing(id),
    verdict: (id) => guess.verdict(id),
    users: (id) => detail.users(id),
    computed: (id) => detail.computed(id),
    beside: (id) => view.beside(id),
    follow, refresh, change, choose,
    forget: () => markChanged(() => false, () => false),
    foldings, look,
    begin: () => descent.forget(),
    rest: () => descent.stop(),
    reset: () => descent.reset(),
  };
  const camera = createCamera(byId("graph"));
  const view = createView(byId("graph"), data, camera, choose);
  const detail = createDetail(engine, data, createChain(engine, data, words), words);
  const guess = createGuess(engine, data, words);
  const walk = createWalk(engine, data, view, words);
  const leaves = createLeaves(engine, data, words);
  const descent = createDescent(engine, data, leaves, words);

  function choose(id, arrow = null) {
    detail.choose(id, arrow === null ? null : view.portOf(arrow));
    markChosen(arrow);
    view.reveal(id);
    byId("detail-title").scrollIntoView({block: "start"});
  }

  function markChosen(arrow = null) {
    view.mark("chosen", (ids) => ids.includes(detail.chosen()), (i) => i === arrow);
  }

  function markChanged(ofValue, ofGradient) {
    view.mark("new-data", (_, shown) => shown.some(ofValue));
    view.mark("new-grad", (_, shown) => shown.some(ofGradient));
  }

  // Shows the step of the walk. The detail always shows both passes done, and keeps what is being typed.
  function follow() {
    const state = walk.state();
    const gradient = (id) => (guess.isHidden(id) ? "?" : state.graded(id) ? `${text.number(state.gradients[id])}${state.due(id) ? " …" : ""}` : "…");
    view.update((id) => (state.known(id) ? text.number(engine.values[id]) : "…"), gradient);
    byId("summary").textContent = state.known(last) ? `= ${text.number(engine.values[last], 6)}` : "= …";
    leaves.update(gradient);
    descent.update();
    walk.describe(state);
  }

  function refresh() {
    follow();
    detail.update();
  }

  // A change of leaves: everything is computed anew, and numbers that changed are marked. isOurs: made here, so Python is told.
  function change(doIt, what, isOurs = true) {
    const before = engine.values.slice(), slopes = engine.gradients.slice();
    guess.forget();
    doIt();
    engine.forward();
    engine.backward();
    walk.toTheEnd();
    refresh();
    markChanged((id) => !Object.is(before[id], engine.values[id]), (id) => !guess.isHidden(id) && !Object.is(slopes[id], engine.gradients[id]));
    if (isOurs) tie?.changed();
    clearTimeout(news);
    news = setTimeout(() => { byId("news").textContent = `${what}: ${words.name(last)} ${byId("summary").textContent}`; }, NEWS);
  }

  // --- Title, views, theme, zoom ---

  function show(index) {
    view.show(index);
    if (!document.querySelector("main").style.length) arrange(view.svg().viewBox.baseVal);
    camera.look(view.svg(), view.first());
    markChosen();
  }

  // A long drawing goes above the panels, any other beside them. This is decided once, by the first drawing.
  function arrange({width, height}) {
    document.querySelector("main").classList.toggle("long", width > 2 * height);
    document.querySelector("main").style.setProperty("--aspect", width / height);
  }

  // The drawings in which the box of a node is open, alone or with all others, and those in which it is folded.
  function foldings(id) {
    const {fold, opened} = view.shown(), scope = view.foldOf(id), isInside = `${data.graph.nodes[id].scope}/`.startsWith(`${opened}/`);
    const whole = (...folds) => folds.map((each) => data.views.findIndex((other) => other.fold === each && !other.opened)).find((i) => i >= 0) ?? -1;
    const alone = data.views.findIndex((each) => each.opened && each.opened === scope);
    const open = alone >= 0 ? [`Open ${scope}`, alone] : ["Open all", fold === "layers" ? whole("neurons", "none") : whole("none")];
    return [...(scope ? [open] : []), ...(opened && isInside ? [[`Fold ${opened}`, whole(fold)]] : [])].filter(([, index]) => index >= 0);
  }

  function look(index) {
    byId("view").value = index;
    show(index);
    refresh();
  }

  byId("title").textContent = data.title;
  data.views.forEach((each, i) => byId("view").append(make("option", {value: i}, `${each.title} (${each.boxes.length} boxes)`)));
  byId("view").parentElement.toggleAttribute("hidden", data.views.length < 2);
  byId("view").addEventListener("change", () => look(Number(byId("view").value)));
  byId("zoom-in").addEventListener("click", () => camera.zoom(1.25));
  byId("zoom-out").addEventListener("click", () => camera.zoom(1 / 1.25));
  byId("zoom-fit").addEventListener("click", () => camera.fit());
  function theme(dark) {
    document.documentElement.dataset.theme = dark ? "dark" : "light";
    byId("theme").setAttribute("aria-pressed", String(dark));
  }
  const system = matchMedia("(prefers-color-scheme: dark)");
  theme(system.matches);
  system.addEventListener("change", (event) => theme(event.matches));
  byId("theme").addEventListener("click", () => theme(document.documentElement.dataset.theme !== "dark"));

  show(0);
  refresh();
  const tie = data.tied ? createTie(engine, data, words) : null;
}());
