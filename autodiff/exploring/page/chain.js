// The whole chain rule from the result to a node, path by path: each factor with its formula and its number.

function createChain(engine, data, words) {
  const MOST = 8, LONGEST = 40; // paths that are told one by one, and their factors
  const last = data.graph.nodes.length - 1;
  let open = false;

  // The paths from the result to a node, each as its links; null if they are too many or too long to be told.
  function paths(id) {
    const found = [], waiting = [{node: id, links: []}];
    while (waiting.length) {
      const {node, links} = waiting.pop();
      if (node === last) found.push(links);
      else for (const link of words.users(node).reverse()) waiting.push({node: link.user, links: [{...link, by: node}, ...links]});
      if (found.length > MOST || links.length > LONGEST) return null;
    }
    return found;
  }

  const slope = ({user, by}) => text.slope(words.name(user), words.name(by));
  // Only the first number of all may begin with its sign.
  const product = (numbers, first) => numbers.map((x, i) => (first && i === 0 ? text.number(x) : text.bracketed(text.number(x)))).join(" · ");
  const row = (link) => make("tr", {}, make("td", {class: "formula"}, slope(link)),
    make("td", {class: "formula"}, link.formula), make("td", {}, text.number(link.partial)));

  function told(id) {
    const found = paths(id), goal = text.slope(words.name(last), words.name(id)), total = engine.gradients[id];
    if (!found) return [make("p", {class: "hint"}, `More than ${MOST} paths, or more than ${LONGEST} factors: go back node by node.`)];
    const numbers = found.map((links, k) => product(links.map(({partial}) => partial), k === 0));
    const head = ["factor", "formula", "now"].map((title) => make("th", {scope: "col"}, title));
    return [make("table", {}, make("thead", {}, make("tr", {}, ...head)), ...found.map((links) => make("tbody", {}, ...links.map(row)))),
      make("p", {class: "formula"}, `${goal} ${text.sign(found.flat().map(({partial}) => partial))} ${numbers.join(" + ")}`),
      make("p", {class: "formula"}, make("b", {}, `${text.sign([total], 6)} ${text.number(total, 6)}`))];
  }

  // For a node that more than one link is away from the result, and where nothing is left to be guessed.
  function show(id) {
    if (words.isGuessing() || words.users(id).every(({user}) => user === last)) return [];
    const box = make("div");
    const details = make("details", {id: "chain"}, make("summary", {}, `The whole chain from ${words.name(last)} to ${words.name(id)}`), box);
    const fill = () => { if (open) box.replaceChildren(...told(id)); };
    details.open = open;
    details.addEventListener("toggle", () => { open = details.open; fill(); });
    fill();
    return [details];
  }

  return {show};
}
