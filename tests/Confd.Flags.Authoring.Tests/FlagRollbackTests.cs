using System.Text;
using Confd.Flags.Contexts;
using Confd.Flags.Storage;

namespace Confd.Flags.Authoring.Tests;

/// <summary>Flags become what they were, in new versions.</summary>
public sealed class FlagRollbackTests
{
    private static readonly EvaluationContext User = EvaluationContext.New("u");

    [Fact]
    public void Plan_OlderText_IsWrittenInTheNextVersion()
    {
        var plan = FlagRollback.Plan(
            TestFlags.WithFlag(),
            [Flag("f", TestFlags.Flag.Replace("\"on\":true", "\"on\":false,\"own\":1.50", StringComparison.Ordinal))]);

        plan.Changes.ShouldHaveSingleItem().After.Version.ShouldBe(5);
        plan.Serves(User).ShouldBe("false");
        plan.Json().ShouldContain("\"own\":1.50");
    }

    [Fact]
    public void Plan_BigSegmentWithReloadedMembers_KeepsThem()
    {
        const string Before = """{"key":"s","version":1,"description":"then","unbounded":true,"generation":1}""";
        var seen = TestFlags.Environment(
            """{"flags":{},"segments":{"s":{"key":"s","version":4,"description":"now","unbounded":true,"generation":2}}}""");

        var plan = FlagRollback.Plan(
            seen, [new PastItem(DataKind.Segments, "s", FlagItemJson.Read("s", Encoding.UTF8.GetBytes(Before)))]);

        plan.Json().ShouldContain("\"then\"");
        plan.Json().ShouldContain("\"generation\":2");
    }

    [Fact]
    public void Plan_UnchangedItem_IsLeftOut() =>
        FlagRollback.Plan(TestFlags.WithFlag(), [Flag("f", TestFlags.Flag), new PastItem(DataKind.Features, "never", null)])
            .Changes.ShouldBeEmpty();

    [Fact]
    public void Plan_ItemThatDidNotExist_IsDeleted()
    {
        var plan = FlagRollback.Plan(TestFlags.WithFlag(), [new PastItem(DataKind.Features, "f", null)]);

        (plan.Changes[0].After.IsDeleted, plan.Changes[0].After.Version).ShouldBe((true, 5L));
        plan.Serves(User).ShouldBe("\"none\"");
    }

    [Fact]
    public void Plan_MissingRow_GetsAVersionAboveAllKnownOnes()
    {
        var empty = TestFlags.Environment("""{"flags":{},"segments":{}}""");

        var plan = FlagRollback.Plan(empty, [Flag("f", TestFlags.Flag) with { LastVersion = 11 }]);

        plan.Changes[0].Before.ShouldBeNull();
        plan.Changes[0].After.Version.ShouldBe(12);
    }

    [Fact]
    public void Plan_ArchivedState_IsRestoredAsArchivedWithAllFields()
    {
        var archived = FlagArchive.Archive(TestFlags.WithFlag(), DataKind.Features, "f").Changes[0].After;

        var plan = FlagRollback.Plan(TestFlags.WithFlag(), [new PastItem(DataKind.Features, "f", archived.ToItem())]);

        plan.Changes[0].After.IsArchived.ShouldBeTrue();
        plan.Json().ShouldContain("variations");
    }

    [Fact]
    public void Plan_SegmentAndItsFlag_AreWrittenInOrderAndDeletedInReverse()
    {
        const string Needs =
            """{"key":"f","version":4,"on":true,"salt":"s","variations":[true,false]"""
            + ""","rules":[{"id":"r","variation":0,"clauses":[{"op":"segmentMatch","values":["s"]}]}]}""";
        var then = new[]
        {
            Flag("f", Needs),
            new PastItem(DataKind.Segments, "s", Item("""{"key":"s","version":1,"included":["u"]}""", 1)),
        };

        var plan = FlagRollback.Plan(TestFlags.WithFlag(), then);
        plan.Changes.Select(change => change.Key).ShouldBe(["s", "f"]);

        var back = FlagRollback.Plan(plan.After, [new PastItem(DataKind.Segments, "s", null), Flag("f", TestFlags.Flag)]);
        back.Changes.Select(change => change.Key).ShouldBe(["f", "s"]);
    }

    private static PastItem Flag(string key, string json) => new(DataKind.Features, key, Item(json, 4));

    private static VersionedItem Item(string json, long version) => new(version, Encoding.UTF8.GetBytes(json));
}
