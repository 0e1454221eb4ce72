using Confd.DynamoDb;
using Confd.DynamoDb.Metrics;
using Confd.Following;
using Confd.Shared;

namespace Confd.Extensions.Configuration;

/// <summary>Options of a table as a source of configuration: which keys are used, and how settings are kept up to date.</summary>
public sealed class DynamoDbConfigurationOptions
{
    /// <summary>The path whose children become settings, such as <c>/myapp</c>; it is removed from their names. <c>/</c> selects all keys
    /// that begin with a slash.</summary>
    /// <value><c>/</c>.</value>
    public string Prefix { get; set; } = "/";

    /// <summary>
    /// True: an unreadable table at start is no error; the settings are added by the first successful reload. The failure is reported to
    /// <see cref="OnReloadFailure"/>, the logger of <see cref="Table"/> and the event source <c>Confd-Extensions-Configuration</c>, not to
    /// standard error. Conflicting settings are an error all the same.
    /// </summary>
    public bool IsOptional { get; set; }

    /// <summary>
    /// How long the start waits for the table, from the first request for credentials to the last page. After that the first load has
    /// failed, with the usual consequences.
    /// </summary>
    /// <value>30 seconds. <see cref="Timeout.InfiniteTimeSpan"/>: no limit except the table's own time limits.</value>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// True: the table's journal, or otherwise its stream, is followed, and a change is available one to two seconds after it was written.
    /// The table is read twice at the start and not again: changes are received from the journal or stream.
    /// </summary>
    /// <remarks>
    /// If the table has neither, or it may not be read, that is reported once to <see cref="OnReloadFailure"/>, and <see
    /// cref="ReloadInterval"/> applies. Any other failure is reported as well; following is retried, and the table read, at the interval.
    /// Needs <c>dynamodb:GetItem</c> and <c>dynamodb:Query</c> on the journal, or <c>dynamodb:DescribeStream</c>,
    /// <c>dynamodb:GetShardIterator</c> and <c>dynamodb:GetRecords</c> on the stream, which no more than two readers should follow.
    /// </remarks>
    public bool ReloadOnChange { get; set; }

    /// <summary>How often the table is read again; with <see cref="ReloadOnChange"/> only while its changes cannot be
    /// followed.</summary>
    /// <value>null: never, or every minute in place of following. At least one second.</value>
    public TimeSpan? ReloadInterval { get; set; }

    /// <summary>Returns the setting's name for a key without its prefix: <c>db/host</c>. Null skips the key.</summary>
    /// <value>Replaces each <c>/</c> by <c>:</c>.</value>
    public Func<string, string?> MapKey { get; set; } = static key => key.Replace('/', ':');

    /// <summary>
    /// True: a value that is a JSON object or array becomes one setting for each of its leaves (<c>db:hosts:0</c>), with names and values
    /// as from <c>AddJsonStream</c>; comments and trailing commas are accepted. Other values stay text, also those that only look like
    /// JSON.
    /// </summary>
    public bool ExpandsJson { get; set; }

    /// <summary>Called with a failed first load; returns true if it is handled, and the application starts without these settings. An
    /// exception that it throws takes the place of the failure.</summary>
    public Func<DynamoDbConfigurationException, bool>? OnLoadFailure { get; set; }

    /// <summary>
    /// Called with a failed reload, a table that cannot be followed, and exceptions of listeners to new settings, such as options that do
    /// not validate (the cause is the inner exception); with requests that have failed for a second, or for the first time at the start,
    /// and are sent again; also with a failed first load that was not reported otherwise, and with items that
    /// are not settings, as their values are neither strings, numbers nor booleans. Reloads continue. Called on a pool thread, except for
    /// the first load.
    /// </summary>
    /// <remarks>The settings stay unchanged after a failed reload. A reload that fails for the same reason as the one before is not
    /// reported again. The same is logged to the logger of <see cref="Table"/> as a warning.</remarks>
    public Action<DynamoDbConfigurationException>? OnReloadFailure { get; set; }

    /// <summary>The layout of the table, and how to reach it.</summary>
    public KeyValueTableOptions Table { get; set; } = new();

    /// <summary>Validates the options without accessing the table, and returns a private copy.</summary>
    /// <exception cref="ArgumentException">A setting is null or out of its range.</exception>
    internal DynamoDbConfigurationOptions ToValidated()
    {
        var check = new OptionCheck(nameof(DynamoDbConfigurationOptions));
        check.RequireSet(Prefix, nameof(Prefix));
        check.RequireSet(MapKey, nameof(MapKey));
        check.RequireSet(Table, nameof(Table));
        check.RequireTimer(StartTimeout, nameof(StartTimeout), orInfinite: true);
        check.Require(
            ReloadInterval is null || (ReloadInterval >= TimeSpan.FromSeconds(1) && ReloadInterval <= Timers.MaxDelay),
            nameof(ReloadInterval),
            $"has to be at least a second and at most 24 days; it is {ReloadInterval:c}");
        Table.Validate();
        var copy = (DynamoDbConfigurationOptions)MemberwiseClone();
        copy.Table = Table with { Metrics = Table.Metrics ?? DynamoMetrics.Shared };
        return copy;
    }
}
