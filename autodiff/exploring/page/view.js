// The drawing: which box shows which node, its numbers kept up to date, moved and zoomed.

function createView(host, data, text, onChoose) {
  let svg, boxes, arrows, view, box;
  const NS = "http://www.w3.org/2000/svg";

  function show(index) {
    view = data.views[index];
    host.replaceChildren(new DOMParser().parseFromString(view.svg, "image/svg+xml").documentElement);
    svg = host.firstElementChild;
    svg.removeAttribute("width");
    svg.removeAttribute("height");
    boxes = [...svg.querySelectorAll("g.ad-box")];
    arrows = [...svg.querySelectorAll("g.ad-arrow")];
    boxes.forEach(prepareBox);
    arrows.forEach((arrow, i) => arrow.addEventListener("click", () => onChoose(targetOf(i), i)));
    fit();
  }

  // A box can be reached by keyboard, if it shows a node; an outline marks it.
  function prepareBox(element, i) {
    if (!view.boxes[i].length) return;
    const outline = element.querySelector("path:last-of-type").cloneNode();
    outline.setAttribute("class", "outline");
    element.append(outline);
    element.setAttribute("tabindex", "0");
    element.setAttribute("role", "button");
    element.addEventListener("click", () => onChoose(view.boxes[i][0]));
    element.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); onChoose(view.boxes[i][0]); }
    });
  }

  const targetOf = (i) => view.boxes[view.arrows[i][1]][0];

  // The numbers of all boxes; what is not shown yet, or hidden, is a text of its own.
  function update(value, gradient, name) {
    boxes.forEach((element, i) => {
      const ids = view.boxes[i], fields = element.querySelectorAll(".ad-number");
      if (!ids.length || fields.length < 2) return;
      set(fields[0], listed(ids, value));
      set(fields[1], listed(ids, gradient));
      const title = element.querySelector("title"), says = `${name(ids[0])}: data ${fields[0].textContent}, grad ${fields[1].textContent}`;
      if (title.textContent !== says) { title.textContent = says; element.setAttribute("aria-label", says); }
    });
  }

  const listed = (ids, of) => (ids.length === 1 ? of(ids[0]) : `[${ids.slice(0, 2).map(of).join(", ")}${ids.length > 2 ? ", …" : ""}]`);
  const set = (element, content) => { if (element.textContent !== content) element.textContent = content; };

  // Classes of boxes by a test of what they show, and of arrows by their number.
  function mark(name, ofBox, ofArrow = () => false) {
    boxes.forEach((element, i) => element.classList.toggle(name, view.boxes[i].some(ofBox)));
    arrows.forEach((element, i) => element.classList.toggle(name, ofArrow(i)));
  }

  // The arrows into a node, by the operand they bring; of a folded box all.
  const arrowsInto = (id) => view.arrows.flatMap(([, target, port], i) => (view.boxes[target].includes(id) ? [[i, port]] : []));

  // What flows along arrows, written beside them.
  function flows(list) {
    svg.querySelectorAll(".flow").forEach((old) => old.remove());
    for (const [i, words] of list) {
      const path = arrows[i].querySelector("path"), at = path.getPointAtLength(path.getTotalLength() / 2);
      const note = document.createElementNS(NS, "text");
      note.setAttribute("class", "flow");
      note.setAttribute("x", at.x);
      note.setAttribute("y", at.y - 6);
      note.textContent = words;
      svg.append(note);
    }
  }

  // --- Moving and zooming ---

  function fit() {
    const {width, height} = svg.viewBox.baseVal;
    box = {x: svg.viewBox.baseVal.x, y: svg.viewBox.baseVal.y, width, height};
  }

  const place = () => svg.setAttribute("viewBox", `${box.x} ${box.y} ${box.width} ${box.height}`);

  function zoom(factor, at = {x: box.x + box.width / 2, y: box.y + box.height / 2}) {
    box = {x: at.x + (box.x - at.x) * factor, y: at.y + (box.y - at.y) * factor, width: box.width * factor, height: box.height * factor};
    place();
  }

  function pan(dx, dy) {
    box.x += dx * box.width;
    box.y += dy * box.height;
    place();
  }

  function reset() {
    const whole = new DOMParser().parseFromString(view.svg, "image/svg+xml").documentElement;
    svg.setAttribute("viewBox", whole.getAttribute("viewBox"));
    fit();
  }

  function pointAt(event) {
    return new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  }

  host.addEventListener("wheel", (event) => { event.preventDefault(); zoom(event.deltaY > 0 ? 1.12 : 1 / 1.12, pointAt(event)); }, {passive: false});
  const fingers = new Map();
  host.addEventListener("pointerdown", (event) => fingers.set(event.pointerId, event));
  for (const end of ["pointerup", "pointercancel", "pointerleave"]) host.addEventListener(end, (event) => fingers.delete(event.pointerId));
  host.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before || !(event.buttons & 1)) return;
    if (fingers.size === 2) {
      const other = [...fingers.values()].find((finger) => finger.pointerId !== event.pointerId);
      const apart = (finger) => Math.hypot(finger.clientX - other.clientX, finger.clientY - other.clientY);
      zoom(apart(before) / apart(event));
    } else {
      const scale = svg.getScreenCTM().a;
      box.x -= (event.clientX - before.clientX) / scale;
      box.y -= (event.clientY - before.clientY) / scale;
      place();
    }
    fingers.set(event.pointerId, event);
  });
  host.addEventListener("keydown", (event) => {
    const keys = {"+": () => zoom(1 / 1.2), "-": () => zoom(1.2), "0": reset, ArrowLeft: () => pan(-0.1, 0), ArrowRight: () => pan(0.1, 0),
      ArrowUp: () => pan(0, -0.1), ArrowDown: () => pan(0, 0.1)};
    if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
  });

  return {show, update, mark, arrowsInto, flows, zoom, reset, targetOf, portOf: (i) => view.arrows[i][2]};
}
