using Confd.Flags.Storage;
using Confd.Flags.Sync.Reconciling;

namespace Confd.Flags.Sync.Tests;

public sealed class RowAuditTests
{
    private readonly RowAudit _patrol = new();

    [Fact]
    public void Next_NothingStored_IsNull() => _patrol.Next().ShouldBeNull();

    [Fact]
    public void Filled_RowsComeAndGo_IsAKindThatHasRows()
    {
        _patrol.Filled.ShouldBeNull();
        _patrol.Changed(DataKind.Segments, "s", isThere: true);
        _patrol.Filled.ShouldBe(DataKind.Segments);
        _patrol.Changed(DataKind.Features, "a", isThere: true);
        _patrol.Filled.ShouldBe(DataKind.Features);
        _patrol.Changed(DataKind.Features, "a", isThere: false);
        _patrol.Filled.ShouldBe(DataKind.Segments);
        _patrol.Changed(DataKind.Segments, "s", isThere: false);
        _patrol.Filled.ShouldBeNull();
    }

    [Fact]
    public void FindMissing_UnrestorableRow_IsReportedOnceAndAgainAfterItWasThere()
    {
        _patrol.Changed(DataKind.Features, "a", isThere: true);
        _patrol.Changed(DataKind.Features, "b", isThere: true);

        Look("a").ShouldBe(["b"]);
        Look("a").ShouldBeEmpty();
        Look("a", "b").ShouldBeEmpty();
        Look("a").ShouldBe(["b"]);
        _patrol.Changed(DataKind.Features, "b", isThere: false);
        Look("a").ShouldBeEmpty();
    }

    // In between, the row was written and told of, but after the table had been read.
    [Fact]
    public void FindMissing_RowWrittenDuringTheRead_IsNotMissing()
    {
        _patrol.Changed(DataKind.Features, "a", isThere: true);
        var round = _patrol.Next()!;
        _patrol.Changed(DataKind.Features, "b", isThere: true);

        _patrol.FindMissing(round, new TableSlice(["a"], Last: null)).ShouldBeEmpty();
    }

    [Fact]
    public void FindMissing_PartAfterPart_VisitsEveryRowInByteOrder()
    {
        // In UTF-16 the first of them comes last.
        string[] keys = ["\uffee", "\U0001f600", .. Enumerable.Range(0, 250).Select(number => $"f-{number:d3}")];
        foreach (var key in keys)
        {
            _patrol.Changed(DataKind.Features, key, isThere: true);
        }

        var seen = new List<string>();
        for (var look = 0; look < 3; look++)
        {
            var round = _patrol.Next()!;
            seen.AddRange(round.Expected);
            _patrol.FindMissing(round, new TableSlice(round.Expected, round.Expected.Count < RowAudit.Rows ? null : round.Expected[^1]))
                .ShouldBeEmpty();
        }

        seen.ShouldBe([.. keys[2..], "\uffee", "\U0001f600"]);
        _patrol.Next()!.Kind.ShouldBe(DataKind.Segments);
    }

    private IReadOnlyList<string> Look(params string[] there)
    {
        var round = _patrol.Next()!;
        var missing = _patrol.FindMissing(round, new TableSlice(there, Last: null));

        // The turn of the segments, of which there are none.
        _patrol.FindMissing(_patrol.Next() ?? round, new TableSlice([], Last: null)).ShouldBeEmpty();
        return missing;
    }
}
