using Confd.DynamoDb.History;
using Confd.DynamoDb.Journal;

namespace Confd.DynamoDb.Tests.History;

public sealed class NoteMatchingTests
{
    private static readonly DateTimeOffset Start = new(2026, 5, 1, 12, 0, 1, TimeSpan.Zero);

    [Fact]
    public void Attribute_NoteOfAWriteThatChangedNothing_IsNotMatchedWithALaterChange() =>
        Attribute(
            [Changed(0, "x"), Changed(90, null), Changed(92, "x")],
            [Noted(0.25, "x"), Noted(30, "x"), Noted(90.5, null), Noted(91.75, "x")])
            .ShouldBe([0.25, 90.5, 91.75]);

    [Fact]
    public void Attribute_NoteOfAWriteThatChangedNothing_IsNotMatchedWithTheChangeBefore() =>
        Attribute([Changed(0, "x")], [Noted(0.25, "x"), Noted(3, "x")]).ShouldBe([0.25]);

    [Fact]
    public void Attribute_OtherProgramSetsItBack_NoteStaysWithTheFirstChange() =>
        Attribute([Changed(0, "x"), Changed(5, "y"), Changed(9, "x")], [Noted(0, "x")]).ShouldBe([0, null, null]);

    [Fact]
    public void Attribute_EqualChangesInOneSecond_AreMatchedInOrder() =>
        Attribute([Changed(0, "x"), Changed(0, "y"), Changed(0, "x")], [Noted(0.75, "x"), Noted(0.25, "x"), Noted(0.5, "y")])
            .ShouldBe([0.25, 0.5, 0.75]);

    [Fact]
    public void Attribute_ClockOfTheWriterIsAhead_IsStillMatched() =>
        Attribute([Changed(0, "x")], [Noted(3.5, "x")]).ShouldBe([3.5]);

    [Fact]
    public void Attribute_NoteIsTooOld_IsNotMatched() => Attribute([Changed(301, "x")], [Noted(0, "x")]).ShouldBe([null]);

    // The seconds of the notes of the changes, the oldest first.
    private static double?[] Attribute(KeyChange[] changes, JournalNote[] notes)
    {
        var entries = changes.Select((change, index) => new HistoryEntry(index + 1, change.At.AddSeconds(1), IsGap: false, [change]));
        return
        [
            .. NoteMatching.Attribute([.. entries.Reverse()], notes).Reverse()
                .Select(entry => (entry.Changes[0].Note?.At - Start)?.TotalSeconds),
        ];
    }

    private static KeyChange Changed(double seconds, string? value) => new(
        "/a",
        Start.AddSeconds(seconds),
        new(KeyStateKind.Unknown),
        value is null ? new(KeyStateKind.Absent) : new(KeyStateKind.Text, value));

    private static JournalNote Noted(double seconds, string? value) =>
        new(Start.AddSeconds(seconds), "ann", "confd table put", null, ["/a"])
        {
            Digests = new Dictionary<string, string>(StringComparer.Ordinal) { ["/a"] = JournalNotes.DigestOf(value) },
        };
}
