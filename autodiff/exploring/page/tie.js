// In a widget: says what the leaves are whenever they change, and takes over what Python says they are.

function createTie(engine, data, words) {
  const PAUSE = 40; // milliseconds: Python need not see every frame
  const leaves = data.graph.nodes.flatMap((node, id) => (node.op ? [] : [id]));
  const spelled = (x) => (Number.isFinite(x) ? x : String(x));
  let timer = null;

  function changed() {
    timer ??= setTimeout(() => {
      timer = null;
      parent.postMessage({leaves: Object.fromEntries(leaves.map((id) => [id, spelled(engine.values[id])]))}, "*");
    }, PAUSE);
  }

  addEventListener("message", ({source, data: said}) => {
    if (source !== parent || !said || !said.leaves || timer !== null) return;
    const others = leaves.filter((id) => id in said.leaves && !Object.is(Number(said.leaves[id]), engine.values[id]));
    if (others.length) words.change(() => others.forEach((id) => engine.set(id, Number(said.leaves[id]))), "From Python", false);
  });
  parent.postMessage({ready: true}, "*");
  return {changed};
}
