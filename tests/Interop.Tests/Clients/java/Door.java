import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.thrift.TException;
import org.apache.thrift.transport.TTransportException;
import storm.drpc.DRPCRequest;
import storm.drpc.DistributedRPC;
import storm.drpc.DistributedRPCInvocations;

/** The two Thrift ports of a front door, through the Java library of Thrift. */
record Door(String clients, String workers) {
    static final int LIMIT_SECONDS = 30;

    /** The pause of Storm's spout when there is nothing to fetch. */
    private static final int POLL_MILLISECONDS = 1;

    Connection<DistributedRPC.Client> client() throws TTransportException {
        return new Connection<>(clients, DistributedRPC.Client::new);
    }

    Connection<DistributedRPCInvocations.Client> worker() throws TTransportException {
        return new Connection<>(workers, DistributedRPCInvocations.Client::new);
    }

    /** One call on a connection of its own. */
    String call(String function, String argument) throws TException {
        try (var connection = client()) {
            return connection.client.execute(function, argument);
        }
    }

    /** Does something on a thread of its own. */
    static <T> FutureTask<T> start(Callable<T> work) {
        var task = new FutureTask<>(work);
        var thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    /** What such a thread has ended with. */
    static <T> T end(FutureTask<T> task) throws Exception {
        try {
            return task.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** Makes a function known: a front door knows those that a worker has asked for. */
    static void announce(DistributedRPCInvocations.Client worker, String function) throws TException {
        DRPCRequest request = worker.fetchRequest(function);
        if (!request.getRequest_id().isEmpty()) {
            throw new AssertionError(function + " has a request before anybody called it: " + request);
        }
    }

    /** Polls until there is a request. */
    static DRPCRequest nextRequest(DistributedRPCInvocations.Client worker, String function) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (System.nanoTime() < end) {
            DRPCRequest request = worker.fetchRequest(function);
            if (!request.getRequest_id().isEmpty()) {
                return request;
            }
            Thread.sleep(POLL_MILLISECONDS);
        }
        throw new TimeoutException("Nothing to fetch for " + function + " in " + LIMIT_SECONDS + " s.");
    }
}
