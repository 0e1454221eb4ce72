using System.Text.Json.Nodes;
using Confd.Flags.Authoring.Edits;
using Confd.Flags.Contexts;
using Confd.Flags.Storage;

namespace Confd.Flags.Authoring.Tests.Edits;

public sealed class FlagTemplateTests
{
    [Fact]
    public void Create_Flag_HasEveryFieldThatSdksExpect()
    {
        var json = JsonNode.Parse(Create(new FlagTemplate(DataKind.Features, "new") { Variations = FlagTemplate.Booleans, Salt = "s" }))!;

        JsonNode.DeepEquals(json, JsonNode.Parse(
            """
            {"key":"new","version":1,"on":false,"salt":"s","variations":[true,false],"offVariation":1,"fallthrough":{"variation":0},
             "prerequisites":[],"targets":[],"contextTargets":[],"rules":[],"clientSide":false,
             "clientSideAvailability":{"usingMobileKey":false,"usingEnvironmentId":false},
             "trackEvents":false,"trackEventsFallthrough":false,"debugEventsUntilDate":null,"deleted":false}
            """)).ShouldBeTrue(json.ToJsonString());
    }

    [Fact]
    public void Create_Segment_IsEmptyAndHasNothingOfAFlag() =>
        Create(new FlagTemplate(DataKind.Segments, "new") { Salt = "s" }).ShouldBe(
            """{"key":"new","version":1,"included":[],"excluded":[],"includedContexts":[],"excludedContexts":[],"rules":[],"""
            + "\"salt\":\"s\",\"deleted\":false}");

    [Fact]
    public void Create_TwoFlags_SplitUsersDifferently() =>
        new FlagTemplate(DataKind.Features, "a").Salt.ShouldNotBe(new FlagTemplate(DataKind.Features, "b").Salt);

    [Fact]
    public void Create_WithDescription_WritesNameDescriptionAndAvailability()
    {
        var json = Create(new FlagTemplate(DataKind.Features, "new")
        {
            Variations = ["a"],
            Description = new DescribeItem { Name = "New", Description = "All of it", Tags = ["x", "y"], IsClientSide = true },
        });

        json.ShouldContain("\"clientSide\":true,\"clientSideAvailability\":{\"usingMobileKey\":true,\"usingEnvironmentId\":true}");
        json.ShouldContain("\"name\":\"New\",\"description\":\"All of it\",\"tags\":[\"x\",\"y\"]");
    }

    [Fact]
    public void Create_FlagThatContradictsItself_IsRefused()
    {
        Refused(new FlagTemplate(DataKind.Features, "new")).ShouldBe("flag 'new' needs at least one variation");
        Refused(new FlagTemplate(DataKind.Features, "new") { Variations = ["a"], OnVariation = new("b") })
            .ShouldContain("flag 'new' has no variation 'b'");
        Refused(new FlagTemplate(DataKind.Segments, "new") { Description = new() { IsClientSide = true } })
            .ShouldBe("segment 'new': a segment is never sent to clients; only flags are client-side");
    }

    [Theory]
    [InlineData(256, true)]
    [InlineData(257, false)]
    public void Create_LongKey_IsAcceptedUpTo256Characters(int length, bool isTaken)
    {
        var template = new FlagTemplate(DataKind.Segments, new string('k', length));

        if (isTaken)
        {
            Create(template).ShouldContain(template.Key);
        }
        else
        {
            Refused(template).ShouldContain("a key has 1 to 256 letters, digits, '.', '_' and '-'");
        }
    }

    [Fact]
    public void Describe_EmptyTexts_RemoveTheFields()
    {
        var plan = TestFlags.WithFlag("""{"key":"f","version":1,"variations":[1],"name":"N","description":"D","tags":["t"]}""")
            .Edit(new DescribeItem { Name = "", Description = "", Tags = [] });

        plan.Json().ShouldBe("""{"key":"f","version":2,"variations":[1],"tags":[]}""");
        plan.Words().ShouldBe(
            ["name: is gone; was N", "description: is gone; was D", "tags: []; was [\"t\"]"]);
    }

    [Theory]
    [InlineData("[1,2]", "3", true)]
    [InlineData("[1,2]", "\"3\"", false)]
    [InlineData("[\"a\"]", "1", false)]
    [InlineData("[true]", "\"x\"", false)]
    [InlineData("[1,\"a\"]", "null", true)]
    [InlineData("[{\"a\":1}]", "[1]", true)]
    [InlineData("[1]", "1.0", false)]
    public void AddVariation_ToExistingOnes_IsAcceptedIfItsTypeFitsAndItIsNew(string known, string value, bool isTaken)
    {
        var seen = TestFlags.WithFlag($$"""{"key":"f","version":1,"variations":{{known}}}""");

        if (isTaken)
        {
            seen.Edit(new AddVariation(FlagValue.Parse(value))).Json().ShouldContain($"{known[..^1]},{value}]");
        }
        else
        {
            Should.Throw<FlagEditException>(() => seen.Edit(new AddVariation(FlagValue.Parse(value))));
        }
    }

    private static string Create(FlagTemplate template) => FlagAuthoring.Create(TestFlags.WithFlag(), template).Json();

    private static string Refused(FlagTemplate template) => Should.Throw<FlagEditException>(() => Create(template)).Message;
}
