"use strict";
// Checks that have a worker on the workers' port and a caller on the clients' port.

const { AuthorizationException, DRPCExceptionType, DRPCExecutionException } = require("storm-drpc_types");
const { announce, nextRequest } = require("./door");
const report = require("./report");
const { expect, caught } = report;

async function failedRequest(door) {
  const { type, msg } = await failureOf(door, "node-fails", (worker, id) => worker.failRequest(id));
  expect({ type, msg }, { type: DRPCExceptionType.FAILED_REQUEST, msg: "Request failed" });
  return msg;
}

async function failedWithType(door) {
  const failure = { msg: "The worker's disk is full 💾.", type: DRPCExceptionType.INTERNAL_ERROR };
  const { type, msg } = await failureOf(door, "node-fails-with-type",
    (worker, id) => worker.failRequestV2(id, new DRPCExecutionException(failure)));
  expect({ type, msg }, failure);
  return msg;
}

async function failedWithoutType(door) {
  const { type, msg } = await failureOf(door, "node-fails-without-type",
    (worker, id) => worker.failRequestV2(id, new DRPCExecutionException({ msg: "No type." })));
  expect({ type, msg }, { type: null, msg: "No type." });
  return msg;
}

// What the caller of a request gets that its worker fails.
async function failureOf(door, name, fail) {
  const worker = door.worker();
  await announce(worker, name);
  const failure = caught(DRPCExecutionException, door.client().execute(name, "argument"));
  await fail(worker, (await nextRequest(worker, name)).request_id);
  return await failure;
}

async function authorization(door) {
  const name = "node-leased";
  const holder = door.worker();
  await announce(holder, name);
  const call = door.client().execute(name, "argument");
  const id = (await nextRequest(holder, name)).request_id;
  const { msg } = await caught(AuthorizationException, door.worker().result(id, "from the other"));
  expect([msg.includes("'result'"), msg.includes("not authorized"), msg], [true, true, msg]);
  await holder.result(id, "from the holder");
  expect(await call, "from the holder");
  return msg;
}

// Answers 200 calls but one, which it fails.
async function worker(door) {
  const [name, calls, bad] = ["node-reverse", 200, 100];
  const worker = door.worker();
  const client = door.client();
  await announce(worker, name);
  const served = serve(worker, name, calls);
  for (let number = 0; number < calls; number++) {
    if (number === bad) {
      const { type, msg } = await caught(DRPCExecutionException, client.execute(name, "bad"));
      expect({ type, msg }, { type: DRPCExceptionType.FAILED_REQUEST, msg: "cannot reverse: bad" });
    } else {
      expect(await client.execute(name, `${number} 🚀`), "🚀 " + reversed(`${number}`));
    }
  }
  await served;
  return `${calls} requests, one of them failed`;
}

async function serve(worker, name, count) {
  for (let served = 0; served < count; served++) {
    const request = await nextRequest(worker, name);
    if (request.func_args === "bad") {
      const failure = new DRPCExecutionException({ msg: "cannot reverse: bad", type: DRPCExceptionType.FAILED_REQUEST });
      await worker.failRequestV2(request.request_id, failure);
    } else {
      await worker.result(request.request_id, reversed(request.func_args));
    }
  }
}

function reversed(text) {
  return [...text].reverse().join("");
}

// Says when its call waits, so that the front door can be told to stop.
async function serverShutdown(door) {
  const failure = caught(DRPCExecutionException, door.client().execute("nobody", "argument"));
  const worker = door.worker();
  await nextRequest(worker, "nobody"); // so the call has arrived; when this connection ends it waits again
  worker.close();
  report.write("call-waits", true, "");
  const { type, msg } = await failure;
  expect({ type, msg }, { type: DRPCExceptionType.SERVER_SHUTDOWN, msg: "Server Shutting Down" });
  return msg;
}

module.exports = { failedRequest, failedWithType, failedWithoutType, authorization, worker, serverShutdown };
