import java.util.List;
import org.apache.thrift.TApplicationException;
import storm.drpc.DRPCExceptionType;
import storm.drpc.DRPCExecutionException;
import storm.drpc.UnknownService;

/** Checks of the clients' port alone. */
final class Calls {
    private static final List<String> TEXTS = List.of(
        "😀", "a😀b", "Grüße, 世界 🌍🚀, 𝒳𐍈, e\u0301, \u200d👩‍👩‍👧‍👦", Character.toString(0x10ffff) + "\0\ufeff\t\r\n\"\\");

    private Calls() {
    }

    static String thousandCalls(Door door) throws Exception {
        try (var connection = door.client()) {
            for (int number = 0; number < 1000; number++) {
                Report.expect(connection.client.execute("exclamation", "" + number), number + "!");
            }
        }
        return "1000 answers";
    }

    static String unicode(Door door) throws Exception {
        try (var connection = door.client()) {
            for (String text : TEXTS) {
                Report.expect(connection.client.execute("exclamation", text), text + "!");
            }
        }
        return TEXTS.size() + " texts";
    }

    static String largeArgument(Door door) throws Exception {
        var argument = new StringBuilder();
        for (int number = 0; argument.length() < 900 * 1024; number++) {
            argument.append(String.format("%08d", number));
        }
        String answer = door.call("exclamation", argument.toString());
        Report.expect(answer.length(), 900 * 1024 + 1);
        Report.expect(answer, argument + "!");
        return answer.length() + " characters";
    }

    static String unknownMethod(Door door) throws Exception {
        for (String address : List.of(door.clients(), door.workers())) {
            try (var connection = new Connection<>(address, UnknownService.Client::new)) {
                for (int time = 0; time < 2; time++) { // the connection goes on
                    var error = Report.caught(TApplicationException.class, () -> connection.client.nope("argument"));
                    Report.expect(error.getType(), TApplicationException.UNKNOWN_METHOD);
                    Report.expect(error.getMessage(), "Invalid method name: 'nope'");
                }
            }
        }
        return "Invalid method name: 'nope'";
    }

    static String missingFunctionName(Door door) throws Exception {
        try (var connection = door.client()) {
            var error = Report.caught(TApplicationException.class, () -> connection.client.execute(null, "argument"));
            Report.expect(error.getType(), TApplicationException.INTERNAL_ERROR);
            Report.expect(error.getMessage(), "Internal error processing execute");
            Report.expect(connection.client.execute("exclamation", "next"), "next!");
            return error.getMessage();
        }
    }

    static String unknownFunction(Door door) throws Exception {
        var error = Report.caught(DRPCExecutionException.class, () -> door.call("no-such-function", "argument"));
        Report.expect(error.getType(), DRPCExceptionType.FAILED_REQUEST);
        for (String name : List.of("no-such-function", "exclamation", "reach")) {
            Report.expect(List.of(error.getMsg().contains(name), error.getMsg()), List.of(true, error.getMsg()));
        }
        return error.getMsg();
    }

    static String answerInPart(Door door) throws Exception {
        try (var connection = door.client()) {
            String answer = connection.client.execute("in part", "argument");
            Report.expect(answer, "most of it");
            Report.expect(connection.client.execute("exclamation", "next"), "next!");
            return answer;
        }
    }

    static String serverTimeout(Door door) throws Exception {
        var error = Report.caught(DRPCExecutionException.class, () -> door.call("nobody", "argument"));
        Report.expect(error, new DRPCExecutionException("Timed Out").setType(DRPCExceptionType.SERVER_TIMEOUT));
        return error.getMsg();
    }
}
