using Confd.Engine.Posix;
using Confd.Engine.Resources;
using Confd.Engine.State;
using Confd.TestSupport;

namespace Confd.Engine.Tests.State;

public sealed class CreatedFilesStoreTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly RecordedLog _logger = new(withAttributes: true);
    private readonly CreatedFilesStore _store;

    public CreatedFilesStoreTests() => _store = new CreatedFilesStore(new StateFolder(_directory["state"], _logger), _logger);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Load_WhatWasSaved_IsTheSameWithNamesOfAnyKind()
    {
        var resource = ResourceOf("a");
        string[] files = ["plain.conf", "two words", "quote\"and\\", "ä\n\u0001"];

        _store.Save(resource, ListOf(resource, files));

        var loaded = Load(resource).ShouldNotBeNull();
        loaded.Files.ShouldBe(files);
        (loaded.Resource, loaded.Folder).ShouldBe((resource.Path, "/out"));
        Load(ResourceOf("b")).ShouldBeNull();
    }

    [Fact]
    public void Save_EmptyList_RemovesIt()
    {
        var resource = ResourceOf("a");
        _store.Save(resource, ListOf(resource, "x"));

        _store.Save(resource, ListOf(resource));

        Load(resource).ShouldBeNull();
        Directory.GetFiles(_directory["state"]).ShouldBeEmpty();
    }

    [Fact]
    public void Load_NamesThatLeadOut_AreLeftOut()
    {
        var resource = ResourceOf("a");

        _store.Save(resource, ListOf(resource, "good", "../bad", "/etc/passwd", "a/../b", "", "good/too"));

        Load(resource).ShouldNotBeNull().Files.ShouldBe(["good", "good/too"]);
    }

    [Fact]
    public void Load_NameThatIsNull_IsLeftOut()
    {
        var resource = SaveText("""{"version":1,"resource":"$","folder":"/out","files":["x",null]}""");

        Load(resource).ShouldNotBeNull().Files.ShouldBe(["x"]);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"version":1}""")]
    [InlineData("""{"version":"1","resource":"$","folder":"/out","files":[]}""")]
    [InlineData("""{"version":1,"resource":"$","folder":"/out","files":"x"}""")]
    public void Load_UnreadableList_IsIgnoredAndReported(string text)
    {
        var resource = SaveText(text);

        Load(resource).ShouldBeNull();
        _logger.Count("cannot be read: files that were created for").ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"version":2,"resource":"$","folder":"/out","files":["x"]}""")]
    [InlineData("""{"version":1,"resource":"/other.toml","folder":"/out","files":["x"]}""")]
    public void Load_ListOfAnotherVersionOrResource_IsIgnored(string text) => Load(SaveText(text)).ShouldBeNull();

    private CreatedFiles? Load(Resource resource) => _store.Load(resource.Path, resource.ForEach!);

    private Resource SaveText(string text)
    {
        var resource = ResourceOf("a");
        _store.Save(resource, ListOf(resource, "x"));
        File.WriteAllText(Directory.GetFiles(_directory["state"]).Single(), text.Replace("$", resource.Path, StringComparison.Ordinal));
        return resource;
    }

    private Resource ResourceOf(string name) => new()
    {
        Path = _directory[$"conf.d/{name}.toml"],
        Source = "",
        Destination = "/out/{{.Name}}",
        Prefix = "/",
        LookupKeys = [],
        UserId = 0,
        GroupId = 0,
        ForEach = new ForEach("/", SettingTemplate.Parse("dest", "/out/{{.Name}}", ProcessEnvironment.Find), removesStaleFiles: true),
    };

    private static CreatedFiles ListOf(Resource resource, params string[] files) => new(resource.Path, "/out", files);
}
