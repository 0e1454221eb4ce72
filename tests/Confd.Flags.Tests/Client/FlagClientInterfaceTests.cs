using System.Reflection;
using Confd.Flags.Client;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Migrations;
using Confd.Flags.Testing;

namespace Confd.Flags.Tests.Client;

/// <summary>What a program has behind <see cref="IFlagClient"/>, of the client and of a fake.</summary>
public sealed class FlagClientInterfaceTests
{
    private static readonly EvaluationContext User = EvaluationContext.Builder("u").Build();

    // What is for those who hold a client of their own.
    [Fact]
    public void Members_OfTheClient_AreOnTheInterfaceExceptRefreshAndDisposal()
    {
        var known = typeof(IFlagClient).GetMembers().Select(member => member.ToString()).ToHashSet();
        var own = typeof(FlagClient).GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(member => member.MemberType is MemberTypes.Property or MemberTypes.Event
                || member is MethodInfo { IsSpecialName: false })
            .Where(member => !known.Contains(member.ToString()))
            .Select(member => member.Name);

        own.ShouldBe(
            ["Snapshot", "SnapshotChanged", "Evaluator", "EvaluateRepeatablyAsync", "ApplyAsync", "DisposeAsync", "Dispose", "ToString"],
            ignoreOrder: true);
    }

    [Fact]
    public async Task Fake_WithTheFiveVariations_GetsTheOtherMembers()
    {
        IFlagClient flags = new FakeFlagClient();

        (await flags.BoolVariationAsync("f", User, defaultValue: true, Cancellation)).ShouldBeTrue();
        flags.AllFlagsState(User).IsValid.ShouldBeFalse();
        (await flags.AllFlagsStateAsync(User, cancellationToken: Cancellation)).IsValid.ShouldBeFalse();
        (flags.Health.IsReadable, flags.LastRead).ShouldBe((true, null));
        (await flags.GetBigSegmentStoreStatusAsync()).ShouldBe(default);
        flags.HealthChanged += Never;
        flags.HealthChanged -= Never;
        flags.BigSegmentStoreStatusChanged += Never;
        flags.BigSegmentStoreStatusChanged -= Never;
        await flags.RefreshAsync(Cancellation);
    }

    [Fact]
    public void ListenForValue_OfAFake_ReportsTheChangesThatTheFakeRaises()
    {
        var fake = new FakeFlagClient();
        IFlagClient flags = fake;
        var told = new List<FlagValueChange>();
        using (flags.ListenForValue("f", User, told.Add))
        {
            fake.Value = "new";
            fake.Raise("other");
            told.ShouldBeEmpty();
            fake.Raise("f");
            fake.Raise("f");
        }

        fake.Value = "newer";
        fake.Raise("f");
        told.ShouldBe([new FlagValueChange("f", FlagValue.Null, "new")]);
    }

    [Fact]
    public async Task AllFlagsStateAsync_BehindTheInterface_IsTheClients()
    {
        var data = new TestData();
        data.Update(data.Flag("f").FallthroughVariation(true));
        await using var client = await FlagClient.OpenTestDataAsync(data, cancellationToken: Cancellation);
        IFlagClient flags = client;

        (await flags.AllFlagsStateAsync(User, cancellationToken: Cancellation)).Values["f"].ShouldBe(true);
        flags.Health.ShouldBe(client.Health);
        flags.LastRead.ShouldBe(client.LastRead);
    }

    private static void Never(object? sender, EventArgs change) => throw new NotSupportedException();

    /// <summary>As short as a program's own may be.</summary>
    private sealed class FakeFlagClient : IFlagClient
    {
        public event EventHandler<FlagsChangedEventArgs>? FlagsChanged;

        public FlagValue Value { get; set; }

        public bool IsReady => true;

        public void Raise(string flagKey) => FlagsChanged?.Invoke(this, new FlagsChangedEventArgs([flagKey]));

        public Task WaitUntilReadyAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

        public EvaluationDetail<bool> BoolVariationDetail(string flagKey, EvaluationContext context, bool defaultValue) =>
            new(defaultValue, null, default);

        public EvaluationDetail<int> IntVariationDetail(string flagKey, EvaluationContext context, int defaultValue) =>
            new(defaultValue, null, default);

        public EvaluationDetail<double> DoubleVariationDetail(string flagKey, EvaluationContext context, double defaultValue) =>
            new(defaultValue, null, default);

        public EvaluationDetail<string> StringVariationDetail(string flagKey, EvaluationContext context, string defaultValue) =>
            new(defaultValue, null, default);

        public EvaluationDetail<FlagValue> JsonVariationDetail(string flagKey, EvaluationContext context, FlagValue defaultValue) =>
            new(Value, null, default);

        public MigrationVariation MigrationVariation(string flagKey, EvaluationContext context, MigrationStage defaultStage) =>
            throw new NotSupportedException();

        public void Identify(EvaluationContext context)
        {
        }

        public void Track(string eventKey, EvaluationContext context, FlagValue data = default, double? metric = null)
        {
        }

        public Task FlushAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;
    }
}
