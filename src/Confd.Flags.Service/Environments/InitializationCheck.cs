using Confd.Flags.Client;
using Confd.Flags.Storage;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Service.Environments;

/// <summary>
/// Tells a store that was never filled from one that is empty: SDKs that get an empty set from the first count as initialized, and replace
/// the values that they have. Where something is stored, or the store has its mark, the data has come, and stays.
/// </summary>
/// <param name="options">The environment.</param>
/// <param name="publish">Called when the mark was found.</param>
/// <param name="logger">Logs an environment that was never filled.</param>
/// <param name="clock">The clock.</param>
internal sealed partial class InitializationCheck(FlagEnvironmentOptions options, Action publish, ILogger logger, TimeProvider clock)
    : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _end = new();
    private volatile bool _hasCome = options.IsInitialized is null;
    private Task? _asking;

    /// <summary>True once there is data to serve. Never called twice at a time.</summary>
    public bool HasArrived(FlagSnapshot snapshot)
    {
        if (!_hasCome)
        {
            if (snapshot.ItemsOf(DataKind.Features).Any() || snapshot.ItemsOf(DataKind.Segments).Any())
            {
                _hasCome = true;
            }
            else
            {
                _asking ??= Task.Run(AskAsync, CancellationToken.None);
            }
        }

        return _hasCome;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await (_asking ?? Task.CompletedTask).ConfigureAwait(false);
        _end.Dispose();
    }

    private async Task AskAsync()
    {
        var isReported = false;
        try
        {
            while (!_hasCome)
            {
                var isInitialized = await IsInitializedAsync().ConfigureAwait(false);
                if (isInitialized == true)
                {
                    _hasCome = true;
                }
                else if (isInitialized == false && !_hasCome && !isReported)
                {
                    isReported = true;
                    LogNeverFilled(logger, options.Name, options.Table);
                }

                if (!_hasCome)
                {
                    await Task.Delay(Interval, clock, _end.Token).ConfigureAwait(false);
                }
            }

            publish();
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // The environment is being disposed of.
        }
    }

    // Null: the store cannot be asked now. The client's readings log why.
    private async Task<bool?> IsInitializedAsync()
    {
        try
        {
            return await options.IsInitialized!(_end.Token).ConfigureAwait(false);
        }
        catch (FlagStoreException)
        {
            return null;
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The environment {Environment} was never filled: the table {Table} has no flags for it, and SDKs get status 503 until "
            + "the first ones are there; check table and prefix, or fill it with confd flags create, upsert, init or sync")]
    private static partial void LogNeverFilled(ILogger logger, string environment, string table);
}
