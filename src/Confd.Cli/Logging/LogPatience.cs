namespace Confd.Cli.Logging;

/// <summary>What happens to log lines that nobody takes.</summary>
internal enum LogPatience
{
    /// <summary>For runs that end by themselves: a full queue holds the run up for a moment, a text that was asked for as long as it
    /// takes.</summary>
    OfARun,

    /// <summary>For daemons: what does not fit is dropped at once and counted.</summary>
    OfADaemon,
}
