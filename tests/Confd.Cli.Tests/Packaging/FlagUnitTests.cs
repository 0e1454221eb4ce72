using System.Text.RegularExpressions;
using Confd.Cli.Tests.Support;
using Confd.Cli.Tools;

namespace Confd.Cli.Tests.Packaging;

/// <summary>The units around flags, and what the packages do with every unit.</summary>
public sealed partial class FlagUnitTests
{
    private static readonly Dictionary<string, string> Variables = File.ReadLines(PackagingFiles.Path("systemd/confd-flags.default"))
        .Where(line => line[0] != '#').Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);

    private readonly CapturedHost _host = new();

    public static TheoryData<string> All { get; } =
        [
            .. Directory.GetFiles(PackagingFiles.Path("systemd"), "*.service").Select(file => Path.GetFileName(file)!)
                .Order(StringComparer.Ordinal)];

    [Theory]
    [InlineData("confd-flags.service", "serve")]
    [InlineData("confd-flags-sync.service", "sync")]
    [InlineData("confd-journal.service", "run")]
    public void Command_WithTheVariablesOfThePackage_IsOneThatConfdTakes(string unit, string command)
    {
        var settings = SettingsOf(unit);
        var words = settings["ExecStart"].Single().Split(' ');
        settings["EnvironmentFile"].Single().ShouldBe("-/etc/default/confd-flags");

        var parsed = ToolParser.Parse(_host.Tools, [.. words[1..].SelectMany(Expand)]);

        words[0].ShouldBe("/usr/bin/confd");
        parsed.Errors.ShouldBeEmpty();
        parsed.CommandResult.Command.Name.ShouldBe(command);
    }

    [Theory]
    [InlineData("confd-flags.service")]
    [InlineData("confd-flags-sync.service")]
    [InlineData("confd-journal.service")]
    public void Service_User_IsItsOwnAndMayWriteNowhere(string unit)
    {
        var settings = SettingsOf(unit);

        settings["DynamicUser"].ShouldBe(["true"]);
        settings["ProtectSystem"].ShouldBe(["strict"]);
        settings["CapabilityBoundingSet"].ShouldBe([""]);
        settings["StartLimitIntervalSec"].ShouldBe(["0"]);

        // Whatever is loaded as a credential is what the command reads.
        foreach (var named in settings["ExecStart"].Single().Split(' ').Where(word => word.StartsWith("${CRED", StringComparison.Ordinal)))
        {
            settings["LoadCredential"].Select(credential => credential.Split(':')[0]).ShouldContain(named.Split('/')[1]);
        }

        // The end of requests takes ten seconds.
        int.Parse(settings["TimeoutStopSec"].Single()).ShouldBeGreaterThan(10 + 5);
    }

    // A unit that is shipped is restarted by an upgrade and stopped by a removal, and what "enable" and the service made goes with a purge.
    [Theory]
    [MemberData(nameof(All))]
    public void Packages_HandleEveryUnit(string unit)
    {
        foreach (var script in new[] { "deb/postinst", "deb/prerm", "deb/postrm" })
        {
            ListsOf(script).ShouldHaveSingleItem().ShouldContain(unit, script);
        }

        ListsOf("rpm/confd-dotnet.spec").Count.ShouldBe(2);
        ListsOf("rpm/confd-dotnet.spec").ShouldAllBe(units => units.Contains(unit));
        File.ReadAllText(PackagingFiles.Path("rpm/confd-dotnet.spec")).ShouldContain($"/usr/lib/systemd/system/{unit}\n");
        foreach (var state in SettingsOf(unit)["StateDirectory"])
        {
            File.ReadAllText(PackagingFiles.Path("deb/postrm")).ShouldContain($"\"$DPKG_ROOT/var/lib/{state}\"");
        }
    }

    private static IEnumerable<string> Expand(string word) =>
        word.StartsWith("$CONFD_", StringComparison.Ordinal)
            ? Variables[word[1..]].Split(' ', StringSplitOptions.RemoveEmptyEntries)
            : [word.Replace("${CREDENTIALS_DIRECTORY}", "/run/credentials/unit", StringComparison.Ordinal)];

    private static ILookup<string, string> SettingsOf(string unit) => File.ReadLines(PackagingFiles.Path("systemd/" + unit))
        .Where(line => line.Contains('=', StringComparison.Ordinal) && line[0] != '#')
        .Select(line => line.Split('=', 2)).ToLookup(pair => pair[0], pair => pair[1]);

    private static List<string[]> ListsOf(string script) =>
        [.. Loop().Matches(File.ReadAllText(PackagingFiles.Path(script))).Select(match => match.Groups["units"].Value.Split(' '))];

    [GeneratedRegex("for unit in (?<units>[^;]+); do", RegexOptions.ExplicitCapture)]
    private static partial Regex Loop();
}
