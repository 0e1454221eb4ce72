using Confd.Engine.Posix;
using Confd.Engine.Templates.Network;
using Confd.GoTemplate.Time;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates;

/// <summary>The external services of template functions: one instance per renderer, shared by its runs.</summary>
internal sealed class RenderServices(TemplateRendererOptions options)
{
    private readonly ZoneCache _zones = new(Location.Load, options.Clock);

    private readonly Lazy<Location> _localZone = new(() => Location.LoadLocal(options.Environment));

    public TimeProvider Clock { get; } = options.Clock;

    public long StartTimestamp { get; } = options.Clock.GetTimestamp();

    /// <summary>The bytes of an environment variable; null where it is not set.</summary>
    public ByteString? FindVariable(ByteString name) =>
        options.Environment(LosslessText.Decode(name.Span)) is { } value ? new ByteString(LosslessText.Encode(value)) : null;

    /// <summary>The machine's zone, read on first use.</summary>
    public Location LocalZone => _localZone.Value;

    /// <summary>A zone of the machine's data by name; <c>Local</c> is the machine's own; UTC for an unknown one.</summary>
    public Location ZoneOf(string name) => name == "Local" ? LocalZone : _zones.Find(name) ?? Location.Utc;

    /// <summary>The lookups of one rendering.</summary>
    public NameLookups BeginLookups() => new(options.Names, options.LookupTimeout, options.Clock);

    public RegexCache Regexes { get; } = new();
}
