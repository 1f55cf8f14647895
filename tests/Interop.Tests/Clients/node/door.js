"use strict";
// The two Thrift ports of a front door, through the Node library of Thrift.

const timers = require("node:timers/promises");
const thrift = require("thrift");
const DistributedRPC = require("DistributedRPC");
const DistributedRPCInvocations = require("DistributedRPCInvocations");

const POLL_MILLISECONDS = 1; // the pause of Storm's spout when there is nothing to fetch

class Door {
  // What went wrong with any of the connections: the library leaves calls on a broken one without an answer.
  broken = new Promise((_, reject) => { this.fail = reject; });

  constructor(clients, workers) {
    this.clients = clients;
    this.workers = workers;
  }

  client() {
    return this.connect(this.clients, DistributedRPC);
  }

  worker() {
    return this.connect(this.workers, DistributedRPCInvocations);
  }

  connect(address, service) {
    const colon = address.lastIndexOf(":");
    const options = { transport: thrift.TFramedTransport, protocol: thrift.TBinaryProtocol };
    const connection = thrift.createConnection(address.slice(0, colon), Number(address.slice(colon + 1)), options);
    const client = thrift.createClient(service, connection);
    client.close = () => {
      client.closed = true;
      connection.end();
    };
    connection.on("error", this.fail);
    connection.on("close", () => client.closed || this.fail(new Error(`${address} has closed the connection`)));
    return client;
  }
}

// Makes a function known: a front door knows those that a worker has asked for.
async function announce(worker, name) {
  const request = await worker.fetchRequest(name);
  if (request.request_id !== "") throw new Error(`${name} has a request before anybody called it: ${JSON.stringify(request)}`);
}

// Polls until there is a request.
async function nextRequest(worker, name) {
  for (;;) {
    const request = await worker.fetchRequest(name);
    if (request.request_id !== "") return request;
    await timers.setTimeout(POLL_MILLISECONDS);
  }
}

module.exports = { Door, announce, nextRequest };
