using System.CommandLine;
using Confd.Cli.Tools;
using Confd.Engine.Documents;

namespace Confd.Cli.Flags.Sync;

/// <summary><c>confd flags sync</c>: keeps a table equal to LaunchDarkly, a relay, or a file.</summary>
internal sealed class SyncFlagsCommand
{
    private static readonly TimeSpan MinPollInterval = TimeSpan.FromSeconds(30);

    private readonly FlagArguments _shared;
    private readonly Option<bool> _isOnce = new("--once") { Description = "Bring the table up to date, then exit." };
    private readonly Option<bool> _polls = new("--poll")
    {
        Description = "Ask for changes at an interval instead of following the stream.",
    };
    private readonly Option<string?> _interval = new("--poll-interval")
    {
        Description = "The interval, such as 30s: for polling, for checking --file, or, with --webhook, for fetching everything as a "
            + "safety net (by default 1h).",
        HelpName = "DURATION",
    };

    private readonly Option<string> _file = FlagDataFile.CreateOption("Take the flags from this file instead of LaunchDarkly.");
    private readonly Option<string?> _keyFile = new("--sdk-key-file")
    {
        Description = $"File with the SDK key; without it the variable {SecretSource.SdkKeyVariable} has to hold it.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _baseUri = new("--base-uri")
    {
        Description = "Address to fetch everything from, such as that of a Relay Proxy.",
        HelpName = "URL",
    };
    private readonly Option<string?> _streamUri = new("--stream-uri")
    {
        Description = "Address to stream changes from, such as that of a Relay Proxy.",
        HelpName = "URL",
    };
    private readonly Option<string?> _filter = new("--filter") { Description = "Key of an environment filter.", HelpName = "KEY" };
    private readonly Option<string?> _webhook = new("--webhook")
    {
        Description = "Listen for LaunchDarkly's webhooks on this address, such as :8080, and fetch on each of them.",
        HelpName = "ADDR",
    };

    private readonly Option<string?> _secretFile = new("--webhook-secret-file")
    {
        Description = "File with the secret that webhooks are signed with.",
        HelpName = "FILE",
    };
    private readonly DaemonOptions _daemon = new("--metrics-addr and --webhook answer");

    private readonly Option<bool> _createsTable = new("--create-table")
    {
        Description = "Create the table first, on demand, if it is not there.",
    };
    private readonly Option<bool> _allowsEmpty = new("--allow-empty")
    {
        Description = "Also apply a response that removes everything, or more than half of 20 or more items; otherwise the table stays "
            + "as it is.",
    };

    private readonly Option<bool> _takesOver = new("--takeover")
    {
        Description = "Take over a table or prefix that was filled from another source (SDK key, address, filter, or a file) or by hand.",
    };

    private readonly Option<string?> _tombstoneAge = new("--tombstone-age")
    {
        Description = "How long deleted flags are remembered, so that late writes of older versions are rejected; by default 720h. 0 "
            + "keeps them forever.",
        HelpName = "DURATION",
    };

    private SyncFlagsCommand(ToolConsole console) => _shared = new FlagArguments(console);

    public static Command Create(CliHost host, ToolConsole console)
    {
        var sync = new SyncFlagsCommand(console);
        var command = new DaemonCommand("sync", "Keep the table in sync with LaunchDarkly, a relay or a file.", sync._isOnce)
        {
            sync._isOnce, sync._polls, sync._interval, sync._file, sync._keyFile, sync._baseUri, sync._streamUri, sync._filter,
            sync._webhook, sync._secretFile, sync._daemon.Metrics, sync._daemon.Hosts, sync._createsTable, sync._allowsEmpty,
            sync._takesOver, sync._tombstoneAge, sync._daemon.LogLevel, sync._daemon.LogFormat, sync._shared.LargeItems,
        };
        sync._shared.AddTo(command);
        command.Check(sync.FindContradiction);
        ToolAction.Set(command, (arguments, cancellationToken) =>
            new SyncRun(sync.ReadSettings(arguments, console, host), console, host).RunAsync(cancellationToken));
        return command;
    }

    private string? FindContradiction(System.CommandLine.Parsing.CommandResult result)
    {
        if (result.GetValue(_interval) is { } text && (!DurationText.TryParse(text, out var interval) || interval <= TimeSpan.Zero))
        {
            return $"--poll-interval {text} is not a duration such as 30s";
        }

        if (result.GetValue(_tombstoneAge) is { } age && (!DurationText.TryParse(age, out var years) || years < TimeSpan.Zero))
        {
            return $"--tombstone-age {age} is not a duration such as 720h";
        }

        if (FindTooShort(result) is { } tooShort)
        {
            return tooShort;
        }

        if (new[] { _baseUri, _streamUri }.FirstOrDefault(option => !TryReadUri(result.GetValue(option), out _)) is { } wrong)
        {
            return $"{wrong.Name} {result.GetValue(wrong)} is not an address such as https://relay.example.com";
        }

        if (result.GetValue(_file) is not null && (result.GetValue(_polls) || result.GetValue(_webhook) is not null))
        {
            return "--file cannot be used with --poll and --webhook, which are about LaunchDarkly";
        }

        if (result.GetValue(_file) == "-" && !result.GetValue(_isOnce))
        {
            return "--file - can be read once: give --once, or a file to look at again";
        }

        return result.GetValue(_isOnce) && (result.GetValue(_webhook) ?? result.GetValue(_daemon.Metrics)) is not null
            ? "--once ends immediately: it cannot listen on --webhook or --metrics-addr"
            : null;
    }

    // A relay may be polled at any interval.
    private string? FindTooShort(System.CommandLine.Parsing.CommandResult result) =>
        result.GetValue(_interval) is { } text
        && DurationText.TryParse(text, out var interval)
        && interval < MinPollInterval
        && (result.GetValue(_file) ?? result.GetValue(_baseUri) ?? result.GetValue(_streamUri)) is null
            ? $"--poll-interval {text} is too short: LaunchDarkly may be asked every 30s at most"
            : null;

    private static bool TryReadUri(string? text, out Uri? uri)
    {
        uri = null;
        return text is null || (Uri.TryCreate(text, UriKind.Absolute, out uri) && uri.Scheme is "http" or "https");
    }

    private static Uri? ReadUri(string? text) => TryReadUri(text, out var uri) ? uri : null;

    private SyncSettings ReadSettings(ParseResult arguments, ToolConsole console, CliHost host)
    {
        var file = arguments.GetValue(_file);
        return new SyncSettings
        {
            Table = arguments.GetRequiredValue(_shared.Table),
            Store = _shared.StoreOptions(arguments, console),
            CreatesTable = arguments.GetValue(_createsTable),
            IsOnce = arguments.GetValue(_isOnce),
            Polls = arguments.GetValue(_polls),
            PollInterval = arguments.GetValue(_interval) is { } text && DurationText.TryParse(text, out var interval) ? interval : null,
            File = file,
            SdkKey = file is null ? SecretSource.ReadSdkKey(arguments.GetValue(_keyFile), host.Variable) : null,
            BaseUri = ReadUri(arguments.GetValue(_baseUri)),
            StreamUri = ReadUri(arguments.GetValue(_streamUri)),
            Filter = arguments.GetValue(_filter),
            WebhookAddress = arguments.GetValue(_webhook),
            WebhookSecret = SecretSource.ReadWebhookSecret(arguments.GetValue(_secretFile), host.Variable),
            Daemon = _daemon.Read(arguments, host),
            AllowsEmpty = arguments.GetValue(_allowsEmpty),
            TakesOver = arguments.GetValue(_takesOver),
            TombstoneAge = arguments.GetValue(_tombstoneAge) is { } age && DurationText.TryParse(age, out var oldest) ? oldest : null,
        };
    }
}
