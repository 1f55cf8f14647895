using Microsoft.Extensions.DependencyInjection;

namespace OrleansDrpc.Functions;

/// <summary>Registration of the sample functions.</summary>
public static class SampleFunctionsExtensions
{
    /// <summary>
    /// Adds <c>exclamation</c>, <c>exclaim</c>, <c>reach</c>, <c>wordcount</c>, <c>blacklist</c>, <c>square</c> and <c>tricky</c>. Reads
    /// their data at once, so that a bad file stops the start; every silo of a cluster must be given the same data.
    /// </summary>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    /// <exception cref="DataFileException">A file cannot be read or has a bad line.</exception>
    public static DrpcBuilder AddSampleFunctions(this DrpcBuilder drpc, SampleFunctionsOptions options)
    {
        ArgumentNullException.ThrowIfNull(drpc);
        ArgumentNullException.ThrowIfNull(options);
        drpc.Services.AddSingleton(SampleData.FollowGraph(options));
        drpc.Services.AddSingleton(SampleData.Blacklist(options));
        return drpc
            .AddFunction(Exclamation.Function)
            .AddFunction(Exclaim.Function)
            .AddFunction(Reach.Function)
            .AddFunction(WordCount.Function)
            .AddFunction(Blacklist.Function)
            .AddFunction(Square.Function)
            .AddFunction(Tricky.Function);
    }
}
