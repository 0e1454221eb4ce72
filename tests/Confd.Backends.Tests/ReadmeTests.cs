using Confd.BackendSpec;
using Confd.TestSupport;

namespace Confd.Backends.Tests;

/// <summary>The backend that the README shows is compiled here and keeps the contract.</summary>
public sealed class ReadmeTests : KeyBackendSpec
{
    private readonly TempDirectory _folder = new();

    public static TheoryData<string> CodeBlocks => [.. ReadmeCode.Blocks("src/Confd.Backends/README.md")];

    protected override bool CanBeWatched => false;

    protected override IKeyBackendFactory Factory { get; } = new FolderBackendFactory();

    [Theory]
    [MemberData(nameof(CodeBlocks))]
    public void Readme_CodeBlock_IsCompiledInTheExamples(string code) =>
        ReadmeCode.LinesOf(
            "tests/Confd.Backends.Tests/FolderBackend.cs",
            "tests/Confd.Backends.Tests/FolderBackendFactory.cs",
            "tests/Confd.Backends.Tests/ReadmeExamples.cs")
            .ShouldContain(ReadmeCode.Lines(code));

    public override ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public override ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return base.DisposeAsync();
    }

    protected override Task<IKeyBackend> OpenAsync(BackendContext context)
    {
        Directory.CreateDirectory(_folder["keys"]);
        var section = new BackendSection("folder", [new(Factory.Options[0], _folder["keys"])]);
        return Factory.OpenAsync(section, context, Cancellation);
    }

    protected override Task WriteAsync(IReadOnlyDictionary<string, string> keys)
    {
        foreach (var (key, value) in keys)
        {
            _folder.Write("keys" + key, value);
        }

        return Task.CompletedTask;
    }

    protected override Task<bool> TryBreakAsync()
    {
        Directory.Delete(_folder["keys"], recursive: true);
        return Task.FromResult(true);
    }
}
