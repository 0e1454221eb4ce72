using Confd.Engine.Rendering.Network;
using Confd.GoTemplate.Time;

namespace Confd.Engine.Rendering;

/// <summary>What template functions use of the world: one per renderer, shared by its runs.</summary>
internal sealed class RenderServices(TemplateRendererOptions options)
{
    private readonly Lazy<Location> _localZone = new(() => Location.LoadLocal(options.Environment));

    public Func<string, string?> Environment { get; } = options.Environment;

    public TimeProvider Clock { get; } = options.Clock;

    public long StartTimestamp { get; } = options.Clock.GetTimestamp();

    /// <summary>Read from the machine at first use.</summary>
    public Location LocalZone => _localZone.Value;

    public NameLookup Names { get; } = options.Names;

    public RegexCache Regexes { get; } = new();
}
