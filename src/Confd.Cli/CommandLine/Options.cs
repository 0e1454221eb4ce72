using Confd.Backends;
using Confd.Cli.Http;

namespace Confd.Cli.CommandLine;

/// <summary>
/// The option table. Parsing, variables, confd.toml, help, completions and the table in <c>docs/command-line.md</c> all derive from it;
/// order, names and defaults are those of confd v0.41.
/// </summary>
internal static class Options
{
    /// <summary>Help of the program or of the backend named before or after it.</summary>
    public static readonly CliOption<bool> Help =
        Switch("help", "Show this help and exit.", inFile: false, variable: false, shortName: 'h');

    public static readonly CliOption<string> ConfDir =
        Text("confdir", "/etc/confd", "folder that holds conf.d and templates", isPath: true);

    public static readonly CliOption<string> ConfigFile =
        Text("config-file", "/etc/confd/confd.toml", "settings file; need not exist", inFile: false, isPath: true);

    public static readonly CliOption<long> Interval = Integer("interval", "600", "seconds between polls");

    public static readonly CliOption<string> LogLevel =
        Text("log-level", "", "minimum level to log: debug, info, warn, error");

    public static readonly CliOption<string> LogFormat = Text("log-format", "", "log format: text, json");

    public static readonly CliOption<bool> LogValues =
        Switch(
            "log-values",
            "show values of keys in error messages, for template authors; by default only their kind and length",
            inFile: false);

    public static readonly CliOption<bool> Noop = Switch("noop", "report what would change, change nothing");

    public static readonly CliOption<bool> Onetime = Switch("onetime", "process everything once, then exit", inFile: false);

    public static readonly CliOption<string> Prefix = Text("prefix", null, "path put in front of all keys");

    public static readonly CliOption<bool> SyncOnly = Switch("sync-only", "write files without running check_cmd and reload_cmd");

    public static readonly CliOption<bool> Watch = Switch("watch", "react to changes instead of polling");

    public static readonly CliOption<string> FailureMode = Text(
        "failure-mode",
        "best-effort",
        "after a resource fails, continue with the others (best-effort) or stop (fail-fast)",
        allowed: ["best-effort", "fail-fast"]);

    public static readonly CliOption<bool> KeepStageFile = Switch("keep-stage-file", "keep the staged files");

    public static readonly CliOption<string> SrvDomain = Text("srv-domain", null, "domain of the DNS SRV record");

    public static readonly CliOption<string> SrvRecord = Text("srv-record", null, "DNS SRV record that lists the backend's nodes");

    public static readonly CliOption<bool> CheckConfig =
        Switch("check-config", "check the resource files, then exit", inFile: false, variable: false);

    public static readonly CliOption<bool> Strict =
        Switch("strict", "with --check-config, treat warnings, such as unknown settings, as errors", inFile: false, variable: false);

    public static readonly CliOption<bool> AllowNondeterministic = Switch(
        "allow-nondeterministic",
        "with --check-config, accept templates that call functions whose result is random",
        inFile: false,
        variable: false);

    public static readonly CliOption<bool> Preflight =
        Switch("preflight", "check backends and keys, then exit", inFile: false, variable: false);

    public static readonly CliOption<bool> Validate =
        Switch("validate", "check the templates without keys, then exit", inFile: false, variable: false);

    public static readonly CliOption<string> MockData =
        Text("mock-data", null, "JSON file that --validate renders the templates with", inFile: false, variable: false, isPath: true);

    public static readonly CliOption<string> Resource =
        Text(
            "resource",
            null,
            "check only this resource file, with --check-config or --validate",
            inFile: false,
            variable: false,
            isPath: true);

    public static readonly CliOption<bool> Diff =
        Switch("diff", "with --noop, show the changes as a unified diff", inFile: false, variable: false);

    public static readonly CliOption<long> DiffContext =
        Integer("diff-context", "3", "unchanged lines around each change of a diff", inFile: false, variable: false);

    public static readonly CliOption<bool> Color = Switch("color", "color the diff", inFile: false, variable: false);

