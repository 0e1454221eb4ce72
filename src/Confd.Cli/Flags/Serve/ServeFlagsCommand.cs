using System.CommandLine;
using System.CommandLine.Parsing;
using Confd.Cli.Tools;
using Confd.DynamoDb.Journal;
using Confd.Flags.DynamoDb;

namespace Confd.Cli.Flags.Serve;

/// <summary><c>confd flags serve</c>: answers flags from a table to OpenFeature's and LaunchDarkly's SDKs.</summary>
internal sealed class ServeFlagsCommand
{
    private const string DefaultName = "default";

    private readonly Option<string?> _config = Text(
        "--config", "FILE", "A file with settings and environments, in addition to the environment that the options name.");

    private readonly OptionalTableOption _table;

    private readonly Option<string?> _prefix = FlagArguments.CreatePrefix();
    private readonly Option<string?> _journal = Text(
        "--journal", "NAME", "The journal of the table's changes; by default TABLE-journal, if it may be read.");

    private readonly Option<bool> _noJournal = new("--no-journal") { Description = "Follow the table's stream even if it has a journal." };
    private readonly Option<string?> _layout = new("--layout")
    {
        Description = "How the table's rows are written: official (the default) or community.",
    };

    private readonly Option<string?> _listen = Text("--listen", "ADDR", "The address to listen on, such as 127.0.0.1:8787 or :8787.");
    private readonly Option<string?> _socket = Text(
        "--unix-socket", "FILE", "A socket to listen on, besides or instead of --listen.");

    private readonly Option<string?> _socketMode = Text(
        "--unix-socket-mode", "MODE", "Who may connect to --unix-socket, such as 0660; by default the umask decides.");

    private readonly Option<string?> _certificate = Text(
        "--tls-cert", "FILE", "Certificate for TLS on --listen, in PEM, with its chain; read again when it changes.");

    private readonly Option<string?> _certificateKey = Text("--tls-key", "FILE", "Private key of --tls-cert, in PEM.");
    private readonly Option<string?> _sdkKey = KeyFile(
        "--sdk-key-file", "keys of LaunchDarkly's server-side SDKs", ServeSecrets.SdkKeyVariable);

    private readonly Option<string?> _mobileKey = KeyFile(
        "--mobile-key-file", "keys of LaunchDarkly's mobile SDKs", ServeSecrets.MobileKeyVariable);

    private readonly Option<string?> _ofrepKey = KeyFile(
        "--ofrep-key-file", "keys of OpenFeature's SDKs on servers", ServeSecrets.OfrepKeyVariable);

    private readonly Option<string?> _clientSideId = Text(
        "--client-side-id", "ID", "The public ID that browsers send; they see the flags that are available to it.");

    private readonly Option<bool> _isSecure = new("--secure-mode")
    {
        Description = "Requests with the client-side id must prove the context with a hash that a server computed with the SDK key.",
    };

    private readonly Option<string?> _heartbeat = Text(
        "--heartbeat", "DURATION", "How often a silent stream sends a heartbeat; by default 30s.");

    private readonly Option<string?> _interval = Text(
        "--refresh-interval", "DURATION", "How often the table is read while its changes cannot be followed by a stream; by default 5s.");

    private readonly Option<string[]> _origins = new("--cors-origin")
    {
        Description = "An origin whose pages may send requests, such as https://app.example.com; repeatable. "
            + "By default all may: it is the keys that protect.",
        HelpName = "ORIGIN",
    };

    private readonly Option<int?> _connections = NumberOption.Create(
        "--max-connections", "The maximum number of concurrent connections, including streams; by default 20000.", 1);

    private readonly Option<string?> _events = Text(
        "--events",
        "TARGET",
        "What becomes of the events of LaunchDarkly's SDKs: drop (the default), forward, or the file that they are appended to; "
            + "/dev/stdout and /dev/stderr too.");

    private readonly Option<string?> _eventsUrl = Text(
        "--events-url", "URL", $"Where --events forward sends them; by default {ServeSettings.DefaultEventsUrl}.");

    private readonly DaemonOptions _daemon = new("--metrics-addr answers");
    private readonly ConsoleArguments _console = new();

    private ServeFlagsCommand(ToolConsole console)
    {
        _table = TableOption.Optional(console, "The DynamoDB table with the flags.", _config);
        _layout.AcceptOnlyFromAmong("official", "community");
    }

    public static Command Create(CliHost host, ToolConsole console)
    {
        var serve = new ServeFlagsCommand(console);
        var command = new DaemonCommand("serve", "Serve flags over HTTP to OpenFeature's and LaunchDarkly's SDKs.")
        {
            serve._table, serve._prefix, serve._layout, serve._journal, serve._noJournal, serve._config, serve._listen, serve._socket,
            serve._socketMode, serve._certificate, serve._certificateKey,
            serve._sdkKey, serve._mobileKey, serve._clientSideId, serve._ofrepKey, serve._isSecure, serve._heartbeat, serve._interval,
            serve._origins, serve._connections, serve._events, serve._eventsUrl, serve._daemon.Metrics, serve._daemon.Hosts,
            serve._daemon.LogLevel, serve._daemon.LogFormat,
        };
        serve._console.AddTo(command);
        command.Check(serve.FindContradiction);
        ToolAction.Set(command, (arguments, cancellationToken) =>
            new ServeRun(serve.ReadSettings(arguments, console, host), console, host).RunAsync(cancellationToken));
        return command;
    }

