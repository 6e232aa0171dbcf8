// What all parts use: numbers as text, formulas as MathML, elements, plots.

const text = {
  // A number in so many significant digits; exactly 0 stays 0.
  number(x, digits = 4) {
    if (x === 0) return "0";
    if (!Number.isFinite(x)) return Number.isNaN(x) ? "nan" : x > 0 ? "inf" : "-inf";
    const size = Math.abs(x);
    const rounded = Number(x.toPrecision(digits));
    return size >= 1e6 || size < 1e-4 ? rounded.toExponential().replace("e+", "e") : String(rounded);
  },

  // A number as people write it: 0,5 too, 1/3, inf and nan; null for anything else.
  read(given) {
    const written = given.trim().toLowerCase().replace(/[−–]/g, "-").replace(/^([-+]?\d*),(\d+)$/, "$1.$2");
    const named = /^([-+]?)(inf|infinity|∞|nan)$/.exec(written);
    if (named) return named[2] === "nan" ? NaN : named[1] === "-" ? -Infinity : Infinity;
    const parts = written.split("/");
    if (parts.length > 2 || !parts.every((part) => /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/.test(part))) return null;
    const x = parts.map(Number).reduce((a, b) => a / b);
    return Number.isFinite(x) ? x : null;
  },

  NUMBERS: "write 0.5, 1/3, 1e-3, inf or nan",

  // What stands before numbers that are shown in so many digits; 0.30000000000000004 is 0.3.
  sign: (numbers, digits = 4) => (numbers.every((x) => !Number.isFinite(x) || Math.abs(Number(text.number(x, digits)) - x) <= 1e-14 * Math.abs(x)) ? "=" : "≈"),

  // A number after a sign.
  bracketed: (number) => (number.startsWith("-") ? `(${number})` : number),

  // ∂y/∂x, with parentheses around an expression.
  slope: (y, x) => `∂${text.atom(y)}/∂${text.atom(x)}`,
  atom: (name) => (/^[\p{L}\p{M}\p{N}_.′']+(⁽[^⁽⁾]*⁾)?$/u.test(name) ? name : `(${name})`),
};

// Formulas as MathML. Names and formulas of nodes come from Python, which escapes the labels in them; here only numbers are added.
const math = {
  number: (x, digits) => `<mn>${text.number(x, digits).replaceAll("-", "−")}</mn>`,
  bracketed: (x, digits) => (text.number(x, digits).startsWith("-") ? math.brackets(math.number(x, digits)) : math.number(x, digits)),
  brackets: (inner) => `<mrow><mo>(</mo>${inner}<mo>)</mo></mrow>`,
  slope: (y, x) => `<mfrac><mrow><mo>∂</mo>${y.math}</mrow><mrow><mo>∂</mo>${x.math}</mrow></mfrac>`,
  product: (...factors) => `<mrow>${factors.join("<mo>·</mo>")}</mrow>`,
  unknown: "<mo>?</mo>",
};

// A formula as an element. Brackets grow with fractions, but not with exponents.
function formula(mathml) {
  const source = `<math xmlns="http://www.w3.org/1998/Math/MathML">${mathml}</math>`;
  const element = document.importNode(new DOMParser().parseFromString(source, "application/xml").documentElement, true);
  for (const sign of element.querySelectorAll("mo")) {
    if (/^[()]$/.test(sign.textContent) && !sign.parentNode.querySelector("mfrac, mtable")) sign.setAttribute("stretchy", "false");
  }
  return element;
}

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

// A line through points (x, y), of which one is marked, in a plot of 320 by 90. called: the text for its lowest and highest y.
function plot(svg, points, marked, called) {
  const good = points.filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y));
  svg.replaceChildren(makeSvg("line", {class: "plot-axis", x1: 4, y1: 84, x2: 316, y2: 84}));
  if (!good.length) return;
  const span = (k) => [Math.min(...good.map((p) => p[k])), Math.max(...good.map((p) => p[k]))];
  const [left, right] = span(0), [low, high] = span(1);
  const at = ([x, y]) => [6 + 308 * (right > left ? (x - left) / (right - left) : 0.5), 82 - 70 * (high > low ? (y - low) / (high - low) : 0.5)];
  svg.append(makeSvg("polyline", {class: "plot-line", points: good.map((p) => at(p).map((c) => c.toFixed(1)).join(",")).join(" ")}));
  svg.append(makeSvg("text", {class: "plot-end", x: 160, y: 10}, called(high)), makeSvg("text", {class: "plot-end", x: 6, y: 80, "text-anchor": "start"}, called(low)));
  if (marked && Number.isFinite(marked[1])) {
    const [x, y] = at(marked);
    svg.append(makeSvg("circle", {class: "plot-dot", cx: x.toFixed(1), cy: y.toFixed(1), r: 4}));
  }
}

// A run of steps, started and stopped by a button. Meanwhile screen readers, which could not keep up, are not told.
function createRun(button, told, busy) {
  const idle = button.textContent;
  let timer = null;

  function show() {
    button.setAttribute("aria-pressed", String(timer !== null));
    button.textContent = timer === null ? idle : busy;
    told.setAttribute("aria-live", timer === null ? "polite" : "off");
  }

  function start(act, pause) {
    timer = setInterval(act, pause);
    show();
  }

  function stop() {
    clearInterval(timer);
    timer = null;
    show();
  }

  return {start, stop, isOn: () => timer !== null};
}
