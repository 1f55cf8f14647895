"""Checks that have a worker on the workers' port and a caller on the clients' port."""

from concurrent.futures import ThreadPoolExecutor

import report
from door import LIMIT_SECONDS, announce, next_request
from report import caught, expect
from storm_drpc.ttypes import AuthorizationException, DRPCExceptionType, DRPCExecutionException


def failed_request(door):
    error = failure_of(door, "python-fails", lambda worker, id: worker.failRequest(id))
    expect((error.type, error.msg), (DRPCExceptionType.FAILED_REQUEST, "Request failed"))
    return error.msg


def failed_with_type(door):
    failure = DRPCExecutionException("The worker's disk is full 💾.", DRPCExceptionType.INTERNAL_ERROR)
    error = failure_of(door, "python-fails-with-type", lambda worker, id: worker.failRequestV2(id, failure))
    expect((error.type, error.msg), (failure.type, failure.msg))
    return error.msg


def failed_without_type(door):
    failure = DRPCExecutionException("No type.")
    error = failure_of(door, "python-fails-without-type", lambda worker, id: worker.failRequestV2(id, failure))
    expect((error.type, error.msg), (None, failure.msg))
    return error.msg


def failure_of(door, function, fail):
    """What the caller of a request gets that its worker fails."""
    with door.worker() as worker, ThreadPoolExecutor(1) as threads:
        announce(worker, function)
        call = threads.submit(door.call, function, "argument")
        fail(worker, next_request(worker, function).request_id)
        return caught(DRPCExecutionException, lambda: call.result(LIMIT_SECONDS))


def authorization(door):
    function = "python-leased"
    with door.worker() as holder, door.worker() as other, ThreadPoolExecutor(1) as threads:
        announce(holder, function)
        call = threads.submit(door.call, function, "argument")
        id = next_request(holder, function).request_id
        error = caught(AuthorizationException, lambda: other.result(id, "from the other"))
        expect(("'result'" in error.msg, "not authorized" in error.msg, error.msg), (True, True, error.msg))
        holder.result(id, "from the holder")
        expect(call.result(LIMIT_SECONDS), "from the holder")
    return error.msg


def worker(door):
    """Answers 200 calls but one, which it fails."""
    function, calls, bad = "python-reverse", 200, 100
    with door.worker() as worker, door.client() as client, ThreadPoolExecutor(1) as threads:
        announce(worker, function)
        served = threads.submit(serve, worker, function, calls)
        for number in range(calls):
            if number == bad:
                error = caught(DRPCExecutionException, lambda: client.execute(function, "bad"))
                expect((error.type, error.msg), (DRPCExceptionType.FAILED_REQUEST, "cannot reverse: bad"))
            else:
                expect(client.execute(function, f"{number} 🚀"), "🚀 " + str(number)[::-1])
        served.result(LIMIT_SECONDS)
    return f"{calls} requests, one of them failed"


def serve(worker, function, count):
    for _ in range(count):
        request = next_request(worker, function)
        if request.func_args == "bad":
            failure = DRPCExecutionException("cannot reverse: bad", DRPCExceptionType.FAILED_REQUEST)
            worker.failRequestV2(request.request_id, failure)
        else:
            worker.result(request.request_id, request.func_args[::-1])


def server_shutdown(door):
    """Says when its call waits, so that the front door can be told to stop."""
    with ThreadPoolExecutor(1) as threads:
        call = threads.submit(door.call, "nobody", "argument")
        with door.worker() as worker:
            next_request(worker, "nobody")  # so the call has arrived; when this connection ends it waits again
        report.write("call-waits", True, "")
        error = caught(DRPCExecutionException, lambda: call.result(LIMIT_SECONDS))
    expect((error.type, error.msg), (DRPCExceptionType.SERVER_SHUTDOWN, "Server Shutting Down"))
    return error.msg
