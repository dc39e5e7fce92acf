// QR codes (ISO/IEC 18004), drawn where the text is: a code that invites, or shows who somebody is, is
// nobody else's to see, so no server draws it.

import { Refusal, utf8 } from "./bytes.js";

/** Error correction words in each block, and blocks, by version from 1: level L, then M. */
const WORDS = [
  [7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28, 28, 30, 30, 26, 28, ...Array(14).fill(30)],
  [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, ...Array(19).fill(28)],
];
const BLOCKS = [
  [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 24, 25],
  [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49],
];
/** The bits that name a level, by its place above. */
const LEVEL = [1, 0];
/** Texts up to so many bytes are drawn with more correction: their modules are large anyway. */
const SHORT_BYTES = 300;
/** Which modules each mask turns around. @type {((x: number, y: number) => boolean)[]} */
const MASKS = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => ((x / 3 | 0) + (y / 2 | 0)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/** Products in the field of 256 elements, over the polynomial 0x11d. @param {number} a @param {number} b */
function times(a, b) {
  let product = 0;
  for (let bit = 7; bit >= 0; bit--) {
    product = (product << 1) ^ ((product >> 7) * 0x11d);
    product ^= ((b >> bit) & 1) * a;
  }
  return product;
}

/** The remainder of some words by the generator of `count` words (Reed-Solomon). @param {number[]} data @param {number} count */
function correction(data, count) {
  const generator = [...Array(count - 1).fill(0), 1];
  for (let power = 0, root = 1; power < count; power++, root = times(root, 2)) {
    for (let at = 0; at < count; at++) generator[at] = times(generator[at], root) ^ (generator[at + 1] ?? 0);
  }
  const rest = Array(count).fill(0);
  for (const word of data) {
    const factor = word ^ rest.shift();
    rest.push(0);
    generator.forEach((part, at) => (rest[at] ^= times(part, factor)));
  }
  return rest;
}

/** Adds the remainder that corrects a few bits (BCH). @param {number} data @param {number} bits @param {number} generator */
function guarded(data, bits, generator) {
  let rest = data;
  const top = 31 - Math.clz32(generator);
  for (let step = 0; step < bits; step++) rest = (rest << 1) ^ ((rest >> (top - 1)) * generator);
  return (data << bits) | rest;
}

/** A square of modules: what is drawn, and what is fixed. */
class Grid {
  /** @param {number} version */
  constructor(version) {
    this.size = 4 * version + 17;
    /** @type {number[][]} */
    this.dark = Array.from({ length: this.size }, () => Array(this.size).fill(0));
    this.fixed = this.dark.map((row) => row.map(() => false));
    const last = this.size - 1;
    for (let at = 0; at < this.size; at++) {
      this.fix(6, at, at % 2 === 0);
      this.fix(at, 6, at % 2 === 0);
    }
    for (const [x, y] of [[3, 3], [last - 3, 3], [3, last - 3]]) this.rings(x, y, 4, [0, 1, 3]);
    const places = alignments(version, last);
    places.forEach((x, column) =>
      places.forEach((y, row) => {
        const end = places.length - 1;
        const isCorner = (!column && !row) || (!column && row === end) || (column === end && !row);
        if (!isCorner) this.rings(x, y, 2, [0, 2]);
      }),
    );
    this.format(0, 0);
    if (version >= 7) {
      const bits = guarded(version, 12, 0x1f25);
      for (let bit = 0; bit < 18; bit++) {
        const [far, near] = [this.size - 11 + (bit % 3), bit / 3 | 0];
        this.fix(far, near, (bits >> bit) & 1);
        this.fix(near, far, (bits >> bit) & 1);
      }
    }
  }

  /** @param {number} x @param {number} y @param {boolean | number} isDark */
  fix(x, y, isDark) {
    this.dark[y][x] = Number(isDark);
    this.fixed[y][x] = true;
  }

  /** Draws rings around a place, dark at some distances. @param {number} x @param {number} y @param {number} reach @param {number[]} dark */
  rings(x, y, reach, dark) {
    for (let down = -reach; down <= reach; down++) {
      for (let right = -reach; right <= reach; right++) {
        const isInside = this.dark[y + down]?.[x + right] !== undefined;
        const distance = Math.max(Math.abs(down), Math.abs(right));
        if (isInside) this.fix(x + right, y + down, dark.includes(distance));
      }
    }
  }

  /** Says the level of correction and the mask. @param {number} level @param {number} mask */
  format(level, mask) {
    const bits = guarded((LEVEL[level] << 3) | mask, 10, 0x537) ^ 0x5412;
    const end = this.size - 1;
    for (let bit = 0; bit < 15; bit++) {
      const value = (bits >> bit) & 1;
      const first = bit < 6 ? bit : bit < 8 ? bit + 1 : end - 14 + bit;
      const second = bit < 8 ? end - bit : bit === 8 ? 7 : 14 - bit;
      this.fix(8, first, value);
      this.fix(second, 8, value);
    }
    this.fix(8, this.size - 8, true);
  }

  /** The free places in the order in which they are filled: two columns at a time, up and down. */
  *free() {
    let isUp = true;
    for (let right = this.size - 1; right >= 1; right -= 2, isUp = !isUp) {
      if (right === 6) right = 5;
      for (let step = 0; step < this.size; step++) {
        const y = isUp ? this.size - 1 - step : step;
        for (const x of [right, right - 1]) if (!this.fixed[y][x]) yield [x, y];
      }
    }
  }

  /** How hard it would be to read: long runs, squares of one colour, too much of one. */
  penalty() {
    const { dark, size } = this;
    let sum = 0;
    let count = 0;
    for (let y = 0; y < size; y++) {
      for (const at of [(/** @type {number} */ x) => dark[y][x], (/** @type {number} */ x) => dark[x][y]]) {
        for (let x = 1, run = 1; x <= size; x++) {
          if (x < size && at(x) === at(x - 1)) run++;
          else [sum, run] = [sum + (run >= 5 ? run - 2 : 0), 1];
        }
      }
      for (let x = 0; x < size; x++) {
        count += dark[y][x];
        const square = y && x && dark[y][x] + dark[y - 1][x] + dark[y][x - 1] + dark[y - 1][x - 1];
        if (y && x && (square === 0 || square === 4)) sum += 3;
      }
    }
    return sum + 10 * (Math.abs((20 * count) / size ** 2 - 10) | 0);
  }
}

/** @param {number} version @param {number} last */
function alignments(version, last) {
  if (version === 1) return [];
  const count = (version / 7 | 0) + 2;
  const step = version === 32 ? 26 : Math.ceil((4 * version + 4) / (2 * count - 2)) * 2;
  return [6, ...Array.from({ length: count - 1 }, (_, at) => last - 6 - step * (count - 2 - at))];
}

/** Returns the words of a code, data and correction, interleaved. @param {Uint8Array} bytes @param {number} version @param {number} level @param {number} room */
function wordsOf(bytes, version, level, room) {
  const [count, each] = [BLOCKS[level][version - 1], WORDS[level][version - 1]];
  const capacity = room - count * each;
  const lengthBits = version < 10 ? 8 : 16;
  if (bytes.length > capacity - (4 + lengthBits) / 8) return null;
  let bits = `0100${bytes.length.toString(2).padStart(lengthBits, "0")}`;
  for (const byte of bytes) bits += byte.toString(2).padStart(8, "0");
  bits = bits.padEnd(Math.min(bits.length + 4, capacity * 8), "0");
  bits = bits.padEnd(Math.ceil(bits.length / 8) * 8, "0");
  const data = (bits.match(/.{8}/g) ?? []).map((word) => parseInt(word, 2));
  for (let at = 0; data.length < capacity; at++) data.push(at % 2 ? 0x11 : 0xec);
  const shortest = capacity / count | 0;
  const longer = capacity % count;
  const blocks = Array.from({ length: count }, (_, at) => {
    const length = shortest + Number(at >= count - longer);
    const before = at * shortest + Math.max(0, at - (count - longer));
    return data.slice(before, before + length);
  });
  const corrections = blocks.map((block) => correction(block, each));
  const across = (/** @type {number[][]} */ rows, /** @type {number} */ length) =>
    Array.from({ length }, (_, at) => rows.flatMap((row) => (at < row.length ? [row[at]] : []))).flat();
  return [...across(blocks, shortest + 1), ...across(corrections, each)];
}

/**
 * Draws a text as a QR code: rows of 0 and 1, without the quiet zone.
 * @param {string} text at most 2,953 bytes
 * @returns {number[][]}
 */
export function qrModules(text) {
  const bytes = utf8(text);
  const level = bytes.length <= SHORT_BYTES ? 1 : 0;
  for (let version = 1; version <= 40; version++) {
    const grid = new Grid(version);
    const places = [...grid.free()];
    const words = wordsOf(bytes, version, level, places.length >> 3);
    if (!words) continue;
    const masked = MASKS.map((mask, number) => {
      const tried = new Grid(version);
      tried.format(level, number);
      places.forEach(([x, y], at) => {
        const bit = ((words[at >> 3] ?? 0) >> (7 - (at & 7))) & 1;
        tried.dark[y][x] = bit ^ Number(mask(x, y));
      });
      return { dark: tried.dark, penalty: tried.penalty() };
    });
    return masked.reduce((best, next) => (next.penalty < best.penalty ? next : best)).dark;
  }
  throw new Refusal("sdk.qr_too_long", `The text has ${bytes.length} bytes; a QR code holds at most 2953.`);
}

/**
 * Returns a QR code as an SVG document, with the quiet zone around it.
 * @param {string} text
 * @param {string} label what it is, for who does not see it
 */
export function qrSvg(text, label) {
  const rows = qrModules(text);
  const size = rows.length + 8;
  const path = rows.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x + 4} ${y + 4}h1v1h-1z`] : []))).join("");
  const said = label.replace(/[&<>"]/g, "");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" role="img" aria-label="${said}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${size}v${size}H0z"/><path d="${path}"/></svg>`;
}
