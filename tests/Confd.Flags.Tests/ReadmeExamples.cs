using System.Text.Json;
using Confd.Flags.Client;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Json;
using Confd.Flags.Storage;
using Confd.Flags.Testing;
using Confd.Flags.Validation;

namespace Confd.Flags.Tests;

/// <summary>The examples of the library's README. Each region stands there word for word, which <see cref="ReadmeTests"/> checks.</summary>
internal static class ReadmeExamples
{
    public static async Task<string> FirstAsync(IFlagStore store)
    {
        // readme: first
        await using var flags = await FlagClient.OpenAsync(store);

        var context = EvaluationContext.Builder("user-1").Set("country", "NO").Build();
        string color = flags.StringVariation("button-color", context, defaultValue: "gray");
        // end
        return color;
    }

    public static async Task<bool> AsyncAsync(FlagClient flags, EvaluationContext context, CancellationToken cancellationToken)
    {
        // readme: async
        bool isBeta = await flags.BoolVariationAsync("beta", context, defaultValue: false, cancellationToken);
        // end
        return isBeta;
    }

    public static async Task<bool> TestingAsync()
    {
        // readme: testing
        var data = new TestData();
        data.Update(data.Flag("new-checkout").FallthroughVariation(false).IfMatch("country", "NO").ThenReturn(true));
        await using var flags = await FlagClient.OpenTestDataAsync(data);
        // end
        return flags.BoolVariation("new-checkout", EvaluationContext.Builder("user-1").Set("country", "NO").Build(), false);
    }

    public static async Task<string> DetailAsync(FlagClient flags)
    {
        var Console = new StringWriter();

        // readme: detail
        var user = EvaluationContext.New("user-1");
        var organization = EvaluationContext.Builder("acme").Kind("org").Set("plan", "gold").Build();
        var both = EvaluationContext.NewMulti(user, organization);

        var detail = flags.BoolVariationDetail("new-checkout", both, defaultValue: false);
        Console.WriteLine($"{detail.Value} because {detail.Reason}");
        // end
        await Task.CompletedTask;
        return Console.ToString();
    }

    public static async Task<string> ServerlessAsync(IFlagStore store)
    {
        // readme: serverless
        var options = new FlagClientOptions
        {
            FlagKeys = ["new-checkout", "button-color"],
            RefreshInterval = Timeout.InfiniteTimeSpan,
        };
        await using var flags = await FlagClient.OpenAsync(store, options);
        // end
        return flags.StringVariation("button-color", EvaluationContext.New("user-1"), "gray");
    }

    public static async Task<string> ChangesAsync(IFlagStore store)
    {
        var Console = new StringWriter();

        // readme: changes
        await using var flags = await FlagClient.OpenAsync(store);
        flags.FlagsChanged += (_, change) => Console.WriteLine($"changed: {string.Join(", ", change.FlagKeys)}");
        // end
        await store.UpsertAsync(DataKind.Features, "button-color", VersionedItem.Tombstone(99), CancellationToken.None);
        await flags.RefreshAsync();
        return Console.ToString();
    }

    public static string Json(FlagClient flags, EvaluationContext context)
    {
        // readme: json
        var state = flags.AllFlagsState(context, AllFlagsOptions.ClientSideOnly);
        string json = JsonSerializer.Serialize(state); // {"new-checkout":true,…,"$flagsState":{…},"$valid":true}
        // end
        return json;
    }

    public static AllFlagsState Fake()
    {
        // readme: fake
        var state = AllFlagsState.Of(new Dictionary<string, FlagValue> { ["new-checkout"] = true, ["limit"] = 5 });
        // end
        return state;
    }

    public static string Evaluator(byte[] json)
    {
        var Console = new StringWriter();

        // readme: evaluator
        var data = FlagSetJson.Parse(json); // {"flags":{…},"flagValues":{…},"segments":{…}}
        var evaluator = data.CreateEvaluator();

        var detail = evaluator.EvaluateString("button-color", EvaluationContext.New("user-1"), "gray");
        Console.WriteLine(detail.Reason.Kind == EvaluationReasonKind.Fallthrough ? "everyone gets it" : "chosen");
        // end
        return Console.ToString();
    }

    public static string Validate(ReadOnlySpan<byte> json)
    {
        var Console = new StringWriter();

        // readme: validate
        foreach (var problem in FlagDocumentValidator.ValidateItem(DataKind.Features, "beta", json))
        {
            Console.WriteLine(problem); // $.fallthrough.rollout.variations: the weights add up to 99999, not 100000
        }
        // end
        return Console.ToString();
    }
}
