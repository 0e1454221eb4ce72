using System.Text.RegularExpressions;
using Confd.TestSupport;

namespace Confd.Engine.Tests;

public sealed partial class ReadmeTests
{
    [Fact]
    public void Readme_Code_IsCompiledInTheExamples()
    {
        var code = CodeBlock().Match(ReadmeCode.Read("src/Confd.Engine/README.md")).Groups[1].Value;

        ReadmeCode.Lines(code).Length.ShouldBeGreaterThan(100);
        ReadmeCode.LinesOf("tests/Confd.Engine.Tests/ReadmeExamples.cs").ShouldContain(ReadmeCode.Lines(code));
    }

    [Fact]
    public async Task Example_FolderWithOneResource_WritesItsFile()
    {
        using var folder = new TempDirectory();
        folder.Write("conf.d/a.toml", $"[template]\nsrc = \"a.tmpl\"\ndest = \"{folder["a.conf"]}\"\nkeys = [\"/path\"]\n");
        folder.Write("templates/a.tmpl", "{{if exists \"/path\"}}{{getenv \"PATH\" | len | lt 0}}{{end}}\n");

        (await ReadmeExamples.RunOnceAsync(folder.Path, Cancellation)).ShouldBe("in sync");

        (await File.ReadAllTextAsync(folder["a.conf"], Cancellation)).ShouldBe("true\n");
    }

    [Fact]
    public async Task Example_UnknownBackend_ReportsIt()
    {
        using var folder = new TempDirectory();
        folder.Write(
            "conf.d/a.toml",
            $"[template]\nsrc = \"a.tmpl\"\ndest = \"{folder["a.conf"]}\"\nkeys = []\n[backend]\nbackend = \"gopher\"\n");
        folder.Write("templates/a.tmpl", "");

        (await ReadmeExamples.RunOnceAsync(folder.Path, Cancellation)).ShouldContain("invalid backend \"gopher\"");
    }

    [GeneratedRegex("```csharp\n.*?\n\n(var backends .*?)\n\n", RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CodeBlock();
}
