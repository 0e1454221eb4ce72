using Confd.Cli.CommandLine;

namespace Confd.Cli.Tests.Packaging;

/// <summary>The unit, and the package that installs it, keep what has to outlive the service.</summary>
public sealed class SystemdUnitTests
{
    private static readonly ILookup<string, string> Settings = File.ReadLines(PackagingFiles.Path("systemd/confd.service"))
        .Where(line => line.Contains('=', StringComparison.Ordinal) && line[0] != '#')
        .ToLookup(
            line => line[..line.IndexOf('=', StringComparison.Ordinal)], line => line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..]);

    [Fact]
    public void StateDirectory_IsTheDefaultAndTheServicesAlone()
    {
        $"/var/lib/{Settings["StateDirectory"].ShouldHaveSingleItem()}".ShouldBe(Options.StateDir.DefaultText);
        Settings["StateDirectoryMode"].ShouldBe(["0700"]);
        File.ReadAllText(PackagingFiles.Path("deb/postrm")).ShouldContain($"rm -rf \"$DPKG_ROOT{Options.StateDir.DefaultText}\"");
    }

    // A command in flight may finish before systemd kills what is left.
    [Fact]
    public void TimeoutStop_IsLongerThanTheShutdown() =>
        int.Parse(Settings["TimeoutStopSec"].ShouldHaveSingleItem()).ShouldBeGreaterThan(30 + 10);
}
