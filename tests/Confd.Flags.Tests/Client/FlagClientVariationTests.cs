using Confd.Flags.Client;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Storage;

namespace Confd.Flags.Tests.Client;

public sealed class FlagClientVariationTests
{
    private static readonly EvaluationContext User = EvaluationContext.New("u1");

    private static readonly FlagClientOptions OnDemand = new() { RefreshInterval = Timeout.InfiniteTimeSpan };

    [Fact]
    public async Task Variations_ServedValueHasTheType_ReturnIt()
    {
        await using var client = await OpenAsync(("bool", "true"), ("number", "3.9"), ("string", "\"red\""), ("json", """{"a":[1]}"""));

        client.BoolVariation("bool", User, false).ShouldBeTrue();
        client.IntVariation("number", User, 0).ShouldBe(3);
        client.DoubleVariation("number", User, 0).ShouldBe(3.9);
        client.StringVariation("string", User, "").ShouldBe("red");
        client.JsonVariation("json", User, FlagValue.Null).ToString().ShouldBe("""{"a":[1]}""");
    }

    [Fact]
    public async Task Variations_ServedValueHasAnotherType_ReturnTheDefault()
    {
        await using var client = await OpenAsync(("null", "null"), ("string", "\"true\""));

        client.BoolVariationDetail("string", User, true).ShouldBe(Failed(true, EvaluationErrorKind.WrongType));
        client.IntVariationDetail("string", User, 7).ShouldBe(Failed(7, EvaluationErrorKind.WrongType));
        client.DoubleVariationDetail("null", User, 7.5).ShouldBe(Failed(7.5, EvaluationErrorKind.WrongType));
        client.StringVariationDetail("null", User, "red").ShouldBe(Failed("red", EvaluationErrorKind.WrongType));
        client.JsonVariationDetail("null", User, "red").Value.ShouldBe(FlagValue.Null);
    }

    [Theory]
    [InlineData(1e12, int.MaxValue)]
    [InlineData(-1e12, int.MinValue)]
    [InlineData(-2.9, -2)]
    public async Task IntVariation_NumberBeyondAnInt_StaysWithinIt(double served, int expected)
    {
        await using var client = await OpenAsync(("number", FlagValue.Of(served).ToString()));

        client.IntVariation("number", User, 0).ShouldBe(expected);
    }

    [Fact]
    public async Task Variation_UnknownFlagOrInvalidContext_ReturnsTheDefaultAndTheReason()
    {
        await using var client = await OpenAsync(("bool", "true"));

        client.BoolVariationDetail("other", User, true).ShouldBe(Failed(true, EvaluationErrorKind.FlagNotFound));
        client.BoolVariationDetail("bool", EvaluationContext.New(""), false).ShouldBe(Failed(false, EvaluationErrorKind.UserNotSpecified));
        client.BoolVariationDetail("bool", null!, false).ShouldBe(Failed(false, EvaluationErrorKind.UserNotSpecified));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"on":"yes"}""")]
    [InlineData("""{"on":true,"rules":{}}""")]
    public async Task Variation_UnreadableFlag_ReturnsTheDefaultAndOthersAreServed(string broken)
    {
        var store = new MemoryFlagStore();
        await store.PutFlagAsync("broken", FlagItems.Item(1, broken));
        await store.PutFlagAsync("whole", FlagItems.Serving(1, "true"));
        await using var client = await FlagClient.OpenAsync(store, OnDemand, Cancellation);

        client.BoolVariationDetail("broken", User, true).ShouldBe(Failed(true, EvaluationErrorKind.Exception));
        client.BoolVariation("whole", User, false).ShouldBeTrue();
    }

    [Fact]
    public async Task Variation_DeletedFlag_IsNotFound()
    {
        var store = new MemoryFlagStore();
        await store.PutFlagAsync("gone", VersionedItem.Tombstone(3, "null"u8.ToArray()));
        await using var client = await FlagClient.OpenAsync(store, OnDemand, Cancellation);

        client.BoolVariationDetail("gone", User, true).ShouldBe(Failed(true, EvaluationErrorKind.FlagNotFound));
    }

    [Fact]
    public async Task Variation_Disposed_StillReturnsValues()
    {
        var client = await OpenAsync(("bool", "true"));
        await client.DisposeAsync();
        await client.DisposeAsync();

        client.BoolVariation("bool", User, false).ShouldBeTrue();
        await Should.ThrowAsync<ObjectDisposedException>(() => client.RefreshAsync(Cancellation));
    }

    [Fact]
    public async Task BoolVariation_AfterFirstUse_AllocatesNothing()
    {
        await using var client = await OpenAsync(("bool", "true"));
        client.BoolVariation("bool", User, false);

        var before = GC.GetAllocatedBytesForCurrentThread();
        client.BoolVariation("bool", User, false);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private static async Task<FlagClient> OpenAsync(params (string Key, string Json)[] flags)
    {
        var store = new MemoryFlagStore();
        foreach (var (key, json) in flags)
        {
            await store.PutFlagAsync(key, FlagItems.Serving(1, json));
        }

        return await FlagClient.OpenAsync(store, OnDemand, Cancellation);
    }

    private static EvaluationDetail<T> Failed<T>(T value, EvaluationErrorKind kind) => new(value, null, EvaluationReason.Error(kind));
}
