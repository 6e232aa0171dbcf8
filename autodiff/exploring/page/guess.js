// A gradient is guessed before it is shown, and the answer says where a wrong guess went wrong.

function createGuess(engine, data, words) {
  const byId = (id) => document.getElementById(id);
  const last = data.graph.nodes.length - 1;
  const shown = new Set();
  let on = false, answer = null;

  const near = (a, b) => Math.abs(a - b) <= 0.01 * Math.abs(b) + 1e-12;
  const isHidden = (id) => on && id !== last && !shown.has(id);

  // What a guess leaves out, from the factors and paths that the engine has.
  function judge(id, guess, users) {
    const g = engine.gradients[id];
    if (near(guess, g)) return {right: true, says: `Right: it is ${text.number(g, 6)}.`};
    if (g !== 0 && near(guess, -g)) return {says: "The size is right, the sign is not."};
    for (const {user, partial} of users) {
      const share = engine.gradients[user] * partial, by = words.name(user);
      if (users.length > 1 && near(guess, share)) return {says: `That is the path through ${by} alone: other paths lead from it too, and they add up.`};
      if (users.length > 1 && near(guess, g - share)) return {says: `A path is forgotten: the one through ${by}.`};
      if (users.length === 1 && near(guess, partial)) return {says: `That is the local derivative of ${by}: the gradient that arrives at ${by}, ${text.number(engine.gradients[user])}, is a factor too.`};
      if (users.length === 1 && near(guess, engine.gradients[user])) return {says: `That is what arrives at ${by}: its local derivative is a factor too.`};
    }
    const missing = factors(id, users).find(({factor}) => factor !== 0 && factor !== 1 && near(guess * factor, g));
    if (missing) return {says: `A factor is forgotten: ∂${missing.name}.`};
    if (g === 0) return {says: "It is 0: nothing that it changes reaches the result."};
    return {says: `Not yet: it is ${Math.abs(guess) > Math.abs(g) ? "smaller" : "larger"} in size${guess * g < 0 ? ", and of the other sign" : ""}.`};
  }

  // The factors along the only path to the result, if there is but one.
  function factors(id, users) {
    const found = [];
    for (let at = id, next = users; next.length === 1; at = next[0].user, next = words.users(at)) {
      found.push({factor: next[0].partial, name: `${words.name(next[0].user)}/∂${words.name(at)}`});
    }
    return found;
  }

  function guessing(id) {
    const input = make("input", {type: "number", step: "any", "aria-label": "your guess", id: "guess-input"});
    const says = make("p", {id: "guess-answer", "aria-live": "polite"}, answer && answer.id === id ? answer.says : "");
    if (answer && answer.id === id) says.className = answer.right ? "right" : "wrong";
    const check = () => {
      if (input.value.trim() === "") return;
      answer = {id, ...judge(id, Number(input.value), words.users(id))};
      if (answer.right) shown.add(id);
      words.refresh();
    };
    input.addEventListener("keydown", (event) => { if (event.key === "Enter") check(); });
    return [make("p", {}, `What is ∂${words.name(last)}/∂${words.name(id)}?`), make("div", {class: "bar"}, input,
      make("button", {onclick: check, id: "guess-check"}, "Check"), make("button", {onclick: () => { shown.add(id); answer = null; words.refresh(); }}, "Show")), says];
  }

  byId("guess").addEventListener("click", () => {
    on = !on;
    shown.clear();
    answer = null;
    byId("guess").setAttribute("aria-pressed", String(on));
    words.refresh();
  });
  return {isHidden, guessing, verdict: (id) => (answer && answer.id === id && answer.right ? [make("p", {class: "right", id: "guess-answer"}, answer.says)] : [])};
}
