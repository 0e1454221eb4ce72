using System.Text.Json.Nodes;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Architecture;

/// <summary>The lock files of the native program, which only a release reads, are of the packages that everybody restores.</summary>
public sealed class LockFileTests
{
    [Theory]
    [InlineData("linux-x64")]
    [InlineData("linux-arm64")]
    public void NativeLockFile_Packages_AreThoseOfTheProgram(string platform)
    {
        var native = Packages($"packages.{platform}.lock.json");

        native.Remove($"net10.0/{platform}").ShouldBeTrue();
        native["net10.0"]!.AsObject().Remove("Microsoft.DotNet.ILCompiler").ShouldBeTrue();
        JsonNode.DeepEquals(native, Packages("packages.lock.json"))
            .ShouldBeTrue("a package changed: run eng/lock-packages.sh");
    }

    private static JsonObject Packages(string file) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(RepositoryFiles.Root, "src", "Confd.Cli", file)))!["dependencies"]!.AsObject();
}
