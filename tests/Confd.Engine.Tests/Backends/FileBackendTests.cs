using System.Text;
using Confd.Backends;
using Confd.Engine.Backends;
using Confd.Engine.Tests.Support;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Backends;

public sealed class FileBackendTests : IDisposable
{
    private readonly TempDirectory _folder = new();
    private readonly RecordedLog _logger = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ReadAsync_SeveralFiles_LaterOnesOverrideSingleKeys()
    {
        var first = _folder.Write("a.yaml", "app: {x: 1, list: [1, 2, 3]}\nshape: 1\n");
        var second = _folder.Write("b.json", """{"app": {"x": 2, "list": ["one"]}, "shape": {"y": 3}}""");

        (await Read(["/"], first, second)).ShouldBe(
            new Dictionary<string, string>
            {
                ["/app/x"] = "2",
                ["/app/list/0"] = "one",
                ["/app/list/1"] = "2",
                ["/app/list/2"] = "3",
                ["/shape"] = "1",
                ["/shape/y"] = "3",
            },
            ignoreOrder: true);
    }

    [Fact]
    public async Task ReadAsync_Folder_ReadsFilesBelowInNameOrder()
    {
        _folder.Write("d/b.yaml", "k: b\nb: 1\n");
        _folder.Write("d/a.yaml", "k: a\na: 1\n");
        _folder.Write("d/sub/c.json", """{"k": "c"}""");
        _folder.Write("d/sub.yaml", "s: 1\n");

        var values = await Read(["/"], _folder["d"]);

        values["/k"].ShouldBe("c");
        values.Keys.ShouldBe(["/k", "/a", "/b", "/s"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("pipe")]
    [InlineData("device")]
    [InlineData("sparse")]
    public async Task ReadAsync_FolderWithASpecialFile_NamesItAndDoesNotBlock(string kind)
    {
        _folder.Write("d/a.yaml", "k: 1\n");
        switch (kind)
        {
            case "pipe":
                Assert.SkipUnless(Mounts.Run("mkfifo", _folder["d/b.json"]), "there is no mkfifo");
                break;
            case "device":
                File.CreateSymbolicLink(_folder["d/b.json"], "/dev/zero");
                break;
            default:
                await using (var file = File.Create(_folder["d/b.json"]))
                {
                    file.SetLength(300 * 1024 * 1024);
                }

                break;
        }

        var failure = await Should.ThrowAsync<KeyBackendException>(() => Read(["/"], _folder["d"]).WaitAsync(TimeSpan.FromSeconds(30)));

        failure.Message.ShouldStartWith(
            $"failed to read configuration file: failed to read file {_folder["d/b.json"]}: open {_folder["d/b.json"]}: it is ");
    }

    [Fact]
    public async Task ReadAsync_NamedPipeWithoutAWriter_BlocksOneThreadHoweverOftenItIsRead()
    {
        Assert.SkipUnless(Mounts.Run("mkfifo", _folder["pipe.json"]), "there is no mkfifo");
        await using var backend = Open(new FileBackendOptions([_folder["pipe.json"]]));
        using var stop = new CancellationTokenSource();
        var first = backend.ReadAsync(["/"], Cancellation);
        for (var number = 0; number < 20; number++)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(5));
            await Should.ThrowAsync<OperationCanceledException>(() => backend.ReadAsync(["/"], limit.Token));
        }

        (await backend.CheckHealthAsync(Cancellation)).IsHealthy.ShouldBeTrue();
        await File.WriteAllTextAsync(_folder["pipe.json"], """{"k": "1"}""", Cancellation);
        (await first).Select(["/"]).Keys.ShouldBe(["/k"]);
    }

    [Fact]
    public async Task ReadAsync_MountedConfigMap_HasTheKeysOfItsCurrentGenerationAlone()
    {
        _folder.Write("d/..2/a.yaml", "k: new\n");
        _folder.Write("d/..1/a.yaml", "k: old\nremoved: 1\n");
        _folder.Write("d/..1/z.yaml", "gone: 1\n");
        Directory.CreateSymbolicLink(_folder["d/..data"], "..2");
        File.CreateSymbolicLink(_folder["d/a.yaml"], "..data/a.yaml");

        (await Read(["/"], _folder["d"])).ShouldBe(new Dictionary<string, string> { ["/k"] = "new" });
    }

