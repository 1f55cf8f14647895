"""Checks of the clients' port alone."""

from thrift.Thrift import TApplicationException

from door import Connection
from report import caught, expect
from storm_drpc.ttypes import DRPCExceptionType, DRPCExecutionException
from unknown_service import UnknownService

TEXTS = ["😀", "a😀b", "Grüße, 世界 🌍🚀, 𝒳𐍈, e\u0301, \u200d👩‍👩‍👧‍👦", "\U0010ffff\u0000\ufeff\t\r\n\"\\"]


def thousand_calls(door):
    with door.client() as client:
        for number in range(1000):
            expect(client.execute("exclamation", str(number)), f"{number}!")
    return "1000 answers"


def unicode(door):
    with door.client() as client:
        for text in TEXTS:
            expect(client.execute("exclamation", text), text + "!")
    return f"{len(TEXTS)} texts"


def large_argument(door):
    argument = "".join(f"{number:08d}" for number in range(900 * 1024 // 8))
    answer = door.call("exclamation", argument)
    expect(len(answer), 900 * 1024 + 1)
    expect(answer, argument + "!")
    return f"{len(answer)} characters"


def unknown_method(door):
    for address in (door.clients, door.workers):
        with Connection(address, UnknownService.Client) as client:
            for _ in range(2):  # the connection goes on
                error = caught(TApplicationException, lambda: client.nope("argument"))
                expect((error.type, error.message), (TApplicationException.UNKNOWN_METHOD, "Invalid method name: 'nope'"))
    return error.message


def missing_function_name(door):
    with door.client() as client:
        error = caught(TApplicationException, lambda: client.execute(None, "argument"))
        expect((error.type, error.message), (TApplicationException.INTERNAL_ERROR, "Internal error processing execute"))
        expect(client.execute("exclamation", "next"), "next!")
    return error.message


def unknown_function(door):
    error = caught(DRPCExecutionException, lambda: door.call("no-such-function", "argument"))
    expect(error.type, DRPCExceptionType.FAILED_REQUEST)
    for name in ("no-such-function", "exclamation", "reach"):
        expect((name in error.msg, error.msg), (True, error.msg))
    return error.msg


def answer_in_part(door):
    with door.client() as client:
        answer = client.execute("in part", "argument")
        expect(answer, "most of it")
        expect(client.execute("exclamation", "next"), "next!")
    return answer


def server_timeout(door):
    error = caught(DRPCExecutionException, lambda: door.call("nobody", "argument"))
    expect((error.type, error.msg), (DRPCExceptionType.SERVER_TIMEOUT, "Timed Out"))
    return error.msg
