"use strict";
// Runs one check: check.js NAME CLIENTS_HOST:PORT WORKERS_HOST:PORT.

const timers = require("node:timers/promises");
const calls = require("./calls");
const { Door } = require("./door");
const report = require("./report");
const work = require("./work");

const LIMIT_SECONDS = 30;

const CHECKS = {
  "thousand-calls": calls.thousandCalls,
  "unicode": calls.unicode,
  "large-argument": calls.largeArgument,
  "unknown-method": calls.unknownMethod,
  "missing-function-name": calls.missingFunctionName,
  "unknown-function": calls.unknownFunction,
  "answer-in-part": calls.answerInPart,
  "server-timeout": calls.serverTimeout,
  "failed-request": work.failedRequest,
  "failed-with-type": work.failedWithType,
  "failed-without-type": work.failedWithoutType,
  "authorization": work.authorization,
  "worker": work.worker,
  "server-shutdown": work.serverShutdown,
};

async function limit() {
  await timers.setTimeout(LIMIT_SECONDS * 1000);
  throw new Error(`The check has not ended in ${LIMIT_SECONDS} s.`);
}

async function main(name, clients, workers) {
  const door = new Door(clients, workers);
  try {
    report.write(name, true, await Promise.race([CHECKS[name](door), door.broken, limit()]));
    process.exit(0);
  } catch (error) {
    report.write(name, false, `${error}`);
    console.error(error);
    process.exit(1);
  }
}

main(...process.argv.slice(2));