    public static readonly CliOption<string> Debounce =
        Text("debounce", null, "process a watched resource when it has not changed for this long (e.g. 2s)");

    public static readonly CliOption<string> BatchInterval =
        Text("batch-interval", null, "collect changes of watched resources for this long, then process them together (e.g. 5s)");

    public static readonly CliOption<bool> TemplateCache =
        Switch("template-cache", "keep parsed templates in memory", isNegatable: true);

    public static readonly CliOption<TimeSpan> StatCacheTtl =
        Duration("stat-cache-ttl", "1s", "minimum time between two checks whether a template's file has changed");

    public static readonly CliOption<TimeSpan> BackendTimeout = Duration("backend-timeout", "30s", "time limit for one read of a backend");

    public static readonly CliOption<TimeSpan> CheckCmdTimeout =
        Duration("check-cmd-timeout", "30s", "time limit for check commands (0 = none)");

    public static readonly CliOption<TimeSpan> ReloadCmdTimeout =
        Duration("reload-cmd-timeout", "60s", "time limit for reload commands (0 = none)");

    public static readonly CliOption<TimeSpan> DialTimeout = Duration("dial-timeout", "5s", "time limit for connecting to a backend");

    public static readonly CliOption<TimeSpan> ReadTimeout =
        Duration("read-timeout", "1s", "if set, time limit for one Redis command, added to --write-timeout; otherwise --backend-timeout");

    public static readonly CliOption<TimeSpan> WriteTimeout =
        Duration("write-timeout", "1s", "if set, time limit for sending one Redis command, added to --read-timeout");

    public static readonly CliOption<long> RetryMaxAttempts =
        Integer("retry-max-attempts", "3", "if set, attempts for one request to a backend; otherwise as many as --backend-timeout allows");

    public static readonly CliOption<TimeSpan> RetryBaseDelay =
        Duration("retry-base-delay", "100ms", "upper bound of the first random wait before a failed request is retried; doubles each time");

    public static readonly CliOption<TimeSpan> RetryMaxDelay =
        Duration("retry-max-delay", "5s", "upper bound of each of these waits");

    public static readonly CliOption<long> MaxReadingBytes =
        Integer(
            "max-reading-bytes",
            "0",
            "bytes of memory that one read of a backend may use (0 = 1 GiB, or half of this machine's memory if that is less)");

    public static readonly CliOption<TimeSpan> WatchErrorBackoff = Duration("watch-error-backoff", "2s", "pause after a watch has failed");

    public static readonly CliOption<TimeSpan> Splay =
        Duration("splay", "0", "upper bound of the random wait before a daemon's first cycle, and before each further --interval cycle");

    public static readonly CliOption<TimeSpan> PreflightTimeout =
        Duration("preflight-timeout", "10s", "time limit for each preflight check");

    public static readonly CliOption<TimeSpan> ShutdownTimeout =
        Duration("shutdown-timeout", "30s", "time that running commands and requests get to finish");

    public static readonly CliOption<bool> SystemdNotify = Switch("systemd-notify", "tell systemd when confd is ready, reloads and stops");

    public static readonly CliOption<TimeSpan> WatchdogInterval =
        Duration("watchdog-interval", "0", "time between two watchdog messages to systemd (0 = none)");

    public static readonly CliOption<string> MetricsAddr =
        Text("metrics-addr", null, "address of the HTTP server for /metrics, /health and /ready (e.g. :9100); none if empty");

    public static readonly CliOption<string[]> MetricsHost =
        new(
            "metrics-host",
            OptionKind.TextList,
            null,
            "host name that the --metrics-addr server answers to, in addition to addresses and localhost; repeatable",
            MetricsHosts.Split,
            [])
        {
            IsInFile = true,
            Variable = MetricsHosts.Variable,
        };

    public static readonly CliOption<string> Exec =
        Text("exec", null, "command that runs beside the daemon: started when all files are in place, restarted when one changes");

    public static readonly CliOption<string> ExecSignal =
        Text("exec-signal", null, "signal to send to the --exec command when a file changes, instead of restarting it (e.g. HUP)");

