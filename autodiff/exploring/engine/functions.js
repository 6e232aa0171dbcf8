// The functions of formulas that JavaScript's Math lacks, or answers otherwise than IEEE 754 says.

const ERFC = [1, 0.4795001221869535, 0.15729920705028513, 0.033894853524689274, 0.004677734981047266,
  0.0004069520174449589]; // of 0, 1/2, 1, ... 5/2

// Numbers as [part, power], part · 2^power with a part near 1: their product passes through nothing too large or too small.
function split(part, power = 0) {
  const by = Math.min(Math.floor(Math.log2(Math.abs(part))), 1023);
  return [part / 2 ** by, power + by];
}
const product = ([a, p], [b, q]) => split(a * b, p + q);
function joined([part, power]) {
  const half = Math.max(-1000, Math.min(power, 1000)); // 2^power alone may be too large or too small
  return part * 2 ** half * 2 ** (power - half);
}
// The sum of numbers that do not overlap, the largest last: where its rounding met a tie, the next of them decides.
function rounded(parts) {
  let high = 0, low = 0, next = parts.length;
  while (next > 0 && low === 0) {
    const x = high, y = parts[--next];
    high = x + y;
    low = y - (high - x);
  }
  const further = high + 2 * low;
  return next > 0 && low * Math.sign(parts[next - 1]) > 0 && further - high === 2 * low ? further : high;
}

// A finite number as a whole number of the smallest ones, 2^-1074, and back: the nearest number to so many of them.
function units(x) {
  const [bits] = new BigUint64Array(Float64Array.of(x).buffer);
  const exponent = (bits >> 52n) & 2047n, digits = BigInt.asUintN(52, bits);
  const size = exponent ? (digits | (1n << 52n)) << (exponent - 1n) : digits;
  return x < 0 ? -size : size;
}
function fromUnits(total) {
  const size = total < 0n ? -total : total;
  const excess = Math.max(size.toString(2).length - 64, 0); // of 64 digits the last only says whether something follows
  const top = size >> BigInt(excess), rest = top << BigInt(excess) === size ? 0n : 1n;
  return (total < 0n ? -1 : 1) * Number(top | rest) * 2 ** (excess - 1074);
}

const isOrdinary = (x) => x !== 0 && Number.isFinite(x);

const fn = {
  // C's pow: 1 to any power is 1, and so is -1 to an infinite one.
  pow: (x, y) => (x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : Math.pow(x, y)),

  // exp(x - y), with the rounding error of x - y put back as a factor (Knuth's two-sum).
  exp_difference(x, y) {
    if (x === y) return 1;
    const d = x - y, t = d - x, error = (x - (d - t)) - (y + t);
    return Math.abs(error) < 1 ? Math.exp(d) * (1 + error) : Math.exp(d);
  },

  // exp(-x²): half of the digits of x have an exact square.
  gaussian(x) {
    const h = Math.fround(x);
    return Math.exp(-h * h) * Math.exp(-(x - h) * (x + h));
  },

  // Near 0 the series 2/√π exp(-x²) Σ 2ⁿ x²ⁿ⁺¹ / (1·3·5⋯(2n+1)), of positive terms; beyond, what erfc leaves.
  erf(x) {
    if (!(Math.abs(x) < 2.5)) return x > 0 ? 1 - fn.erfc(x) : x < 0 ? fn.erfc(-x) - 1 : x;
    let term = x, sum = x;
    for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return 2 / Math.sqrt(Math.PI) * fn.gaussian(x) * sum;
  },

  // Far out Laplace's continued fraction exp(-x²)/√π · 1/(x + ½/(x + 1/(x + 3/2/(x + ...)))), from its end.
  erfc(x) {
    if (x < 0.5) return 1 - fn.erf(x);
    if (x > 30) return 0;
    if (x < 2.5) return fn.middle(x);
    let rest = x;
    for (let n = 120; n > 0; n--) rest = x + n / 2 / rest;
    return fn.gaussian(x) / Math.sqrt(Math.PI) / rest;
  },

  // erfc from 0.5 to 2.5, where neither converges well: Taylor's series from the nearest of a few points, from the derivatives
  // of exp(-x²), which follow from one another: f⁽ⁿ⁺²⁾ = -2x f⁽ⁿ⁺¹⁾ - 2n f⁽ⁿ⁾.
  middle(x) {
    const near = Math.round(2 * x) / 2, h = x - near;
    let [before, now] = [0, -2 / Math.sqrt(Math.PI) * Math.exp(-near * near)];
    let sum = ERFC[2 * near], power = h, factorial = 1;
    for (let n = 0; n < 40; n++) {
      sum += now * power / factorial;
      [before, now] = [now, -2 * near * now - 2 * n * before];
      power *= h;
      factorial *= n + 2;
    }
    return sum;
  },

  // Of a number beside 0, an infinity or nan only the sign counts.
  prod: (list) => (list.every(isOrdinary) ? joined(list.map((x) => split(x)).reduce(product, [1, 0]))
    : list.reduce((found, x) => found * (isOrdinary(x) ? Math.sign(x) : x), 1)),

  // For each number the product of all others, without a division: one of them may be 0.
  others(list) {
    if (!list.every(isOrdinary)) return list.map((_, i) => fn.prod(list.filter((_, k) => k !== i)));
    const before = [[1, 0]], after = [[1, 0]]; // the products of the first numbers, and of the last
    for (const x of list) before.push(product(before.at(-1), split(x)));
    for (const x of [...list].reverse()) after.push(product(after.at(-1), split(x)));
    return list.map((_, i) => joined(product(before[i], after[list.length - 1 - i])));
  },

  // The sum of a list rounded once (Shewchuk, 1997), also if it passes through what is too large; IEEE's with infinities.
  sum(terms) {
    let parts = [];
    for (let x of terms) {
      const kept = [];
      for (let y of parts) {
        if (Math.abs(x) < Math.abs(y)) [x, y] = [y, x];
        const high = x + y, low = y - (high - x);
        if (low !== 0) kept.push(low);
        x = high;
      }
      parts = [...kept, x];
    }
    const found = rounded(parts);
    if (Number.isFinite(found)) return found;
    const infinite = terms.filter((x) => !Number.isFinite(x));
    return infinite.length ? infinite.reduce((a, b) => a + b) : fromUnits(terms.reduce((total, x) => total + units(x), 0n));
  },
};
