// The chain rule from the result to a node, path by path: each factor with its formula and its number.

function createChain(engine, data, words) {
  const MOST = 8, LONGEST = 40; // paths that are shown, and factors of each
  const last = data.graph.nodes.length - 1;
  let open = false;

  // The paths from the result to a node, each as its links; null if they are too many or too long to be shown.
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

  // Only the first number of all may begin with its sign.
  const product = (numbers, first) => formula(math.product(...numbers.map((x, i) => (first && i === 0 ? math.number(x) : math.bracketed(x)))));
  const row = ({user, by, formula: known, partial}) => make("tr", {}, make("td", {class: "formula"}, formula(words.slope(user, by))),
    make("td", {class: "formula"}, formula(known)), make("td", {}, text.number(partial)));

  function told(id) {
    const found = paths(id), total = engine.gradients[id];
    if (!found) return [make("p", {class: "hint"}, `More than ${MOST} paths, or more than ${LONGEST} factors: go back node by node.`)];
    const products = found.flatMap((links, k) => [k ? " + " : "", product(links.map(({partial}) => partial), k === 0)]);
    const head = ["factor", "formula", "now"].map((title) => make("th", {scope: "col"}, title));
    return [make("table", {}, make("thead", {}, make("tr", {}, ...head)), ...found.map((links) => make("tbody", {}, ...links.map(row)))),
      make("p", {class: "formula"}, formula(words.slope(last, id)), ` ${text.sign(found.flat().map(({partial}) => partial))} `, ...products),
      make("p", {class: "formula"}, make("b", {}, `${text.sign([total], 6)} ${text.number(total, 6)}`))];
  }

  // For a node more than one link away from the result, unless gradients are being guessed.
  function show(id) {
    if (words.isGuessing() || words.users(id).every(({user}) => user === last)) return [];
    const box = make("div");
    const details = make("details", {id: "chain"}, make("summary", {}, `The chain rule from ${words.name(last)} to ${words.name(id)}`), box);
    const fill = () => { if (open) box.replaceChildren(...told(id)); };
    details.open = open;
    details.addEventListener("toggle", () => { open = details.open; fill(); });
    fill();
    return [details];
  }

  return {show};
}
