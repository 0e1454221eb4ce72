using System.Text;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Authoring.Meaning;
using Confd.Flags.Storage;

namespace Confd.Flags.Authoring.Tests.Meaning;

public sealed class SegmentMeaningTests
{
    [Fact]
    public void Compare_NewSegment_ListsMembersAndExclusionsByKind() =>
        Words(null, """
            {"included":["ann"],"excluded":["bob"],"includedContexts":[{"contextKind":"org","values":["acme"]},{"values":["cid"]}],
             "rules":[{"clauses":[{"attribute":"beta","op":"in","values":[true]}]}]}
            """).ShouldBe(
        [
            "segment 's': is new",
            "users: ann, cid are in",
            "orgs: acme are in",
            "users: bob are out",
            "rule :0: is new: if beta in true: all are in",
        ]);

    [Fact]
    public void Compare_MembersThatMove_AreNamedOnce() =>
        Words("""{"included":["ann","bob"]}""", """{"included":["bob"],"excluded":["ann"]}""")
            .ShouldBe(["users: ann are not named as in anymore", "users: ann are out"]);

    [Fact]
    public void Compare_MembersInAnotherOrder_HasNoDescription() =>
        Words("""{"included":["ann","bob"]}""", """{"included":["bob","ann"]}""").ShouldBeEmpty();

    [Fact]
    public void Compare_ShareOfARule_NamesOldAndNewValue() =>
        Words(
                """{"rules":[{"clauses":[],"weight":25000,"bucketBy":"country","rolloutContextKind":"org"}]}""",
                """{"rules":[{"clauses":[],"weight":500}]}""")
            .ShouldBe(["rule :0: 0.5 % of users are in; was 25 % of orgs by country"]);

    [Fact]
    public void Compare_RulesInAnotherOrder_ReportsIt() =>
        Words(
                """{"rules":[{"id":"a","clauses":[],"weight":500},{"id":"b","clauses":[]}]}""",
                """{"rules":[{"id":"b","clauses":[]},{"id":"a","clauses":[],"weight":500}]}""")
            .ShouldBe(["rules: are evaluated in the order 'b', 'a'; was 'a', 'b'"]);

    [Fact]
    public void Compare_OneOfTwoEqualRulesIsRemoved_ReportsIt() =>
        Words("""{"rules":[{"clauses":[]},{"clauses":[]}]}""", """{"rules":[{"clauses":[]}]}""")
            .ShouldBe(["rule :1: is gone; it was: if everyone: all are in"]);

    [Fact]
    public void Compare_RuleWithAnUnknownField_NamesIt() =>
        Words("""{"rules":[{"clauses":[]}]}""", """{"rules":[{"clauses":[],"own":1}]}""").ShouldBe(["rule :0: differs in own"]);

    [Fact]
    public void Compare_ManyMembers_NamesTenAndCountsTheRest()
    {
        var keys = string.Join(',', Enumerable.Range(10, 13).Select(number => $"\"u{number}\""));

        Words("{}", $$"""{"included":[{{keys}}]}""")
            .ShouldBe(["users: u10, u11, u12, u13, u14, u15, u16, u17, u18, u19 and 3 more are in"]);
    }

    [Fact]
    public void Compare_DeletedSegment_ReportsThatItHasNoMembers() =>
        Words("""{"included":["ann"]}""", """{"deleted":true}""").ShouldBe(["segment 's': is gone: it has no members"]);

    [Fact]
    public void Compare_KeyWithTerminalEscapes_IsEscaped() =>
        Words("{}", """{"included":["a\u001b[31m","b\nc"]}""").ShouldBe(["""users: "a\u001B[31m", "b\nc" are in"""]);

    private static IReadOnlyList<string> Words(string? was, string? now) =>
        [.. MeaningDiff.Of(Read(was), Read(now)).Select(line => line.ToString())];

    private static FlagDocument? Read(string? json) => json is null
        ? null
        : FlagDocument.Read(DataKind.Segments, "s", new VersionedItem(1, Encoding.UTF8.GetBytes(json)));
}
