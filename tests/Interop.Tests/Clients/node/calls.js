"use strict";
// Checks of the clients' port alone.

const { TApplicationException, TApplicationExceptionType } = require("thrift").Thrift;
const UnknownService = require("UnknownService");
const { DRPCExceptionType, DRPCExecutionException } = require("storm-drpc_types");
const { expect, caught } = require("./report");

const TEXTS = ["😀", "a😀b", "Grüße, 世界 🌍🚀, 𝒳𐍈, e\u0301, \u200d👩‍👩‍👧‍👦", "\u{10ffff}\u0000\ufeff\t\r\n\"\\"];

async function thousandCalls(door) {
  const client = door.client();
  for (let number = 0; number < 1000; number++) {
    expect(await client.execute("exclamation", `${number}`), `${number}!`);
  }
  return "1000 answers";
}

async function unicode(door) {
  const client = door.client();
  for (const text of TEXTS) {
    expect(await client.execute("exclamation", text), text + "!");
  }
  return `${TEXTS.length} texts`;
}

async function largeArgument(door) {
  const argument = Array.from({ length: 900 * 1024 / 8 }, (_, number) => `${number}`.padStart(8, "0")).join("");
  const answer = await door.client().execute("exclamation", argument);
  expect(answer.length, 900 * 1024 + 1);
  expect(answer, argument + "!");
  return `${answer.length} characters`;
}

async function unknownMethod(door) {
  const expected = { type: TApplicationExceptionType.UNKNOWN_METHOD, message: "Invalid method name: 'nope'" };
  for (const address of [door.clients, door.workers]) {
    const client = door.connect(address, UnknownService);
    for (let time = 0; time < 2; time++) { // the connection goes on
      const { type, message } = await caught(TApplicationException, client.nope("argument"));
      expect({ type, message }, expected);
    }
  }
  return expected.message;
}

async function missingFunctionName(door) {
  const client = door.client();
  const { type, message } = await caught(TApplicationException, client.execute(null, "argument"));
  expect({ type, message }, { type: TApplicationExceptionType.INTERNAL_ERROR, message: "Internal error processing execute" });
  expect(await client.execute("exclamation", "next"), "next!");
  return message;
}

async function unknownFunction(door) {
  const { type, msg } = await caught(DRPCExecutionException, door.client().execute("no-such-function", "argument"));
  expect(type, DRPCExceptionType.FAILED_REQUEST);
  for (const name of ["no-such-function", "exclamation", "reach"]) {
    expect([msg.includes(name), msg], [true, msg]);
  }
  return msg;
}

async function answerInPart(door) {
  const client = door.client();
  const answer = await client.execute("in part", "argument");
  expect(answer, "most of it");
  expect(await client.execute("exclamation", "next"), "next!");
  return answer;
}

async function serverTimeout(door) {
  const { type, msg } = await caught(DRPCExecutionException, door.client().execute("nobody", "argument"));
  expect({ type, msg }, { type: DRPCExceptionType.SERVER_TIMEOUT, msg: "Timed Out" });
  return msg;
}

module.exports = { thousandCalls, unicode, largeArgument, unknownMethod, missingFunctionName, unknownFunction, answerInPart, serverTimeout };
