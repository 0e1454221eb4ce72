using System.Text;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Authoring.Meaning;
using Confd.Flags.Storage;

namespace Confd.Flags.Authoring.Tests.Meaning;

public sealed class FlagMeaningTests
{
    [Theory]
    [InlineData("\"version\":1", "\"version\":2")]
    [InlineData("\"on\":true", "\"on\":true,\"rules\":[],\"targets\":[]")]
    public void Compare_EqualMeaning_HasNoDescription(string was, string now) =>
        Compare(Flag(was), Flag(now)).ShouldBeEmpty();

    [Fact]
    public void Compare_VariationsAddedChangedAndRemoved_NamesEachByItsIndex()
    {
        Compare(Variations("1,2"), Variations("1,3,4")).ShouldBe(["variation :1: is 3; was 2", "variation :2: 4 is new"]);
        Compare(Variations("1,2,3"), Variations("1,2")).ShouldBe(["variation :2: 3 is gone"]);
    }

    [Fact]
    public void Compare_VariationServedToEveryone_NamesTheNewValue() =>
        Compare(Variations("1"), Variations("2")).ShouldBe(["variation :0: is 2; was 1", "everyone: 2; was 1"]);

    [Fact]
    public void Compare_TwoVariationsThatLookAlike_AreDistinguishedByIndex() =>
        Compare(Flag("\"variations\":[\"a\",\"a\"],\"fallthrough\":{\"variation\":0}"),
                Flag("\"variations\":[\"a\",\"a\"],\"fallthrough\":{\"variation\":1}"))
            .ShouldBe(["everyone: a (:1); was a (:0)"]);

    [Fact]
    public void Compare_ChangeWhileOff_ReportsThatItHasNoEffectYet() =>
        Compare(Flag("\"on\":false,\"variations\":[1,2],\"fallthrough\":{\"variation\":0},\"offVariation\":1"),
                Flag("\"on\":false,\"variations\":[1,2],\"fallthrough\":{\"variation\":1},\"offVariation\":1"))
            .ShouldBe(["everyone: 2; was 1", "switch: is off: until it is on, everyone gets 2"]);

    [Fact]
    public void Compare_WhileOffVariation_NamesBoth() =>
        Compare(Flag("\"variations\":[1,2],\"fallthrough\":{\"variation\":0},\"offVariation\":1"),
                Flag("\"variations\":[1,2],\"fallthrough\":{\"variation\":0}"))
            .ShouldBe(["while off: everyone gets the caller's default; was 2"]);

    [Fact]
    public void Compare_SwitchedOn_DescribesWhatChangesForWhom() =>
        Compare(
                Flag("\"on\":false,\"variations\":[1,2],\"fallthrough\":{\"variation\":0},\"offVariation\":1"),
                Flag("\"on\":true,\"variations\":[1,2],\"fallthrough\":{\"variation\":0},\"offVariation\":1"))
            .ShouldBe(["switch: on; was off: everyone gets 1; before everyone got 2"]);

    [Fact]
    public void Compare_FirstOfTwoRulesWithOneIdentityIsRemoved_NamesIt()
    {
        const string First = "{\"id\":\"x\",\"variation\":0,\"clauses\":[{\"attribute\":\"a\",\"op\":\"in\",\"values\":[1]}]}";
        const string Second = "{\"id\":\"x\",\"variation\":1,\"clauses\":[{\"attribute\":\"b\",\"op\":\"in\",\"values\":[2]}]}";

        Compare(
                Flag($"\"variations\":[1,2],\"fallthrough\":{{\"variation\":0}},\"rules\":[{First},{Second}]"),
                Flag($"\"variations\":[1,2],\"fallthrough\":{{\"variation\":0}},\"rules\":[{Second}]"))
            .ShouldHaveSingleItem()
            .ShouldMatch("^rule :0: is gone; it was: if .*\\ba\\b.*: 1$");
    }

    [Fact]
    public void Compare_PrerequisiteOfAnotherVariation_IsAnAdditionAndARemoval() =>
        Compare(Flag("\"prerequisites\":[{\"key\":\"g\",\"variation\":0}]"), Flag("\"prerequisites\":[{\"key\":\"g\",\"variation\":1}]"))
            .ShouldBe(
            [
                "prerequisite: g has to be on and to serve its variation :1",
                "prerequisite: g with variation :0 is no longer required",
            ]);

