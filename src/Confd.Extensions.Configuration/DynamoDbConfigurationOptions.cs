using Confd.DynamoDb;

namespace Confd.Extensions.Configuration;

/// <summary>What of a table becomes configuration, and how it is kept up to date.</summary>
public sealed class DynamoDbConfigurationOptions
{
    /// <summary>The path whose children become settings, such as <c>/myapp</c>; it is cut off. <c>/</c> takes the whole table.</summary>
    /// <value><c>/</c>.</value>
    public string Prefix { get; set; } = "/";

    /// <summary>True: an unreadable table at start is no error; the settings come with the first reload that succeeds.</summary>
    public bool IsOptional { get; set; }

    /// <summary>
    /// True: the table's stream is followed, and a change is there about a second after it was written. The table is read twice at the
    /// start and then not any more: changes come with the stream.
    /// </summary>
    /// <remarks>
    /// Where the table has no stream, or it may not be read, <see cref="OnReloadFailure"/> is told so once and <see cref="ReloadInterval"/>
    /// counts. Any other failure is told as well; the stream is tried again, and the table read, at the interval. Needs
    /// <c>dynamodb:DescribeStream</c>, <c>dynamodb:GetShardIterator</c> and <c>dynamodb:GetRecords</c> on the stream, which no more than two
    /// readers should follow.
    /// </remarks>
    public bool ReloadOnChange { get; set; }

    /// <summary>How often the table is read again; with <see cref="ReloadOnChange"/> only while its stream cannot be followed.</summary>
    /// <value>null: never, or every minute in place of the stream. At least one second.</value>
    public TimeSpan? ReloadInterval { get; set; }

    /// <summary>Makes the setting's name from a key without its prefix: <c>db/host</c>. Null leaves the key out.</summary>
    /// <value>Puts <c>:</c> for each <c>/</c>.</value>
    public Func<string, string?> MapKey { get; set; } = static key => key.Replace('/', ':');

    /// <summary>
    /// True: a value that is a JSON object or array becomes one setting for each of its leaves (<c>db:hosts:0</c>); other values stay text.
    /// </summary>
    public bool ExpandsJson { get; set; }

    /// <summary>Is told of a failed first load; answers true where it is dealt with, and the application starts without these settings.</summary>
    public Func<DynamoDbConfigurationException, bool>? OnLoadFailure { get; set; }

    /// <summary>
    /// Is told of a failed reload, of a stream that cannot be followed, and of listeners that threw when told of new settings, such as
    /// options that do not validate (the cause is the inner exception). Reloads go on. Called on a thread of the pool.
    /// </summary>
    /// <remarks>The settings stay as they are after a failed reload. The same goes to the logger of <see cref="Table"/> as a warning.</remarks>
    public Action<DynamoDbConfigurationException>? OnReloadFailure { get; set; }

    /// <summary>How the table looks and how it is reached.</summary>
    public KeyValueTableOptions Table { get; set; } = new();

    /// <summary>Checks what can be checked without the table, and makes a copy that nobody changes any more.</summary>
    /// <exception cref="ArgumentException">A setting is null or out of its range.</exception>
    internal DynamoDbConfigurationOptions ToValidated()
    {
        ArgumentNullException.ThrowIfNull(Prefix);
        ArgumentNullException.ThrowIfNull(MapKey);
        ArgumentNullException.ThrowIfNull(Table);
        return ReloadInterval < TimeSpan.FromSeconds(1)
            ? throw new ArgumentOutOfRangeException(nameof(ReloadInterval), ReloadInterval, "A table can be read again every second at most.")
            : (DynamoDbConfigurationOptions)MemberwiseClone();
    }
}
