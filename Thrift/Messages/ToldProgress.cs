namespace OrleansDrpc.Thrift;

/// <summary>How far a request is that a silo has pulled.</summary>
/// <param name="Id">The request, as <see cref="PulledRequest.Id"/>.</param>
/// <param name="Finished">The names of the stages that have finished, in order.</param>
/// <param name="Stages">How many there are.</param>
internal sealed record ToldProgress(string Id, IReadOnlyList<string> Finished, int Stages)
{
    private bool IsWhole => Id is not null && Finished?.Contains(null!) == false && Finished.Count <= Stages;

    public static string Write(IEnumerable<ToldProgress> told) => ToldJson.Write(told);

    /// <returns>What can be made out of it; none where it is something else.</returns>
    public static IReadOnlyList<ToldProgress> Read(string text) => ToldJson.Read<ToldProgress>(text, progress => progress.IsWhole);
}
