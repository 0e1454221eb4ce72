using Confd.Flags.Sync.Reconciling;

namespace Confd.Flags.Sync;

/// <content>Syncs outside a loop, such as one for a webhook, which may run beside a loop.</content>
public sealed partial class FlagSync
{
    private readonly OutsideFailure _outsideFailure = new();

    // Set where a loop calls a method of this instance: then it handles the failure itself.
    private readonly AsyncLocal<bool> _isInLoop = new();
    private Exception? _reported;

    // Sees to it that what fails outside a loop is seen, and is tried again by the loop.
    private async Task ReportingAsync(Task sync, CancellationToken cancellationToken)
    {
        try
        {
            await sync.ConfigureAwait(false);
            _health.SourceAnswered();
        }
        catch (FlagRemovalRefusedException exception) when (!_isInLoop.Value)
        {
            _reconciler.RecordRefusal(exception);
            throw;
        }
        catch (Exception exception) when (!_isInLoop.Value && !cancellationToken.IsCancellationRequested)
        {
            Failed(exception);
            HandToLoop(exception);
            throw;
        }
    }

    // The first failure only, like the wait of the loop. A mistake of the caller is not one of the loop.
    private void HandToLoop(Exception failure)
    {
        if (failure is not ArgumentException)
        {
            Interlocked.CompareExchange(ref _reported, failure, null);
            _outsideFailure.Set(failure);
        }
    }

    // The loop reads everything now.
    private void ForgetOutsideFailure()
    {
        _outsideFailure.Clear();
        Volatile.Write(ref _reported, null);
    }
}
