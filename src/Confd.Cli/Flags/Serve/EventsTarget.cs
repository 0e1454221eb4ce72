namespace Confd.Cli.Flags.Serve;

/// <summary>What becomes of the events of LaunchDarkly's SDKs, beside a file.</summary>
internal static class EventsTarget
{
    public const string Drop = "drop";
    public const string Forward = "forward";
}
