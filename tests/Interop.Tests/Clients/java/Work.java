import java.util.List;
import org.apache.thrift.TException;
import storm.drpc.AuthorizationException;
import storm.drpc.DRPCExceptionType;
import storm.drpc.DRPCExecutionException;
import storm.drpc.DRPCRequest;
import storm.drpc.DistributedRPCInvocations;

/** Checks that have a worker on the workers' port and a caller on the clients' port. */
final class Work {
    private Work() {
    }

    /** How a worker fails a request. */
    private interface Failing {
        void fail(DistributedRPCInvocations.Client worker, String id) throws TException;
    }

    static String failedRequest(Door door) throws Exception {
        var error = failureOf(door, "java-fails", DistributedRPCInvocations.Client::failRequest);
        Report.expect(error, failure("Request failed", DRPCExceptionType.FAILED_REQUEST));
        return error.getMsg();
    }

    static String failedWithType(Door door) throws Exception {
        var failure = failure("The worker's disk is full 💾.", DRPCExceptionType.INTERNAL_ERROR);
        var error = failureOf(door, "java-fails-with-type", (worker, id) -> worker.failRequestV2(id, failure));
        Report.expect(error, failure);
        return error.getMsg();
    }

    static String failedWithoutType(Door door) throws Exception {
        var failure = new DRPCExecutionException("No type.");
        var error = failureOf(door, "java-fails-without-type", (worker, id) -> worker.failRequestV2(id, failure));
        Report.expect(error.isSetType(), false);
        Report.expect(error, failure);
        return error.getMsg();
    }

    /** What the caller of a request gets that its worker fails. */
    private static DRPCExecutionException failureOf(Door door, String function, Failing failing) throws Exception {
        try (var worker = door.worker()) {
            Door.announce(worker.client, function);
            var call = Door.start(() -> door.call(function, "argument"));
            failing.fail(worker.client, Door.nextRequest(worker.client, function).getRequest_id());
            return Report.caught(DRPCExecutionException.class, () -> Door.end(call));
        }
    }

    static String authorization(Door door) throws Exception {
        String function = "java-leased";
        try (var holder = door.worker(); var other = door.worker()) {
            Door.announce(holder.client, function);
            var call = Door.start(() -> door.call(function, "argument"));
            String id = Door.nextRequest(holder.client, function).getRequest_id();
            var error = Report.caught(AuthorizationException.class, () -> {
                other.client.result(id, "from the other");
                return "";
            });
            String msg = error.getMsg();
            Report.expect(List.of(msg.contains("'result'"), msg.contains("not authorized"), msg), List.of(true, true, msg));
            holder.client.result(id, "from the holder");
            Report.expect(Door.end(call), "from the holder");
            return msg;
        }
    }

    /** Answers 200 calls but one, which it fails. */
    static String worker(Door door) throws Exception {
        String function = "java-reverse";
        int calls = 200;
        int bad = 100;
        try (var worker = door.worker(); var client = door.client()) {
            Door.announce(worker.client, function);
            var served = Door.start(() -> serve(worker.client, function, calls));
            for (int number = 0; number < calls; number++) {
                if (number == bad) {
                    var error = Report.caught(DRPCExecutionException.class, () -> client.client.execute(function, "bad"));
                    Report.expect(error, failure("cannot reverse: bad", DRPCExceptionType.FAILED_REQUEST));
                } else {
                    Report.expect(client.client.execute(function, number + " 🚀"), "🚀 " + reversed("" + number));
                }
            }
            return Door.end(served) + " requests, one of them failed";
        }
    }

    private static int serve(DistributedRPCInvocations.Client worker, String function, int count) throws Exception {
        for (int served = 0; served < count; served++) {
            DRPCRequest request = Door.nextRequest(worker, function);
            if (request.getFunc_args().equals("bad")) {
                worker.failRequestV2(request.getRequest_id(), failure("cannot reverse: bad", DRPCExceptionType.FAILED_REQUEST));
            } else {
                worker.result(request.getRequest_id(), reversed(request.getFunc_args()));
            }
        }
        return count;
    }

    private static String reversed(String text) {
        return new StringBuilder(text).reverse().toString();
    }

    /** Says when its call waits, so that the front door can be told to stop. */
    static String serverShutdown(Door door) throws Exception {
        var call = Door.start(() -> door.call("nobody", "argument"));
        try (var worker = door.worker()) {
            Door.nextRequest(worker.client, "nobody"); // so the call has arrived; when this connection ends it waits again
        }
        Report.write("call-waits", true, "");
        var error = Report.caught(DRPCExecutionException.class, () -> Door.end(call));
        Report.expect(error, failure("Server Shutting Down", DRPCExceptionType.SERVER_SHUTDOWN));
        return error.getMsg();
    }

    private static DRPCExecutionException failure(String msg, DRPCExceptionType type) {
        return new DRPCExecutionException(msg).setType(type);
    }
}
