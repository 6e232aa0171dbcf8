// Gradient descent on the leaves that are ticked, with the curve of the result.

function createDescent(engine, data, leaves, words) {
  const POINTS = 500; // of the curve, at most: it is no wider than that
  const RATE = "0.1", PAUSE = 60; // milliseconds between the steps of a run
  const byId = (id) => document.getElementById(id);
  const last = data.graph.nodes.length - 1, run = createRun(byId("run"), byId("curve-text"), "Stop");
  let history = [], drawn = -1, said = ""; // the result after each step, and how many the curve shows

  function descend(times) {
    const rate = text.read(byId("rate").value), chosen = leaves.ticked();
    if (rate === null || !(rate > 0) || !Number.isFinite(rate)) return refuse("The learning rate must be a number above 0, such as 0.1.");
    if (!chosen.length) return refuse("Tick the leaves to update.");
    if (!history.length) history = [engine.values[last]];
    const before = history.length + times;
    words.change(() => { for (let i = 0; i < times && step(rate, chosen); i++); said = report(history.length < before); }, `${times} steps of descent`);
    if (history.length < before) run.stop();
    return null;
  }

  function refuse(why) {
    run.stop();
    byId("curve-text").textContent = said = why;
  }

  // One step for all ticked leaves at once; none if a gradient is not finite.
  function step(rate, chosen) {
    const slopes = chosen.map((id) => engine.gradients[id]);
    if (!slopes.every(Number.isFinite)) return false;
    chosen.forEach((id, k) => engine.set(id, engine.values[id] - rate * slopes[k]));
    history.push(engine.forward());
    engine.backward();
    return true;
  }

  function report(stopped) {
    const [first, now] = [history[0], history[history.length - 1]], steps = history.length - 1;
    const why = stopped ? " Stopped: a gradient is not finite." : now > first ? " It has risen: try a smaller learning rate." : "";
    return `${words.name(last)} after ${steps} step${steps === 1 ? "" : "s"}: ${text.number(now, 6)} (at first ${text.number(first, 6)}).${why}`;
  }

  function update() {
    byId("curve-text").textContent = said;
    if (drawn === history.length) return;
    drawn = history.length;
    byId("curve").toggleAttribute("hidden", !drawn);
    const each = Math.ceil(drawn / POINTS), points = history.map((y, i) => [i, y]).filter(([i]) => i % each === 0 || i === drawn - 1);
    plot(byId("curve"), points, drawn ? points[points.length - 1] : null, (y) => text.number(y, 3));
  }

  // After a leaf is moved by hand, descent begins anew.
  function forget() {
    run.stop();
    history = [];
    said = "";
  }

  byId("rate").value = RATE;
  byId("descend").addEventListener("click", () => descend(1));
  byId("descend-ten").addEventListener("click", () => descend(10));
  byId("run").addEventListener("click", () => (run.isOn() ? run.stop() : run.start(() => descend(1), PAUSE)));
  return {update, forget, stop: run.stop, reset: () => { forget(); byId("rate").value = RATE; }};
}
