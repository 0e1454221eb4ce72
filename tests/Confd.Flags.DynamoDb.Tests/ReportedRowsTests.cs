using Confd.Flags.DynamoDb.Rows;

namespace Confd.Flags.DynamoDb.Tests;

public sealed class ReportedRowsTests
{
    [Fact]
    public void IsNew_OfARow_IsTrueOncePerProblemUntilItWasRead()
    {
        var told = new ReportedRows();

        told.IsNew("features", "a", "no version").ShouldBeTrue();
        told.IsNew("features", "a", "no version").ShouldBeFalse();
        told.IsNew("segments", "a", "no version").ShouldBeTrue();
        told.IsNew("features", "a", "no item").ShouldBeTrue();
        told.Forget("features", "a");
        told.IsNew("features", "a", "no item").ShouldBeTrue();
    }

    [Fact]
    public void IsNew_AlwaysOtherRows_KeepsALimitedNumber()
    {
        var told = new ReportedRows();

        Enumerable.Range(0, 25_000).Count(row => told.IsNew("features", $"{row}", "no version")).ShouldBe(10_000);

        told.IsNew("features", "0", "no item").ShouldBeTrue();
        told.Forget("features", "1");
        told.IsNew("features", "24999", "no version").ShouldBeTrue();
    }
}
