using Confd.Flags.Evaluation;
using Confd.Flags.Migrations;
using Confd.Flags.Model;

namespace Confd.Flags.Events.Tests;

public sealed class MigrationEventTests : SenderTestBase
{
    [Fact]
    public async Task Add_Migration_SendsWhatWasMeasured()
    {
        await using var sender = Sender();
        sender.Add(Migration(new FeatureFlag { Key = "m", Version = 4, Tracking = new() { MigrationCheckRatio = 10 } }) with
        {
            Old = new MigrationMeasurement(TimeSpan.FromMilliseconds(12.5), HasFailed: false),
            New = new MigrationMeasurement(TimeSpan.FromMilliseconds(3), HasFailed: true),
            IsConsistent = false,
        });

        var post = await FlushAsync(sender);

        post.Kinds.ShouldBe(["index", "migration_op"]);
        post.Single("migration_op").ToString().ShouldBe(
            """
            {"kind":"migration_op","creationDate":1767225600000,"context":{"kind":"user","key":"u1"},"operation":"read","evaluation":{"key":"m","version":4,"variation":1,"value":"live","default":"off","reason":{"kind":"FALLTHROUGH"}},"measurements":[{"key":"invoked","values":{"old":true,"new":true}},{"key":"latency_ms","values":{"old":12.5,"new":3}},{"key":"error","values":{"new":true}},{"key":"consistent","value":false,"samplingRatio":10}]}
            """);
    }

    [Fact]
    public async Task Add_MigrationOfAnUnknownFlag_HasNeitherVersionNorVariation()
    {
        await using var sender = Sender();
        sender.Add(Migration(null) with
        {
            Operation = MigrationOperation.Write,
            Detail = new("off", null, EvaluationReason.Error(EvaluationErrorKind.FlagNotFound)),
            Old = new MigrationMeasurement(null, HasFailed: false),
        });

        (await FlushAsync(sender)).Single("migration_op").ToString().ShouldEndWith(
            """
            "operation":"write","evaluation":{"key":"m","value":"off","default":"off","reason":{"kind":"ERROR","errorKind":"FLAG_NOT_FOUND"}},"measurements":[{"key":"invoked","values":{"old":true}}]}
            """);
    }

    [Fact]
    public async Task Add_StageWithoutAName_TakesNothingAlong()
    {
        await using var sender = Sender();
        sender.Add(Migration(null) with { Default = (MigrationStage)99 });
        sender.Add(Migration(null));

        var post = await FlushAsync(sender);

        post.Kinds.ShouldBe(["index", "migration_op", "migration_op"]);
    }

    [Fact]
    public async Task Add_MigrationNotSampled_SendsNothing()
    {
        await using var sender = Sender();
        sender.Add(Migration(new FeatureFlag { Key = "m", Tracking = new() { SamplingRatio = 0 } }));

        await sender.FlushAsync(Cancellation);

        Service.Waiting.ShouldBe(0);
    }

    private MigrationEvent Migration(FeatureFlag? flag) => new()
    {
        Time = Clock.GetUtcNow(),
        Context = User,
        FlagKey = "m",
        Flag = flag,
        Operation = MigrationOperation.Read,
        Detail = new("live", 1, new EvaluationReason { Kind = EvaluationReasonKind.Fallthrough }),
        Default = MigrationStage.Off,
    };
}
