using Confd.Flags.Storage;
using Confd.Flags.Sync.Reconciling;

namespace Confd.Flags.Sync.Tests;

public sealed class RowAuditTests
{
    private readonly RowAudit _audit = new();

    [Fact]
    public void Next_NothingStored_IsNull() => _audit.Next().ShouldBeNull();

    [Fact]
    public void Filled_RowsComeAndGo_IsAKindThatHasRows()
    {
        _audit.Filled.ShouldBeNull();
        _audit.Changed(DataKind.Segments, "s", isThere: true);
        _audit.Filled.ShouldBe(DataKind.Segments);
        _audit.Changed(DataKind.Features, "a", isThere: true);
        _audit.Filled.ShouldBe(DataKind.Features);
        _audit.Changed(DataKind.Features, "a", isThere: false);
        _audit.Filled.ShouldBe(DataKind.Segments);
        _audit.Changed(DataKind.Segments, "s", isThere: false);
        _audit.Filled.ShouldBeNull();
    }

    [Fact]
    public void FindMissing_UnrestorableRow_IsReportedOnceAndAgainAfterItWasThere()
    {
        _audit.Changed(DataKind.Features, "a", isThere: true);
        _audit.Changed(DataKind.Features, "b", isThere: true);

        Look("a").ShouldBe(["b"]);
        Look("a").ShouldBeEmpty();
        Look("a", "b").ShouldBeEmpty();
        Look("a").ShouldBe(["b"]);
        _audit.Changed(DataKind.Features, "b", isThere: false);
        Look("a").ShouldBeEmpty();
    }

    // In between, the row was written and told of, but after the table had been read.
    [Fact]
    public void FindMissing_RowWrittenDuringTheRead_IsNotMissing()
    {
        _audit.Changed(DataKind.Features, "a", isThere: true);
        var round = _audit.Next()!;
        _audit.Changed(DataKind.Features, "b", isThere: true);

        _audit.FindMissing(round, new TableSlice(["a"], Last: null)).ShouldBeEmpty();
    }

    [Fact]
    public void FindMissing_PartAfterPart_VisitsEveryRowInByteOrder()
    {
        // In UTF-16 the first of them comes last.
        string[] keys = ["\uffee", "\U0001f600", .. Enumerable.Range(0, 250).Select(number => $"f-{number:d3}")];
        foreach (var key in keys)
        {
            _audit.Changed(DataKind.Features, key, isThere: true);
        }

        var seen = new List<string>();
        for (var look = 0; look < 3; look++)
        {
            var round = _audit.Next()!;
            seen.AddRange(round.Expected);
            _audit.FindMissing(round, new TableSlice(round.Expected, round.Expected.Count < RowAudit.Rows ? null : round.Expected[^1]))
                .ShouldBeEmpty();
        }

        seen.ShouldBe([.. keys[2..], "\uffee", "\U0001f600"]);
        _audit.Next()!.Kind.ShouldBe(DataKind.Segments);
    }

    private IReadOnlyList<string> Look(params string[] there)
    {
        var round = _audit.Next()!;
        var missing = _audit.FindMissing(round, new TableSlice(there, Last: null));

        // The turn of the segments, of which there are none.
        _audit.FindMissing(_audit.Next() ?? round, new TableSlice([], Last: null)).ShouldBeEmpty();
        return missing;
    }
}
