using Confd.Cli.Flags.Authoring;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Flags.Authoring;

/// <summary>Which environment a name on the command line is.</summary>
public sealed class EnvironmentSpecTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("staging", "shop", "shop", "staging")]
    [InlineData("shop:staging", null, "shop", "staging")]
    [InlineData("shop:", "other", "shop", "")]
    public void Name_OfATable_IsThat(string text, string? shared, string table, string prefix) =>
        EnvironmentSpec.Parse(text, shared).ShouldBe(new EnvironmentSpec(table, prefix, null));

    [Fact]
    public void Name_OfAFolder_IsThatBesideATableToo()
    {
        EnvironmentSpec.Parse(_folder.Path, null).Path.ShouldBe(_folder.Path);
        EnvironmentSpec.Parse(_folder.Path, "shop").Path.ShouldBe(_folder.Path);
    }

    [Fact]
    public void Name_OfAPrefixAndOfAFolder_IsRefused()
    {
        // A folder of the tests' own working directory, lest another be given to all of them.
        var name = Directory.GetDirectories(Environment.CurrentDirectory).Select(Path.GetFileName).First()!;
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, _folder.Path);

        Should.Throw<ConfigurationException>(() => EnvironmentSpec.Parse(name, "shop")).Message.ShouldBe(
            $"'{name}' may be the prefix {name} of table shop or the file or folder of that name: write shop:{name} or ./{name}");
        EnvironmentSpec.Parse(name, null).Path.ShouldBe(name);
        EnvironmentSpec.Parse("./" + name, "shop").Path.ShouldBe("./" + name);
        EnvironmentSpec.Parse(relative, "shop").Path.ShouldBe(relative);
    }
}
