using System.Text;
using Confd.Flags.Storage;

namespace Confd.Flags.DynamoDb.Tests;

/// <summary>Example values.</summary>
internal static class TestFlags
{
    public static VersionedItem Flag(string key, long version, string salt = "") =>
        FlagItemJson.Read(key, Encoding.UTF8.GetBytes($$"""{"key":"{{key}}","version":{{version}},"on":true,"salt":"{{salt}}"}"""));

    public static string Text(VersionedItem? item) => Encoding.UTF8.GetString(item.ShouldNotBeNull().Content.Span);

    public static FlagDataSet Data(params VersionedItem[] flags) => new(
        new KindItems(DataKind.Segments, new Dictionary<string, VersionedItem>()),
        new KindItems(DataKind.Features, flags.ToDictionary(flag => KeyOf(flag))));

    public static FlagDataSet ManyFlags(int count, long version, int saltBytes = 600) =>
        Data([.. Enumerable.Range(0, count).Select(i => Flag($"flag-{i}", version, new string('x', saltBytes)))]);

    private static string KeyOf(VersionedItem flag)
    {
        using var json = System.Text.Json.JsonDocument.Parse(flag.Content);
        return json.RootElement.GetProperty("key").GetString()!;
    }
}
