"""Runs one check: check.py NAME CLIENTS_HOST:PORT WORKERS_HOST:PORT."""

import sys

import calls
import report
import work
from door import Door

CHECKS = {
    "thousand-calls": calls.thousand_calls,
    "unicode": calls.unicode,
    "large-argument": calls.large_argument,
    "unknown-method": calls.unknown_method,
    "missing-function-name": calls.missing_function_name,
    "unknown-function": calls.unknown_function,
    "answer-in-part": calls.answer_in_part,
    "server-timeout": calls.server_timeout,
    "failed-request": work.failed_request,
    "failed-with-type": work.failed_with_type,
    "failed-without-type": work.failed_without_type,
    "authorization": work.authorization,
    "worker": work.worker,
    "server-shutdown": work.server_shutdown,
}


def main(name, clients, workers):
    try:
        report.write(name, True, CHECKS[name](Door(clients, workers)))
    except Exception as error:
        report.write(name, False, f"{type(error).__name__}: {error}")
        raise


main(*sys.argv[1:])
