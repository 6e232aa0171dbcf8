// A gradient is guessed before it is shown, and the answer says where a wrong guess went wrong.

function createGuess(engine, data, words) {
  const byId = (id) => document.getElementById(id);
  const last = data.graph.nodes.length - 1;
  const shown = new Set(), right = new Set();
  let on = false, answer = null;

  const near = (a, b) => Object.is(a, b) || (Number.isFinite(b) && Math.abs(a - b) <= 0.01 * Math.abs(b) + 1e-12);
  const isHidden = (id) => on && id !== last && !shown.has(id);

  // What a guess leaves out, from the factors and paths that the engine has.
  function judge(id, guess, users) {
    const g = engine.gradients[id];
    if (near(guess, g)) return {right: true, says: `Right: it is ${text.number(g, 6)}.`};
    if (g !== 0 && near(guess, -g)) return {says: "The size is right, the sign is not."};
    const found = users.length > 1 ? forgottenPath(guess, g, users) : users.length ? forgottenFactor(id, guess, g, users) : null;
    if (found) return {says: found};
    if (g === 0) return {says: "It is 0: nothing that it changes reaches the result."};
    if (Number.isNaN(g)) return {says: "Not yet: the gradient is no number."};
    if (Number.isNaN(guess)) return {says: "Not yet: the gradient is a number."};
    return {says: `Not yet: the gradient is ${Math.abs(guess) > Math.abs(g) ? "smaller" : "larger"} in size${guess * g < 0 ? ", and of the other sign" : ""}.`};
  }

  function forgottenPath(guess, g, users) {
    for (const {user, partial} of users) {
      const share = engine.gradients[user] * partial, by = words.name(user);
      if (near(guess, share)) return `That is the path through ${by} alone: other paths lead from it too, and they add up.`;
      if (near(guess, g - share)) return `A path is forgotten: the one through ${by}.`;
    }
    return null;
  }

  function forgottenFactor(id, guess, g, users) {
    const {user, partial} = users[0], by = words.name(user);
    if (near(guess, partial)) return `That is the local derivative of ${by}: the gradient that arrives at ${by} is a factor too.`;
    if (near(guess, engine.gradients[user])) return `That is what arrives at ${by}: its local derivative is a factor too.`;
    const missing = factors(id, users).find(({factor}) => Number.isFinite(factor) && factor !== 0 && factor !== 1 && near(guess * factor, g));
    return missing ? `A factor is forgotten: ${missing.name}.` : null;
  }

  // The factors along the only path to the result, if there is but one.
  function factors(id, users) {
    const found = [];
    for (let at = id, next = users; next.length === 1; at = next[0].user, next = words.users(at)) {
      found.push({factor: next[0].partial, name: text.slope(words.name(next[0].user), words.name(at))});
    }
    return found;
  }

  // --- Asking ---

  function guessing(id) {
    const input = make("input", {class: "number", autocomplete: "off", "aria-label": "Your guess", id: "guess-input"});
    const says = make("p", {id: "guess-answer", "aria-live": "polite"});
    const check = () => {
      const guess = text.read(input.value);
      answer = {id, ...(guess === null ? {says: `That is no number: ${text.NUMBERS}.`} : judge(id, guess, words.users(id)))};
      says.textContent = answer.says;
      says.className = "wrong";
      if (answer.right) { right.add(id); reveal(id); }
    };
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault(); // or the same key would press the button that comes to have the focus
      check();
    });
    return [make("p", {}, make("b", {}, `What is ${text.slope(words.name(last), words.name(id))}?`)), make("div", {class: "bar"}, input,
      make("button", {onclick: check, id: "guess-check"}, "Check"),
      make("button", {onclick: () => { answer = {id, says: "Shown."}; reveal(id); }}, "Show")), make("p", {class: "hint"}, "Within 1 % is right."), says];
  }

  function reveal(id) {
    shown.add(id);
    words.refresh();
    (byId("guess-next") ?? byId("detail-title")).focus();
  }

  // After the answer: what it was, how many are right, and the next one, from the result backwards.
  function verdict(id) {
    if (!on || !answer || answer.id !== id) return [];
    const next = nextHidden(), asked = data.graph.nodes.length - 1;
    return [make("p", {class: answer.right ? "right" : "hint", id: "guess-answer", "aria-live": "polite"}, answer.says, ` ${right.size} of ${asked} guessed.`),
      ...(next === null ? [make("p", {class: "hint"}, "That was the last one.")] : [make("p", {}, make("button", {id: "guess-next", onclick: () => { words.choose(next); byId("guess-input").focus(); }}, `Next: ${words.name(next)}`))])];
  }

  function nextHidden() {
    for (let id = last - 1; id >= 0; id--) if (isHidden(id)) return id;
    return null;
  }

  byId("guess").addEventListener("click", (event) => {
    on = !on;
    shown.clear();
    right.clear();
    answer = null;
    byId("guess").setAttribute("aria-pressed", String(on));
    words.refresh();
    if (!on || nextHidden() === null) return;
    words.choose(nextHidden());
    if (event.detail === 0) byId("guess-input").focus(); // by keyboard
  });
  // Of other numbers an old answer says nothing.
  const forget = () => { answer = null; };
  return {forget, isOn: () => on, isHidden, guessing, verdict};
}
