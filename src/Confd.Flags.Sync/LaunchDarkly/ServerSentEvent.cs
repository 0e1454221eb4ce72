namespace Confd.Flags.Sync.LaunchDarkly;

/// <summary>One event of a <c>text/event-stream</c>.</summary>
/// <param name="type">The value of <c>event:</c>; <c>message</c> where there was none.</param>
/// <param name="data">The lines of <c>data:</c> in UTF-8, joined by line feeds.</param>
internal sealed class ServerSentEvent(string type, ReadOnlyMemory<byte> data)
{
    /// <summary>The value of <c>event:</c>; <c>message</c> where there was none.</summary>
    public string Type { get; } = type;

    /// <summary>The lines of <c>data:</c> in UTF-8, joined by line feeds; empty once the next event is requested.</summary>
    public ReadOnlyMemory<byte> Data { get; private set; } = data;

    /// <summary>Releases the data: an enumeration holds its last event while it waits for the next one.</summary>
    public void Release() => Data = default;
}
