namespace OrleansDrpc.Functions;

/// <summary>A word of a text.</summary>
/// <param name="Word">The word, as it stands in the text.</param>
/// <param name="Count">How often it occurs.</param>
public sealed record CountedWord(string Word, long Count);