    [Fact]
    public async Task ReadAsync_Filter_AppliesInsideFoldersOnly()
    {
        _folder.Write("d/a.yaml", "a: 1\n");
        _folder.Write("d/notes.txt", "not yaml: [");
        var single = _folder.Write("single.json", """{"b": 2}""");

        (await Read(["/"], new FileBackendOptions([_folder["d"], single]) { Filter = "*.yaml" }))
            .Keys.ShouldBe(["/a", "/b"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("/app", "/app/s/a /apple")]
    [InlineData("/app/s/*", "/app/s/a")]
    [InlineData("/app/s/", "/app/s/a")]
    [InlineData("/*", "/app/s/a /apple /other")]
    [InlineData("/", "/app/s/a /apple /other")]
    [InlineData("/nothing", "")]
    public async Task Select_LookupKey_MatchesByText(string lookupKey, string expectedKeys)
    {
        var file = _folder.Write("v.yaml", "app: {s: {a: 1}}\napple: 2\nother: 3\n");

        (await Read([lookupKey], file)).Keys.ShouldBe(expectedKeys.Split(' ', StringSplitOptions.RemoveEmptyEntries), ignoreOrder: true);
    }

    [Fact]
    public async Task Select_NoKeys_KeepsNothing() => (await Read([], _folder.Write("v.yaml", "a: 1\n"))).ShouldBeEmpty();

    [Fact]
    public async Task ReadAsync_LinkToFile_IsReadByTheTargetsExtension()
    {
        _folder.Write("real.dat", "a: 1\n");
        File.CreateSymbolicLink(_folder["link.yaml"], _folder["real.dat"]);
        _folder.Write("real.json", "{}");
        File.CreateSymbolicLink(_folder["link.dat"], "real.json");

        (await Failure(_folder["link.yaml"])).ShouldBe(
            $"failed to read configuration file: failed to process file {_folder["real.dat"]}: invalid file extension, YAML or JSON only");
        (await Read(["/"], _folder["link.dat"])).ShouldBeEmpty();
    }

    // Recorded with confd 0.41.1.
    [Fact]
    public async Task ReadAsync_LinkInAFolder_IsReadByTheTargetsExtension()
    {
        _folder.Write("real.yaml", "a: 1\n");
        _folder.Write("real.json", """{"b": "{"}""");
        _folder.Write("real.dat", "");
        Directory.CreateDirectory(_folder["d"]);
        File.CreateSymbolicLink(_folder["d/one.conf"], "../real.yaml");
        File.CreateSymbolicLink(_folder["d/two.yaml"], _folder["real.json"]);

        (await Read(["/"], _folder["d"])).Keys.Order().ShouldBe(["/a", "/b"]);

        File.CreateSymbolicLink(_folder["d/three.yaml"], "../real.dat");
        (await Failure(_folder["d"])).ShouldBe(
            $"failed to read configuration file: failed to process file {_folder["d/three.yaml"]}: "
            + "invalid file extension, YAML or JSON only");
    }

    [Fact]
    public async Task ReadAsync_LinkedFolder_IsReadAndLinksToFoldersInsideAreNotEntered()
    {
        _folder.Write("real/a.yaml", "a: 1\n");
        _folder.Write("elsewhere/b.yaml", "b: 1\n");
        Directory.CreateSymbolicLink(_folder["real/inner"], _folder["elsewhere"]);
        Directory.CreateSymbolicLink(_folder["link"], _folder["real"]);

        (await Read(["/"], _folder["link"])).Keys.ShouldBe(["/a"]);
    }

    [Fact]
    public async Task ReadAsync_MissingFile_NamesIt() =>
        (await Failure(_folder["none.yaml"])).ShouldBe(
            $"failed to lookup files in {_folder["none.yaml"]}: lstat {_folder["none.yaml"]}: no such file or directory");

    [Fact]
    public async Task ReadAsync_DanglingLinkInFolder_NamesIt()
    {
        Directory.CreateDirectory(_folder["d"]);
        File.CreateSymbolicLink(_folder["d/x.yaml"], _folder["gone"]);

        (await Failure(_folder["d"]))
            .ShouldBe($"failed to lookup files in {_folder["d"]}: lstat {_folder["d/x.yaml"]}: no such file or directory");
    }

    [Fact]
    public async Task ReadAsync_LinksInACircle_AreAnError()
    {
        File.CreateSymbolicLink(_folder["a.yaml"], _folder["b.yaml"]);
        File.CreateSymbolicLink(_folder["b.yaml"], _folder["a.yaml"]);

        (await Failure(_folder["a.yaml"])).ShouldStartWith($"failed to lookup files in {_folder["a.yaml"]}: ");
        (await Failure(_folder.Path)).ShouldBe(
            $"failed to lookup files in {_folder.Path}: lstat {_folder["a.yaml"]}: too many levels of symbolic links");
    }

    [Fact]
    public async Task ReadAsync_MalformedFilter_IsAnError()
    {
        Directory.CreateDirectory(_folder["d"]);

        (await Failure(new FileBackendOptions([_folder["d"]]) { Filter = "[" })).ShouldBe(
            $"failed to lookup files in {_folder["d"]}: syntax error in pattern: filter [");
    }

    [Fact]
    public async Task ReadAsync_DroppedDate_IsWarnedAboutOnceWithoutItsValue()
    {
        var file = _folder.Write("v.yaml", "a:\n  when: 2024-01-02\n");
        await using var backend = Open(new FileBackendOptions([file]));

        await backend.ReadAsync(["/"], Cancellation);
        await backend.ReadAsync(["/"], Cancellation);

        _logger.Lines.ShouldBe(
            [
                $"Information Backend source(s) set to {file}",
                $"Warning Skipping key '/a/when' of {file}, line 2: a date; put it in quotes",
            ]);
    }

    [Fact]
    public async Task CheckHealthAsync_FilesAndFolders_CountsFileBytesOnly()
    {
        var file = _folder.Write("v.yaml", "a: 1\n");
        Directory.CreateDirectory(_folder["d"]);
        await using var backend = Open(new FileBackendOptions([file, _folder["d"]]));

        var health = await backend.CheckHealthAsync(Cancellation);

        health.IsHealthy.ShouldBeTrue();
        health.Message.ShouldBe("All configured files are accessible and readable");
        health.Details.ShouldBe([new("file_count", "1"), new("total_size_bytes", "5"), new("paths", $"{file}, {_folder["d"]}")]);
    }

    [Fact]
    public async Task CheckHealthAsync_MissingFile_NamesPathAndError()
    {
        await using var backend = Open(new FileBackendOptions([_folder["none.yaml"]]));

        var health = await backend.CheckHealthAsync(Cancellation);

        health.IsHealthy.ShouldBeFalse();
        health.Message.ShouldBe($"file not accessible: {_folder["none.yaml"]}");
        health.Details.ShouldBe(
            [new("failed_path", _folder["none.yaml"]), new("error", $"stat {_folder["none.yaml"]}: no such file or directory")]);
    }

    private FileBackend Open(FileBackendOptions options) => new(options, TimeProvider.System, _logger);

    private Task<Dictionary<string, string>> Read(string[] lookupKeys, params string[] paths) =>
        Read(lookupKeys, new FileBackendOptions(paths));

    private async Task<Dictionary<string, string>> Read(string[] lookupKeys, FileBackendOptions options)
    {
        await using var backend = Open(options);
        var reading = await backend.ReadAsync(lookupKeys, Cancellation);
        return reading.Select(lookupKeys).ToDictionary(entry => entry.Key, entry => Encoding.UTF8.GetString(entry.Value.Span));
    }

    private Task<string> Failure(string path) => Failure(new FileBackendOptions([path]));

    private async Task<string> Failure(FileBackendOptions options) =>
        (await Should.ThrowAsync<KeyBackendException>(() => Read(["/"], options))).Message;
}
