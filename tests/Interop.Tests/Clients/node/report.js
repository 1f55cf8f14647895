"use strict";
// What the test on the other side of standard output reads: a line of JSON for each check.

const fs = require("node:fs");
const { isDeepStrictEqual } = require("node:util");

function write(name, ok, detail) {
  fs.writeSync(1, JSON.stringify({ name, ok, detail }) + "\n");
}

function expect(actual, expected) {
  if (!isDeepStrictEqual(actual, expected)) throw new Error(`expected ${shortened(expected)}, got ${shortened(actual)}`);
}

// The error of that kind that the call ends with.
async function caught(kind, call) {
  try {
    const answer = await call;
    throw new Error(`expected an exception, got the answer ${shortened(answer)}`);
  } catch (error) {
    if (error instanceof kind) return error;
    throw error;
  }
}

function shortened(value) {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= 200 ? text : `${text.slice(0, 200)}... (${text.length} characters)`;
}

module.exports = { write, expect, caught };
