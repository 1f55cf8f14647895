using System.Buffers.Binary;

namespace OrleansDrpc.Thrift.Tests;

/// <summary>A frame that something has been done to. The same seed makes the same one, on every machine.</summary>
/// <param name="Seed">Of which seed.</param>
/// <param name="Frame">Length and message; seldom well-formed.</param>
/// <param name="Reader">What reads messages of the kind it was made from, in <see cref="SampleFrames.Readers"/>.</param>
internal sealed record Mutant(int Seed, byte[] Frame, int Reader)
{
    private const int LengthSize = 4;
    private const int MaxBytes = 4096;

    // Where lengths, counts and headers turn into something else.
    private static readonly int[] Lies =
    [
        0, 1, -1, 2, 4, 16, 127, 128, 255, 256, 4096, 65_535, 65_536, 1 << 20, 16 << 20, (16 << 20) + 1, 16_384_000, int.MaxValue, int.MaxValue - 4,
        int.MinValue, unchecked((int)0x8001_0001), unchecked((int)0x8001_0002), unchecked((int)0x8001_0003),
    ];

    public ReadOnlySpan<byte> Message => Frame.AsSpan(Math.Min(LengthSize, Frame.Length));

    /// <summary>Makes the frame of a seed.</summary>
    public static Mutant Of(int seed)
    {
        var random = new Random(seed);
        var sample = Any(random);
        var frame = sample.Frame;
        for (var changes = random.Next(1, 5); changes > 0; changes--)
        {
            frame = Change(frame, random);
        }

        // Half of them say their true length, so that a server looks at what is inside.
        if (random.Next(2) == 0 && frame.Length >= LengthSize)
        {
            frame = [.. frame];
            BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length - LengthSize);
        }

        return new Mutant(seed, frame, sample.Reader);
    }

    public override string ToString() => $"the frame of seed {Seed}: {Convert.ToHexString(Frame)}";

    private static SampleFrame Any(Random random) => SampleFrames.All[random.Next(SampleFrames.All.Length)];

    private static byte[] Change(byte[] frame, Random random)
    {
        if (frame.Length == 0)
        {
            return Noise(random);
        }

        var at = random.Next(frame.Length);
        return random.Next(9) switch
        {
            0 => Edit(frame, bytes => bytes[at] ^= (byte)(1 << random.Next(8))),
            1 => Edit(frame, bytes => bytes[at] = (byte)random.Next(256)),
            2 => Edit(frame, bytes => bytes[at] = (byte)random.Next(17)),
            3 => frame[..at],
            4 => Cut([.. frame[..at], .. frame[random.Next(at)..]]),
            5 => Cut([.. frame[..at], .. Tail(Any(random).Frame, random)]),
            6 or 7 => Edit(frame, bytes => Lie(bytes, at, random)),
            _ => Cut([.. frame[..at], .. Noise(random), .. frame[at..]]),
        };
    }

    private static byte[] Edit(byte[] frame, Action<byte[]> edit)
    {
        byte[] edited = [.. frame];
        edit(edited);
        return edited;
    }

    private static void Lie(byte[] bytes, int at, Random random)
    {
        Span<byte> lie = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(lie, random.Next(3) == 0 ? random.Next(bytes.Length + 2) : Lies[random.Next(Lies.Length)]);
        lie[..Math.Min(lie.Length, bytes.Length - at)].CopyTo(bytes.AsSpan(at));
    }

    private static byte[] Tail(byte[] frame, Random random) => frame[random.Next(frame.Length)..];

    private static byte[] Noise(Random random)
    {
        var noise = new byte[random.Next(1, 32)];
        random.NextBytes(noise);
        return noise;
    }

    private static byte[] Cut(byte[] frame) => frame.Length <= MaxBytes ? frame : frame[..MaxBytes];
}
