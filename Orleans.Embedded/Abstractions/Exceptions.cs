namespace Orleans.Runtime
{
    [GenerateSerializer]
    public class OrleansException(string message) : Exception(message);

    [GenerateSerializer]
    public class OrleansMessageRejectionException : OrleansException
    {
        internal OrleansMessageRejectionException(string message)
            : base(message)
        {
        }
    }

    [GenerateSerializer]
    public sealed class SiloUnavailableException(string msg) : OrleansMessageRejectionException(msg);

    [GenerateSerializer]
    public sealed class OrleansConfigurationException(string message) : Exception(message);

    [GenerateSerializer]
    public sealed class EnumerationAbortedException(string message) : Exception(message);
}

namespace Orleans.Serialization
{
    [GenerateSerializer]
    public class SerializerException(string message) : Exception(message);

    [GenerateSerializer]
    public sealed class CodecNotFoundException(string message) : SerializerException(message);
}
