using Confd.Flags.Client;
using Confd.Flags.Contexts;
using Confd.Flags.Storage;
using Confd.TestSupport;

namespace Confd.Flags.Tests.Client;

public sealed class FlagClientFilesTests : IDisposable
{
    private static readonly EvaluationContext User = EvaluationContext.New("u1");
    private static readonly FlagClientOptions OnDemand = new() { RefreshInterval = Timeout.InfiniteTimeSpan };

    private readonly TempDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task OpenFiles_FlagsValuesAndSegments_AreAllServed()
    {
        var first = _folder.Write("first.json", """{"flagValues":{"colour":"red","limit":5}}""");
        var second = _folder.Write(
            "second.json",
            """
            {"flags":{"beta":{"on":true,"variations":[true,false],"fallthrough":{"variation":1},
              "rules":[{"variation":0,"clauses":[{"op":"segmentMatch","values":["testers"]}]}]}},
             "segments":{"testers":{"included":["u1"]}}}
            """);

        await using var client = await FlagClient.OpenFilesAsync([first, second], OnDemand, Cancellation);

        client.StringVariation("colour", User, "").ShouldBe("red");
        client.IntVariation("limit", User, 0).ShouldBe(5);
        client.BoolVariation("beta", User, false).ShouldBeTrue();
    }

    [Fact]
    public async Task Refresh_FileChanged_ServesTheNewValue()
    {
        var path = _folder.Write("flags.json", """{"flagValues":{"colour":"red"}}""");
        await using var client = await FlagClient.OpenFilesAsync([path], OnDemand, Cancellation);

        _folder.Write("flags.json", """{"flagValues":{"colour":"blue"}}""");
        await client.RefreshAsync(Cancellation);

        client.StringVariation("colour", User, "").ShouldBe("blue");
    }

    // Whoever may write in the folder of the file can put one in its place.
    [Fact]
    public async Task CreateForFiles_Pipe_FailsWithoutBlocking()
    {
        var path = NamedPipe.Make(_folder["flags.json"]);
        await using var client = FlagClient.CreateForFiles([path], OnDemand);

        (await RefusalOfAsync(client)).ShouldBe($"cannot read the flag file {path}: it is a device, a pipe or a socket, not a file");
    }

    // As of a shell's <(command), which can be read once.
    [Fact]
    public async Task OpenFiles_Pipe_IsReadOnceAndRefusedThen()
    {
        var path = NamedPipe.Make(_folder["flags.json"]);
        await using var client = await await NamedPipe.WithWriterAsync(
            path, """{"flagValues":{"colour":"red"}}""", () => FlagClient.OpenFilesAsync([path], OnDemand));

        client.StringVariation("colour", User, "").ShouldBe("red");
        (await RefusalOfAsync(client)).ShouldEndWith("not a file");
    }

    [Fact]
    public async Task OpenFiles_PipeWithoutAWriter_WaitsUntilCancelled()
    {
        var path = NamedPipe.Make(_folder["flags.json"]);
        using var stop = new CancellationTokenSource();

        var opening = Task.Run(() => FlagClient.OpenFilesAsync([path], OnDemand, stop.Token), Cancellation);
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => NamedPipe.WithoutWaitingAsync(() => opening));
    }

    [Theory]
    [InlineData("none.json", "no such file or directory")]
    [InlineData("folder", "is a directory")]
    public async Task CreateForFiles_UnreadableFile_HasTheSystemsMessage(string name, string reason)
    {
        Directory.CreateDirectory(_folder["folder"]);
        await using var client = FlagClient.CreateForFiles([_folder[name]], OnDemand);

        (await RefusalOfAsync(client)).ShouldBe($"cannot read the flag file {_folder[name]}: {reason}");
    }

    [Fact]
    public async Task Refresh_FileIsBroken_ReportsThePlaceAndKeepsTheLastValue()
    {
        var path = _folder.Write("flags.json", """{"flagValues":{"colour":"red"}}""");
        await using var client = await FlagClient.OpenFilesAsync([path], OnDemand, Cancellation);

        _folder.Write("flags.json", "{\"flagValues\":\n{\"colour\":}}");
        var problem = await Should.ThrowAsync<FlagStoreException>(() => client.RefreshAsync(Cancellation));

        problem.Message.ShouldStartWith($"{path}:2:");
        client.StringVariation("colour", User, "").ShouldBe("red");
    }

    [Fact]
    public async Task OpenFiles_KeyInTwoFiles_IsRefused()
    {
        var first = _folder.Write("first.json", """{"flagValues":{"colour":"red"}}""");
        var second = _folder.Write("second.json", """{"flags":{"colour":{"on":false}}}""");

        var problem = await Should.ThrowAsync<FlagStoreException>(
            () => FlagClient.OpenFilesAsync([first, second], OnDemand, Cancellation));

        problem.Message.ShouldBe($"{second}: the key 'colour' in 'features' is in another flag file too");
    }

    [Fact]
    public async Task OpenFiles_NoSuchFile_NamesIt()
    {
        var path = _folder["none.json"];

        var problem = await Should.ThrowAsync<FlagStoreException>(
            () => FlagClient.OpenFilesAsync([path], OnDemand, Cancellation));

        problem.Message.ShouldContain(path);
    }

    private static async Task<string> RefusalOfAsync(FlagClient client) =>
        (await Should.ThrowAsync<FlagStoreException>(() => NamedPipe.WithoutWaitingAsync(async () =>
        {
            await client.RefreshAsync(Cancellation);
            return true;
        }))).Message;
}
