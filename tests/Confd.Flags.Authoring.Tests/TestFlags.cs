using System.Text;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Authoring.Edits;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Storage;

namespace Confd.Flags.Authoring.Tests;

/// <summary>Environments and flags of tests.</summary>
internal static class TestFlags
{
    /// <summary>A boolean flag that is on and serves true to everyone.</summary>
    public const string Flag =
        """{"key":"f","version":4,"on":true,"salt":"s","variations":[true,false],"offVariation":1,"fallthrough":{"variation":0}}""";

    public static EnvironmentSnapshot Environment(string json) =>
        EnvironmentSnapshot.Of("test", FlagDataReader.Read(Encoding.UTF8.GetBytes(json), "test"));

    /// <summary>An environment with the flag 'f' alone.</summary>
    public static EnvironmentSnapshot WithFlag(string json = Flag) => Environment($$$"""{"flags":{"f":{{{json}}}},"segments":{}}""");

    /// <summary>Edits the flag 'f'.</summary>
    public static FlagPlan Edit(this EnvironmentSnapshot environment, params FlagEdit[] edits) =>
        FlagAuthoring.Edit(environment, DataKind.Features, "f", edits);

    /// <summary>Edits the segment 's'.</summary>
    public static FlagPlan EditSegment(this EnvironmentSnapshot environment, params FlagEdit[] edits) =>
        FlagAuthoring.Edit(environment, DataKind.Segments, "s", edits);

    /// <summary>The JSON of what a plan writes first.</summary>
    public static string Json(this FlagPlan plan) => Encoding.UTF8.GetString(plan.Changes[0].After.ToUtf8());

    /// <summary>What a plan does, a line each.</summary>
    public static string[] Words(this FlagPlan plan) =>
        [.. plan.Changes.SelectMany(change => change.Meaning).Select(line => line.ToString())];

    /// <summary>What the flag 'f' serves after the plan, as JSON.</summary>
    public static string Serves(this FlagPlan plan, EvaluationContext context) => plan.After.Serves(context);

    public static string Serves(this EnvironmentSnapshot environment, EvaluationContext context) =>
        environment.ToSet().CreateEvaluator().Evaluate("f", context, "none").Value.ToString();

    /// <summary>How many of so many users are served each value.</summary>
    public static Dictionary<string, int> Count(this EnvironmentSnapshot environment, int users, Func<int, EvaluationContext> make) =>
        Enumerable.Range(0, users).Select(number => environment.Serves(make(number))).CountBy(value => value).ToDictionary();
}
