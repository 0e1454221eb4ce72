using Confd.DynamoDb.Connections;
using Confd.DynamoDb.Streams;
using Confd.TestSupport;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.DynamoDb.Tests.Connections;

/// <summary>Credentials whose source does not answer: requests end with their own time and cancellation.</summary>
public sealed class HangingCredentialsTests : IDisposable
{
    // Of a test that fails: nothing is measured.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly HangingCredentials _hanging = new();

    private DynamoConnectionOptions Connection => new()
    {
        Endpoint = new Uri("http://127.0.0.1:9"),
        Region = "us-east-1",
        Credentials = _hanging,
    };

    [Fact]
    public async Task Open_TimeOfTheRequestHasPassed_SaysWhatItWaitedFor()
    {
        var clock = new FakeTimeProvider();
        var options = new KeyValueTableOptions { Connection = Connection, Retry = new() { MaxAttempts = 1 }, Clock = clock };

        var opening = Task.Run(() => KeyValueTable.OpenAsync("t", options, Cancellation), Cancellation);
        await _hanging.Asked;
        clock.Advance(options.Retry.AttemptTimeout);

        var late = await Should.ThrowAsync<DynamoDbException>(() => opening.WaitAsync(Patience, TimeProvider.System));
        late.Failure.ShouldBe(DynamoDbFailure.TimedOut);
        late.Message.ShouldStartWith(
            "failed to describe table t: failed to retrieve AWS credentials: no answer in time; check the service that hands them out");
    }

    [Fact]
    public async Task Open_Cancelled_Ends()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        var opening = Task.Run(
            () => KeyValueTable.OpenAsync("t", new KeyValueTableOptions { Connection = Connection }, stop.Token), Cancellation);
        await _hanging.Asked;
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => opening.WaitAsync(Patience, TimeProvider.System));
    }

    [Fact]
    public async Task DescribeStream_Cancelled_Ends()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        using var connection = await DynamoConnection.ConnectAsync(Connection, Cancellation);
        using var client = StreamsClient.Create(connection);

        var asking = Task.Run(() => client.DescribeStreamAsync("arn:stream", null, stop.Token), Cancellation);
        await _hanging.Asked;
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => asking.WaitAsync(Patience, TimeProvider.System));
    }

    [Fact]
    public async Task FindCaller_Cancelled_Ends()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        using var connection = await DynamoConnection.ConnectAsync(Connection with { Endpoint = null }, Cancellation);

        var finding = Task.Run(
            () => CallerIdentity.FindAsync(connection, TimeProvider.System, NullLogger.Instance, stop.Token), Cancellation);
        await _hanging.Asked;
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => finding.WaitAsync(Patience, TimeProvider.System));
    }

    public void Dispose() => _hanging.Dispose();
}
