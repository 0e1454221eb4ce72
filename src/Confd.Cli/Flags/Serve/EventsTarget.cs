namespace Confd.Cli.Flags.Serve;

/// <summary>Destinations of the events of LaunchDarkly's SDKs, other than a file.</summary>
internal static class EventsTarget
{
    public const string Drop = "drop";
    public const string Forward = "forward";
}
