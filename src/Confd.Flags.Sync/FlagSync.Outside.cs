using Confd.Flags.Sync.Reconciling;

namespace Confd.Flags.Sync;

/// <content>Syncs outside a loop, such as one for a webhook, which may run beside a loop.</content>
public sealed partial class FlagSync
{
    private readonly OutsideFailure _outsideFailure = new();

    // Set where a loop calls a method of this instance: then it handles the failure itself.
    private readonly AsyncLocal<bool> _isInLoop = new();

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
            if (exception is not ArgumentException)
            {
                // A mistake of the caller is not one of the loop.
                _outsideFailure.Set(exception);
            }

            throw;
        }
    }
}
