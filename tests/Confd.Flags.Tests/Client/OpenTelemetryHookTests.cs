using System.Diagnostics;
using System.Diagnostics.Metrics;
using Confd.Flags.Client;
using Confd.Flags.Contexts;
using Confd.Flags.Hooks;
using Confd.Flags.Testing;

namespace Confd.Flags.Tests.Client;

public sealed class OpenTelemetryHookTests
{
    private static readonly EvaluationContext User = EvaluationContext.New("ann");

    [Fact]
    public async Task Evaluation_InASpan_AddsASpanEvent()
    {
        await using var client = await OpenAsync("span-flag", new OpenTelemetryHook());
        using var span = Start();

        client.BoolVariation("span-flag", User, false);
        client.BoolVariation("no-such-flag", User, false);
        client.StringVariation("span-flag", User, "");

        span.Events.Select(each => each.Name).Distinct().ShouldBe(["feature_flag.evaluation"]);
        span.Events.Select(Text).ShouldBe(
        [
            "error.type= feature_flag.key=span-flag feature_flag.provider.name=confd feature_flag.result.reason=default "
            + "feature_flag.result.variant=0 feature_flag.set.id=env-1",
            "error.type=flag_not_found feature_flag.key=no-such-flag feature_flag.provider.name=confd feature_flag.result.reason=error "
            + "feature_flag.set.id=env-1",
            "error.type=type_mismatch feature_flag.key=span-flag feature_flag.provider.name=confd feature_flag.result.reason=error "
            + "feature_flag.set.id=env-1",
        ]);
    }

    [Fact]
    public async Task Evaluation_ContextIsIncluded_IsInTheEvent()
    {
        await using var client = await OpenAsync("context-flag", new OpenTelemetryHook { IncludesContext = true });
        using var span = Start();

        client.BoolVariation("context-flag", User, false);

        span.Events.ShouldHaveSingleItem().Tags.ShouldContain(new KeyValuePair<string, object?>("feature_flag.context.id", "ann"));
    }

    [Fact]
    public async Task Evaluation_MeterHasAListener_IsCounted()
    {
        var counted = new List<(long, string, string)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument is { Meter.Name: OpenTelemetryHook.MeterName, Name: "confd.flags.evaluations", Unit: "{evaluation}" })
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            var values = tags.ToArray().ToDictionary(tag => tag.Key, tag => (string)tag.Value!);
            if (values["feature_flag.key"] == "counted-flag")
            {
                counted.Add((count, values["feature_flag.result.reason"], values["feature_flag.result.variant"]));
            }
        });
        listener.Start();
        await using var client = await OpenAsync("counted-flag", new OpenTelemetryHook());

        client.BoolVariation("counted-flag", User, false);

        counted.ShouldBe([(1, "default", "0")]);
    }

    [Fact]
    public async Task Evaluation_NoListener_StillReturnsTheValue()
    {
        await using var client = await OpenAsync("quiet-flag", new OpenTelemetryHook());

        client.BoolVariation("quiet-flag", User, false).ShouldBeTrue();
    }

    private static Task<FlagClient> OpenAsync(string key, FlagHook hook)
    {
        var data = new TestData();
        data.Update(data.Flag(key));
        return FlagClient.OpenTestDataAsync(data, new FlagClientOptions { Hooks = [hook], EnvironmentId = () => "env-1" }, Cancellation);
    }

    private static Activity Start()
    {
        var span = new Activity("request") { IsAllDataRequested = true };
        return span.Start();
    }

    private static string Text(ActivityEvent each) => string.Join(
        ' ', each.Tags.Append(new("error.type", null)).DistinctBy(tag => tag.Key).OrderBy(tag => tag.Key, StringComparer.Ordinal)
            .Select(tag => $"{tag.Key}={tag.Value}"));
}
