using Microsoft.Extensions.Logging;

namespace Confd.Backends;

/// <summary>The log messages that all backends share.</summary>
public static partial class BackendLog
{
    /// <summary>Logs what a backend reads from, when it is opened.</summary>
    /// <param name="logger">The backend's logger.</param>
    /// <param name="sources">Servers or files, separated by commas; no password.</param>
    [LoggerMessage(Level = LogLevel.Information, Message = "Backend source(s) set to {sources}")]
    public static partial void Sources(ILogger logger, string sources);
}
