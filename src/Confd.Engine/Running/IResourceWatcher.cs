namespace Confd.Engine.Running;

/// <summary>Follows one source of what resources are rendered from, and reports which of them have to be processed.</summary>
internal interface IResourceWatcher
{
    /// <summary>True while the source is watched or polled; false before that, and where it is tried again after a failure.</summary>
    bool IsSteady { get; }

    /// <summary>Runs until cancelled.</summary>
    /// <exception cref="OperationCanceledException">The watch is to end.</exception>
    Task RunAsync(CancellationToken stop);
}
