using System.Text.RegularExpressions;

namespace Confd.Cli.Tests.Docs;

/// <summary>The commands of the pages that the tests do not run, each with its reason.</summary>
internal static partial class NotRun
{
    /// <summary>A pattern that is looked for in the whole command, and why such commands are not run. A row that no command needs fails a
    /// test.</summary>
    public static IReadOnlyList<(Regex Command, string Reason)> Reasons { get; } =
    [
        (Scripts(), "builds, tests or measures everything; ./test.sh and eng/check-newcomer.sh run what a pass needs"),
        (Builds(), "builds programs, beside tests that run them; ./test.sh builds them all, eng/check-packages.sh adds the packages"),
        (WebApplication(), "SampleApplicationTests runs the same program and asks it the same"),
        (Account(), "needs an account with AWS or LaunchDarkly"),
        (Servers(), "needs a server of that kind with keys in it; the tests of each backend, and MixedBackendsSampleTests, have one"),
        (System(), "changes the system: packages, services, containers; eng/check-deb.sh installs the package elsewhere"),
    ];

    /// <summary>Why a command is not run; null where it is.</summary>
    public static string? ReasonFor(string command) => Reasons.FirstOrDefault(row => row.Command.IsMatch(command)).Reason;

    [GeneratedRegex(
        @"^(\./(quickstart|test|bench)\.sh|packaging/(deb|rpm)/build\.sh|eng/(publish-(native|portable)|release|check-release)\.sh)")]
    private static partial Regex Scripts();

    [GeneratedRegex(@"^dotnet (add|build|nuget|pack|publish|tool) |^tests/")]
    private static partial Regex Builds();

    [GeneratedRegex(@" samples/aspnet-config .*--urls |/\?user=")]
    private static partial Regex WebApplication();

    [GeneratedRegex(@"^aws |LAUNCHDARKLY_SDK_KEY=|^confd flags sync (?!.*--file)| --encrypt ")]
    private static partial Regex Account();

    [GeneratedRegex(@"^confd .*\b(consul|vault|zookeeper) |^eng/backend-servers\.sh |/redis-cli |samples/mixed-backends/confdir/")]
    private static partial Regex Servers();

    [GeneratedRegex(@"^(sudo|docker|kubectl|systemctl|apt-get) ")]
    private static partial Regex System();
}
