// Gradients are guessed before they are shown; the answer says what a wrong guess missed.

function createGuess(engine, data, words) {
  const byId = (id) => document.getElementById(id);
  const last = data.graph.nodes.length - 1;
  const shown = new Set(), right = new Set();
  let on = false, answer = null;

  const near = (a, b) => Object.is(a, b) || (Number.isFinite(b) && Math.abs(a - b) <= 0.01 * Math.abs(b) + 1e-12);
  const isHidden = (id) => on && id !== last && !shown.has(id);

  // Compares a guess with the gradient, its factors and its paths.
  function judge(id, guess, users) {
    const g = engine.gradients[id];
    if (near(guess, g)) return {right: true, says: `Right: it is ${text.number(g, 6)}.`};
    if (g !== 0 && near(guess, -g)) return {says: "The size is right, the sign is not."};
    const found = users.length > 1 ? forgottenPath(guess, g, users) : users.length ? forgottenFactor(id, guess, g, users) : null;
    if (found) return {says: found};
    if (g === 0) return {says: "It is 0: the result does not depend on it here."};
    if (Number.isNaN(g)) return {says: "Not yet: the gradient is nan."};
    if (Number.isNaN(guess)) return {says: "Not yet: the gradient is a number."};
    return {says: `Not yet: the gradient is ${Math.abs(guess) > Math.abs(g) ? "smaller" : "larger"} in size${guess * g < 0 ? ", and of the other sign" : ""}.`};
  }

  function forgottenPath(guess, g, users) {
    for (const {user, partial} of users) {
      const share = engine.gradients[user] * partial, by = words.name(user);
      if (near(guess, share)) return `That is the path through ${by} alone: the other paths must be added.`;
      if (near(guess, g - share)) return `You forgot a path: the one through ${by}.`;
    }
    return null;
  }

  function forgottenFactor(id, guess, g, users) {
    const {user, partial} = users[0], by = words.name(user);
    if (near(guess, partial)) return `That is the local derivative of ${by}: multiply it by the gradient of ${by}.`;
    if (near(guess, engine.gradients[user])) return `That is the gradient of ${by}: multiply it by the local derivative of ${by}.`;
    const missing = factors(id, users).find(({factor}) => Number.isFinite(factor) && factor !== 0 && factor !== 1 && near(guess * factor, g));
    return missing ? `You forgot a factor: ${missing.name}.` : null;
  }

  // The factors along the path to the result, as far as there is only one.
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
      answer = {id, ...(guess === null ? {says: `That is not a number: ${text.NUMBERS}.`} : judge(id, guess, words.users(id)))};
      says.textContent = answer.says;
      says.className = "wrong";
      if (answer.right) { right.add(id); reveal(id); }
    };
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault(); // or the same key would also press the button that gets the focus
      check();
    });
    return [make("p", {}, make("b", {}, "What is ", formula(words.slope(last, id)), "?")), make("div", {class: "bar"}, input,
      make("button", {onclick: check, id: "guess-check"}, "Check"),
      make("button", {onclick: () => { answer = {id, says: "Shown."}; reveal(id); }}, "Show")), make("p", {class: "hint"}, "Within 1 % is right."), says];
  }

  function reveal(id) {
    shown.add(id);
    words.refresh();
    (byId("guess-next") ?? byId("detail-title")).focus();
  }

  // After the answer: how many are right, and the next node, from the result backwards.
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
  // An answer is out of date once the numbers change.
  const forget = () => { answer = null; };
  return {forget, isOn: () => on, isHidden, guessing, verdict};
}
