using Confd.Backends;
using Confd.Cli.CommandLine;
using Confd.DynamoDb;
using Confd.Engine.Documents;
using Confd.Engine.Running;
using Confd.Engine.Updating;
using Confd.GoTemplate.Formatting;

namespace Confd.Cli;

/// <summary>From the option table to the settings of the engine and of the global backend.</summary>
internal static class RunSettings
{
    /// <summary>The settings of the engine.</summary>
    /// <exception cref="ConfigurationException">A setting that is judged late, as in the original, is malformed.</exception>
    public static EngineOptions Engine(OptionValues values, DiffReport? diff) => new()
    {
        ConfigDirectory = values.Get(Options.ConfDir),
        Prefix = values.Get(Options.Prefix),
        FailureMode = ReadFailureMode(values.Get(Options.FailureMode)),
        Interval = Interval(values),
        BackendTimeout = values.Get(Options.BackendTimeout),
        Debounce = LateDuration(values, Options.Debounce),
        BatchInterval = LateDuration(values, Options.BatchInterval),
        WatchErrorBackoff = values.Get(Options.WatchErrorBackoff),
        ShutdownTimeout = values.Get(Options.ShutdownTimeout),
        StateDirectory = values.Get(Options.StateDir) is { Length: > 0 } state ? state : null,
        Exec = ExecSettings.Read(values),
        Update = new UpdateOptions
        {
            Noop = values.Get(Options.Noop),
            SyncOnly = values.Get(Options.SyncOnly),
            KeepStageFile = values.Get(Options.KeepStageFile),
            CheckCommandTimeout = values.Get(Options.CheckCmdTimeout),
            ReloadCommandTimeout = values.Get(Options.ReloadCmdTimeout),
            ReloadRetryDelay = Interval(values),
            Diff = diff,
        },
    };

    /// <summary>The settings of the backend that the command line names.</summary>
    public static BackendSettings Backend(CliCommand command, OptionValues values) => new(command.Name)
    {
        Table = values.Get(Options.Table) is { Length: > 0 } table ? table : null,
        Partition = values.Get(Options.Partition) is { Length: > 0 } partition ? partition : null,
        KeyAttribute = values.Get(Options.KeyAttribute),
        ValueAttribute = values.Get(Options.ValueAttribute),
        Index = values.Get(Options.Index) is { Length: > 0 } index ? index : null,
        IsConsistentRead = values.Get(Options.ConsistentRead),
        Files = values.Get(Options.File),
        Filter = values.Get(Options.Filter),
        DialTimeout = values.Get(Options.DialTimeout),
    };

    /// <summary>How DynamoDB requests are tried again: until the backend's time limit, unless the retry options bound it.</summary>
    public static DynamoRetryOptions Retry(OptionValues values)
    {
        var budget = values.Get(Options.BackendTimeout);
        return new DynamoRetryOptions
        {
            MaxAttempts = values.IsSet(Options.RetryMaxAttempts) ? (int)Math.Clamp(values.Get(Options.RetryMaxAttempts), 1, int.MaxValue) : null,
            BaseDelay = values.Get(Options.RetryBaseDelay),
            MaxDelay = values.Get(Options.RetryMaxDelay),
            Budget = budget > TimeSpan.Zero ? budget : TimeSpan.FromDays(1),
        };
    }

    // At most what the timers of .NET hold, 24 days in whole seconds.
    private static TimeSpan Interval(OptionValues values) => TimeSpan.FromSeconds(Math.Clamp(values.Get(Options.Interval), 1, int.MaxValue / 1000));

    private static FailureMode ReadFailureMode(string text) => text.ToLowerInvariant() switch
    {
        "best-effort" => FailureMode.BestEffort,
        "fail-fast" => FailureMode.FailFast,
        _ => throw new ConfigurationException($"invalid failure mode: {text} (must be 'best-effort' or 'fail-fast')"),
    };

    private static TimeSpan LateDuration(OptionValues values, Option<string> option)
    {
        var text = values.Get(option);
        if (text.Length == 0)
        {
            return TimeSpan.Zero;
        }

        return GoDuration.TryParse(text, out var duration, out var problem)
            ? duration
            : throw new ConfigurationException($"invalid {option.Name} duration {GoFormat.Quote(text)}: {problem}");
    }
}
