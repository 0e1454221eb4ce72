using System.Diagnostics.Metrics;
using Confd.Backends;
using Confd.Cli.CommandLine;
using Confd.Engine.Documents;
using Confd.Engine.Running;
using Confd.Engine.Updating;
using Confd.GoTemplate.Formatting;
using Microsoft.Extensions.Logging;

namespace Confd.Cli.Running;

/// <summary>Converts the option table to the options of the engine and of its backends.</summary>
internal static class RunSettings
{
    /// <summary>The longest interval that Go's durations hold, as in the original, in seconds.</summary>
    public const long MaxInterval = long.MaxValue / 1_000_000_000;

    private const long DefaultInterval = 600;

    /// <summary>The options of the engine.</summary>
    /// <exception cref="ConfigurationException">A setting that is validated late, as in the original, is malformed.</exception>
    public static EngineOptions Engine(OptionValues values, DiffReport? diff) => new()
    {
        ConfigDirectory = values.Get(Options.ConfDir),
        Prefix = values.Get(Options.Prefix),
        FailureMode = ReadFailureMode(values),
        Interval = Interval(values),
        Splay = AtLeastZero(values.Get(Options.Splay)),
        BackendTimeout = AtLeastZero(values.Get(Options.BackendTimeout)),
        Debounce = AtLeastZero(LateDuration(values, Options.Debounce)),
        BatchInterval = AtLeastZero(LateDuration(values, Options.BatchInterval)),
        WatchErrorBackoff = AtLeastZero(values.Get(Options.WatchErrorBackoff)),
        ShutdownTimeout = AtLeastZero(values.Get(Options.ShutdownTimeout)),
        StateDirectory = values.Get(Options.StateDir) is { Length: > 0 } state ? state : null,
        KeepsTemplates = values.Get(Options.TemplateCache),
        TemplateStatTtl = AtLeastZero(values.Get(Options.StatCacheTtl)),
        Exec = ExecSettings.Read(values),
        Update = new UpdateOptions
        {
            Noop = values.Get(Options.Noop),
            SyncOnly = values.Get(Options.SyncOnly),
            KeepStageFile = values.Get(Options.KeepStageFile),
            CheckCommandTimeout = AtLeastZero(values.Get(Options.CheckCmdTimeout)),
            ReloadCommandTimeout = AtLeastZero(values.Get(Options.ReloadCmdTimeout)),
            Diff = diff,
        },
    };

    /// <summary>
    /// The context for opening every backend. Requests are retried until the backend's time limit, unless the retry options limit it.
    /// </summary>
    public static BackendContext Backends(OptionValues values, Meter meter, TimeProvider clock, ILogger logger)
    {
        var budget = values.Get(Options.BackendTimeout);
        var attempts = values.Get(Options.RetryMaxAttempts);
        return new BackendContext
        {
            Clock = clock,
            Logger = logger,
            Meter = meter,
            DialTimeout = values.Get(Options.DialTimeout),
            ReadTimeout = values.IsSet(Options.ReadTimeout) ? values.Get(Options.ReadTimeout) : null,
            WriteTimeout = values.IsSet(Options.WriteTimeout) ? values.Get(Options.WriteTimeout) : null,
            MaxReadingBytes = values.Get(Options.MaxReadingBytes),
            Retry = new BackendRetry
            {
                MaxAttempts = values.IsSet(Options.RetryMaxAttempts) && attempts > 0 ? (int)Math.Min(attempts, int.MaxValue) : null,
                BaseDelay = values.Get(Options.RetryBaseDelay),
                MaxDelay = values.Get(Options.RetryMaxDelay),
                Budget = budget > TimeSpan.Zero ? budget : DurationText.MaxWait,
            },
        };
    }

    /// <summary>The interval of polls. That of a polling daemon has been validated; where keys are watched, the default replaces one that
    /// cannot be used, since the original ignores it there; a single pass does not use it.</summary>
    public static TimeSpan Interval(OptionValues values) =>
        TimeSpan.FromSeconds(IsInterval(values.Get(Options.Interval)) ? values.Get(Options.Interval) : DefaultInterval);

    /// <summary>True for seconds that a daemon can poll at.</summary>
    public static bool IsInterval(long seconds) => seconds is >= 1 and <= MaxInterval;

    /// <summary>A time of the options, for which the original accepts negative ones: these are as zero.</summary>
    public static TimeSpan AtLeastZero(TimeSpan time) => time > TimeSpan.Zero ? time : TimeSpan.Zero;

    private static FailureMode ReadFailureMode(OptionValues values) => values.Get(Options.FailureMode).ToLowerInvariant() switch
    {
        "best-effort" => FailureMode.BestEffort,
        "fail-fast" => FailureMode.FailFast,
        _ => throw new ConfigurationException(
            $"invalid failure mode: {values.Get(Options.FailureMode)} (must be 'best-effort' or 'fail-fast')"
            + values.PlaceInParentheses(Options.FailureMode)),
    };

    private static TimeSpan LateDuration(OptionValues values, CliOption<string> option)
    {
        var text = values.Get(option);
        if (text.Length == 0)
        {
            return TimeSpan.Zero;
        }

        return DurationText.TryParse(text, out var duration, out var problem)
            ? duration
            : throw new ConfigurationException(
                $"invalid {option.Name} duration {GoFormat.Quote(text)}: {problem}"
                + values.PlaceInParentheses(option));
    }
}
