using Confd.Flags.Storage;

namespace Confd.Flags.DynamoDb.Tests;

public sealed class DynamoBigSegmentStoreTests : IAsyncLifetime
{
    private FlagTestTable _table = null!;

    public async ValueTask InitializeAsync() => _table = await FlagTestTable.CreateAsync();

    public ValueTask DisposeAsync() => _table.DisposeAsync();

    [Theory]
    [InlineData(null, "big_segments_user")]
    [InlineData("p", "p:big_segments_user")]
    public async Task GetMembership_KnownContext_IncludedWinsOverExcluded(string? prefix, string ns)
    {
        // printf %s user-key | openssl dgst -sha256 -binary | base64
        const string Hash = "CEXjZY7cHJG/ydFy7q4+YEFwVrG3/pkJwA4FAjrbfx0=";
        await _table.PutAsync(ns, Hash, ("included", new() { SS = ["a.g1", "b.g2"] }), ("excluded", new() { SS = ["b.g2", "c.g1"] }));

        await using var store = new DynamoBigSegmentStore(_table.Client, _table.Name, new() { Prefix = prefix });
        var membership = await store.GetMembershipAsync(BigSegmentMembership.HashContextKey("user-key"), Cancellation);

        membership.Check("a.g1").ShouldBe(true);
        membership.Check("b.g2").ShouldBe(true);
        membership.Check("c.g1").ShouldBe(false);
        membership.Check("a.g2").ShouldBeNull();
    }

    [Fact]
    public async Task GetMembership_UnknownContext_HasNoMembership()
    {
        await using var store = new DynamoBigSegmentStore(_table.Client, _table.Name);

        (await store.GetMembershipAsync("unknown", Cancellation)).Check("a.g1").ShouldBeNull();
    }

    [Theory]
    [InlineData(null, "big_segments_metadata")]
    [InlineData("p", "p:big_segments_metadata")]
    public async Task GetSynchronizedOn_Written_IsThatTime(string? prefix, string name)
    {
        await using var store = new DynamoBigSegmentStore(_table.Client, _table.Name, new() { Prefix = prefix });
        (await store.GetSynchronizedOnAsync(Cancellation)).ShouldBeNull();

        await _table.PutAsync(name, name, ("synchronizedOn", new() { N = "1700000000123" }));

        (await store.GetSynchronizedOnAsync(Cancellation)).ShouldBe(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123));
    }

    [Theory]
    [InlineData("99999999999999999")]
    [InlineData("1.5")]
    [InlineData("-1")]
    public async Task GetSynchronizedOn_OutOfRange_IsNull(string number)
    {
        await using var store = new DynamoBigSegmentStore(_table.Client, _table.Name);
        await _table.PutAsync("big_segments_metadata", "big_segments_metadata", ("synchronizedOn", new() { N = number }));

        (await store.GetSynchronizedOnAsync(Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task Operations_TableMissing_Fail()
    {
        await using var store = new DynamoBigSegmentStore(_table.Client, "absent-table");

        await Should.ThrowAsync<FlagStoreException>(() => store.GetMembershipAsync("x", Cancellation));
    }
}
