using System.Text;
using Confd.Flags.Storage;

namespace Confd.Flags.Tests.Client;

/// <summary>Items for stores, written as short as tests want to read them.</summary>
internal static class FlagItems
{
    /// <summary>A flag that serves one value, JSON, to everyone.</summary>
    public static VersionedItem Serving(long version, string json) =>
        Item(version, $$$"""{"version":{{{version}}},"on":true,"variations":[{{{json}}}],"fallthrough":{"variation":0}}""");

    public static VersionedItem Item(long version, string json) => new(version, Encoding.UTF8.GetBytes(json));

    public static async Task PutFlagAsync(this IFlagStore store, string key, VersionedItem item) =>
        (await store.UpsertAsync(DataKind.Features, key, item, CancellationToken.None)).ShouldBeTrue();

    public static async Task PutSegmentAsync(this IFlagStore store, string key, VersionedItem item) =>
        (await store.UpsertAsync(DataKind.Segments, key, item, CancellationToken.None)).ShouldBeTrue();
}
