namespace Confd.Cli.Logging;

/// <summary>How log lines that are not consumed are handled.</summary>
internal enum LogPatience
{
    /// <summary>For runs that end by themselves: a full queue delays the run for a moment, requested text as long as it
    /// takes.</summary>
    ForRun,

    /// <summary>For daemons: what does not fit is dropped immediately and counted.</summary>
    ForDaemon,
}
