namespace OrleansDrpc.Functions;

/// <summary>Emits n times n items.</summary>
internal sealed class EmitSquare : IStage<int, byte>
{
    private const int RunLength = 4096;

    public async ValueTask ExecuteAsync(int item, IEmitter<byte> output, CancellationToken cancellationToken)
    {
        var left = (long)item * item;
        var run = new byte[Math.Min(left, RunLength)];
        for (; left > 0; left -= run.Length)
        {
            await output.EmitAsync(run.AsSpan(0, (int)Math.Min(left, run.Length)), cancellationToken);
        }
    }
}
