// The drawing: which box shows which node, and its numbers kept up to date. Boxes are buttons.

function createView(host, data, camera, onChoose) {
  const PAUSE = 250; // milliseconds without a change, after which the text for screen readers is updated
  const FLOW = 70; // room for the numbers beside the arrows into a box
  let svg, boxes, arrows, view, fields, marks, tabbable, timer, spoken;
  let places, says, stale; // where the boxes are, their numbers, and which boxes do not show them yet

  function show(index) {
    view = data.views[index];
    host.replaceChildren(new DOMParser().parseFromString(view.svg, "image/svg+xml").documentElement);
    svg = host.firstElementChild;
    svg.removeAttribute("width");
    svg.removeAttribute("height");
    svg.setAttribute("role", "group"); // not an image: the boxes in it can be reached
    boxes = [...svg.querySelectorAll("g.ad-box")];
    arrows = [...svg.querySelectorAll("g.ad-arrow")];
    fields = boxes.map((box, i) => (view.boxes[i].length ? [...box.querySelectorAll(".ad-number")] : []));
    for (const [data, grad] of fields) {
      data?.classList.add("data");
      grad?.classList.add("grad");
    }
    places = says = null;
    stale = new Set();
    marks = {};
    tabbable = spoken = null;
    boxes.forEach(prepareBox);
    arrows.forEach(prepareArrow);
  }

  function prepareBox(box, i) {
    if (!view.boxes[i].length) return;
    const outline = box.querySelector("path:last-of-type").cloneNode();
    outline.setAttribute("class", "outline");
    box.append(outline);
    box.setAttribute("role", "button");
    box.setAttribute("tabindex", tabbable === null ? "0" : "-1");
    tabbable ??= i;
    box.addEventListener("click", () => chosen(i));
    box.addEventListener("focus", () => { stop(i); camera.reveal(box.getBBox()); });
    box.addEventListener("keydown", (event) => onKey(event, i));
  }

  // An arrow is thin: a wide, transparent one is easier to hit.
  function prepareArrow(arrow, i) {
    const wide = arrow.querySelector("path").cloneNode(), [source, target] = view.arrows[i].map((box) => view.boxes[box]);
    wide.setAttribute("class", "wide");
    arrow.append(wide);
    const name = (ids) => (ids && ids.length ? data.graph.nodes[ids[0]].name : "constant");
    arrow.querySelector("title").textContent = `${name(source)} → ${name(target)}`;
    arrow.addEventListener("click", () => onChoose(targetOf(i), i));
  }

  function chosen(i) {
    stop(i);
    onChoose(view.boxes[i][0]);
  }

  // --- Keys: Tab stops at one box, arrow keys go to the others ---

  function stop(i) {
    boxes[tabbable].setAttribute("tabindex", "-1");
    boxes[i].setAttribute("tabindex", "0");
    tabbable = i;
  }

  function onKey(event, i) {
    const ways = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};
    if (event.key === "Enter" || event.key === " ") chosen(i);
    else if (ways[event.key]) (neighbour(i, ...ways[event.key]) ?? boxes[i]).focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  // The nearest box in a direction; distance to the side counts double.
  function neighbour(i, dx, dy) {
    const centre = (box) => { const {x, y, width, height} = box.getBBox(); return [x + width / 2, y + height / 2]; };
    const [x, y] = centre(boxes[i]);
    let best = null, least = Infinity;
    boxes.forEach((box, other) => {
      if (!view.boxes[other].length || other === i) return;
      const [ox, oy] = centre(box), ahead = (ox - x) * dx + (oy - y) * dy, aside = Math.abs((ox - x) * dy) + Math.abs((oy - y) * dx);
      if (ahead > 1 && ahead + 2 * aside < least) [best, least] = [box, ahead + 2 * aside];
    });
    return best;
  }

  // --- Numbers ---

  // Laying out text is slow, so boxes out of sight are written when they come into sight.
  function update(value, gradient) {
    says = (i) => [value, gradient].map((of) => listed(view.boxes[i], of));
    stale = new Set(fields.flatMap((pair, i) => (pair.length < 2 ? [] : [i])));
    write();
    clearTimeout(timer);
    if (spoken) timer = setTimeout(speak, PAUSE);
    else speak();
  }

  function write() {
    if (camera.isPlaced()) places ??= boxes.map((box) => box.getBBox()); // a hidden page has no places
    for (const i of stale) {
      if (places && !camera.sees(places[i])) continue;
      says(i).forEach((content, k) => set(fields[i][k], content));
      stale.delete(i);
    }
  }

  const listed = (ids, of) => (ids.length === 1 ? of(ids[0]) : `[${ids.slice(0, 2).map(of).join(", ")}${ids.length > 2 ? ", …" : ""}]`);
  const set = ({firstChild}, content) => { if (firstChild.data !== content) firstChild.data = content; }; // keeping the text node is faster

  function speak() {
    spoken ??= boxes.map(() => "");
    boxes.forEach((box, i) => {
      if (fields[i].length < 2) return;
      const [value, gradient] = says(i), whole = `${view.folded[i] || data.graph.nodes[view.boxes[i][0]].name}: data ${value}, grad ${gradient}`;
      if (spoken[i] === whole) return;
      spoken[i] = whole;
      box.setAttribute("aria-label", whole);
      box.querySelector("title").textContent = whole;
    });
  }

  // --- Marks, and the numbers on arrows ---

  // Sets a class on the boxes and arrows that pass a test. ofBox is given the nodes in a box and those it shows; ofArrow a number.
  function mark(name, ofBox, ofArrow = () => false) {
    const before = marks[name] ?? [], now = [...view.holds.map((ids, i) => ids.length > 0 && ofBox(ids, view.boxes[i])), ...arrows.map((_, i) => ofArrow(i))];
    [...boxes, ...arrows].forEach((element, i) => { if (now[i] !== Boolean(before[i])) element.classList.toggle(name, now[i]); });
    marks[name] = now;
  }

  // The arrows into a node, each with the position of its operand; for a folded box all of its arrows.
  const arrowsInto = (id) => view.arrows.flatMap(([, target, port], i) => (view.holds[target].includes(id) ? [[i, port]] : []));
  const targetOf = (i) => view.boxes[view.arrows[i][1]][0];
  const placeOf = (id) => view.holds.findIndex((ids) => ids.includes(id));
  const boxOf = (id) => boxes[placeOf(id)];

  // The leftmost box; among several, the one nearest to the middle.
  function first() {
    const far = (box) => { const {x, y, height} = box.getBBox(); return 1e6 * Math.round(x) + Math.abs(y + height / 2 - svg.viewBox.baseVal.height / 2); };
    return boxes.reduce((best, box) => (far(box) < far(best) ? box : best));
  }

  function flows(list) {
    svg.querySelectorAll(".flow").forEach((old) => old.remove());
    for (const [i, words] of list) {
      const path = arrows[i].querySelector("path"), at = path.getPointAtLength(path.getTotalLength() / 2);
      svg.append(makeSvg("text", {class: "flow", x: at.x, y: at.y - 6}, words));
    }
  }

  // Brings the box of a node into sight, with the numbers on the arrows into it.
  function reveal(id) {
    if (!boxOf(id)) return;
    const {x, y, width, height} = boxOf(id).getBBox(), room = arrowsInto(id).length ? FLOW : 0;
    camera.reveal({x: x - room, y, width: width + room, height});
  }

  camera.onMove(() => { if (says) write(); });
  host.addEventListener("keydown", (event) => {
    const keys = {"+": () => camera.zoom(1.2), "-": () => camera.zoom(1 / 1.2), "0": camera.fit, ArrowLeft: () => camera.pan(-60, 0),
      ArrowRight: () => camera.pan(60, 0), ArrowUp: () => camera.pan(0, -60), ArrowDown: () => camera.pan(0, 60)};
    if (!keys[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    keys[event.key]();
  });

  // The layer or neuron that is folded into the box of a node.
  const foldOf = (id) => view.folded[placeOf(id)] ?? "";
  // The nodes shown in the same box.
  const beside = (id) => view.boxes[placeOf(id)] ?? [];
  const leadsTo = (i, id) => view.holds[view.arrows[i][1]].includes(id);

  return {show, update, mark, arrowsInto, flows, reveal, targetOf, leadsTo, foldOf, beside, first, portOf: (i) => view.arrows[i][2],
    shown: () => view, svg: () => svg};
}
