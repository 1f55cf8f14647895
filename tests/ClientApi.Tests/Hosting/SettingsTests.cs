using OrleansDrpc.Hosting;

namespace OrleansDrpc.ClientApi.Tests;

public sealed class SettingsTests
{
    [Theory]
    [InlineData("FrontDoor:HttpPort", "65536", "at most 65535")]
    [InlineData("FrontDoor:ThriftPort", "65536", "at most 65535")]
    [InlineData("FrontDoor:InvocationsPort", "65536", "at most 65535")]
    [InlineData("FrontDoor:ThriftAddress", "example.com", "an IP address")]
    [InlineData("FrontDoor:InvocationsAddress", "example.com", "an IP address")]
    [InlineData("FrontDoor:MaxFrameBytes", "1023", "1024 to")]
    [InlineData("FrontDoor:HttpPort", "", "a whole number")]
    [InlineData("FrontDoor:HttpAddress", "example.com", "an IP address")]
    [InlineData("FrontDoor:HttpAddress", "", "an IP address")]
    [InlineData("FrontDoor:Colour", "red", "no setting")]
    [InlineData("Drpc:DefaultDeadline", "soon", "00:00:30 for 30 seconds")]
    [InlineData("Drpc:MaxArgumentBytes", "0", "1 to")]
    [InlineData("Drpc:Nope:Deeper", "1", "no setting")]
    [InlineData("WorkerQueues:RequestTimeout", "00:00:00", "00:00:00.0010000 to 1.00:00:00")]
    [InlineData("WorkerQueues:LeaseTime", "2.00:00:00", "00:00:00.0010000 to 1.00:00:00")]
    [InlineData("WorkerQueues:MaxRequeues", "101", "0 to 100")]
    [InlineData("WorkerQueues:MaxQueuedRequests", "0", "1 to")]
    [InlineData("WorkerQueues:MaxQueuedBytes", "many", "a whole number")]
    [InlineData("WorkerQueues:UnknownFunctions", "hope", "Refuse or Wait")]
    [InlineData("WorkerQueues:UnknownFunctions", "2", "Refuse or Wait")]
    [InlineData("WorkerQueues:ResultsFrom", "nobody", "LeaseHolder or AnyConnection")]
    [InlineData("Requests:Store", "tape", "File or Postgres or None")]
    [InlineData("Requests:Store", "7", "File or Postgres or None")]
    [InlineData("Requests:Lease", "00:00:00.5", "00:00:01 to 00:05:00")]
    [InlineData("Requests:Retention", "00:00:00", "00:00:01 to")]
    [InlineData("Requests:MaxRunning", "0", "1 to")]
    [InlineData("Requests:CallbackMaxTries", "0", "1 to")]
    [InlineData("Silo:SiloPort", "70000", "0 to 65535")]
    [InlineData("Silo:PrimarySiloPort", "0", "1 to 65535")]
    [InlineData("Silo:ClusterId", " ", "a name")]
    [InlineData("Samples:Follows", "f.tsv", "Samples:Shares")]
    [InlineData("Samples:Shares", "s.tsv", "Samples:Follows")]
    public void Build_BadSetting_IsNamedWithWhatItMustBe(string key, string value, string expected)
    {
        var refusal = Assert.Throws<StartException>(() => FrontDoor.Build((key, value)));

        Assert.Equal(StartException.BadSettings, refusal.ExitCode);
        Assert.StartsWith(key.Split(":Deeper")[0], refusal.Message, StringComparison.Ordinal);
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "it lacks Host")]
    [InlineData("Host=here", "it lacks Database")]
    [InlineData("nonsense", "cannot be read")]
    public void Build_PostgresWithoutAWayToConnect_IsRefused(string connection, string expected)
    {
        var refusal = Assert.Throws<StartException>(() => FrontDoor.Build(("Requests:Store", "Postgres"), ("Requests:ConnectionString", connection)));

        Assert.StartsWith("Requests:ConnectionString", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_AllListenersOff_IsRefused()
    {
        var refusal = Assert.Throws<StartException>(
            () => FrontDoor.Build(("FrontDoor:HttpPort", "-1"), ("FrontDoor:ThriftPort", "-1"), ("FrontDoor:InvocationsPort", "-1")));

        Assert.Contains("one must be on", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_KnownFunctionWithALongName_IsRefused() => Assert.Contains(
        "at most 200",
        Assert.Throws<StartException>(() => FrontDoor.Build(("WorkerQueues:KnownFunctions", "a," + new string('n', 201)))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Build_ManyMistakes_NamesThemAll()
    {
        var refusal = Assert.Throws<StartException>(() => FrontDoor.Build(
            ("FrontDoor:HttpPort", "x"), ("FrontDoor:HttpAddress", "y"), ("Drpc:WorkersPerSilo", "-1"), ("Drpc:SendWindow", "z"), ("Silo:GatewayPort", "-1")));

        Assert.Equal(5, refusal.Message.Split('\n').Length);
    }

    [Fact]
    public void Build_ClusterOverMachinesOnTheEmbeddedEngine_SaysWhatToDo()
    {
        Assert.SkipUnless(EngineSetup.Name == "Embedded", "Orleans has such clusters.");

        var refusal = Assert.Throws<StartException>(() => FrontDoor.Build(("Orleans:Clustering:ProviderType", "AdoNet")));

        Assert.Equal(StartException.BadSettings, refusal.ExitCode);
        Assert.Contains("-p:Engine=Orleans", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nowhere.json", null, "no settings file")]
    [InlineData("bad.json", "{ \"FrontDoor\": ", "cannot be read")]
    public void Build_BadFile_IsNamed(string name, string? text, string expected)
    {
        using var folder = new TempFolder();
        var file = text is null ? name : folder.Write(name, text);

        var refusal = Assert.Throws<StartException>(
            () => FrontDoorHost.Build(new CommandLineSettings(file, new Dictionary<string, string?>()), (_, _) => { }));

        Assert.Equal(StartException.BadSettings, refusal.ExitCode);
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(name, refusal.Message, StringComparison.Ordinal);
    }
}
