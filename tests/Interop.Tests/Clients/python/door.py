"""The two Thrift ports of a front door, through the Python library of Thrift."""

import time

from thrift.protocol import TBinaryProtocol
from thrift.transport import TSocket, TTransport

from storm_drpc import DistributedRPC, DistributedRPCInvocations

LIMIT_SECONDS = 30
POLL_SECONDS = 0.001  # the pause of Storm's spout when there is nothing to fetch


class Door:
    def __init__(self, clients, workers):
        self.clients = clients
        self.workers = workers

    def client(self):
        return Connection(self.clients, DistributedRPC.Client)

    def worker(self):
        return Connection(self.workers, DistributedRPCInvocations.Client)

    def call(self, function, argument):
        """One call on a connection of its own."""
        with self.client() as client:
            return client.execute(function, argument)


class Connection:
    """A client of one service for a with statement (contextlib's cannot pass on the exceptions of Thrift, which are immutable)."""

    def __init__(self, address, service):
        host, port = address.rsplit(":", 1)
        socket = TSocket.TSocket(host, int(port))
        socket.setTimeout(LIMIT_SECONDS * 1000)
        self.transport = TTransport.TFramedTransport(socket)
        self.service = service

    def __enter__(self):
        self.transport.open()
        return self.service(TBinaryProtocol.TBinaryProtocol(self.transport))

    def __exit__(self, *_):
        self.transport.close()


def announce(worker, function):
    """Makes a function known: a front door knows those that a worker has asked for."""
    request = worker.fetchRequest(function)
    assert request.request_id == "", f"{function} has a request before anybody called it: {request}"


def next_request(worker, function):
    """Polls until there is a request."""
    end = time.monotonic() + LIMIT_SECONDS
    while time.monotonic() < end:
        request = worker.fetchRequest(function)
        if request.request_id:
            return request
        time.sleep(POLL_SECONDS)
    raise TimeoutError(f"Nothing to fetch for {function} in {LIMIT_SECONDS} s.")