    [Fact]
    public void Compare_RulesWithoutIdentity_AreKnownByTheirConditions() =>
        Compare(
                Rules("""{"variation":0,"clauses":[{"attribute":"a","op":"in","values":[1]}]}"""),
                Rules(
                    """{"variation":1,"clauses":[{"attribute":"b","op":"in","values":[2]}]}""",
                    """{"variation":0,"clauses":[{"attribute":"a","op":"in","values":[1]}]}"""))
            .ShouldBe(["rule :0: is new: if b in 2: y"]);

    [Fact]
    public void Compare_RulesWithoutIdentitySwapped_AreNamedByTheirFormerPlace()
    {
        const string One = """{"variation":0,"clauses":[{"attribute":"a","op":"in","values":[1]}]}""";
        const string Two = """{"variation":0,"clauses":[{"attribute":"b","op":"in","values":[2]}]}""";

        Compare(Rules(One, Two), Rules(Two, One)).ShouldBe(["rules: are evaluated in the order :1, :0; was :0, :1"]);
    }

    [Fact]
    public void Compare_SecondOfTwoEqualRulesIsRemoved_NamesIt() =>
        Compare(
                Rules("""{"variation":0,"clauses":[]}""", """{"variation":0,"clauses":[]}"""),
                Rules("""{"variation":0,"clauses":[]}"""))
            .ShouldBe(["rule :1: is gone; it was: if everyone: x"]);

    [Fact]
    public void Compare_RuleWithARollout_DescribesEachShareAndTheSplit() =>
        Compare(
                Rules("""{"id":"r","variation":0,"clauses":[]}"""),
                Rules(
                    """
                    {"id":"r","clauses":[],"rollout":{"contextKind":"org","bucketBy":"country","seed":7,
                     "variations":[{"variation":0,"weight":12500},{"variation":1,"weight":87500}]}}
                    """))
            .ShouldBe(
            [
                "rule 'r': 12.5 % of orgs get x; was 100 %",
                "rule 'r': 87.5 % of orgs get y; was 0 %",
                "rule 'r': split by country of orgs, seed 7",
            ]);

    [Fact]
    public void Compare_RolloutWithAnotherSeed_ReportsThatAssignmentsChange() =>
        Compare(Rollout("\"seed\":1"), Rollout("\"seed\":2"))
            .ShouldBe(["everyone: split by key of users, seed 2; was by key of users, seed 1: who gets what changes"]);

    [Fact]
    public void Compare_ExperimentByAnAttribute_IsDescribedAsSplitByKey() =>
        Compare(Rollout("\"kind\":\"experiment\",\"bucketBy\":\"country\""), Rollout("\"kind\":\"experiment\"")).ShouldBeEmpty();

    [Fact]
    public void Compare_SharesInAnotherOrder_ReportsThatAssignmentsChange()
    {
        Compare(Shares("""{"variation":0,"weight":50000},{"variation":1,"weight":50000}"""),
                Shares("""{"variation":1,"weight":50000},{"variation":0,"weight":50000}"""))
            .ShouldBe(["everyone: the shares stand in the order 50 % y, 50 % x; was 50 % x, 50 % y: who gets what changes"]);
        Compare(Shares("""{"variation":0,"weight":20000},{"variation":1,"weight":50000},{"variation":0,"weight":30000}"""),
                Shares("""{"variation":0,"weight":30000},{"variation":1,"weight":50000},{"variation":0,"weight":20000}"""))
            .ShouldHaveSingleItem().ShouldContain("who gets what changes");
        Compare(Shares("""{"variation":0,"weight":20000},{"variation":0,"weight":30000},{"variation":1,"weight":50000}"""),
                Shares("""{"variation":0,"weight":50000},{"variation":1,"weight":50000}"""))
            .ShouldBe(["everyone: differs in variations"]);
    }

    [Fact]
    public void Compare_FieldWithoutADescription_IsNamed()
    {
        Compare(Shares("""{"variation":0,"weight":100000}"""), Shares("""{"variation":0,"weight":100000,"untracked":true}"""))
            .ShouldBe(["everyone: the shares of :0 are untracked"]);
        Compare(Rules("""{"variation":0,"clauses":[]}"""), Rules("""{"variation":0,"clauses":[],"trackEvents":true}"""))
            .ShouldBe(["rule :0: differs in trackEvents"]);
        Compare(Rules("""{"variation":0,"clauses":[]}"""), Rules("""{"variation":0,"clauses":[],"trackEvents":false}""")).ShouldBeEmpty();
    }

