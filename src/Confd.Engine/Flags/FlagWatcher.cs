using System.Threading.Channels;
using Confd.Engine.Resources;
using Confd.Engine.Scheduling;
using Microsoft.Extensions.Logging;

namespace Confd.Engine.Flags;

/// <summary>Waits for changes of flags and reports the resources that have to be processed then.</summary>
internal sealed partial class FlagWatcher(
    IFlagSource source, IReadOnlyList<ActiveResource> resources, EngineOptions options, EngineParts parts, ChannelWriter<ChangeNotice> notices)
{
    private readonly ILogger _logger = parts.Logger;
    private readonly WatchPause _pause = new(options, parts.Clock);

    /// <summary>Runs until cancelled. The resources' backends report them at the start.</summary>
    /// <exception cref="OperationCanceledException">The watch is to end.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        while (true)
        {
            try
            {
                _pause.Opened();
                await source.WaitForChangeAsync(stop).ConfigureAwait(false);
                notices.TryWrite(new ChangeNotice(resources, ChangeKind.Change));
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !stop.IsCancellationRequested)
            {
                var pause = _pause.AfterFailure();
                LogBroken(exception.Message, GoDuration.Format(pause));
                await Task.Delay(pause, parts.Clock, stop).ConfigureAwait(false);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "Watching flags failed: {Reason}; trying again in {Pause}")]
    private partial void LogBroken(string reason, string pause);
}
