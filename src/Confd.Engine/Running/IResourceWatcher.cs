namespace Confd.Engine.Running;

/// <summary>Follows one source of resources, and reports which of them have to be processed.</summary>
internal interface IResourceWatcher
{
    /// <summary>True while the source is watched or polled; false before that, and while it is retried after a failure.</summary>
    bool IsSteady { get; }

    /// <summary>Runs until cancelled.</summary>
    /// <exception cref="OperationCanceledException">The watch was cancelled.</exception>
    Task RunAsync(CancellationToken stop);
}
