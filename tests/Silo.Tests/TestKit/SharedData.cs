namespace OrleansDrpc.Functions.Tests;

/// <summary>The test data that lies beside the repository, in a folder <c>shared/data</c> of one of its ancestors.</summary>
internal static class SharedData
{
    /// <summary>A file's path; the test is skipped where there is none.</summary>
    public static string Path(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = System.IO.Path.Combine(folder.FullName, "shared", "data", name);
            if (File.Exists(path))
            {
                return path;
            }
        }

        Assert.Skip($"No folder above {AppContext.BaseDirectory} has shared/data/{name}.");
        return name;
    }
}
