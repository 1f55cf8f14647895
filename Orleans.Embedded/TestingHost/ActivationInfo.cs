using Orleans.Runtime;

namespace OrleansDrpc.Embedded;

/// <summary>An activation as a test sees it.</summary>
/// <param name="Grain">The grain's class, by its short name.</param>
/// <param name="Id">The grain.</param>
/// <param name="Silo">Where it is.</param>
/// <param name="Calls">How many calls it has, running or waiting.</param>
public sealed record ActivationInfo(string Grain, GrainId Id, SiloAddress Silo, int Calls);
