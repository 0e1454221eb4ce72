using System.Text.Json;

namespace Confd.Flags.Events.Tests;

/// <summary>What was posted.</summary>
internal sealed record EventPost(string Path, Dictionary<string, string> Headers, bool IsCompressed, JsonElement Body)
{
    public IEnumerable<string> Kinds => Body.EnumerateArray().Select(posted => posted.GetProperty("kind").GetString()!);

    public JsonElement Single(string kind) => Body.EnumerateArray().Single(posted => posted.GetProperty("kind").GetString() == kind);
}
