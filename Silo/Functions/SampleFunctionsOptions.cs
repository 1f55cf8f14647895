namespace OrleansDrpc.Functions;

/// <summary>Where the sample functions have their data from.</summary>
public sealed class SampleFunctionsOptions
{
    /// <summary>The section of the configuration that hosts bind to this class.</summary>
    public const string Section = "Samples";

    /// <summary>
    /// A file that says who follows whom: <c>follower TAB followee</c>. Null (the default), together with <see cref="Shares"/>: the data of
    /// Storm's reach example.
    /// </summary>
    public string? Follows { get; set; }

    /// <summary>A file that says who shared which page: <c>page TAB person</c>. Given with <see cref="Follows"/> or not at all.</summary>
    public string? Shares { get; set; }

    /// <summary>A sanctions list: <c>id TAB name TAB type TAB program</c>. Null (the default): a few invented names.</summary>
    public string? Blacklist { get; set; }
}