    // Whoever reads the changes of one rule has to learn of those of all others, and of what lies beyond an excerpt.
    [Theory]
    [InlineData(
        """{"attribute":"c","op":"in","values":[1,2,3,4,5,6,7,8,9,10,11,12]}""",
        """{"attribute":"c","op":"in","values":[1,2,3,4,5,6,7,8,9,10,11,99]}""",
        "values of c: 99 added; 12 removed")]
    [InlineData(
        """{"attribute":"c","op":"in","values":[1,2,3,4,5,6,7,8,9,10,11,12]}""",
        """{"attribute":"c","op":"in","values":[0,2,3,4,5,6,7,8,9,10,11,99]}""",
        "values of c: 0, 99 added; 1, 12 removed")]
    [InlineData(
        """{"attribute":"e","op":"matches","values":["0123456789012345678901234567890123456789012345678901234567890123a"]}""",
        """{"attribute":"e","op":"matches","values":["0123456789012345678901234567890123456789012345678901234567890123b"]}""",
        "values of e: ")]
    [InlineData(
        """{"attribute":"/a/b","op":"in","values":[1]}""",
        """{"attribute":"/a/b","contextKind":"user","op":"in","values":[1]}""",
        "differs in contextKind")]
    [InlineData(
        """{"attribute":"c","op":"in","values":[1234567890123456789]}""",
        """{"attribute":"c","op":"in","values":[1234567890123456788]}""",
        "was: if c in 1234567890123456789")]
    public void Compare_ConditionBeyondTheExcerpt_IsToldBesideAnotherChange(string was, string now, string words)
    {
        const string Other = """{"id":"r2","variation":0,"clauses":[{"attribute":"plan","op":"in","values":["pro"]}]}""";
        const string Another = """{"id":"r2","variation":0,"clauses":[{"attribute":"plan","op":"in","values":["max"]}]}""";

        var lines = Compare(
            Rules($$"""{"id":"r1","variation":0,"clauses":[{{was}}]}""", Other),
            Rules($$"""{"id":"r1","variation":0,"clauses":[{{now}}]}""", Another));

        lines.ShouldContain("rule 'r2': if plan in max; was: if plan in pro");
        lines.ShouldContain(
            line => line.StartsWith("rule 'r1': ", StringComparison.Ordinal) && line.Contains(words, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\"kind\":\"experiment\",", "", "is an experiment")]
    [InlineData("", ",\"untracked\":true", "the shares of :1 are untracked")]
    public void Compare_KindOfARolloutBesideItsWeights_IsTold(string kind, string untracked, string words)
    {
        const string Was = """
            "variations":["x","y"],"fallthrough":{"rollout":{"variations":[{"variation":0,"weight":50000},{"variation":1,"weight":50000}]}}
            """;

        Compare(Flag(Was), Flag(
            $$$"""
            "variations":["x","y"],"fallthrough":{"rollout":{{{{kind}}}
              "variations":[{"variation":0,"weight":40000},{"variation":1,"weight":60000{{{untracked}}}}]}}
            """)).ShouldContain($"everyone: {words}");
    }

    [Fact]
    public void Compare_OrderThatDecides_IsTold()
    {
        const string Lists = """
            "variations":["x","y"],"fallthrough":{"variation":0},"targets":[{"values":["u"],"variation":0}],"contextTargets":
            """;
        const string User = """{"contextKind":"user","variation":0}""";
        const string Org = """{"contextKind":"org","values":["acme"],"variation":1}""";
        Compare(Flag($"{Lists}[{User},{Org}]"), Flag($"{Lists}[{Org},{User}]")).ShouldBe(
        [
            "targets: are evaluated in the order orgs for y, users for x; was users for x, orgs for y: "
            + "contexts of several kinds may get another",
        ]);

        const string G = """{"key":"g","variation":0}""";
        const string H = """{"key":"h","variation":0}""";
        Compare(Flag($"\"prerequisites\":[{G},{H}]"), Flag($"\"prerequisites\":[{H},{G}]"))
            .ShouldBe(["prerequisites: are evaluated in the order h, g; was g, h"]);
    }

    [Fact]
    public void Compare_TextAndNumberOfOneSpelling_AreToldApart()
    {
        Compare(
                Rules("""{"id":"r","variation":0,"clauses":[{"attribute":"age","op":"in","values":["18"]}]}"""),
                Rules("""{"id":"r","variation":0,"clauses":[{"attribute":"age","op":"in","values":[18]}]}"""))
            .ShouldBe(["rule 'r': if age in 18; was: if age in \"18\""]);
        Compare(Variations("true"), Variations("\"true\""))
            .ShouldBe(["variation :0: is \"true\"; was true", "everyone: \"true\"; was true"]);
    }

    [Fact]
    public void Compare_VariationThatDiffersFarBehind_IsNamed()
    {
        Compare(Variations("{\"id\":1234567890123456789}"), Variations("{\"id\":1234567890123456788}")).ShouldContain(
            "variation :0: is {\"id\":1234567890123456788}; was {\"id\":1234567890123456789}");
        var start = new string('a', 70);
        Compare(Variations($"\"{start}1\""), Variations($"\"{start}2\""))
            .ShouldHaveSingleItem().ShouldEndWith("; was another that begins alike");
    }

    [Fact]
    public void Compare_OtherSalt_DescribesTheEffectWithoutTheValue()
    {
        var words = Compare(Flag("\"salt\":\"one\""), Flag("\"salt\":\"two\""));

        words.ShouldBe(["salt: has changed: rollouts redistribute contexts"]);
    }

    [Fact]
    public void Compare_UnknownFields_AreNamedWithBothValues()
    {
        Compare(Flag("\"own\":[1,{\"a\":2}]"), Flag("\"own\":\"x y\"")).ShouldBe(["own: \"x y\"; was [1,{\"a\":2}]"]);
        Compare(Flag(""), Flag("\"tags\":[\"a\"]")).ShouldBe(["tags: [\"a\"]"]);
        Compare(Flag("\"description\":\"old\""), Flag("")).ShouldBe(["description: is gone; was old"]);
    }

    [Fact]
    public void Compare_DeletedFlag_DescribesTheEffectOnEveryone()
    {
        var gone = Document("""{"key":"f","version":2,"deleted":true}""");

        Words(Flag("\"on\":true,\"variations\":[1],\"fallthrough\":{\"variation\":0}"), gone)
            .ShouldBe(["flag 'f': is gone: everyone gets the caller's default", "it was: everyone gets 1"]);
        Words(gone, gone).ShouldBeEmpty();
    }

    [Fact]
    public void Compare_UnreadableFlag_ReportsWhyInsteadOfFailing() =>
        Words(null, Document("""{"key":"f","version":1,"on":"yes"}"""))
            .ShouldHaveSingleItem().ShouldStartWith("flag 'f': cannot be read: ");

    [Fact]
    public void Compare_NewFlagWithEverything_DescribesAllOfIt() =>
        Words(null, Document(
            """
            {"key":"f","version":1,"on":true,"variations":["x","y"],"offVariation":1,"prerequisites":[{"key":"g","variation":0}],
             "targets":[{"values":["ann","bob"],"variation":1}],
             "rules":[{"id":"r","variation":1,"clauses":[{"attribute":"","op":"segmentMatch","values":["s"],"negate":true}]}],
             "fallthrough":{"variation":0}}
            """)).ShouldBe(
        [
            "flag 'f': is new",
            "switch: on",
            "variations: x, y",
            "prerequisite: g has to be on and to serve its variation :0",
            "users: ann, bob get y",
            "rule 'r': is new: if not in segment s: y",
            "everyone else: x",
        ]);

    private static IReadOnlyList<string> Compare(FlagDocument was, FlagDocument now) => Words(was, now);

    private static IReadOnlyList<string> Words(FlagDocument? was, FlagDocument? now) =>
        [.. MeaningDiff.Of(was, now).Select(line => line.ToString())];

    // A flag that is on unless its fields say otherwise.
    private static FlagDocument Flag(string fields) => Document(
        fields.Contains("\"on\"", StringComparison.Ordinal)
            ? $$"""{{{fields}}}"""
            : $$"""{"on":true{{(fields is "" ? "" : ",")}}{{fields}}}""");

    private static FlagDocument Variations(string values) => Flag($$"""
        "variations":[{{values}}],"fallthrough":{"variation":0}
        """);

    private static FlagDocument Rules(params string[] rules) => Flag($$"""
        "variations":["x","y"],"fallthrough":{"variation":0},"rules":[{{string.Join(',', rules)}}]
        """);

    private static FlagDocument Rollout(string fields) => Flag($$"""
        "variations":["x","y"],
        "fallthrough":{"rollout":{{{fields}},"variations":[{"variation":0,"weight":50000},{"variation":1,"weight":50000}]} }
        """);

    private static FlagDocument Shares(string shares) =>
        Flag($$$"""
            "variations":["x","y"],"fallthrough":{"rollout":{"variations":[{{{shares}}}]}}
            """);

    private static FlagDocument Document(string json) =>
        FlagDocument.Read(DataKind.Features, "f", new VersionedItem(1, Encoding.UTF8.GetBytes(json)));
}
