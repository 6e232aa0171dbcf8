// The page: one engine, and parts that show it. Whatever changes, everything is shown anew.

(function () {
  const byId = (id) => document.getElementById(id);
  const data = JSON.parse(byId("data").textContent);
  const engine = createEngine(data.graph);
  const last = data.graph.nodes.length - 1;
  engine.backward();

  const words = {
    name: (id) => data.graph.nodes[id].name,
    gradient: (id) => (guess.isHidden(id) ? "?" : walk.state().graded() ? text.number(walk.state().gradients[id]) : "…"),
    isHidden: (id) => guess.isHidden(id),
    guessing: (id) => guess.guessing(id),
    verdict: (id) => guess.verdict(id),
    users: (id) => detail.users(id),
    refresh, change,
  };
  const view = createView(byId("graph"), data, text, (id, arrow = null) => {
    detail.choose(id, arrow === null ? null : view.portOf(arrow));
    view.mark("chosen", (node) => node === id, (i) => i === arrow);
  });
  const detail = createDetail(engine, data, words);
  const guess = createGuess(engine, data, words);
  const walk = createWalk(engine, data, view, words);
  const leaves = createLeaves(engine, data, words);

  function refresh() {
    const state = walk.state();
    const graded = state.graded();
    view.update((id) => (state.known(id) ? text.number(engine.values[id]) : "…"),
      (id) => (guess.isHidden(id) ? "?" : graded ? text.number(state.gradients[id]) : "…"), words.name);
    byId("summary").textContent = `${words.name(last)} = ${text.number(engine.values[last], 6)}`;
    leaves.update();
    detail.update();
    walk.describe();
  }

  // A change of leaves: everything is computed anew, and what is another number now is marked.
  function change(doIt) {
    const before = engine.values.slice(), slopes = engine.gradients.slice();
    doIt();
    engine.forward();
    engine.backward();
    walk.toTheEnd();
    refresh();
    view.mark("changed", (id) => before[id] !== engine.values[id] || slopes[id] !== engine.gradients[id]);
  }

  // --- Title, views, theme, zoom ---

  byId("title").textContent = data.title;
  data.views.forEach((each, i) => byId("view").append(make("option", {value: i}, `${each.title} (${each.boxes.length} boxes)`)));
  byId("view").addEventListener("change", () => { view.show(Number(byId("view").value)); refresh(); });
  byId("zoom-in").addEventListener("click", () => view.zoom(1 / 1.25));
  byId("zoom-out").addEventListener("click", () => view.zoom(1.25));
  byId("zoom-fit").addEventListener("click", () => view.reset());
  function theme(dark) {
    document.documentElement.dataset.theme = dark ? "dark" : "light";
    byId("theme").setAttribute("aria-pressed", String(dark));
  }
  const system = matchMedia("(prefers-color-scheme: dark)");
  theme(system.matches);
  system.addEventListener("change", (event) => theme(event.matches));
  byId("theme").addEventListener("click", () => theme(document.documentElement.dataset.theme !== "dark"));

  view.show(0);
  refresh();
}());
