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

    /// <summary>How often the table is read again; null: never.</summary>
    /// <value>null. At least one second.</value>
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

    /// <summary>Is told of a failed reload. The settings stay as they are, and the next reload is tried as usual.</summary>
    public Action<DynamoDbConfigurationException>? OnReloadFailure { get; set; }

    /// <summary>How the table looks and how it is reached.</summary>
    public KeyValueTableOptions Table { get; set; } = new();

    /// <summary>Checks what can be checked without the table.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    internal void Validate()
    {
        if (ReloadInterval < TimeSpan.FromSeconds(1))
        {
            throw new ArgumentOutOfRangeException(nameof(ReloadInterval), ReloadInterval, "A table can be read again every second at most.");
        }
    }
}