    public static readonly CliOption<string> ExecEndSignal = Text("exec-end-signal", "TERM", "signal that asks the --exec command to end");

    public static readonly CliOption<TimeSpan> ExecEndTimeout =
        Duration("exec-end-timeout", "10s", "time that the --exec command gets to end before it is killed");

    public static readonly CliOption<string> ExecEnv =
        Text("exec-env", null, "rendered file of NAME=value lines for the environment of the --exec command", isPath: true);

    public static readonly CliOption<bool> ExecInput =
        Switch("exec-stdin", "let the --exec command read confd's standard input, unless it is a terminal; by default it has none");

    public static readonly CliOption<bool> ExecHangup =
        Switch(
            "exec-pass-hup",
            "in addition to reloading on SIGHUP, forward it to the --exec command; other signals are always forwarded");

    public static readonly CliOption<bool> ReapOrphans =
        Switch("reap-orphans", "adopt and reap processes that commands leave running, as process 1 always does");

    public static readonly CliOption<string> StateDir =
        Text(
            "state-dir",
            "/var/lib/confd",
            "folder for state that survives a restart: pending reloads, lists of generated files; none if empty",
            isPath: true);

    /// <summary>The version line.</summary>
    public static readonly CliOption<bool> Version = Switch("version", "print the version and exit", inFile: false, variable: false);

    /// <summary>The options of every backend, in the order of the help.</summary>
    public static IReadOnlyList<CliOption> Global { get; } =
    [
        Help, ConfDir, ConfigFile, Interval, LogLevel, LogFormat, LogValues, Noop, Onetime, Prefix, SyncOnly, Watch, FailureMode,
        KeepStageFile,
        SrvDomain, SrvRecord, CheckConfig, Strict, AllowNondeterministic, Preflight, Validate, MockData, Resource, Diff, DiffContext, Color,
        Debounce, BatchInterval, TemplateCache, StatCacheTtl, BackendTimeout, CheckCmdTimeout, ReloadCmdTimeout, DialTimeout, ReadTimeout,
        WriteTimeout,
        RetryMaxAttempts, RetryBaseDelay, RetryMaxDelay, MaxReadingBytes, WatchErrorBackoff, Splay, PreflightTimeout, ShutdownTimeout,
        SystemdNotify, WatchdogInterval, MetricsAddr, MetricsHost, Exec, ExecSignal, ExecEndSignal, ExecEndTimeout, ExecEnv, ExecInput,
        ExecHangup,
        ReapOrphans, StateDir, Version,
    ];

    private static CliOption<string> Text(
        string name,
        string? defaultText,
        string help,
        bool inFile = true,
        bool variable = true,
        bool isPath = false,
        string[]? allowed = null) =>
        new(name, OptionKind.Text, defaultText, help, text => text, "")
        {
            IsInFile = inFile,
            Variable = variable ? VariableOf(name) : null,
            IsPath = isPath,
            AllowedValues = allowed ?? [],
        };

    private static CliOption<bool> Switch(
        string name, string help, bool inFile = true, bool variable = true, bool isNegatable = false, char? shortName = null) =>
        new(name, OptionKind.Switch, isNegatable ? "true" : null, help, OptionText.ParseSwitch, absent: false)
        {
            IsInFile = inFile,
            Variable = variable ? VariableOf(name) : null,
            IsNegatable = isNegatable,
            Short = shortName,
        };

    private static CliOption<long> Integer(string name, string defaultText, string help, bool inFile = true, bool variable = true) =>
        new(name, OptionKind.Integer, defaultText, help, OptionText.ParseInteger, 0)
        {
            IsInFile = inFile,
            Variable = variable ? VariableOf(name) : null,
        };

    private static CliOption<TimeSpan> Duration(string name, string defaultText, string help) =>
        new(name, OptionKind.Duration, defaultText, help, OptionText.ParseDuration, TimeSpan.Zero)
        {
            IsInFile = true,
            Variable = VariableOf(name),
        };

    private static string VariableOf(string name) => "CONFD_" + name.Replace('-', '_').ToUpperInvariant();
}
