using Confd.BackendSpec;

namespace Confd.Backends.Tests;

public sealed class BackendRegistryTests
{
    private static readonly MemoryBackendFactory Memory = new(new MemoryKeyBackend());

    [Fact]
    public void Find_Name_IsExact()
    {
        var registry = new BackendRegistry(Memory);

        registry.Find("memory").ShouldBe(Memory);
        registry.Find("Memory").ShouldBeNull();
        BackendRegistry.Empty.Find("memory").ShouldBeNull();
    }

    [Fact]
    public void FileKeys_OfAllBackends_AreThereOnce()
    {
        var other = new ScriptedFactory("other", new("table", OptionKind.Text, "t"), new("page-size", OptionKind.Integer, "s"));
        var registry = new BackendRegistry(Memory, other);

        registry.FileKeys.ShouldBe(
        [
            "backend", "table", "page_size", "dial_timeout", "read_timeout", "write_timeout", "retry_max_attempts", "retry_base_delay",
            "retry_max_delay", "max_reading_bytes",
        ]);
    }

    [Fact]
    public void OptionsFor_OneNameInTwoBackends_IsTheNamedBackendsOwn()
    {
        var own = new BackendOption("table", OptionKind.Text, "its own") { Default = "config" };
        var registry = new BackendRegistry(Memory, new ScriptedFactory("other", own));

        registry.OptionsFor("other").ShouldBe([own]);
        registry.OptionsFor("memory").ShouldBe([MemoryBackendFactory.Table]);
        registry.OptionsFor("unknown").ShouldBe([MemoryBackendFactory.Table]);
    }

    [Fact]
    public void Constructor_OneNameTwice_IsRefused() =>
        Should.Throw<ArgumentException>(() => new BackendRegistry(Memory, new MemoryBackendFactory(new MemoryKeyBackend())))
            .Message.ShouldStartWith("there are two backends of the name memory");

    [Fact]
    public void Constructor_OneOptionOfTwoKinds_IsRefused()
    {
        var other = new ScriptedFactory("other", new BackendOption("table", OptionKind.Switch, "t"));

        Should.Throw<ArgumentException>(() => new BackendRegistry(Memory, other))
            .Message.ShouldStartWith("the option table is of different kinds");
    }

    [Fact]
    public void Exception_WithTwoForms_ShowsTheOneWithoutValues()
    {
        var exception = new KeyBackendException("value \"hunter2\" is bad", "a string of 7 bytes is bad");

        exception.Message.ShouldBe("a string of 7 bytes is bad");
        exception.FullMessage.ShouldBe("value \"hunter2\" is bad");
        new KeyBackendException("no table").FullMessage.ShouldBe("no table");
    }

    private sealed class ScriptedFactory(string name, params IReadOnlyList<BackendOption> options) : IKeyBackendFactory
    {
        public string Name => name;

        public string Summary => "Read keys from a script";

        public IReadOnlyList<BackendOption> Options => options;

        public bool UsesHttp => false;

        public Task<IKeyBackend> OpenAsync(BackendSection section, BackendContext context, CancellationToken cancellationToken) =>
            throw new KeyBackendException("scripted");
    }
}
