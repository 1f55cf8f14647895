import java.util.function.Function;
import org.apache.thrift.TConfiguration;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.transport.TSocket;
import org.apache.thrift.transport.TTransportException;
import org.apache.thrift.transport.layered.TFramedTransport;

/** A client of one service, on a connection of its own, with the transport and the limit of Storm's DRPCClient. */
final class Connection<T> implements AutoCloseable {
    /** Storm's drpc.max_buffer_size, in bytes. */
    private static final int MAX_FRAME = 1_048_576;

    final T client;
    private final TFramedTransport transport;

    Connection(String address, Function<TProtocol, T> client) throws TTransportException {
        int colon = address.lastIndexOf(':');
        String host = address.substring(0, colon);
        int port = Integer.parseInt(address.substring(colon + 1));
        int limit = Door.LIMIT_SECONDS * 1000;
        transport = new TFramedTransport(new TSocket(new TConfiguration(), host, port, limit, limit), MAX_FRAME);
        transport.open();
        this.client = client.apply(new TBinaryProtocol(transport));
    }

    @Override
    public void close() {
        transport.close();
    }
}
