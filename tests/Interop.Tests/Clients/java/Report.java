import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.Callable;

/** What the test on the other side of standard output reads: a line of JSON for each check. */
final class Report {
    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    private Report() {
    }

    static void write(String name, boolean ok, String detail) {
        OUT.println("{\"name\": " + quoted(name) + ", \"ok\": " + ok + ", \"detail\": " + quoted(detail) + "}");
    }

    static void expect(Object actual, Object expected) {
        if (!Objects.equals(actual, expected)) {
            throw new AssertionError("expected " + shortened(expected) + ", got " + shortened(actual));
        }
    }

    /** The exception of that kind that the call throws. */
    static <T extends Exception> T caught(Class<T> kind, Callable<?> call) throws Exception {
        Object answer;
        try {
            answer = call.call();
        } catch (Exception e) {
            if (kind.isInstance(e)) {
                return kind.cast(e);
            }
            throw e;
        }
        throw new AssertionError("expected " + kind.getSimpleName() + ", got the answer " + shortened(answer));
    }

    private static String shortened(Object value) {
        String text = String.valueOf(value);
        return text.length() <= 200 ? text : text.substring(0, 200) + "... (" + text.length() + " characters)";
    }

    private static String quoted(String text) {
        var json = new StringBuilder("\"");
        text.chars().forEach(unit -> {
            if (unit < ' ' || unit == '"' || unit == '\\') {
                json.append(String.format("\\u%04x", unit));
            } else {
                json.append((char) unit);
            }
        });
        return json.append('"').toString();
    }
}
