using System.Net;
using System.Text.Json;

namespace OrleansDrpc.ClientApi.Tests;

[Collection(SharedFrontDoorTests.Name)]
public sealed class FunctionListingTests(SharedFrontDoor shared)
{
    private readonly HttpClient _http = shared.Door.Http;

    [Fact]
    public async Task List_AllFunctions_ByName()
    {
        var response = await _http.GetAsync("/v1/functions");

        var names = response.Json().GetProperty("functions").EnumerateArray().Select(function => function.GetProperty("name").GetString());
        Assert.Equal(["count words", "double", "echo", "fail", "hold", "hold once", "in part", "letters", "lucky", "lucky once", "refuse", "shared", "soon part", "third time", "twice", "two stages"], names);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
        Assert.Matches("^[0-9a-f]{32}$", response.RequestId());
    }

    [Fact]
    public async Task Get_Function_TellsTypesDeadlineAndPlan()
    {
        var function = (await _http.GetAsync("/v1/functions/count%20words")).Json();

        Assert.Equal("string", function.GetProperty("argument").GetString());
        Assert.Equal("int", function.GetProperty("result").GetString());
        Assert.Equal(7, function.GetProperty("deadlineSeconds").GetDouble());
        var plan = function.GetProperty("plan");
        Assert.Equal(TestFunctions.CountWords.Plan.Version, plan.GetProperty("version").GetString());
        Assert.Equal(
            ["split worker 2 string string", "count aggregator 1 string int"],
            Rows(plan.GetProperty("stages"), "name", "kind", "parallelism", "itemType", "outputType"));
        Assert.Equal([" split Shuffle", "split count Global"], Rows(plan.GetProperty("edges"), "from", "to", "grouping"));
    }

    [Fact]
    public async Task Get_FunctionWithoutDeadlineOfItsOwn_TellsTheDefault()
    {
        var function = (await _http.GetAsync("/v1/functions/echo")).Json();

        Assert.Equal(30, function.GetProperty("deadlineSeconds").GetDouble());
        Assert.Equal("Says what it hears.", function.GetProperty("description").GetString());
    }

    [Fact]
    public async Task Get_UnknownFunction_Is404() =>
        (await _http.GetAsync("/v1/functions/nope")).AssertProblem(HttpStatusCode.NotFound, DrpcFailureCode.UnknownFunction);

    private static IEnumerable<string> Rows(JsonElement array, params string[] members) => array.EnumerateArray()
        .Select(row => string.Join(' ', members.Select(member => row.TryGetProperty(member, out var value) ? value.ToString() : "")));
}
