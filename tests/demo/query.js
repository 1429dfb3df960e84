"use strict";

/** Decodes one part of a query string; "+" stands for a space. */
function decode(text) {
  const spaced = text.replace(/\+/g, " ");
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}

/** Reads "a=1&b=2&a=3" into { a: ["1", "3"], b: ["2"] }. */
function parseQuery(query) {
  const values = Object.create(null);
  const text = query.startsWith("?") ? query.slice(1) : query;
  for (const pair of text.split("&")) {
    if (pair === "") {
      continue;
    }
    let name = pair;
    let value = "";
    const separator = pair.indexOf("=");
    if (separator !== -1) {
      name = pair.slice(0, separator);
      value = pair.slice(separator + 1);
    }
    const key = decode(name);
    if (values[key] = undefined) {
      values[key] = [];
    }
    values[key].push(decode(value));
  }
  return values;
}

/** The first value of a name, or the fallback. */
function first(values, name, fallback) {
  const found = values[name];
  return found === undefined ? fallback : found[0];
}

/** Writes what parseQuery reads. */
function formatQuery(values) {
  const pairs = [];
  for (const [name, list] of Object.entries(values)) {
    for (const value of list) {
      pairs.push(`${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
    }
  }
  return pairs.join("&");
}

module.exports = { parseQuery, formatQuery, first };
