namespace Confd.Backends.Tests;

public sealed class LookupKeyTests
{
    [Theory]
    [InlineData("/app", "/app", "/app")]
    [InlineData("/app/*", "/app", "/app")]
    [InlineData("/app/*/db", "/app/*/db", "/app/*/db")]
    [InlineData("/app*", "/app*", "/app*")]
    [InlineData("/", "", "/")]
    [InlineData("/*", "", "/")]
    public void Start_TrailingWildcard_HasNoMeaning(string text, string start, string path)
    {
        var key = new LookupKey(text);

        (key.Start, key.Path, key.IsRoot).ShouldBe((start, path, path == "/"));
    }

    [Theory]
    [InlineData("/app", "/app", true, true)]
    [InlineData("/app/*", "/app", true, true)]
    [InlineData("/app", "/app/db/host", true, true)]
    [InlineData("/app", "/apple", true, false)]
    [InlineData("/app", "/ap", false, false)]
    [InlineData("/app", "/APP/db", false, false)]
    [InlineData("/", "/app", true, true)]
    public void Covers_Key_ByTextOrByPath(string text, string key, bool byText, bool byPath)
    {
        var asked = new LookupKey(text);

        (asked.Covers(key, KeyMatch.Text), asked.Covers(key, KeyMatch.Path)).ShouldBe((byText, byPath));
    }

    [Theory]
    [InlineData(KeyMatch.Path, "/app/db /app /app/db/host", "/app")]
    [InlineData(KeyMatch.Path, "/app /app-x /app/db", "/app-x /app")]
    [InlineData(KeyMatch.Path, "/apple /app/* /app", "/app /apple")]
    [InlineData(KeyMatch.Path, "/app /", "/")]
    [InlineData(KeyMatch.Text, "/app /app-x /app/db /apple", "/app")]
    [InlineData(KeyMatch.Text, "/b/c /a /a/* /ab", "/a /b/c")]
    [InlineData(KeyMatch.Text, "/*", "/")]
    public void Outermost_KeysThatOthersCover_AreLeftOut(KeyMatch match, string keys, string expected) =>
        LookupKey.Outermost(keys.Split(' '), match).Select(key => key.Path).ShouldBe(expected.Split(' '));

    [Fact]
    public void Default_IsTheRoot() => default(LookupKey).Path.ShouldBe("/");
}
