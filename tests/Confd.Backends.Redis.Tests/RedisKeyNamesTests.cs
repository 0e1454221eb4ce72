namespace Confd.Backends.Redis.Tests;

public sealed class RedisKeyNamesTests
{
    [Theory]
    [InlineData("/", "/app/db", "/app/db", "/app/db/*")]
    [InlineData("/", "/", "/", "*")]
    [InlineData(":", "/app/db", "app:db", "app:db:*")]
    [InlineData(":", "/", "", "*")]
    [InlineData("::", "/app/db", "app::db", "app::db::*")]
    [InlineData("*", "/app/db", "app*db", "app\\*db\\**")]
    [InlineData("/", "/a[bc]/q?\\", "/a[bc]/q?\\", "/a\\[bc\\]/q\\?\\\\/*")]
    public void NameOf_LookupKey_IsNameAndPatternOfTheDatabase(string separator, string key, string name, string pattern)
    {
        var names = new RedisKeyNames(separator);

        (names.NameOf(key), names.PatternBelow(new LookupKey(key))).ShouldBe((name, pattern));
    }

    [Theory]
    [InlineData("/", "/app/db", "/app/db")]
    [InlineData("/", "bare", "/bare")]
    [InlineData("/", "x:y", "/x:y")]
    [InlineData(":", "app:db:host", "/app/db/host")]
    [InlineData(":", "/slash", "/slash")]
    [InlineData(":", ":app", "/app")]
    public void KeyOf_Name_IsAPath(string separator, string name, string key) => new RedisKeyNames(separator).KeyOf(name).ShouldBe(key);

    [Theory]
    [InlineData("/", "a.b", "/h/a.b")]
    [InlineData(".", "a.b", "/h/a/b")]
    public void KeyOf_Field_HasSlashesForSeparators(string separator, string field, string key) =>
        new RedisKeyNames(separator).KeyOf("/h", field).ShouldBe(key);
}
