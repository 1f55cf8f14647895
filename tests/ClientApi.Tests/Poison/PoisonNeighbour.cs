namespace OrleansDrpc.ClientApi.Tests;

/// <summary>
/// A function that must not suffer from others: computes for some tens of milliseconds, because what is shorter than the system's time slices is
/// slowed down by any use of the processors.
/// </summary>
internal static class PoisonNeighbour
{
    public const string Name = "primes";
    public const string Argument = "250000";
    public const string Answer = "22044";

    public static readonly DrpcFunction<int, int> Function =
        DrpcFunction.Named(Name).Takes<int>().Select(most => Enumerable.Range(2, most - 1).Count(IsPrime)).Returns();

    private static bool IsPrime(int number)
    {
        for (var divisor = 2; divisor * divisor <= number; divisor++)
        {
            if (number % divisor == 0)
            {
                return false;
            }
        }

        return true;
    }
}
