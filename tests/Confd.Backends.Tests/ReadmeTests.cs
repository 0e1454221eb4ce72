using System.Text.RegularExpressions;
using Confd.BackendSpec;
using Confd.TestSupport;

namespace Confd.Backends.Tests;

/// <summary>The backend that the README shows is compiled here and keeps the contract.</summary>
public sealed partial class ReadmeTests : KeyBackendSpec
{
    private readonly TempDirectory _folder = new();

    // Without the program with its using lines, which eng/check-packages.sh compiles as it stands.
    public static TheoryData<string> CodeBlocks =>
    [
        .. CodeBlock().Matches(Read("src/Confd.Backends/README.md"))
            .Select(match => match.Groups[1].Value)
            .Where(code => !code.StartsWith("using ", StringComparison.Ordinal)),
    ];

    protected override IKeyBackendFactory Factory { get; } = new FolderBackendFactory();

    [Theory]
    [MemberData(nameof(CodeBlocks))]
    public void Readme_CodeBlock_IsCompiledInTheExamples(string code)
    {
        const string Tests = "tests/Confd.Backends.Tests/";

        Lines(Read(Tests + "FolderBackend.cs") + Read(Tests + "FolderBackendFactory.cs")).ShouldContain(Lines(code));
    }

    public override ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public override ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return base.DisposeAsync();
    }

    protected override Task<IKeyBackend> OpenAsync()
    {
        Directory.CreateDirectory(_folder["keys"]);
        var section = new BackendSection("folder", [new(Factory.Options[0], _folder["keys"])]);
        return Factory.OpenAsync(section, new BackendContext(), Ct);
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

    private static string Read(string path) => File.ReadAllText(Path.Combine(RepositoryFiles.Root, path));

    private static string Lines(string text) =>
        string.Join('\n', text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CodeBlock();
}
