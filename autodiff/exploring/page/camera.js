// The part of the drawing that is in sight: moving, zooming, following.

function createCamera(host) {
  const LEGIBLE = 0.5, READABLE = 0.75, LARGEST = 1.5, CLOSEST = 6; // pixels for one unit of the drawing
  let svg, whole, first, scale = 1, middle = {x: 0, y: 0}, placed = false, moved = false, seen = null, moving = () => {};

  // Show a drawing. first: the box to show if there is no room for all.
  function look(drawing, box) {
    svg = drawing;
    first = box;
    const {x, y, width, height} = svg.viewBox.baseVal;
    whole = {x, y, width, height};
    start();
  }

  const between = (x, low, high) => Math.min(Math.max(x, low), high);

  function place() {
    placed = host.clientWidth > 0 && host.clientHeight > 0; // in a notebook the frame may have no size at first
    if (!placed) return;
    middle = {x: between(middle.x, whole.x, whole.x + whole.width), y: between(middle.y, whole.y, whole.y + whole.height)};
    const width = host.clientWidth / scale, height = host.clientHeight / scale;
    seen = {x: middle.x - width / 2, y: middle.y - height / 2, width, height};
    svg.setAttribute("viewBox", [seen.x, seen.y, width, height].map((c) => c.toFixed(2)).join(" "));
    moving();
  }

  // Whether a part of the drawing is in sight.
  const sees = ({x, y, width, height}) => x < seen.x + seen.width && seen.x < x + width && y < seen.y + seen.height && seen.y < y + height;

  const fitting = () => Math.min(host.clientWidth / whole.width, host.clientHeight / whole.height, LARGEST);

  function fit() {
    moved = false;
    scale = fitting();
    middle = {x: whole.x + whole.width / 2, y: whole.y + whole.height / 2};
    place();
  }

  // The whole drawing if it is legible then, else its left part around the first box.
  function start() {
    fit();
    if (scale >= LEGIBLE || !placed) return;
    scale = READABLE;
    const part = (size, most) => Math.min(size / scale, most) / 2, {y, height} = first.getBBox(), high = part(host.clientHeight, whole.height);
    middle = {x: whole.x + part(host.clientWidth, whole.width), y: between(y + height / 2, whole.y + high, whole.y + whole.height - high)};
    place();
  }

  function zoom(factor, at = middle) {
    const before = scale;
    moved = true;
    scale = between(scale * factor, fitting() / 2, Math.max(CLOSEST, fitting()));
    middle = {x: at.x + (middle.x - at.x) * before / scale, y: at.y + (middle.y - at.y) * before / scale};
    place();
  }

  function pan(dx, dy) {
    moved = true;
    middle = {x: middle.x + dx / scale, y: middle.y + dy / scale};
    place();
  }

  // Moves as little as needed to bring a box into sight, with a margin.
  function reveal({x, y, width, height}) {
    const by = (low, size, at, room, margin) => Math.min(0, low - margin - (at - room / 2)) || Math.max(0, low + size + margin - (at + room / 2));
    const way = (margin) => [by(x, width, middle.x, host.clientWidth / scale, margin), by(y, height, middle.y, host.clientHeight / scale, margin)];
    if (!way(0).some(Boolean)) return;
    const [dx, dy] = way(24 / scale);
    pan(dx * scale, dy * scale);
  }

  const pointAt = ({clientX, clientY}) => new DOMPoint(clientX, clientY).matrixTransform(svg.getScreenCTM().inverse());

  // --- Wheel, mouse and fingers ---

  const fingers = new Map();
  let dragged = 0;

  function drag(event) {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    if (!event.buttons) return fingers.delete(event.pointerId); // the button was released outside the page
    const others = [...fingers.values()].filter((finger) => finger.pointerId !== event.pointerId);
    if (others.length) pinch(others[0], before, event);
    else pan(before.clientX - event.clientX, before.clientY - event.clientY);
    dragged += Math.abs(event.clientX - before.clientX) + Math.abs(event.clientY - before.clientY);
    fingers.set(event.pointerId, event);
  }

  function pinch(other, before, now) {
    const apart = (finger) => Math.hypot(finger.clientX - other.clientX, finger.clientY - other.clientY);
    const centre = pointAt({clientX: (other.clientX + now.clientX) / 2, clientY: (other.clientY + now.clientY) / 2});
    if (apart(before)) zoom(apart(now) / apart(before), centre);
  }

  host.addEventListener("wheel", (event) => { event.preventDefault(); zoom(event.deltaY > 0 ? 1 / 1.12 : 1.12, pointAt(event)); }, {passive: false});
  host.addEventListener("pointerdown", (event) => { if (!fingers.size) dragged = 0; fingers.set(event.pointerId, event); });
  addEventListener("pointermove", drag);
  for (const end of ["pointerup", "pointercancel"]) addEventListener(end, (event) => fingers.delete(event.pointerId));
  // A click at the end of a drag does not choose a box.
  host.addEventListener("click", (event) => { if (dragged > 6) event.stopPropagation(); }, {capture: true});
  new ResizeObserver(() => { if (svg && placed && moved) place(); else if (svg) start(); }).observe(host);

  return {look, fit, zoom, pan, reveal, sees, isPlaced: () => placed, onMove: (act) => { moving = act; }};
}
