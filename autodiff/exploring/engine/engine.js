// Evaluates a graph: values forward, gradients backward.
//
// graph: {nodes: [{op, args, data}, ...]}, every node after its operands, the last the result. An operand is the number of a
// node, or {constant: x}. `rows` knows the operations; nothing else here knows a formula.

function createEngine(graph) {
  const nodes = graph.nodes, last = nodes.length - 1;
  const values = Float64Array.from(nodes, (node) => Number(node.data));
  const gradients = new Float64Array(nodes.length);
  const reached = new Uint8Array(nodes.length);
  const constants = nodes.map((node) => (node.args || []).map((a) => (typeof a === "object" ? Number(a.constant) : null)));
  const order = nodes.flatMap((node, id) => (node.op ? [id] : []));
  const back = [...order].reverse();

  // The operands of a node, or one thing for each of them, as the arguments of its operation: lists as lists.
  function split(row, flat) {
    const lists = row.lists.filter((isList) => isList).length;
    const size = lists ? (flat.length - row.lists.length + lists) / lists : 0;
    let next = 0;
    return row.lists.map((isList) => (isList ? flat.slice(next, next += size) : flat[next++]));
  }

  const operand = (id, i) => constants[id][i] ?? values[nodes[id].args[i]];
  const operands = (id) => nodes[id].args.map((_, i) => operand(id, i));

  function compute(id) {
    const row = rows[nodes[id].op];
    values[id] = row.value(...split(row, operands(id)));
    return values[id];
  }

  // For each operand the local derivative; null for a constant, and where no gradient passes.
  function partials(id) {
    const row = rows[nodes[id].op];
    const found = row.partials(...split(row, operands(id)), values[id]).flat();
    return found.map((d, i) => (typeof nodes[id].args[i] === "object" ? null : d));
  }

  // What a node passes on to its operands, from its present gradient.
  function contributions(id) {
    return partials(id).flatMap((partial, i) =>
      partial === null ? [] : [{to: nodes[id].args[i], partial, share: gradients[id] * partial}]);
  }

  function forward() {
    order.forEach(compute);
    return values[last];
  }

  function backward() {
    gradients.fill(0);
    reached.fill(0);
    gradients[last] = reached[last] = 1;
    for (const id of back) {
      if (!reached[id]) continue; // only branches that were not taken lead here
      for (const {to, share} of contributions(id)) {
        gradients[to] += share;
        reached[to] = 1;
      }
    }
  }

  // The result with one node set to another number. Nothing is changed.
  function resultAt(id, x) {
    const before = values.slice();
    values[id] = x;
    for (const other of order) if (other !== id) compute(other);
    const found = values[last];
    values.set(before);
    return found;
  }

  // The central difference, with the exact step between the two numbers.
  function difference(id, h) {
    const above = values[id] + h, below = values[id] - h;
    return (resultAt(id, above) - resultAt(id, below)) / (above - below);
  }

  const set = (leaf, x) => { values[leaf] = x; };

  return {values, gradients, reached, order, back, set, compute, operand, forward, backward, partials, contributions, difference};
}
