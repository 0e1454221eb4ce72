using Confd.Flags.Client;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Events;
using Confd.Flags.Migrations;
using Confd.Flags.Model;
using Confd.Flags.Testing;
using Confd.Flags.Tests.Storage;
using Confd.TestSupport;

namespace Confd.Flags.Tests.Client;

public sealed class MigratorTests
{
    private static readonly EvaluationContext User = EvaluationContext.New("u1");

    private readonly FakeTimeProvider _clock = new();
    private readonly RecordedEvents _events = new();
    private readonly List<string> _calls = [];
    private readonly HashSet<string> _failing = [];

    [Theory]
    [InlineData(MigrationStage.Off, "old", "read old")]
    [InlineData(MigrationStage.DualWrite, "old", "read old")]
    [InlineData(MigrationStage.Shadow, "old", "read old,read new")]
    [InlineData(MigrationStage.Live, "new", "read new,read old")]
    [InlineData(MigrationStage.RampDown, "new", "read new")]
    [InlineData(MigrationStage.Complete, "new", "read new")]
    public async Task Read_Stage_DecidesWhichAreReadAndWhichIsReturned(MigrationStage stage, string expected, string calls)
    {
        await using var client = await OpenAsync(MigrationStages.NameOf(stage));

        var result = await Migrator(client).ReadAsync("m", User, MigrationStage.Off, "k", Cancellation);

        result.Value.ShouldBe($"{expected} of k");
        result.IsSuccess.ShouldBeTrue();
        string.Join(',', _calls).ShouldBe(calls);
        var told = RecordedEvent();
        (told.Operation, told.Detail.Value, told.Old is not null, told.New is not null).ShouldBe(
            (
                MigrationOperation.Read,
                MigrationStages.NameOf(stage),
                calls.Contains("old", StringComparison.Ordinal),
                calls.Contains("new", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(MigrationStage.Off, "old", "write old")]
    [InlineData(MigrationStage.DualWrite, "old", "write old,write new")]
    [InlineData(MigrationStage.Shadow, "old", "write old,write new")]
    [InlineData(MigrationStage.Live, "new", "write new,write old")]
    [InlineData(MigrationStage.RampDown, "new", "write new,write old")]
    [InlineData(MigrationStage.Complete, "new", "write new")]
    public async Task Write_Stage_DecidesWhichAreWrittenAndInWhichOrder(MigrationStage stage, string expected, string calls)
    {
        await using var client = await OpenAsync(MigrationStages.NameOf(stage));

        var result = await Migrator(client).WriteAsync("m", User, MigrationStage.Off, "k", Cancellation);

        result.Authoritative.Value.ShouldBe($"{expected} of k");
        (result.Other is not null).ShouldBe(calls.Contains(','));
        string.Join(',', _calls).ShouldBe(calls);
        RecordedEvent().Operation.ShouldBe(MigrationOperation.Write);
    }

    [Fact]
    public async Task Write_AuthoritativeWriteFails_SkipsTheOther()
    {
        _failing.Add("write old");
        await using var client = await OpenAsync("shadow");

        var result = await Migrator(client).WriteAsync("m", User, MigrationStage.Off, "k", Cancellation);

        result.Authoritative.IsSuccess.ShouldBeFalse();
        result.Authoritative.Failure.ShouldBeOfType<InvalidOperationException>();
        result.Other.ShouldBeNull();
        (RecordedEvent().Old!.HasFailed, RecordedEvent().New).ShouldBe((true, null));
    }

    [Fact]
    public async Task Write_NonAuthoritativeWriteFails_StillSucceeds()
    {
        _failing.Add("write new");
        await using var client = await OpenAsync("dualwrite");

        var result = await Migrator(client).WriteAsync("m", User, MigrationStage.Off, "k", Cancellation);

        result.Authoritative.IsSuccess.ShouldBeTrue();
        result.Other!.IsSuccess.ShouldBeFalse();
        (RecordedEvent().Old!.HasFailed, RecordedEvent().New!.HasFailed).ShouldBe((false, true));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Read_Both_AreCompared(bool areEqual)
    {
        await using var client = await OpenAsync("live");

        await Migrator(client, (_, _) => areEqual).ReadAsync("m", User, MigrationStage.Off, "k", Cancellation);

        RecordedEvent().IsConsistent.ShouldBe(areEqual);
    }

    [Fact]
    public async Task Read_ComparisonThrows_IsLoggedAndStillReturns()
    {
        var log = new RecordedLog();
        await using var client = await OpenAsync("live");
        var options = Options() with { AreEqual = (_, _) => throw new InvalidOperationException("as the test wants it"), Logger = log };

        var result = await new Migrator<string, string>(client, options).ReadAsync("m", User, MigrationStage.Off, "k", Cancellation);

        result.Value.ShouldBe("new of k");
        RecordedEvent().IsConsistent.ShouldBeNull();
        log.Lines.ShouldBe(["Error The answers of both systems of a migration could not be compared"]);
    }

    [Fact]
    public async Task Read_StageIsReadAsynchronously_CanBeCancelled()
    {
        var store = new ScriptedFlagStore { Gate = new TaskCompletionSource() };
        await using var client = new FlagClient(
            store, new FlagClientOptions { ReadThrough = new() { TimeToLive = TimeSpan.Zero }, Clock = _clock });
        using var left = new CancellationTokenSource();

        var reading = Migrator(client).ReadAsync("m", User, MigrationStage.Off, "k", left.Token);
        await left.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => reading);
        _calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task MigrationVariation_DefaultThatIsNotAStage_IsReturned()
    {
        await using var client = await OpenAsync("off");

        client.MigrationVariation("nowhere", User, (MigrationStage)99).Stage.ShouldBe((MigrationStage)99);
    }

    [Theory]
    [InlineData("read old", 1)]
    [InlineData("", 0)]
    public async Task Read_OneFailedOrCheckRatioIsZero_AreNotCompared(string failing, int checkRatio)
    {
        _failing.Add(failing);
        await using var client = await OpenAsync("live", checkRatio);

        await Migrator(client, (_, _) => throw new InvalidOperationException("nothing is to be compared"))
            .ReadAsync("m", User, MigrationStage.Off, "k", Cancellation);

        RecordedEvent().IsConsistent.ShouldBeNull();
    }

    [Theory]
    [InlineData(MigrationOrder.Serial)]
    [InlineData(MigrationOrder.Random)]
    [InlineData(MigrationOrder.Concurrent)]
    public async Task Read_AnyOrder_ReadsBothOnceAndMeasuresEach(MigrationOrder order)
    {
        await using var client = await OpenAsync("shadow");
        var migrator = new Migrator<string, string>(client, Options() with { ReadOrder = order });

        (await migrator.ReadAsync("m", User, MigrationStage.Off, "k", Cancellation)).Origin.ShouldBe(MigrationOrigin.Old);

        _calls.Order(StringComparer.Ordinal).ShouldBe(["read new", "read old"]);
        RecordedEvent().Old!.Latency.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(20));
        RecordedEvent().New!.Latency.ShouldNotBeNull();
    }

    [Fact]
    public async Task Read_NothingIsMeasured_RecordsOnlyWhatWasInvoked()
    {
        _failing.Add("read old");
        await using var client = await OpenAsync("off");
        var migrator = new Migrator<string, string>(client, Options() with { TracksErrors = false, TracksLatency = false });

        await migrator.ReadAsync("m", User, MigrationStage.Off, "k", Cancellation);

        RecordedEvent().Old.ShouldBe(new MigrationMeasurement(null, HasFailed: false));
    }

    [Theory]
    [InlineData("nowhere", EvaluationErrorKind.FlagNotFound)]
    [InlineData("m", EvaluationErrorKind.WrongType)]
    public async Task MigrationVariation_NoStage_IsTheDefaultWithItsReason(string key, EvaluationErrorKind expected)
    {
        await using var client = await OpenAsync("sideways");

        (await client.MigrationVariationAsync(key, User, MigrationStage.Shadow, Cancellation)).Stage.ShouldBe(MigrationStage.Shadow);
        await Migrator(client).ReadAsync(key, User, MigrationStage.Shadow, "k", Cancellation);

        RecordedEvent().Detail.Reason.ErrorKind.ShouldBe(expected);
        RecordedEvent().Detail.Value.ShouldBe((FlagValue)"shadow");
        RecordedEvent().Default.ShouldBe(MigrationStage.Shadow);
    }

    [Fact]
    public async Task Report_Twice_RecordsOnce()
    {
        await using var client = await OpenAsync("off");
        var tracker = client.MigrationVariation("m", User, MigrationStage.Off).Tracker;

        tracker.Report(MigrationOperation.Read);
        _events.All.OfType<MigrationEvent>().ShouldBeEmpty();
        tracker.Invoked(MigrationOrigin.Old);
        tracker.Report(MigrationOperation.Read);
        tracker.Report(MigrationOperation.Write);

        RecordedEvent().Operation.ShouldBe(MigrationOperation.Read);
    }

    [Theory]
    [InlineData("took")]
    [InlineData("failed")]
    [InlineData("compared")]
    public async Task Report_MeasurementOfASystemThatWasNotInvoked_RecordsNothing(string measured)
    {
        await using var client = await OpenAsync("live");
        var tracker = client.MigrationVariation("m", User, MigrationStage.Off).Tracker;
        switch (measured)
        {
            case "took": tracker.Took(MigrationOrigin.New, TimeSpan.FromMilliseconds(5)); break;
            case "failed": tracker.Failed(MigrationOrigin.New); break;
            default: tracker.Compared(() => true); break;
        }

        tracker.Report(MigrationOperation.Read);
        tracker.Invoked(MigrationOrigin.Old);
        tracker.Report(MigrationOperation.Read);
        _events.All.OfType<MigrationEvent>().ShouldBeEmpty();
        tracker.Invoked(MigrationOrigin.New);
        tracker.Report(MigrationOperation.Read);

        RecordedEvent().Old.ShouldNotBeNull();
    }

    [Fact]
    public void NameOf_EachStage_ParsesBack()
    {
        foreach (var stage in Enum.GetValues<MigrationStage>())
        {
            MigrationStages.Find(MigrationStages.NameOf(stage)).ShouldBe(stage);
        }

        MigrationStages.Find("Off").ShouldBeNull();
        Should.Throw<ArgumentOutOfRangeException>(() => MigrationStages.NameOf((MigrationStage)17));
    }

    private MigrationEvent RecordedEvent() => _events.All.OfType<MigrationEvent>().ShouldHaveSingleItem();

    private Migrator<string, string> Migrator(FlagClient client, Func<string, string, bool>? areEqual = null) =>
        new(client, Options() with { AreEqual = areEqual, ReadOrder = MigrationOrder.Serial });

    private MigratorOptions<string, string> Options() => new()
    {
        ReadOld = (input, _) => CallAsync("read old", $"old of {input}"),
        ReadNew = (input, _) => CallAsync("read new", $"new of {input}"),
        WriteOld = (input, _) => CallAsync("write old", $"old of {input}"),
        WriteNew = (input, _) => CallAsync("write new", $"new of {input}"),
        Clock = _clock,
    };

    private Task<string> CallAsync(string name, string answer)
    {
        _calls.Add(name);
        _clock.Advance(TimeSpan.FromMilliseconds(20));
        return _failing.Contains(name)
            ? Task.FromException<string>(new InvalidOperationException("as the test wants it"))
            : Task.FromResult(answer);
    }

    private async Task<FlagClient> OpenAsync(string stage, long? checkRatio = null) => await FlagClient.OpenTestDataAsync(
        new TestData().Put(new FeatureFlag
        {
            Key = "m",
            IsOn = true,
            Variations = [stage],
            Fallthrough = new(0, null),
            Tracking = new() { MigrationCheckRatio = checkRatio },
        }),
        new FlagClientOptions { Events = _events });
}
