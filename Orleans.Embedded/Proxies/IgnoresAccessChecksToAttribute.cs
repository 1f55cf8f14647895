namespace System.Runtime.CompilerServices;

/// <summary>Known to the runtime by its name: lets generated proxies use internal grain interfaces and internal types of the engine.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class IgnoresAccessChecksToAttribute(string assemblyName) : Attribute
{
    public string AssemblyName { get; } = assemblyName;
}
