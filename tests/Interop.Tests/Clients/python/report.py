"""What the test on the other side of standard output reads: a line of JSON for each check."""

import json


def write(name, ok, detail):
    print(json.dumps({"name": name, "ok": ok, "detail": detail}), flush=True)


def expect(actual, expected):
    if actual != expected:
        raise AssertionError(f"expected {shortened(expected)}, got {shortened(actual)}")


def caught(kind, call):
    """The exception of that kind that the call raises."""
    try:
        answer = call()
    except kind as error:
        return error
    raise AssertionError(f"expected {kind.__name__}, got the answer {shortened(answer)}")


def shortened(value):
    text = repr(value)
    return text if len(text) <= 200 else f"{text[:200]}... ({len(text)} characters)"
