import java.util.Map;

/** Runs one check: Check NAME CLIENTS_HOST:PORT WORKERS_HOST:PORT. */
final class Check {
    private static final Map<String, Body> CHECKS = Map.ofEntries(
        Map.entry("thousand-calls", Calls::thousandCalls),
        Map.entry("unicode", Calls::unicode),
        Map.entry("large-argument", Calls::largeArgument),
        Map.entry("unknown-method", Calls::unknownMethod),
        Map.entry("missing-function-name", Calls::missingFunctionName),
        Map.entry("unknown-function", Calls::unknownFunction),
        Map.entry("answer-in-part", Calls::answerInPart),
        Map.entry("server-timeout", Calls::serverTimeout),
        Map.entry("failed-request", Work::failedRequest),
        Map.entry("failed-with-type", Work::failedWithType),
        Map.entry("failed-without-type", Work::failedWithoutType),
        Map.entry("authorization", Work::authorization),
        Map.entry("worker", Work::worker),
        Map.entry("server-shutdown", Work::serverShutdown));

    private Check() {
    }

    private interface Body {
        String run(Door door) throws Exception;
    }

    public static void main(String[] arguments) throws Throwable {
        String name = arguments[0];
        try {
            Report.write(name, true, CHECKS.get(name).run(new Door(arguments[1], arguments[2])));
        } catch (Throwable e) {
            Report.write(name, false, e.toString());
            throw e;
        }
    }
}
