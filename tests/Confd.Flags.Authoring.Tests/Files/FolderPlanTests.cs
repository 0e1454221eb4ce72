using System.Text;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Authoring.Files;
using Confd.Flags.Contexts;
using Confd.Flags.Storage;

namespace Confd.Flags.Authoring.Tests.Files;

public sealed class FolderPlanTests
{
    private const string Environment =
        """
        {"flags":{
          "f":{"key":"f","version":4,"on":true,"salt":"s","variations":[1.0,2],"offVariation":1,"fallthrough":{"variation":0},"own":[1.50],
            "prerequisites":[{"key":"g","variation":0}],"rules":[],"trackEvents":false,"deleted":false},
          "g":{"key":"g","version":1,"on":true,"salt":"t","variations":[null,{"deep":[null,false]}],"fallthrough":{"variation":0}}},
         "segments":{"beta":{"key":"beta","version":2,"included":["u"],"salt":"x"}}}
        """;

    [Fact]
    public void Files_WrittenAndReadBack_HaveNoDifference()
    {
        var seen = TestFlags.Environment(Environment);

        FolderPlan.Of(seen, Files(seen), SurplusItems.Delete).Changes.ShouldBeEmpty();
    }

    [Fact]
    public void Files_IntoAnEmptyEnvironment_GiveTheSameFlags()
    {
        var empty = TestFlags.Environment("""{"flags":{}}""");

        var plan = FolderPlan.Of(empty, Files(TestFlags.Environment(Environment)), SurplusItems.Leave);

        plan.Changes.Select(change => change.Key).ShouldBe(["beta", "g", "f"]);
        plan.Changes.ShouldAllBe(change => change.After.Version == 1);
        plan.Serves(EvaluationContext.New("u")).ShouldBe("1");
        Encoding.UTF8.GetString(plan.Changes[2].After.ToUtf8()).ShouldContain("\"own\":[1.50]");
    }

    [Fact]
    public void File_WithoutDefaults_HasNoDifference()
    {
        const string File =
            """{"on":true,"variations":[1,2],"offVariation":1,"fallthrough":{"variation":0},"own":[1.5]"""
            + ""","prerequisites":[{"key":"g","variation":0}]}""";

        FolderPlan.Of(TestFlags.Environment(Environment), [Read("f", File)], SurplusItems.Leave).Changes.ShouldBeEmpty();
    }

    [Fact]
    public void File_OfABigSegmentFromElsewhere_KeepsTheStoredMembers()
    {
        var seen = TestFlags.Environment(
            """{"segments":{"vip":{"key":"vip","version":5,"salt":"x","unbounded":true,"unboundedContextKind":"org","generation":1}}}""");
        FlagDocument FileOf(string json) => FlagFile.Read(DataKind.Segments, "vip", Encoding.UTF8.GetBytes(json), "vip.json");

        FolderPlan.Of(seen, [FileOf("""{"unbounded":true,"generation":3}""")], SurplusItems.Leave).Changes.ShouldBeEmpty();
        FolderPlan.Of(seen, [FileOf("""{"included":["u"]}""")], SurplusItems.Leave).Json()
            .ShouldContain("\"included\":[\"u\"],\"salt\":\"x\",\"unbounded\":true,\"unboundedContextKind\":\"org\",\"generation\":1");
    }

    [Fact]
    public void File_ThatDiffers_OverwritesWithTheNextVersionAndTheStoredSalt()
    {
        var plan = FolderPlan.Of(
            TestFlags.Environment(Environment),
            [Read("f", """{"on":true,"variations":[1,2],"fallthrough":{"variation":1}}""")],
            SurplusItems.Leave);

        plan.Changes.ShouldHaveSingleItem().After.Version.ShouldBe(5);
        plan.Json().ShouldContain("\"salt\":\"s\"");
        plan.Words().ShouldContain("everyone: 2; was 1");
        plan.Words().ShouldContain("own: is gone; was [1.5]");
    }

    [Fact]
    public void Surplus_Items_AreKeptUnlessDeletionIsRequested()
    {
        var seen = TestFlags.Environment(Environment);
        var files = Files(seen).Where(file => file.Key != "f").ToList();

        var left = FolderPlan.Of(seen, files, SurplusItems.Leave);
        var deleted = FolderPlan.Of(seen, files, SurplusItems.Delete);

        left.Changes.ShouldBeEmpty();
        left.Surplus.ShouldHaveSingleItem().Key.ShouldBe("f");
        deleted.Changes.ShouldHaveSingleItem().After.ToItem().IsDeleted.ShouldBeTrue();
        deleted.FindExcess().ShouldBeNull();
    }

    [Theory]
    [InlineData(3, 0, true)]
    [InlineData(19, 9, false)]
    [InlineData(20, 10, false)]
    [InlineData(20, 9, true)]
    public void Surplus_MostOfAll_IsExcessive(int stored, int kept, bool isExcess)
    {
        var flags = string.Join(
            ',', Enumerable.Range(0, stored).Select(number => $$"""  "f{{number}}":{"variations":[1],"fallthrough":{"variation":0} }"""));
        var seen = TestFlags.Environment($$"""{"flags":{ {{flags}} } }""");

        var plan = FolderPlan.Of(seen, Files(seen).Take(kept).ToList(), SurplusItems.Delete);

        (plan.FindExcess() is not null).ShouldBe(isExcess);
    }

    [Fact]
    public void Archived_WrittenAndReadBack_StaysArchived()
    {
        var archived = FlagArchive.Archive(TestFlags.WithFlag(), DataKind.Features, "f").After;

        var files = Files(archived);

        files.ShouldHaveSingleItem().IsArchived.ShouldBeTrue();
        FolderPlan.Of(archived, files, SurplusItems.Delete).Changes.ShouldBeEmpty();
        FolderPlan.Of(TestFlags.WithFlag(), files, SurplusItems.Delete).Changes.ShouldHaveSingleItem().After.IsArchived.ShouldBeTrue();
    }

    [Theory]
    [InlineData("""{"key":"g"}""", "says that its key is 'g'")]
    [InlineData("""{"on":true,"on":false}""", "a field comes twice")]
    [InlineData("""{"description":"\ud83d"}""", "or a text is not Unicode")]
    [InlineData("[]", "must be a JSON object")]
    [InlineData("{", "f.json:1:2: ")]
    public void File_Invalid_IsRefused(string json, string problem) =>
        Should.Throw<FlagDataException>(() => Read("f", json)).Message.ShouldContain(problem);

    private static FlagDocument Read(string key, string json) =>
        FlagFile.Read(DataKind.Features, key, Encoding.UTF8.GetBytes(json), $"{key}.json");

    private static List<FlagDocument> Files(EnvironmentSnapshot environment) =>
    [
        .. new[] { DataKind.Features, DataKind.Segments }.SelectMany(kind => environment.Keys(kind, withDeleted: true)
            .Select(key => FlagFile.Read(kind, key, FlagFile.Write(environment.Find(kind, key)!), key))),
    ];
}
