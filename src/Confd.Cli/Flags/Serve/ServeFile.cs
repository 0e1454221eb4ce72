using Confd.DynamoDb;
using Confd.DynamoDb.Journal;
using Confd.Flags.DynamoDb;
using Confd.Shared;
using Confd.Shared.Files;
using Confd.Toml;

namespace Confd.Cli.Flags.Serve;

/// <summary>The file of <c>confd flags serve --config</c>: settings of the service, and its environments. Unlike in <c>confd.toml</c>, an
/// unknown setting is an error: a misspelled one may be what protects an environment.</summary>
internal sealed class ServeFile
{
    private static readonly string[] Names =
    [
        "listen", "unix_socket", "unix_socket_mode", "tls_cert", "tls_key", "heartbeat", "refresh_interval", "cors_origins",
        "max_connections", "events", "events_url", "console", "console_token_file", "console_actor", "console_hosts",
        "console_keys_table", "console_read_only", "environments",
    ];

    private static readonly string[] EnvironmentNames =
    [
        "table", "prefix", "layout", "sdk_key_file", "sdk_key_env", "mobile_key_file", "mobile_key_env", "ofrep_key_file", "ofrep_key_env",
        "client_side_id", "secure_mode", "filters", "journal", "no_journal", "console_read_only",
    ];

    private readonly TomlTable _table;
    private readonly Func<string, string?> _variable;

    private ServeFile(TomlTable table, Func<string, string?> variable)
    {
        _table = table;
        _variable = variable;
    }

    public string? Listen => Text(_table, "listen");

    public string? UnixSocket => Text(_table, "unix_socket");

    public string? UnixSocketMode => Text(_table, "unix_socket_mode");

    public string? TlsCertificate => Text(_table, "tls_cert");

    public string? TlsKey => Text(_table, "tls_key");

    public TimeSpan? Heartbeat => Duration("heartbeat");

    public TimeSpan? RefreshInterval => Duration("refresh_interval");

    public IReadOnlyList<string>? Origins => _table.TryGetValue("cors_origins", out var value) ? Texts(value) : null;

    public int? MaxConnections => _table.TryGetValue("max_connections", out var value)
        ? value.AsInteger() is >= 1 and <= int.MaxValue and var number ? (int)number : throw value.CreateError("has to be at least 1")
        : null;

    public string? Events => Text(_table, "events");

    public string? EventsUrl => Text(_table, "events_url");

    public bool HasConsole => IsTrue(_table, "console");

    public string? ConsoleTokenFile => Text(_table, "console_token_file");

    public string? ConsoleActor => Text(_table, "console_actor");

    public IReadOnlyList<string>? ConsoleHosts => _table.TryGetValue("console_hosts", out var value) ? Texts(value) : null;

    public string? ConsoleKeysTable => Text(_table, "console_keys_table");

    public bool IsConsoleReadOnly => IsTrue(_table, "console_read_only");

    /// <summary>Reads a file and converts it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="variable">Returns a variable, for keys that are in the environment.</param>
    /// <param name="read">Receives the settings.</param>
    /// <exception cref="ConfigurationException">It cannot be read, is not TOML, or has a setting that does not fit; names file and
    /// line.</exception>
    public static T Read<T>(string path, Func<string, string?> variable, Func<ServeFile, T> read)
    {
        try
        {
            var table = TomlReader.Read(RegularFile.ReadAll(path, mayBePipe: true), path);
            RefuseUnknown(table, Names, path);
            return read(new ServeFile(table, variable));
        }
        catch (FileReadException problem)
        {
            throw new ConfigurationException(problem.Message, problem);
        }
        catch (TomlException problem)
        {
            throw new ConfigurationException(problem.Message, problem);
        }
    }

    /// <summary>The environments, in the order of the file.</summary>
    /// <param name="path">The file, for messages.</param>
    public IReadOnlyList<ServedEnvironment> Environments(string path) =>
        _table.TryGetValue("environments", out var environments)
            ? [.. environments.AsTable().Select(environment => ReadEnvironment(environment.Key, environment.Value, path))]
            : [];

    private ServedEnvironment ReadEnvironment(string name, TomlValue value, string path)
    {
        var table = value.AsTable();
        RefuseUnknown(table, EnvironmentNames, path);
        var layout = Text(table, "layout") ?? "official";
        var prefix = Text(table, "prefix");
        if (layout is not ("official" or "community"))
        {
            throw table["layout"].CreateError("is official or community");
        }

        return new ServedEnvironment
        {
            Name = name,
            Table = Text(table, "table") ?? throw value.CreateError($"the environment {name} has no table"),
            Store = new DynamoFlagStoreOptions
            {
                Prefix = layout == "community" && prefix is not null
                    ? throw table["prefix"].CreateError(FlagArguments.PrefixOfCommunity)
                    : prefix,
                Layout = FlagArguments.LayoutOf(layout),
                Table = new DynamoTableOptions
                {
                    Journal = new JournalOptions
                    {
                        Name = Text(table, "journal"),
                        IsIgnored = table.TryGetValue("no_journal", out var ignores) && ignores.AsBoolean(),
                    },
                },
            },
            SdkKeys = Keys(table, "sdk_key"),
            MobileKeys = Keys(table, "mobile_key"),
            OfrepKeys = Keys(table, "ofrep_key"),
            EnvironmentId = Text(table, "client_side_id"),
            IsSecure = IsTrue(table, "secure_mode"),
            IsReadOnly = IsTrue(table, "console_read_only"),
            Filters = table.TryGetValue("filters", out var filters)
                ? filters.AsTable().ToDictionary(filter => filter.Key, filter => Texts(filter.Value), StringComparer.Ordinal)
                : new Dictionary<string, IReadOnlyList<string>>(),
        };
    }

    private IReadOnlyList<string> Keys(TomlTable table, string name)
    {
        var file = Text(table, name + "_file");
        var variable = Text(table, name + "_env");
        return (file, variable) switch
        {
            (null, null) => [],
            ({ }, { }) => throw table[name + "_env"].CreateError($"{name}_file and {name}_env exclude each other"),
            (null, { } named) when string.IsNullOrEmpty(_variable(named)) =>
                throw table[name + "_env"].CreateError($"the variable {named} is not set; set it, or name a file with {name}_file"),
            _ => ServeSecrets.Read(file, variable ?? "", _variable),
        };
    }

    private TimeSpan? Duration(string name) => !_table.TryGetValue(name, out var value) ? null
        : ServeDurations.TryRead(value.AsString())
            ?? throw value.CreateError($"{name} is not a duration such as \"30s\", of a day at most");

    private static string? Text(TomlTable table, string name) =>
        !table.TryGetValue(name, out var value) ? null
        : value.AsString() is { Length: > 0 } text ? text
        : throw value.CreateError($"{name} is empty");

    private static bool IsTrue(TomlTable table, string name) => table.TryGetValue(name, out var value) && value.AsBoolean();

    private static IReadOnlyList<string> Texts(TomlValue value) => [.. value.AsArray().Select(one => one.AsString())];

    private static void RefuseUnknown(TomlTable table, string[] known, string path)
    {
        foreach (var (name, value) in table.Where(setting => !known.Contains(setting.Key, StringComparer.Ordinal)))
        {
            var nearest = NearestName.Find(name, known);
            throw new ConfigurationException(
                $"{path}:{value.NamePosition}: unknown setting {name}{(nearest is null ? "" : $"; did you mean {nearest}?")}");
        }
    }
}
