using Confd.Engine.Posix;
using Confd.Engine.Templates.Network;
using Confd.GoTemplate.Time;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates;

/// <summary>What template functions use of the world: one per renderer, shared by its runs.</summary>
internal sealed class RenderServices(TemplateRendererOptions options)
{
    private readonly Lazy<Location> _localZone = new(() => Location.LoadLocal(options.Environment));

    public TimeProvider Clock { get; } = options.Clock;

    public long StartTimestamp { get; } = options.Clock.GetTimestamp();

    /// <summary>The bytes of an environment variable; null where it is not set.</summary>
    public ByteString? FindVariable(ByteString name) =>
        options.Environment(LosslessText.Decode(name.Span)) is { } value ? new ByteString(LosslessText.Encode(value)) : null;

    /// <summary>Read from the machine at first use.</summary>
    public Location LocalZone => _localZone.Value;

    public NameLookup Names { get; } = options.Names;

    public RegexCache Regexes { get; } = new();
}
