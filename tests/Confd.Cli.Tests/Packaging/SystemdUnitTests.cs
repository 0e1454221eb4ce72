using System.Diagnostics;
using Confd.Cli.CommandLine;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Packaging;

/// <summary>The unit, and the package that installs it, keep what has to outlive the service, and let check commands work.</summary>
public sealed class SystemdUnitTests : IDisposable
{
    // The smallest file that each check command of the samples accepts; such programs exist to bind ports below 1024.
    private static readonly Dictionary<string, string> Configurations = new()
    {
        ["nginx"] = "error_log stderr;\npid @FOLDER@/nginx.pid;\nevents {}\nhttp { access_log off; server { listen 80; } }\n",
        ["haproxy"] = "defaults\n mode http\n timeout connect 5s\n timeout client 5s\n timeout server 5s\nfrontend public\n bind :80\n",
    };

    private static readonly ILookup<string, string> Settings = File.ReadLines(PackagingFiles.Path("systemd/confd.service"))
        .Where(line => line.Contains('=', StringComparison.Ordinal) && line[0] != '#')
        .ToLookup(
            line => line[..line.IndexOf('=', StringComparison.Ordinal)], line => line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..]);

    private readonly TempDirectory _folder = new();

    public static TheoryData<string> CheckCommands { get; } =
        [
            .. Directory.GetFiles(Path.Combine(RepositoryFiles.Root, "samples"), "*.toml", SearchOption.AllDirectories)
                .SelectMany(File.ReadLines)
                .Where(line => line.StartsWith("check_cmd = ", StringComparison.Ordinal))
                .Select(line => line.Split('"')[1])
                .Order(StringComparer.Ordinal)];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void StateDirectory_IsTheDefaultAndTheServicesAlone()
    {
        $"/var/lib/{Settings["StateDirectory"].ShouldHaveSingleItem()}".ShouldBe(Options.StateDir.DefaultText);
        Settings["StateDirectoryMode"].ShouldBe(["0700"]);
        File.ReadAllText(PackagingFiles.Path("deb/postrm")).ShouldContain($"rm -rf \"$DPKG_ROOT{Options.StateDir.DefaultText}\"");
    }

    // A command in flight may finish before systemd kills what is left: commands do not hear of the stop, and that of --exec may take its
    // time to end after the shutdown.
    [Fact]
    public void Stop_LetsCommandsFinish()
    {
        Settings["KillMode"].ShouldBe(["mixed"]);
        int.Parse(Settings["TimeoutStopSec"].ShouldHaveSingleItem()).ShouldBeGreaterThan(30 + 10 + 5 + 5);
    }

    // A silent server is given up after --backend-timeout, with a message.
    [Fact]
    public void Start_EndsByItsOwnLimits() => Settings["TimeoutStartSec"].ShouldBe(["infinity"]);

    // One broken resource must not keep the others from being rendered, nor a table that comes late the service from starting.
    [Fact]
    public void Start_Fails_DoesNotBlockForEver()
    {
        Settings["ExecStartPre"].ShouldHaveSingleItem().ShouldStartWith("-/usr/bin/confd ");
        Settings["StartLimitIntervalSec"].ShouldBe(["0"]);
        Settings["Restart"].ShouldBe(["on-failure"]);
    }

    [Theory]
    [InlineData("ExecStartPre")]
    [InlineData("ExecStart")]
    public void Command_WithTheVariablesOfThePackage_IsOneThatConfdTakes(string setting)
    {
        var variables = File.ReadLines(PackagingFiles.Path("systemd/confd.default"))
            .Where(line => line.StartsWith("CONFD_", StringComparison.Ordinal)).Select(line => line.Split('=', 2)).ToList();
        var command = Settings[setting].ShouldHaveSingleItem();
        foreach (var variable in variables)
        {
            // What is checked is what runs.
            command.ShouldContain($"${variable[0]}");
            command = command.Replace($"${variable[0]}", variable[1], StringComparison.Ordinal);
        }

        var parsed = ArgumentParser.Parse(command.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..]);

        parsed.Command!.Name.ShouldBe("dynamodb");
        parsed.Values.Get(Options.CheckConfig).ShouldBe(setting == "ExecStartPre");
    }

    [Fact]
    public void Capabilities_OfProgramsThatBindThePortsTheyCheck_AreThere() =>
        Settings["CapabilityBoundingSet"].ShouldHaveSingleItem().Split(' ').ShouldContain("CAP_NET_BIND_SERVICE");

    [Theory]
    [MemberData(nameof(CheckCommands))]
    public async Task CheckCommand_OfASample_RunsWithTheCapabilitiesOfTheUnit(string command)
    {
        var program = command.Split(' ')[0];
        Assert.SkipWhen(Environment.UserName != "root", "only root can give capabilities up");
        Assert.SkipWhen(!File.Exists($"/usr/sbin/{program}"), $"there is no {program}");
        var configuration = _folder.Write("conf", Configurations[program].Replace("@FOLDER@", _folder.Path, StringComparison.Ordinal));
        var kept = Settings["CapabilityBoundingSet"].Single().Split(' ').Select(name => "+" + name["CAP_".Length..].ToLowerInvariant());
        using var check = Process.Start(new ProcessStartInfo("setpriv")
        {
            ArgumentList =
            {
                $"--bounding-set=-all,{string.Join(',', kept)}", "/bin/sh", "-c",
                "/usr/sbin/" + command.Replace("{{.src}}", configuration, StringComparison.Ordinal),
            },
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        var error = await check.StandardError.ReadToEndAsync(Cancellation);
        await check.WaitForExitAsync(Cancellation);

        check.ExitCode.ShouldBe(0, error);
    }
}
