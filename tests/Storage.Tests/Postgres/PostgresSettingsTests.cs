namespace OrleansDrpc.Storage.Tests;

public sealed class PostgresSettingsTests(SharedPostgres postgres)
{
    [Theory]
    [InlineData("", "it lacks Host")]
    [InlineData("Database=drpc;Password=secret", "it lacks Host")]
    [InlineData("Host=127.0.0.1;Password=secret", "it lacks Database")]
    [InlineData("Host=127.0.0.1;Database=drpc;Pasword=secret", "it cannot be read")]
    [InlineData("Host=127.0.0.1;Database=drpc;Port=many;Password=secret", "it cannot be read")]
    [InlineData("Host=127.0.0.1;Database=drpc;Timeout=-1;Password=secret", "it cannot be read")]
    [InlineData("nonsense", "it cannot be read")]
    public async Task Open_BrokenConnectionString_SaysWhatIsWrong(string connectionString, string expected)
    {
        var refusal = await Stores.RefusedAsync(() => Stores.OpenAsync(connectionString));

        Assert.Contains($"Setting Storage:Postgres:ConnectionString: {expected}", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Drpc")]
    [InlineData("1st")]
    [InlineData("pg_drpc")]
    [InlineData("a; DROP TABLE requests")]
    [InlineData("a234567890123456789012345678901234567890123456789012345678901234")]
    public async Task Open_BrokenSchemaName_SaysWhatIsAllowed(string schema)
    {
        await using var store = Stores.New("Host=127.0.0.1;Database=drpc", schema);

        var refusal = await Stores.RefusedAsync(() => store.OpenAsync(OwnerId.New(), TimeSpan.FromMinutes(1), CancellationToken.None));

        Assert.Contains($"Setting Storage:Postgres:Schema: '{schema}' must have 1 to 63", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Database=drpc", "PostgreSQL at 127.0.0.1:1, database 'drpc', cannot be reached")]
    [InlineData("Host=no-such-host.invalid;Database=drpc", "PostgreSQL at no-such-host.invalid:5432, database 'drpc', cannot be reached: nobody knows this host")]
    public async Task Open_WrongAddress_SaysWhichServer(string connectionString, string expected)
    {
        var refusal = await Stores.RefusedAsync(() => Stores.OpenAsync(connectionString));

        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Check that the server runs, and Host and Port", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_UnknownDatabase_SaysSo()
    {
        var refusal = await Stores.RefusedAsync(async () => await Stores.OpenAsync((await postgres.GetAsync()).ConnectionString("no_such_database")));

        Assert.Contains("\"no_such_database\" does not exist", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Create it, or correct Database", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_UnknownUser_SaysSo()
    {
        var server = await postgres.GetAsync();

        var refusal = await Stores.RefusedAsync(() => Stores.OpenAsync(server.ConnectionString("postgres") + ";Username=nobody;Password=secret"));

        Assert.Contains("does not let user 'nobody' in", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Correct Username and Password", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_PortOfSomethingElse_SaysWhichServer()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;

        // It takes connections and never says a word.
        var refusal = await Stores.RefusedAsync(() => Stores.OpenAsync($"Host=127.0.0.1;Port={port};Database=drpc"));

        Assert.Contains($"PostgreSQL at 127.0.0.1:{port}, database 'drpc', did not answer in time", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_Defaults_AreFilledInWhereTheConnectionStringIsSilent()
    {
        var silent = PostgresSettings.Read(new PostgresRequestStoreOptions { ConnectionString = "Host=h;Database=d" });
        var explicitly = PostgresSettings.Read(new PostgresRequestStoreOptions
        {
            ConnectionString = "Host=h;Database=d;Timeout=15;Command Timeout=30;MaxPoolSize=100",
        });

        Assert.Equal((4, 4, 20), (silent.Timeout, silent.CommandTimeout, silent.MaxPoolSize));
        Assert.Equal((15, 30, 100), (explicitly.Timeout, explicitly.CommandTimeout, explicitly.MaxPoolSize));
    }
}
