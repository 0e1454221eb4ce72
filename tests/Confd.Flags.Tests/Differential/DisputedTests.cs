using System.Text;
using Confd.Flags.Contexts;
using Confd.Flags.Tests.Corpus;

namespace Confd.Flags.Tests.Differential;

/// <summary>
/// Where the Node SDK answers otherwise than ours, each with the reason why ours stays. Where the row ends with <c>EXCEPTION</c> the SDK
/// throws.
/// A row whose two answers have become equal fails: it is to be removed, and the random cases may go there.
/// </summary>
public sealed class DisputedTests
{
    private const string User = """{"kind":"user","key":"u","text":"b","date":"2019-12-31T00:00:00Z","version":"1.0.0"}""";

    /// <summary>The flag's JSON, the context, our answer, Node's. An answer is the value and the reason.</summary>
    private static readonly (string Reason, string Data, string Context, string Ours, string Node)[] Rows =
    [
        ("a seed of 0 is a seed, as in .NET and Go",
            Flag(""" "fallthrough":{"rollout":{"seed":0,"variations":[{"variation":0,"weight":50000},{"variation":1,"weight":50000}]}} """),
            """{"kind":"user","key":"x"}""", "1 FALLTHROUGH", "0 FALLTHROUGH"),
        ("a prerequisite with a bad index only fails, as in .NET and Go",
            Flag(
                """ "prerequisites":[{"key":"p","variation":0}] """,
                """{"key":"p","on":true,"variations":[0],"fallthrough":{"variation":5}}"""),
            User, "9 PREREQUISITE_FAILED", "null ERROR"),
        ("a circle of prerequisites is an error, whatever prerequisite follows, as in .NET and Go",
            Flag(""" "prerequisites":[{"key":"f","variation":0},{"key":"missing","variation":0}] """),
            User, "null ERROR", "9 PREREQUISITE_FAILED"),
        ("a broken clause is an error, whatever clause follows, as in .NET and Go",
            Rule("""{"attribute":"","op":"in","values":[]},{"attribute":"key","op":"in","values":["u"]}"""),
            User, "null ERROR", "1 RULE_MATCH"),
        ("nobody is in an experiment of another kind, as in .NET",
            Flag(""" "fallthrough":{"rollout":{"kind":"experiment","contextKind":"org","variations":[{"variation":1,"weight":0}]}} """),
            User, "1 FALLTHROUGH", "1 FALLTHROUGH inExperiment"),
        ("whole numbers beyond 64 bits are in bucket 0, as all numbers beyond 32 bits in .NET",
            Flag(
                """ "fallthrough":{"rollout":{"bucketBy":"n","variations":[{"variation":0,"weight":1},"""
                + """{"variation":1,"weight":99999}]}} """),
            """{"kind":"user","key":"u","n":1e21}""", "0 FALLTHROUGH", "1 FALLTHROUGH"),
        ("~1 and ~0 are decoded at the start of a component too, as in .NET and Go",
            Rule("""{"contextKind":"user","attribute":"/~1x","op":"in","values":[1]}"""),
            """{"kind":"user","key":"u","/x":1}""", "1 RULE_MATCH", "0 FALLTHROUGH"),
        (
            "a slash at the end is invalid, as in .NET and Go",
            Rule("""{"contextKind":"user","attribute":"/a/","op":"in","values":[1]}"""),
            User,
            "null ERROR",
            "0 FALLTHROUGH"),
        (
            "a tilde without 0 or 1 is invalid, as in .NET and Go",
            Rule("""{"contextKind":"user","attribute":"/a~|b","op":"in","values":[1]}"""),
            User,
            "null ERROR",
            "0 FALLTHROUGH"),
        (
            "without a leading slash all is a name, as in .NET and Go",
            Rule("""{"contextKind":"user","attribute":"a//b","op":"in","values":[1]}"""),
            User,
            "0 FALLTHROUGH",
            "null ERROR"),
        (
            "_meta is no attribute, as in .NET",
            Rule("""{"contextKind":"user","attribute":"_meta","op":"in","values":[1]}"""),
            User,
            "0 FALLTHROUGH",
            "null ERROR"),
        (
            "a rule without clauses matches, as in .NET and Go",
            Flag(""" "rules":[{"variation":1}] """),
            User,
            "1 RULE_MATCH",
            "0 FALLTHROUGH"),
        (
            "an unknown operator never matches, as in .NET and Go",
            Rule("""{"attribute":"key","op":"constructor","values":[1]}"""),
            User,
            "0 FALLTHROUGH",
            "1 RULE_MATCH"),
        ("a date exists, as in .NET", Date("2020-02-30T00:00:00Z"), User, "0 FALLTHROUGH", "1 RULE_MATCH"),
        ("a day has 24 hours, from 0 to 23, as in .NET and Go", Date("2020-01-01T24:00:00Z"), User, "0 FALLTHROUGH", "1 RULE_MATCH"),
        ("a version has no blanks around it, as in .NET and Go", Version(" 2.0.0"), User, "0 FALLTHROUGH", "1 RULE_MATCH"),
        (
            "a version's numbers have any length, as the standard has it",
            Version("9007199254740993.0.0"),
            User,
            "1 RULE_MATCH",
            "0 FALLTHROUGH"),
        ("patterns are RE2's: inline flags", Pattern("(?i)B"), User, "1 RULE_MATCH", "0 FALLTHROUGH"),
        ("patterns are RE2's: classes of characters", Pattern(@"\\p{L}"), User, "1 RULE_MATCH", "0 FALLTHROUGH"),
        ("patterns are RE2's: classes of POSIX", Pattern("^[[:alpha:]]$"), User, "1 RULE_MATCH", "0 FALLTHROUGH"),
        ("patterns are RE2's: other characters by their number", Pattern(@"\\u0062"), User, "0 FALLTHROUGH", "1 RULE_MATCH"),
        ("patterns are RE2's: no look-around", Pattern("(?=b)"), User, "0 FALLTHROUGH", "1 RULE_MATCH"),
        ("patterns are RE2's: no back references", Pattern(@"(b)\\1|b"), User, "0 FALLTHROUGH", "1 RULE_MATCH"),
        ("a big segment without a generation is not configured, whoever asks, as in .NET and Go",
            Rule("""{"op":"segmentMatch","values":["s"]}"""),
            """{"kind":"org","key":"o"}""",
            "0 FALLTHROUGH NOT_CONFIGURED",
            "0 FALLTHROUGH"),
        (
            "an empty key is a key, as in .NET and Go",
            Rule("""{"op":"segmentMatch","values":["empty"]}"""),
            """{"key":""}""",
            "1 RULE_MATCH",
            "0 FALLTHROUGH"),
        ("a context's key is a string, as in .NET and Go", Flag(""), """{"key":5}""", "null ERROR", "0 FALLTHROUGH"),
        (
            "a context's name is a string, as in .NET and Go",
            Flag(""),
            """{"kind":"user","key":"u","name":5}""",
            "null ERROR",
            "0 FALLTHROUGH"),
        ("a context's kind is not null, as in .NET and Go", Flag(""), """{"kind":null,"key":"u"}""", "null ERROR", "0 FALLTHROUGH"),
        (
            "attributes of old users have their types, as in .NET and Go",
            Flag(""),
            """{"key":"u","email":5}""",
            "null ERROR",
            "0 FALLTHROUGH"),
        (
            "private attributes are a list of names, as in .NET and Go",
            Flag(""),
            """{"kind":"user","key":"u","_meta":{"privateAttributes":5}}""",
            "null ERROR",
            "EXCEPTION"),
        (
            "missing lists are empty, as in .NET and Go",
            """{"f":{"on":true,"fallthrough":{"variation":0}}}""",
            User,
            "null ERROR",
            "EXCEPTION"),
    ];

