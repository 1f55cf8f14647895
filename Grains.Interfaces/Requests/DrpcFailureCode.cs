namespace OrleansDrpc;

/// <summary>Why a request has no answer. The set is closed: a request ends with its answer or with one of these.</summary>
public enum DrpcFailureCode
{
    /// <summary>No function of that name is registered.</summary>
    UnknownFunction = 1,

    /// <summary>The argument does not have the shape that the function takes, or is over the size limit.</summary>
    BadArgument = 2,

    /// <summary>Code of the function threw, or returned another number of values than it promised.</summary>
    FunctionFailed = 3,

    /// <summary>The deadline passed first.</summary>
    TimedOut = 4,

    /// <summary>The caller cancelled, or went away.</summary>
    Cancelled = 5,

    /// <summary>The service refused the request because it has too much to do; try again after the hint.</summary>
    Overloaded = 6,

    /// <summary>A silo that held a part of the request died or could not be reached.</summary>
    SiloLost = 7,

    /// <summary>An aggregator did not receive exactly what was sent to it, so its value would have been wrong.</summary>
    CoordinationError = 8,

    /// <summary>The silo that was asked is stopping.</summary>
    ShuttingDown = 9,

    /// <summary>The caller may not do this.</summary>
    NotAuthorized = 10,
}
