using Confd.TestSupport.Faults;

namespace Confd.DynamoDb.Tests;

/// <summary>Every kind of read is limited by the budget.</summary>
public sealed class KeyValueTableBudgetTests
{
    private const int BodyBudget = 100_000;

    private static readonly string Value = new('x', 1_000);

    [Theory]
    [InlineData(null)]
    [InlineData("mine")]
    public async Task Read_PrefixExceedsTheBudget_FailsAndASmallerOneDoesNot(string? partition)
    {
        await using var table = await TestTable.CreateAsync(partition is not null);
        await table.FillAsync(Pairs("/large", 300), partition);
        await table.FillAsync(Pairs("/small", 10), partition);
        await using var opened = await OpenAsync(table, partition);

        await ShouldFailAsync(opened, table, ["/large"]);
        await ShouldFailAsync(opened, table, ["/large", "/small"]);

        (await opened.ReadAsync(["/small"], Cancellation)).Count.ShouldBe(10);
    }

    [Fact]
    public async Task ReadBelow_BudgetExceeded_Fails()
    {
        await using var table = await TestTable.CreateAsync();
        await table.FillAsync(Pairs("/large", 300));
        await using var opened = await OpenAsync(table);

        var failed = await Should.ThrowAsync<DynamoDbException>(() => opened.ReadBelowAsync("/large", Cancellation));

        failed.Failure.ShouldBe(DynamoDbFailure.ReadingTooLarge);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Read_ExactKeysExceedTheBudget_Fails(bool isBatchDenied)
    {
        await using var table = await TestTable.CreateAsync();
        await table.FillAsync(Pairs("/large", 300));
        await using var opened = await OpenAsync(table);
        if (isBatchDenied)
        {
            table.Proxy.Enqueue(Fault.AccessDenied, operation: "BatchGetItem");
        }

        await ShouldFailAsync(opened, table, [.. Pairs("/large", 300).Select(pair => pair.Key)]);
    }

    private static IEnumerable<KeyValuePair<string, string>> Pairs(string prefix, int count) =>
        Enumerable.Range(0, count).Select(number => KeyValuePair.Create($"{prefix}/{number}", Value));

    private static Task<KeyValueTable> OpenAsync(TestTable table, string? partition = null) =>
        KeyValueTable.OpenAsync(table.Name, table.Options() with { Partition = partition, MaxReadingBytes = BodyBudget }, Cancellation);

    private static async Task ShouldFailAsync(KeyValueTable opened, TestTable table, IReadOnlyList<string> keys)
    {
        var failed = await Should.ThrowAsync<DynamoDbException>(() => opened.ReadAsync(keys, Cancellation));

        failed.Failure.ShouldBe(DynamoDbFailure.ReadingTooLarge);
        failed.Message.ShouldBe($"what is read from table {table.Name} takes more than {BodyBudget} bytes of memory");
    }
}
