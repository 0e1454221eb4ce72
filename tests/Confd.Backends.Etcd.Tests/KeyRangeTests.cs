using Confd.Backends.Etcd.Reading;

namespace Confd.Backends.Etcd.Tests;

public sealed class KeyRangeTests
{
    [Theory]
    [InlineData("/app", "/app-,/app/-/app0")]
    [InlineData("/app/*", "/app-,/app/-/app0")]
    [InlineData("/", "/-0")]
    [InlineData("/app /web", "/app-,/app/-/app0,/web-,/web/-/web0")]
    [InlineData("/app/db /app /app/db/host", "/app-,/app/-/app0")]
    [InlineData("/apple /app", "/app-,/app/-/app0,/apple-,/apple/-/apple0")]
    [InlineData("/app /", "/-0")]
    public void Of_LookupKeys_AreRangesThatDoNotOverlap(string lookupKeys, string ranges) =>
        string.Join(',', KeyRange.Of(lookupKeys.Split(' ')).Select(range => $"{range.Start.ToStringUtf8()}-{range.End.ToStringUtf8()}"))
            .ShouldBe(ranges);
}