    [Fact]
    public async Task Evaluate_DisputedCases_ReturnsTheListedResult()
    {
        var cases = Rows.Select(CaseOf).ToList();

        var answers = await NodeEvaluator.EvaluateAsync(cases, Cancellation);

        Rows.Zip(cases, (row, each) => $"{row.Reason}: {Describe(EvaluationCase.Of(each.Properties, expected: default).Evaluate())}")
            .ShouldBe(Rows.Select(row => $"{row.Reason}: {row.Ours}"));
        Rows.Zip(answers, (row, answer) => $"{row.Reason}: {Describe(answer)}").ShouldBe(Rows.Select(row => $"{row.Reason}: {row.Node}"));
        Rows.Where(row => row.Ours == row.Node).ShouldBeEmpty();
    }

    private static FlagValue CaseOf((string Reason, string Data, string Context, string Ours, string Node) row) => FlagValue.Parse($$"""
        {"id":"{{row.Reason}}","flagKey":"f","default":null,"context":{{row.Context}},"data":{"flags":{{row.Data}},
         "segments":{"s":{"key":"s","unbounded":true},"empty":{"key":"empty","included":[""]} } } }
        """);

    private static string Flag(string properties, string other = """{"deleted":true}""") =>
        $$"""{"f":{{Body(properties)}},"p":{{other}} }""";

    private static string Body(string properties) => properties.Contains("\"fallthrough\"", StringComparison.Ordinal)
        ? $$"""{"key":"f","on":true,"salt":"s","variations":[0,1,9],"offVariation":2,{{properties}}}"""
        : Body($$"""{{properties}}{{(properties.Trim().Length > 0 ? "," : "")}}"fallthrough":{"variation":0}""");

    private static string Rule(string clauses) => Flag($$""" "rules":[{"variation":1,"clauses":[{{clauses}}]}] """);

    private static string Date(string date) => Rule($$"""{"attribute":"date","op":"before","values":["{{date}}"]}""");

    private static string Version(string version) => Rule($$"""{"attribute":"version","op":"semVerLessThan","values":["{{version}}"]}""");

    private static string Pattern(string pattern) => Rule($$"""{"attribute":"text","op":"matches","values":["{{pattern}}"]}""");

    private static string Describe(FlagValue answer)
    {
        if (answer.Properties.ContainsKey("exception"))
        {
            return "EXCEPTION";
        }

        var reason = answer.Properties["reason"].Properties;
        var text = new StringBuilder($"{answer.Properties["value"]} {reason["kind"].AsString}");
        text.Append(reason.GetValueOrDefault("inExperiment").AsBoolean ? " inExperiment" : "");
        return text.Append(reason.TryGetValue("bigSegmentsStatus", out var status) ? $" {status.AsString}" : "").ToString();
    }
}
