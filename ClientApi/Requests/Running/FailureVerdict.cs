namespace OrleansDrpc.ClientApi;

/// <summary>What the failure of an attempt means for its request.</summary>
internal enum FailureVerdict
{
    /// <summary>Another attempt may do better.</summary>
    Replay = 0,

    /// <summary>No other attempt would do better.</summary>
    Final = 1,

    /// <summary>Nothing was begun: there is too much to do, or nobody serves the function now. It counts as no attempt.</summary>
    NotBegun = 2,

    /// <summary>Whoever ran it stopped. It counts as no attempt.</summary>
    CutOff = 3,
}

internal static class FailureVerdicts
{
    public static FailureVerdict Of(DrpcFailure failure) => failure.Code switch
    {
        _ when failure.IsPermanent => FailureVerdict.Final,
        DrpcFailureCode.BadArgument or DrpcFailureCode.NotAuthorized or DrpcFailureCode.Cancelled => FailureVerdict.Final,
        DrpcFailureCode.Overloaded or DrpcFailureCode.UnknownFunction => FailureVerdict.NotBegun,
        DrpcFailureCode.ShuttingDown => FailureVerdict.CutOff,
        _ => FailureVerdict.Replay,
    };
}
