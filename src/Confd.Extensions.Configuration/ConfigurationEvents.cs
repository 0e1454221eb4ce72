using System.Diagnostics.Tracing;

namespace Confd.Extensions.Configuration;

/// <summary>Failures for tracing tools and listeners, which need neither a logger nor a handler.</summary>
[EventSource(Name = "Confd-Extensions-Configuration")]
internal sealed class ConfigurationEvents : EventSource
{
    public static readonly ConfigurationEvents Log = new();

    private ConfigurationEvents()
    {
    }

    /// <summary>Settings could not be loaded or reloaded as they should.</summary>
    [Event(1, Level = EventLevel.Warning)]
    public void Failed(string table, string problem) => WriteEvent(1, table, problem);
}
