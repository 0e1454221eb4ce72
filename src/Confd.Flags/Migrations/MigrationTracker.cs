using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Model;
using Confd.Shared;

namespace Confd.Flags.Migrations;

/// <summary>Collects the measurements of one operation of a migration. Thread-safe: both systems may be used at the same time.</summary>
public sealed class MigrationTracker
{
    private readonly Lock _lock = new();
    private readonly Action<MigrationTracker>? _report;
    private MigrationMeasurement? _old;
    private MigrationMeasurement? _new;
    private bool _isOldInvoked;
    private bool _isNewInvoked;
    private bool _isReported;

    /// <summary>Creates a tracker that reports nothing, for fakes.</summary>
    public MigrationTracker()
        : this("", EvaluationContext.Invalid("there is no evaluation"), null, default, default, null)
    {
    }

    internal MigrationTracker(
        string flagKey,
        EvaluationContext context,
        FeatureFlag? flag,
        EvaluationDetail<FlagValue> detail,
        MigrationStage defaultStage,
        Action<MigrationTracker>? report)
    {
        FlagKey = flagKey;
        Context = context;
        Flag = flag;
        Detail = detail;
        Default = defaultStage;
        _report = report;
    }

    internal string FlagKey { get; }

    internal EvaluationContext Context { get; }

    internal FeatureFlag? Flag { get; }

    internal EvaluationDetail<FlagValue> Detail { get; }

    internal MigrationStage Default { get; }

    internal MigrationOperation Operation { get; private set; }

    internal bool? IsConsistent { get; private set; }

    internal MigrationMeasurement? Old => _old;

    internal MigrationMeasurement? New => _new;

    /// <summary>Records that a system was used.</summary>
    public void Invoked(MigrationOrigin origin)
    {
        lock (_lock)
        {
            (origin == MigrationOrigin.Old ? ref _isOldInvoked : ref _isNewInvoked) = true;
        }

        Change(origin, static known => known);
    }

    /// <summary>Records the duration of an operation in a system.</summary>
    public void Took(MigrationOrigin origin, TimeSpan latency) => Change(origin, known => known with { Latency = latency });

    /// <summary>Records that a system failed.</summary>
    public void Failed(MigrationOrigin origin) => Change(origin, static known => known with { HasFailed = true });

    /// <summary>Records whether both systems returned the same. The flag defines the share of comparisons that are made.</summary>
    /// <param name="compare">Compares; called only if this comparison is to be made.</param>
    public void Compared(Func<bool> compare)
    {
        ArgumentNullException.ThrowIfNull(compare);
        if (Sampling.IsChosen(Flag?.Tracking.MigrationCheckRatio, Random.Shared.NextDouble))
        {
            var isConsistent = compare();
            lock (_lock)
            {
                IsConsistent = isConsistent;
            }
        }
    }

    /// <summary>Reports the operation, once; later calls have no effect. Nothing is reported without any <see cref="Invoked"/>, where a
    /// system was measured that was not invoked, and where both were compared and one was not invoked.</summary>
    /// <param name="operation">The operation.</param>
    public void Report(MigrationOperation operation)
    {
        lock (_lock)
        {
            if (_isReported || !IsSound())
            {
                return;
            }

            _isReported = true;
            Operation = operation;
        }

        _report?.Invoke(this);
    }

    // As in LaunchDarkly's SDKs: inconsistent measurements would distort the figures of a migration.
    private bool IsSound() =>
        (_isOldInvoked || _isNewInvoked)
        && _old is not null == _isOldInvoked
        && _new is not null == _isNewInvoked
        && (IsConsistent is null || (_isOldInvoked && _isNewInvoked));

    private void Change(MigrationOrigin origin, Func<MigrationMeasurement, MigrationMeasurement> change)
    {
        lock (_lock)
        {
            ref var measurement = ref origin == MigrationOrigin.Old ? ref _old : ref _new;
            measurement = change(measurement ?? new MigrationMeasurement(null, HasFailed: false));
        }
    }
}
