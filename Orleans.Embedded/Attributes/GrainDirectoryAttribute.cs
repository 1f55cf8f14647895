namespace Orleans.GrainDirectory;

[AttributeUsage(AttributeTargets.Class)]
public sealed class GrainDirectoryAttribute(string grainDirectoryName) : Attribute
{
    public string GrainDirectoryName { get; set; } = grainDirectoryName;
}
