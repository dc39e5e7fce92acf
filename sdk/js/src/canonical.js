// Canonical JSON: RFC 8785, narrowed (ENC-1 to ENC-8).

import { Refusal, fromUtf8, utf8 } from "./bytes.js";

const DEPTH_MAX = 16;

/**
 * Writes a value in its one form. Fields that are `undefined` are absent.
 * @param {any} value
 * @param {number} [depth]
 * @returns {string}
 */
export function canonical(value, depth = 0) {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) {
      throw new Refusal("encoding.number", `${value} is not a whole number below 2^53.`, "ENC-4");
    }
    return String(value);
  }
  if (typeof value === "string") return text(value);
  if (typeof value !== "object") {
    throw new Refusal("encoding.shape", `A ${typeof value} has no form in JSON.`, "ENC-6");
  }
  if (depth >= DEPTH_MAX) {
    throw new Refusal("encoding.too_deep", `At most ${DEPTH_MAX} levels may nest.`, "ENC-7");
  }
  if (Array.isArray(value)) {
    return `[${value.map((item) => canonical(item, depth + 1)).join(",")}]`;
  }
  const keys = Object.keys(value).filter((key) => value[key] !== undefined).sort();
  const fields = keys.map((key) => {
    if (!/^[a-z0-9_]+$/.test(key)) {
      throw new Refusal("encoding.key", `The key ${JSON.stringify(key)} is not of a-z, 0-9, _.`, "ENC-2");
    }
    return `"${key}":${canonical(value[key], depth + 1)}`;
  });
  return `{${fields.join(",")}}`;
}

/** @param {string} value */
function text(value) {
  if (/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/.test(value) || /\p{Surrogate}/u.test(value)) {
    throw new Refusal("encoding.text", "A text holds a control character or half a pair.", "ENC-5");
  }
  const escaped = value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
  return `"${escaped}"`;
}

/** @param {any} value @returns {Uint8Array<ArrayBuffer>} */
export const canonicalBytes = (value) => utf8(canonical(value));

/**
 * Reads a value from canonical bytes, of which there are at most `limit`.
 * @param {Uint8Array} bytes
 * @param {number} limit
 * @returns {any}
 */
export function parseCanonical(bytes, limit) {
  if (bytes.length > limit) {
    throw new Refusal("encoding.too_long", `${bytes.length} bytes; at most ${limit} are allowed.`, "ENC-8");
  }
  let source;
  try {
    source = fromUtf8(bytes);
  } catch {
    throw new Refusal("encoding.text", "The input is not UTF-8.", "ENC-5");
  }
  // Before JSON.parse, which would follow any depth that the limit allows.
  checkDepth(source);
  let value;
  try {
    value = JSON.parse(source);
  } catch {
    throw new Refusal("encoding.syntax", "The input is not JSON in its shortest form.", "ENC-1");
  }
  // Writing it again shows order, doubles, spaces, escapes and numbers in any other form.
  if (canonical(value) !== source) {
    throw new Refusal("encoding.syntax", "The input is not JSON in its shortest form.", "ENC-1");
  }
  return value;
}

/** @param {string} source */
function checkDepth(source) {
  let depth = 0;
  let inText = false;
  for (let at = 0; at < source.length; at += 1) {
    const char = source[at];
    if (inText) {
      if (char === "\\") at += 1;
      else if (char === '"') inText = false;
    } else if (char === '"') inText = true;
    else if (char === "{" || char === "[") {
      depth += 1;
      if (depth > DEPTH_MAX) {
        throw new Refusal("encoding.too_deep", `At most ${DEPTH_MAX} levels may nest.`, "ENC-7");
      }
    } else if (char === "}" || char === "]") depth -= 1;
  }
}
