namespace OrleansDrpc.Storage;

/// <summary>The directory of a log: what the log does to a file system, and nothing else, so that tests can count it and let it fail.</summary>
internal interface ILogFiles : IDisposable
{
    /// <summary>Where it is, for messages.</summary>
    string Path { get; }

    /// <summary>Creates the directory where it is missing and takes it for this process, until disposal or death.</summary>
    /// <exception cref="RequestStoreException">Another has it.</exception>
    void Lock();

    /// <summary>The names of all files.</summary>
    IReadOnlyList<string> List();

    /// <summary>A new empty file; one of the same name is emptied.</summary>
    ILogFile Create(string name);

    ILogFile Open(string name);

    /// <summary>Gives a file another name, in one step; one that has that name is gone.</summary>
    void Rename(string from, string to);

    void Delete(string name);

    /// <summary>Brings the names to the disk.</summary>
    void Flush();
}
