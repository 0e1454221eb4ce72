using Amazon.DynamoDBv2;
using Confd.DynamoDb.Connections;

namespace Confd.DynamoDb.Tests;

/// <summary>Options that cannot be used are refused where they are taken, before anything is sent.</summary>
public sealed class OptionTests
{
    [Fact]
    public async Task Connect_InvalidEndpoint_IsRefusedByName()
    {
        var options = new DynamoConnectionOptions { Endpoint = new Uri("localhost:8000/x", UriKind.RelativeOrAbsolute) };
        var relative = new DynamoConnectionOptions { Endpoint = new Uri("/x", UriKind.Relative) };

        foreach (var wrong in (DynamoConnectionOptions[])[options, relative])
        {
            (await Should.ThrowAsync<ArgumentException>(() => DynamoConnection.ConnectAsync(wrong, Cancellation))).Message
                .ShouldStartWith("DynamoConnectionOptions.Endpoint has to be an absolute address of http or https");
        }
    }

    [Fact]
    public async Task Open_InvalidOptions_AreRefusedByName()
    {
        (await Refused(new() { Connection = null! })).ShouldStartWith("KeyValueTableOptions.Connection is null");
        (await Refused(new() { Retry = new() { MaxAttempts = 0 } })).ShouldStartWith(
            "DynamoRetryOptions.MaxAttempts has to be at least 1 (attempts); it is 0");
        (await Refused(new() { Connection = new() { DialTimeout = TimeSpan.FromSeconds(-5) } })).ShouldStartWith(
            "DynamoConnectionOptions.DialTimeout has to be at least zero and at most 24 days; it is -00:00:05");
        (await Refused(new() { Journal = new() { Settings = new() { Interval = TimeSpan.Zero } } })).ShouldStartWith(
            "JournalSettings.Interval has to be more than zero");
        (await Refused(new() { KeyAttribute = "" })).ShouldStartWith("KeyValueTableOptions.KeyAttribute has to be the name");

        static async Task<string> Refused(KeyValueTableOptions options) =>
            (await Should.ThrowAsync<ArgumentException>(() => KeyValueTable.OpenAsync("any", options, Cancellation))).Message;
    }

    [Fact]
    public void New_TableWithoutRetries_IsRefusedByName()
    {
        using var client = new AmazonDynamoDBClient("a", "b", Amazon.RegionEndpoint.USEast1);

        Should.Throw<ArgumentNullException>(() => new DynamoTable(client, "any", new() { Retry = null! })).Message
            .ShouldStartWith("DynamoTableOptions.Retry is null");
    }
}
