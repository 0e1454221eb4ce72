namespace Confd.Backends.Tests;

public sealed class ReadingBudgetTests
{
    private const long MaxDefault = 1L << 30;

    [Fact]
    public void UsualBytes_OfThisMachine_AreAGigabyteOrHalfOfItsMemory() =>
        ReadingBudget.DefaultBytes.ShouldBe(Math.Min(MaxDefault, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Take_NoLimitIsSet_UsesTheDefault(long bytes)
    {
        var budget = new ReadingBudget("store", bytes);

        budget.Take(ReadingBudget.DefaultBytes);

        Should.Throw<KeyBackendException>(() => budget.Take(1)).Message.ShouldBe(
            $"what is read from store takes more than {ReadingBudget.DefaultBytes} bytes of memory; "
            + "name fewer keys, or raise max_reading_bytes");
    }

    [Fact]
    public void Take_KeyWithoutAValue_CountsItsObjects()
    {
        var budget = new ReadingBudget("store", 10_000);

        var keys = 0;
        Should.Throw<KeyBackendException>(() =>
        {
            while (true)
            {
                budget.Take("/a/key", 0);
                keys++;
            }
        });

        keys.ShouldBe(10_000 / (128 + (2 * "/a/key".Length)));
    }

    [Fact]
    public void Take_Page_CountsItsKeys()
    {
        var page = new Dictionary<string, ReadOnlyMemory<byte>> { ["/a"] = new byte[10], ["/b"] = new byte[20] };
        var budget = new ReadingBudget("store", (2 * (128 + 4)) + 30);

        budget.Take(page);

        Should.Throw<KeyBackendException>(() => budget.Take(1));
    }

    [Fact]
    public void Take_AfterTheBudgetWasExceeded_IsRefusedHoweverLittle()
    {
        var budget = new ReadingBudget("store", 10);

        Should.Throw<KeyBackendException>(() => budget.Take(11));

        Should.Throw<KeyBackendException>(() => budget.Take(0));
    }

    [Fact]
    public void Take_ManyThreads_CountsAll()
    {
        var budget = new ReadingBudget("store", 100_000);

        Parallel.For(0, 100_000, _ => budget.Take(1));

        Should.Throw<KeyBackendException>(() => budget.Take(1));
    }
}
