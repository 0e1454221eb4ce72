namespace Confd.Backends.Tests;

public sealed class SortedKeyReadingTests
{
    [Theory]
    [InlineData(KeyMatch.Text, "/app", "/app /app-x /app/db/host /app/port /apple")]
    [InlineData(KeyMatch.Text, "/app/*", "/app /app-x /app/db/host /app/port /apple")]
    [InlineData(KeyMatch.Text, "/app/d", "/app/db/host")]
    [InlineData(KeyMatch.Text, "/", "/app /app-x /app/db/host /app/port /apple /web")]
    [InlineData(KeyMatch.Text, "/none", "")]
    [InlineData(KeyMatch.Path, "/app", "/app /app/db/host /app/port")]
    [InlineData(KeyMatch.Path, "/app/*", "/app /app/db/host /app/port")]
    [InlineData(KeyMatch.Path, "/app/d", "")]
    [InlineData(KeyMatch.Path, "/", "/app /app-x /app/db/host /app/port /apple /web")]
    [InlineData(KeyMatch.Path, "/web /app/port /web", "/app/port /web")]
    public void Select_LookupKeys_SelectByTheRule(KeyMatch match, string lookupKeys, string expected)
    {
        string[] keys = ["/web", "/app/port", "/app", "/apple", "/app-x", "/app/db/host"];
        var reading = new SortedKeyReading(keys.ToDictionary(key => key, _ => ReadOnlyMemory<byte>.Empty), match);

        var selected = reading.Select(lookupKeys.Split(' '));

        selected.Keys.Order(StringComparer.Ordinal).ShouldBe(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        reading.Count.ShouldBe(6);
    }
}
