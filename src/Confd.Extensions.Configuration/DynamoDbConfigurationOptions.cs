using Confd.DynamoDb;
using Confd.DynamoDb.Metrics;
using Confd.Following;
using Confd.Shared;

namespace Confd.Extensions.Configuration;

/// <summary>What of a table becomes configuration, and how it is kept up to date.</summary>
public sealed class DynamoDbConfigurationOptions
{
    /// <summary>The path whose children become settings, such as <c>/myapp</c>; it is cut off. <c>/</c> takes all keys that begin
    /// with a slash.</summary>
    /// <value><c>/</c>.</value>
    public string Prefix { get; set; } = "/";

    /// <summary>
    /// True: an unreadable table at start is no error; the settings come with the first reload that succeeds. <see cref="OnReloadFailure"/>
    /// and the logger of <see cref="Table"/> are told. Settings that clash are an error all the same.
    /// </summary>
    public bool IsOptional { get; set; }

    /// <summary>
    /// How long the start waits for the table, from the first request for credentials to the last page. Then the first load has failed,
    /// with the consequences that any failure has.
    /// </summary>
    /// <value>30 seconds. <see cref="Timeout.InfiniteTimeSpan"/>: as long as the table's own time limits let it.</value>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// True: the table's journal or else its stream is followed, and a change is there one to two seconds after it was written. The table
    /// is read twice at the start and then not any more: changes come with what is followed.
    /// </summary>
    /// <remarks>
    /// Where the table has neither, or it may not be read, <see cref="OnReloadFailure"/> is told so once and <see cref="ReloadInterval"/>
    /// counts. Any other failure is told as well; following is tried again, and the table read, at the interval. Needs
    /// <c>dynamodb:GetItem</c> and <c>dynamodb:Query</c> on the journal, or <c>dynamodb:DescribeStream</c>,
    /// <c>dynamodb:GetShardIterator</c> and <c>dynamodb:GetRecords</c> on the stream, which no more than two readers should follow.
    /// </remarks>
    public bool ReloadOnChange { get; set; }

    /// <summary>How often the table is read again; with <see cref="ReloadOnChange"/> only while its changes cannot be
    /// followed.</summary>
    /// <value>null: never, or every minute in place of following. At least one second.</value>
    public TimeSpan? ReloadInterval { get; set; }

    /// <summary>Makes the setting's name from a key without its prefix: <c>db/host</c>. Null leaves the key out.</summary>
    /// <value>Puts <c>:</c> for each <c>/</c>.</value>
    public Func<string, string?> MapKey { get; set; } = static key => key.Replace('/', ':');

    /// <summary>
    /// True: a value that is a JSON object or array becomes one setting for each of its leaves (<c>db:hosts:0</c>), with names and values
    /// as <c>AddJsonStream</c> gives them; comments and trailing commas are let pass. Other values stay text, also those that only look
    /// like JSON.
    /// </summary>
    public bool ExpandsJson { get; set; }

    /// <summary>Is told of a failed first load; answers true where it is dealt with, and the application starts without these
    /// settings.</summary>
    public Func<DynamoDbConfigurationException, bool>? OnLoadFailure { get; set; }

    /// <summary>
    /// Is told of a failed reload, of a table that cannot be followed, and of listeners that threw when told of new settings, such as
    /// options that do not validate (the cause is the inner exception); also of a failed first load that nobody else was told of, and of
    /// items that are no settings, as their values are neither texts, numbers nor booleans. Reloads go on. Called on a thread of the pool,
    /// but for what concerns the first load.
    /// </summary>
    /// <remarks>The settings stay as they are after a failed reload. A reload that fails for the same reason as the one before is not told
    /// again. The same goes to the logger of <see cref="Table"/> as a warning.</remarks>
    public Action<DynamoDbConfigurationException>? OnReloadFailure { get; set; }

    /// <summary>How the table looks and how it is reached.</summary>
    public KeyValueTableOptions Table { get; set; } = new();

    /// <summary>Checks what can be checked without the table, and makes a copy that nobody changes any more.</summary>
    /// <exception cref="ArgumentException">A setting is null or out of its range.</exception>
    internal DynamoDbConfigurationOptions ToValidated()
    {
        var check = new OptionCheck(nameof(DynamoDbConfigurationOptions));
        check.RequireSet(Prefix, nameof(Prefix));
        check.RequireSet(MapKey, nameof(MapKey));
        check.RequireSet(Table, nameof(Table));
        check.RequireTimer(StartTimeout, nameof(StartTimeout), orInfinite: true);
        check.Require(
            ReloadInterval is null || (ReloadInterval >= TimeSpan.FromSeconds(1) && ReloadInterval <= Timers.Longest),
            nameof(ReloadInterval),
            $"has to be at least a second and at most 24 days; it is {ReloadInterval:c}");
        Table.Validate();
        var copy = (DynamoDbConfigurationOptions)MemberwiseClone();
        copy.Table = Table with { Metrics = Table.Metrics ?? DynamoMetrics.Shared };
        return copy;
    }
}
