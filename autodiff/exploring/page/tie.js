// In a widget: tells Python which leaves were moved here, and takes over what Python says of the others.

function createTie(engine, data, words) {
  const PAUSE = 40; // milliseconds: Python does not need every frame
  const leaves = data.graph.nodes.flatMap((node, id) => (node.op ? [] : [id]));
  const known = new Map(leaves.map((id) => [id, engine.values[id]])); // what was said last, here or there
  const isMoved = (id) => !Object.is(known.get(id), engine.values[id]);
  const spelled = (x) => (Number.isFinite(x) ? x : String(x));
  let timer = null;

  function say() {
    timer = null;
    const moved = leaves.filter(isMoved);
    moved.forEach((id) => known.set(id, engine.values[id]));
    if (moved.length) parent.postMessage({leaves: Object.fromEntries(moved.map((id) => [id, spelled(engine.values[id])]))}, "*");
  }

  addEventListener("message", ({source, data: said}) => {
    if (source !== parent || !said || !said.leaves) return;
    const others = leaves.filter((id) => id in said.leaves && !isMoved(id) && !Object.is(Number(said.leaves[id]), engine.values[id]));
    others.forEach((id) => known.set(id, Number(said.leaves[id])));
    if (!others.length) return;
    words.begin();
    words.change(() => others.forEach((id) => engine.set(id, known.get(id))), "From Python", false);
  });
  parent.postMessage({ready: true}, "*");
  return {changed: () => { timer ??= setTimeout(say, PAUSE); }};
}