    private static Option<string?> Text(string name, string value, string description) =>
        TableOption.NotEmpty(new Option<string?>(name) { Description = description, HelpName = value });

    private static Option<string?> KeyFile(string name, string what, string variable) =>
        Text(name, "FILE", $"File with {what}, one a line; without it the variable {variable}.");

    private string? FindContradiction(CommandResult result)
    {
        if ((_table.ValueOf(result) ?? result.GetValue(_config)) is null)
        {
            return "there is nothing to serve; give --table or --config";
        }

        if (new[] { _heartbeat, _interval }.FirstOrDefault(option => IsNoDuration(result.GetValue(option))) is { } wrong)
        {
            return $"{wrong.Name} {result.GetValue(wrong)} is not a duration such as 30s, of a day at most";
        }

        if (result.GetValue(_eventsUrl) is { } url && !IsAddress(url))
        {
            return $"--events-url {url} is not an address such as {ServeSettings.DefaultEventsUrl}";
        }

        return result.GetValue(_layout) == "community" && !string.IsNullOrEmpty(result.GetValue(_prefix))
            ? FlagArguments.PrefixOfCommunity
            : null;
    }

    private static bool IsNoDuration(string? text) => text is not null && ServeDurations.TryRead(text) is null;

    private static bool IsAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";

    private ServeSettings ReadSettings(ParseResult arguments, ToolConsole console, CliHost host) =>
        arguments.GetValue(_config) is { } path
            ? ServeFile.Read(path, host.Variable, file => Merge(arguments, console, host, file, file.Environments(path)))
            : Merge(arguments, console, host, null, []);

    // The command line overrides the file.
    private ServeSettings Merge(
        ParseResult arguments, ToolConsole console, CliHost host, ServeFile? file, IReadOnlyList<ServedEnvironment> environments)
    {
        var listen = arguments.GetValue(_listen) ?? file?.Listen;
        var socket = arguments.GetValue(_socket) ?? file?.UnixSocket;
        var table = arguments.GetValue(_table);
        var url = arguments.GetValue(_eventsUrl) ?? file?.EventsUrl ?? ServeSettings.DefaultEventsUrl;
        var mode = arguments.GetValue(_socketMode) ?? file?.UnixSocketMode;
        var settings = new ServeSettings
        {
            Environments = table is null ? environments : [ReadEnvironment(arguments, console, host, table), .. environments],
            Listen = (listen ?? socket) is null
                ? throw new ConfigurationException("there is nothing to listen on; give --listen or --unix-socket")
                : listen,
            UnixSocket = socket,
            UnixSocketMode = mode is null ? null : ServeChecks.ReadMode(mode),
            Tls = TlsOf(arguments.GetValue(_certificate) ?? file?.TlsCertificate, arguments.GetValue(_certificateKey) ?? file?.TlsKey),
            Heartbeat = ServeDurations.TryRead(arguments.GetValue(_heartbeat)) ?? file?.Heartbeat ?? ServeSettings.DefaultHeartbeat,
            RefreshInterval = ServeDurations.TryRead(arguments.GetValue(_interval))
                ?? file?.RefreshInterval
                ?? ServeSettings.DefaultRefreshInterval,
            Origins = arguments.GetValue(_origins) is { Length: > 0 } origins ? origins : file?.Origins ?? [],
            MaxConnections = arguments.GetValue(_connections) ?? file?.MaxConnections ?? ServeSettings.DefaultConnections,
            Events = arguments.GetValue(_events) ?? file?.Events ?? EventsTarget.Drop,
            EventsUrl = IsAddress(url)
                ? new Uri(url)
                : throw new ConfigurationException($"events_url {url} is not an address such as {ServeSettings.DefaultEventsUrl}"),
            Daemon = _daemon.Read(arguments, host),
            Console = _console.Read(arguments, file),
        };
        ServeChecks.Require(settings, arguments.GetValue(_config));
        return settings;
    }

    private static (string Certificate, string Key)? TlsOf(string? certificate, string? key) => (certificate, key) switch
    {
        (null, null) => null,
        ({ } one, { } other) => (one, other),
        _ => throw new ConfigurationException("--tls-cert and --tls-key go together"),
    };

    private ServedEnvironment ReadEnvironment(ParseResult arguments, ToolConsole console, CliHost host, string table) => new()
    {
        Name = DefaultName,
        Table = table,
        Store = new DynamoFlagStoreOptions
        {
            Prefix = arguments.GetValue(_prefix),
            Layout = FlagArguments.LayoutOf(arguments.GetValue(_layout) ?? ""),
            Table = FlagArguments.TableOptions(arguments, console) with
            {
                Journal = new JournalOptions { Name = arguments.GetValue(_journal), IsIgnored = arguments.GetValue(_noJournal) },
            },
        },
        SdkKeys = ServeSecrets.Read(arguments.GetValue(_sdkKey), ServeSecrets.SdkKeyVariable, host.Variable),
        MobileKeys = ServeSecrets.Read(arguments.GetValue(_mobileKey), ServeSecrets.MobileKeyVariable, host.Variable),
        OfrepKeys = ServeSecrets.Read(arguments.GetValue(_ofrepKey), ServeSecrets.OfrepKeyVariable, host.Variable),
        EnvironmentId = arguments.GetValue(_clientSideId),
        IsSecure = arguments.GetValue(_isSecure),
    };
}
