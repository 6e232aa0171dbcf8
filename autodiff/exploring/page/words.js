// Small things that all parts use: numbers as text, elements, plots.

const text = {
  // A number in so many significant digits; exactly 0 stays 0.
  number(x, digits = 4) {
    if (x === 0) return "0";
    if (!Number.isFinite(x)) return Number.isNaN(x) ? "nan" : x > 0 ? "inf" : "-inf";
    const size = Math.abs(x);
    const rounded = Number(x.toPrecision(digits));
    return size >= 1e6 || size < 1e-4 ? rounded.toExponential().replace("e+", "e") : String(rounded);
  },

  // A number after a sign.
  bracketed: (number) => (number.startsWith("-") ? `(${number})` : number),

  // ∂y/∂x, with parentheses about what is not one name.
  slope: (y, x) => `∂${text.atom(y)}/∂${text.atom(x)}`,
  atom: (name) => (/^[\p{L}\p{M}\p{N}_.′']+$/u.test(name) ? name : `(${name})`),
};

// An element with attributes and children; text stays text.
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

function makeSvg(tag, attributes, content = "") {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.textContent = content;
  return element;
}

// A line through points (x, y) in a plot of 320 by 90, with one of them marked.
function plot(svg, points, marked) {
  const good = points.filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y));
  svg.replaceChildren(makeSvg("line", {class: "plot-axis", x1: 4, y1: 84, x2: 316, y2: 84}));
  if (!good.length) return;
  const span = (k) => [Math.min(...good.map((p) => p[k])), Math.max(...good.map((p) => p[k]))];
  const [left, right] = span(0), [low, high] = span(1);
  const at = ([x, y]) => [6 + 308 * (right > left ? (x - left) / (right - left) : 0.5), 82 - 70 * (high > low ? (y - low) / (high - low) : 0.5)];
  svg.append(makeSvg("polyline", {class: "plot-line", points: good.map((p) => at(p).map((c) => c.toFixed(1)).join(",")).join(" ")}));
  if (marked && Number.isFinite(marked[1])) {
    const [x, y] = at(marked);
    svg.append(makeSvg("circle", {class: "plot-dot", cx: x.toFixed(1), cy: y.toFixed(1), r: 4}));
  }
}
