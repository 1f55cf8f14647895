using FsCheck;
using FsCheck.Fluent;

namespace OrleansDrpc.Thrift.Tests;

/// <summary>Whatever is written is read again.</summary>
public sealed class RoundTripTests
{
    private static readonly Gen<string> Text =
        Gen.Elements("a", "0", " ", "\n", "\0", "é", "名", "\uFFFD", "\U0001F600").ArrayOf().Select(string.Concat);

    private static readonly Gen<int> Number = ArbMap.Default.GeneratorFor<DoNotSize<int>>().Select(number => number.Item);

    private static readonly Gen<StormFailure> Failure =
        from message in Text from type in Gen.OneOf(Gen.Constant((int?)null), Number.Select(number => (int?)number)) select new StormFailure(message, type);

    [Fact]
    public void Execute_AnyValues_ReadAsWritten() => Holds(Text.Three(), Number, (text, number) =>
    {
        var (function, argument, answer) = text;
        Same(ExecuteCall.Read, new ExecuteCall(function, argument), Bytes.Of(output => ExecuteCall.Write(output, number, function, argument)), number);
        Same(ExecuteCall.Read, new ExecuteCall(function, argument, true), Bytes.Of(output => ExecuteCall.Write(output, number, function, argument, true)), number);
        Same(ExecuteReply.Read, new ExecuteReply(answer, null, null), Bytes.Of(output => ExecuteReply.Write(output, number, answer)), number);
        Same(ExecuteReply.Read, new ExecuteReply(answer, null, null, 0.3), Bytes.Of(output => ExecuteReply.Write(output, number, answer, 0.3)), number);
    });

    [Fact]
    public void Failures_AnyValues_ReadAsWritten() => Holds(Text.Zip(Failure), Number, (values, number) =>
    {
        var (id, failure) = values;
        Same(ExecuteReply.Read, new ExecuteReply(null, failure, null), Bytes.Of(output => ExecuteReply.Write(output, number, failure)), number);
        Same(FailRequestV2Call.Read, new FailRequestV2Call(id, failure), Bytes.Of(output => FailRequestV2Call.Write(output, number, id, failure)), number);
        Same(FailRequestCall.Read, new FailRequestCall(id), Bytes.Of(output => FailRequestCall.Write(output, number, id)), number);
        var error = new ApplicationError(id, number);
        Same(ApplicationError.Read, error, Bytes.Of(output => error.Write(output, "m"u8, number)), number);
    });

    [Fact]
    public void Requests_AnyValues_ReadAsWritten() => Holds(Text.Three(), Number, (text, number) =>
    {
        var (function, argument, id) = text;
        Same(FetchRequestCall.Read, new FetchRequestCall(function), Bytes.Of(output => FetchRequestCall.Write(output, number, function)), number);
        Same(FetchRequestReply.Read, new FetchRequestReply(argument, id, null), Bytes.Of(output => FetchRequestReply.Write(output, number, argument, id)), number);
        Same(ResultCall.Read, new ResultCall(id, argument), Bytes.Of(output => ResultCall.Write(output, number, id, argument)), number);
        Same(ResultCall.Read, new ResultCall(id, argument, 0.3), Bytes.Of(output => ResultCall.Write(output, number, id, argument, 0.3)), number);
        PulledRequest[] pulled = [new(function, argument, id, number), new(id, function, argument, long.MaxValue - number)];
        var message = Bytes.MessageOf(Bytes.Of(output => PullRequestsReply.Write(output, number, pulled)));
        Assert.Equal(pulled, Bytes.Read(message, PullRequestsReply.Read).Requests);
    });

    [Fact]
    public void Text_LongerThanTheWritersBuffer_ReadAsWritten()
    {
        for (var length = 200; length < 300; length++)
        {
            LongText(length);
        }

        LongText(1 << 16);
        LongText(5_000_000);
        LongText(10);

        static void LongText(int length)
        {
            var text = new string('é', length);
            Same(ExecuteCall.Read, new ExecuteCall("f", text), Bytes.Of(output => ExecuteCall.Write(output, 1, "f", text)), 1);
        }
    }

    [Fact]
    public void OutgoingCall_AnyText_SizeIsTheMessages() => Holds(Text.Two(), Number, (text, number) =>
    {
        var (function, argument) = text;
        var size = Bytes.MessageOf(Bytes.Of(output => ExecuteCall.Write(output, number, function, argument))).Length;
        var call = new OutgoingCall(function, argument);
        call.CheckSize(size);
        Assert.Throws<DrpcException>(() => call.CheckSize(size - 1));
    });

    private static void Same<T>(ReplyParser<T> read, T value, byte[] frame, int sequenceId)
    {
        var reader = new ThriftReader(Bytes.MessageOf(frame));
        Assert.Equal(sequenceId, reader.ReadHeader().SequenceId);
        Assert.Equal(value, read(ref reader));
    }

    private static void Holds<T>(Gen<T> values, Gen<int> numbers, Action<T, int> law) =>
        Prop.ForAll(values.Zip(numbers).ToArbitrary(), pair => law(pair.Item1, pair.Item2)).QuickCheckThrowOnFailure();
}
